//! Importing: a file's bytes become events of the database.

pub mod changed;
mod chunks;
mod destination;
mod file_summary;
mod import_error;
mod importer;
mod input;
mod intake;

pub use destination::Destination;
pub use file_summary::FileSummary;
pub use import_error::{FileError, ImportError};
pub use importer::{Importer, Settings};
pub use input::Input;
pub use store::{Import, ImportedBy};

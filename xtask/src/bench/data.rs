//! The events that are measured on: made once for each size, and kept.

use std::path::PathBuf;

use crate::failure::Failure;
use crate::files::read;

use super::measured::Measured;

/// The data of one size.
#[derive(Debug)]
pub(crate) struct Data {
    /// How many denied requests there are.
    pub(crate) attempts: u64,
    /// Where all of it is.
    pub(crate) folder: PathBuf,
}

impl Data {
    /// The database.
    pub(crate) fn database(&self) -> PathBuf {
        self.folder.join("turnaway.db")
    }

    /// The events as a file to import.
    pub(crate) fn events(&self) -> PathBuf {
        self.folder.join("events.csv")
    }

    /// What the last import of the events measured.
    pub(crate) fn imported(&self) -> Result<Measured, Failure> {
        Measured::read(&read(&self.imported_file())?)
    }

    /// The file that remembers what the last import measured.
    pub(crate) fn imported_file(&self) -> PathBuf {
        self.folder.join("import.json")
    }
}

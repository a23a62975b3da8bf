//! The tables of the report. Each number of a chart is in one of them, and pages, files and
//! paper take it from there.

mod denials;
pub mod heading;
mod lists;
pub mod name;
pub mod table;
mod trend;
mod usage;
mod what_to_do;

#[cfg(feature = "ssr")]
pub mod lazy_table;
#[cfg(feature = "ssr")]
pub mod question_table;

pub use denials::{cell, cell_of, denials_head, shown_columns};
pub use lists::{of_list, of_panel};
pub use trend::over_time;
pub use usage::{activations, active_accounts, served_clients};
pub use what_to_do::what_to_do;

//! The tables of the report. Each number that a chart draws stands in one of them, and a
//! page, a file and paper take it from there.

mod counted;
mod denials;
pub mod heading;
mod listed;
pub mod name;
pub mod table;
mod trend;
mod what_to_do;

#[cfg(feature = "ssr")]
pub mod long_table;
#[cfg(feature = "ssr")]
pub mod question_table;

pub use counted::{activations, active_accounts, served_clients};
pub use denials::{cell, cell_of, denials_head, shown_columns};
pub use listed::{of_list, of_panel};
pub use trend::over_time;
pub use what_to_do::what_to_do;

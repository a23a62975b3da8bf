//! Tables as downloads. The heading says what a table was made from, so that the file stays
//! understandable on its own.

mod cell_text;
mod csv;
mod file_stream;
mod formula_guard;
mod heading;
mod sheet_rows;
#[cfg(test)]
mod tests;
mod xlsx;

pub(crate) use csv::write_csv;
pub(crate) use file_stream::{FileWriter, file_stream};
pub(crate) use xlsx::write_xlsx;

//! Tables as files to take away. Above the table stands what it was made from, so that
//! the file explains itself wherever it ends up.

mod csv;
mod file_stream;
mod limit;
mod neutral;
mod sheet_rows;
#[cfg(test)]
pub(super) mod tests;
mod xlsx;

use app::tables::table::{Heading, Table};

pub(crate) use csv::write_csv;
pub(crate) use file_stream::{FileWriter, file_stream};
pub(crate) use limit::ExportPools;
#[cfg(test)]
pub(crate) use limit::{FILES_MAX, OF_LINKS_MAX, OF_READER_MAX, WAITING_MAX};
pub(crate) use xlsx::write_xlsx;

/// What stands above the table: a label and a value a line.
fn heading_lines(
    heading: &Heading,
    table: &Table,
    note: Option<&str>,
) -> Vec<(&'static str, String)> {
    let mut lines = vec![
        ("Title", table.title.to_owned()),
        ("View", heading.view.clone()),
        ("Filters", heading.filters.clone()),
        ("Days", heading.days.clone()),
        ("Time zone", heading.zone.clone()),
        ("Data through", heading.through.clone()),
    ];
    lines.extend(note.map(|note| ("Note", note.to_owned())));
    lines
}

/// How many more there are now than before; negative where there are fewer.
fn difference(now: u64, before: u64) -> i128 {
    i128::from(now) - i128::from(before)
}

//! The heading above a table in a file.

use app::tables::table::{Heading, Table};

/// The heading's lines: a label and a value each.
pub(super) fn heading_lines(
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

/// The change since the previous period; negative for a decrease.
pub(super) fn difference(now: u64, before: u64) -> i128 {
    i128::from(now) - i128::from(before)
}

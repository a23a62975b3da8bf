//! A table as CSV: UTF-8 with a byte order mark, lines that end with CR LF, quotes as in
//! RFC 4180.

use app::tables::table::{Cell, Heading, Table};

use super::neutral::neutral;
use super::{difference, heading_lines};

/// A table as CSV, its heading above it.
pub(crate) fn csv(heading: &Heading, table: &Table) -> Vec<u8> {
    // Without the mark some spreadsheets take the text for that of an old code page.
    let mut file = String::from("\u{feff}");
    for (label, value) in heading_lines(heading, table, table.note.as_deref()) {
        line(&mut file, [field(label), field(&value)]);
    }
    file.push_str("\r\n");
    line(&mut file, table.columns.iter().map(|c| field(&c.title)));
    for row in &table.rows {
        line(&mut file, row.iter().map(cell));
    }
    file.into_bytes()
}

fn line(file: &mut String, fields: impl IntoIterator<Item = String>) {
    for (place, field) in fields.into_iter().enumerate() {
        if place > 0 {
            file.push(',');
        }
        file.push_str(&field);
    }
    file.push_str("\r\n");
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => field(text),
        Cell::Number(value) => value.to_string(),
        // A number has digits in a file, or the cell is empty.
        Cell::Amount(value) if !value.is_finite() => String::new(),
        Cell::Amount(value) => (value + 0.0).to_string(),
        Cell::PercentHundredths(value) => format!("{}.{:02}", value / 100, value % 100),
        Cell::Change { now, before } => difference(*now, *before).to_string(),
        Cell::Empty => String::new(),
    }
}

/// A text as a field, in quotes where it needs them.
fn field(text: &str) -> String {
    let text = neutral(text);
    // A spreadsheet of a country where the comma is in numbers splits at semicolons,
    // whatever quotes we write: a formula must not begin after one either.
    let mut parts = text.split(';');
    let first = parts.next().unwrap_or_default().to_owned();
    let text = parts.fold(first, |text, part| format!("{text};{}", neutral(part)));
    let is_plain = !text.contains([',', ';', '"']) && text.trim() == text;
    if is_plain {
        text
    } else {
        format!("\"{}\"", text.replace('"', "\"\""))
    }
}

//! A table as CSV: UTF-8 with a byte order mark, CR LF line ends, quotes as in RFC 4180.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::ControlFlow;

use app::tables::lazy_table::LazyTable;
use app::tables::table::{CellRef, Heading};

use super::formula_guard::neutral;
use super::heading::{difference, heading_lines};

/// Writes a table as CSV, below its heading. Stops at the first line that cannot be written.
pub(crate) fn write_csv(
    heading: &Heading,
    table: &LazyTable,
    out: &mut impl Write,
) -> io::Result<()> {
    // Without the mark some spreadsheets assume an old code page.
    let mut line = String::from("\u{feff}");
    let head = &table.head;
    for (label, value) in heading_lines(heading, head, head.note.as_deref()) {
        fields(&mut line, [label, &value].into_iter().map(text));
    }
    line.push_str("\r\n");
    fields(
        &mut line,
        head.columns.iter().map(|column| text(&column.title)),
    );
    out.write_all(line.as_bytes())?;
    let mut written = Ok(());
    table.rows(0..table.len(), &mut |cells| {
        line.clear();
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                line.push(',');
            }
            push_cell(&mut line, cell);
        }
        line.push_str("\r\n");
        written = out.write_all(line.as_bytes());
        match written {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    });
    written
}

fn text(text: &str) -> CellRef<'_> {
    CellRef::Text(text.into())
}

fn fields<'a>(line: &mut String, cells: impl Iterator<Item = CellRef<'a>>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            line.push(',');
        }
        push_cell(line, &cell);
    }
    line.push_str("\r\n");
}

fn push_cell(line: &mut String, cell: &CellRef<'_>) {
    // Writing to a string never fails.
    let _ = match cell {
        CellRef::Text(text) => {
            push_field(line, text);
            Ok(())
        }
        CellRef::Number(value) => write!(line, "{value}"),
        // A number is written as digits; an empty cell is empty.
        CellRef::Amount(value) if !value.is_finite() => Ok(()),
        CellRef::Amount(value) => write!(line, "{}", value + 0.0),
        CellRef::Share(share) => {
            let hundredths = share.hundredths();
            write!(line, "{}.{:02}", hundredths / 100, hundredths % 100)
        }
        CellRef::Change { now, before } => write!(line, "{}", difference(*now, *before)),
        CellRef::Empty => Ok(()),
    };
}

/// A text as a field, quoted if needed.
fn push_field(line: &mut String, text: &str) {
    if is_harmless(text) {
        line.push_str(text);
        return;
    }
    let text = neutral(text);
    // Where the comma is the decimal separator, spreadsheets split at semicolons despite our
    // quotes: a formula must not begin after one either.
    let mut parts = text.split(';');
    let first = parts.next().unwrap_or_default().to_owned();
    let text = parts.fold(first, |text, part| format!("{text};{}", neutral(part)));
    let is_plain = !text.contains([',', ';', '"']) && text.trim() == text;
    if is_plain {
        line.push_str(&text);
    } else {
        line.push('"');
        line.push_str(&text.replace('"', "\"\""));
        line.push('"');
    }
}

/// Whether a text begins with an ASCII letter or digit and has no character that needs
/// treatment. Most texts are like that, and checking is faster than rewriting.
fn is_harmless(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first().is_none_or(u8::is_ascii_alphanumeric)
        && bytes.last().is_none_or(|last| *last != b' ')
        && bytes
            .iter()
            .all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b',' | b';' | b'"'))
}

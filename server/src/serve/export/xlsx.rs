//! A table as an XLSX workbook of one worksheet.

use std::panic::{AssertUnwindSafe, catch_unwind};

use app::tables::table::{Cell, Column, Heading, Table};
use domain::display;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::neutral::neutral;
use super::{difference, heading_lines};

/// The rows that a worksheet can have, those above the table included.
const SHEET_ROWS_MAX: usize = 1_048_576;

/// A table of more rows goes through a temporary file instead of memory.
const MEMORY_ROWS_MAX: usize = 20_000;

/// The longest text of a cell, in UTF-16 units.
const TEXT_UNITS_MAX: usize = 32_767;

/// The longest name of a worksheet, in UTF-16 units.
const NAME_UNITS_MAX: usize = 31;

/// The narrowest and the widest column, in characters.
const WIDTH_CHARS: (usize, usize) = (8, 60);

/// The first column also holds the labels of the heading.
const LABEL_CHARS: usize = 14;

/// The rows whose texts decide how wide a column is.
const WIDTH_ROWS: usize = 1000;

/// Why there is no workbook.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExportError {
    /// It cannot be written.
    #[error("The workbook cannot be written; take the CSV instead")]
    Workbook(#[from] XlsxError),
    /// The writer gave up, as it does where a temporary file cannot grow.
    #[error("The server has no room to write the workbook; take the CSV instead")]
    NoRoom,
}

/// How much goes where; tests have smaller ones.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// See [`SHEET_ROWS_MAX`].
    pub(super) sheet_rows: usize,
    /// See [`MEMORY_ROWS_MAX`].
    pub(super) memory_rows: usize,
}

/// A table as a workbook, its heading above it. Rows that a worksheet cannot hold are
/// left out, and the heading says so.
pub(crate) fn xlsx(heading: &Heading, table: &Table) -> Result<Vec<u8>, ExportError> {
    let limits = Limits {
        sheet_rows: SHEET_ROWS_MAX,
        memory_rows: MEMORY_ROWS_MAX,
    };
    workbook(heading, table, limits)
}

pub(super) fn workbook(
    heading: &Heading,
    table: &Table,
    limits: Limits,
) -> Result<Vec<u8>, ExportError> {
    caught(|| {
        let mut workbook = Workbook::new();
        let sheet = if table.rows.len() > limits.memory_rows {
            workbook.add_worksheet_with_constant_memory()?
        } else {
            workbook.add_worksheet()
        };
        write(sheet, heading, table, limits.sheet_rows)?;
        workbook.save_to_buffer()
    })
}

/// Writes a workbook. The writer panics where its temporary file cannot be written, and
/// a full disk is no reason for that.
pub(super) fn caught(
    write: impl FnOnce() -> Result<Vec<u8>, XlsxError>,
) -> Result<Vec<u8>, ExportError> {
    // What it was writing is dropped, so nobody sees it half done.
    let written = catch_unwind(AssertUnwindSafe(write)).map_err(|_| ExportError::NoRoom)?;
    Ok(written?)
}

fn write(
    sheet: &mut Worksheet,
    heading: &Heading,
    table: &Table,
    sheet_rows: usize,
) -> Result<(), XlsxError> {
    let (lines, rows_kept) = fitting(heading, table, sheet_rows);
    let name: String = table
        .title
        .chars()
        .filter(|c| !"*?:[]\\/'".contains(*c))
        .collect();
    if !name.is_empty() {
        sheet.set_name(cut(name, NAME_UNITS_MAX))?;
    }
    for (place, width) in widths(table).enumerate() {
        sheet.set_column_width(place as u16, width as f64)?;
    }
    let formats = Formats::new();
    let header_row = lines.len() as u32 + 1;
    sheet.set_freeze_panes(header_row + 1, 0)?;
    for (row, (label, value)) in (0..).zip(lines) {
        sheet.write_string_with_format(row, 0, label, &formats.bold)?;
        sheet.write_string(row, 1, text(&value))?;
    }
    for (place, column) in (0..).zip(&table.columns) {
        let format = formats.header(column);
        sheet.write_string_with_format(header_row, place, text(&column.title), format)?;
    }
    for (row, cells) in (header_row + 1..).zip(table.rows.iter().take(rows_kept)) {
        for (place, cell) in (0..).zip(cells) {
            formats.write(sheet, row, place, cell)?;
        }
    }
    Ok(())
}

/// What stands above the table, and how many of its rows have room below: an empty row
/// and the header stand between.
fn fitting(
    heading: &Heading,
    table: &Table,
    sheet_rows: usize,
) -> (Vec<(&'static str, String)>, usize) {
    let room = |lines: &[_]| sheet_rows.saturating_sub(lines.len() + 2);
    let lines = heading_lines(heading, table, table.note.as_deref());
    if table.rows.len() <= room(&lines) {
        return (lines, table.rows.len());
    }
    // The note takes a line of its own.
    let noted = heading_lines(heading, table, Some(""));
    let rows_kept = room(&noted);
    let cut = format!(
        "the first {} rows, since a worksheet holds no more",
        display::number(rows_kept as u64)
    );
    let note = match &table.note {
        Some(note) => format!("{note}; {cut}"),
        None => cut,
    };
    (heading_lines(heading, table, Some(&note)), rows_kept)
}

/// How wide each column is, in characters: as its longest text, within bounds.
fn widths(table: &Table) -> impl Iterator<Item = usize> + '_ {
    let (narrowest, widest) = WIDTH_CHARS;
    table
        .columns
        .iter()
        .enumerate()
        .map(move |(place, column)| {
            let cells = table.rows.iter().take(WIDTH_ROWS);
            let texts = cells.filter_map(|row| Some(row.get(place)?.text().chars().count()));
            let longest = texts.chain([column.title.chars().count()]).max();
            let narrowest = if place == 0 { LABEL_CHARS } else { narrowest };
            // Some room beside the text.
            (longest.unwrap_or(0) + 2).clamp(narrowest, widest)
        })
}

/// A text from outside as a cell takes it.
fn text(text: &str) -> String {
    cut(neutral(text), TEXT_UNITS_MAX)
}

/// A text cut to so many UTF-16 units, with an ellipsis where something is missing.
fn cut(text: String, units_max: usize) -> String {
    if text.encode_utf16().count() <= units_max {
        return text;
    }
    let mut units = 1;
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= units_max
    });
    kept.chain(['…']).collect()
}

/// How cells look.
struct Formats {
    bold: Format,
    header_of_texts: Format,
    header_of_numbers: Format,
    number: Format,
    percent: Format,
    change: Format,
}

impl Formats {
    fn new() -> Self {
        let bold = Format::new().set_bold();
        Self {
            header_of_texts: bold.clone(),
            header_of_numbers: bold.clone().set_align(FormatAlign::Right),
            bold,
            number: Format::new().set_num_format("#,##0"),
            percent: Format::new().set_num_format("0.00%"),
            change: Format::new().set_num_format("+#,##0;-#,##0;0"),
        }
    }

    fn header(&self, column: &Column) -> &Format {
        if column.is_number {
            &self.header_of_numbers
        } else {
            &self.header_of_texts
        }
    }

    fn write(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        place: u16,
        cell: &Cell,
    ) -> Result<(), XlsxError> {
        match cell {
            Cell::Text(value) => sheet.write_string(row, place, text(value))?,
            Cell::Number(value) => {
                sheet.write_number_with_format(row, place, *value as f64, &self.number)?
            }
            Cell::Amount(value) if !value.is_finite() => sheet,
            Cell::Amount(value) => sheet.write_number(row, place, value + 0.0)?,
            Cell::PercentHundredths(value) => {
                let share = *value as f64 / 10_000.0;
                sheet.write_number_with_format(row, place, share, &self.percent)?
            }
            Cell::Change { now, before } => {
                let change = difference(*now, *before) as f64;
                sheet.write_number_with_format(row, place, change, &self.change)?
            }
            Cell::Empty => sheet,
        };
        Ok(())
    }
}

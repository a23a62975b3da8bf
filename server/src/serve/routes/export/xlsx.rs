//! A table as an XLSX workbook with one worksheet.
//!
//! `rust_xlsxwriter` makes the workbook with the heading. The rows are inserted into its
//! worksheet XML as they are made, so neither memory nor a temporary file holds them.

use std::io::{self, Cursor, Read as _, Write};
use std::ops::ControlFlow;

use app::tables::lazy_table::LazyTable;
use app::tables::table::{CellRef, Column, Heading};
use domain::display;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::cell_text::{cut, text};
use super::heading::heading_lines;
use super::sheet_rows::{CellFormats, SheetRows};

/// The rows that a worksheet can have, including those above the table.
const SHEET_ROWS_MAX: usize = 1_048_576;

/// The longest name of a worksheet, in UTF-16 units.
const NAME_UNITS_MAX: usize = 31;

/// The minimum and maximum column width, in characters.
const WIDTH_CHARS: (usize, usize) = (8, 60);

/// The first column also holds the labels of the heading.
const LABEL_CHARS: usize = 14;

/// The rows whose texts determine the column widths.
const WIDTH_ROWS: usize = 1000;

/// The path of the worksheet in the workbook.
const SHEET: &str = "xl/worksheets/sheet1.xml";

/// Why the workbook could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExportError {
    /// The library rejects the heading.
    #[error("the workbook cannot be made")]
    Workbook(#[from] XlsxError),
    /// It cannot be compressed.
    #[error("the workbook cannot be compressed")]
    Zip(#[from] zip::result::ZipError),
    /// The reader has left, or takes too long.
    #[error("the workbook reader has left")]
    Unread(#[from] io::Error),
    /// The library's worksheet has an unexpected structure.
    #[error("the worksheet has an unexpected structure")]
    NoPlace,
}

/// Writes a table as a workbook, below its heading. Rows beyond the limit of a worksheet are
/// left out, and the heading says so.
pub(crate) fn write_xlsx(
    heading: &Heading,
    table: &LazyTable,
    out: &mut impl Write,
) -> Result<(), ExportError> {
    write_workbook(heading, table, out, SHEET_ROWS_MAX)
}

pub(super) fn write_workbook(
    heading: &Heading,
    table: &LazyTable,
    out: &mut impl Write,
    sheet_rows: usize,
) -> Result<(), ExportError> {
    let (lines, rows_kept) = fitting(heading, table, sheet_rows);
    let first_row = lines.len() + 3;
    let without_rows = without_rows(lines, table)?;
    let mut parts = ZipArchive::new(Cursor::new(without_rows))?;
    let mut zip = ZipWriter::new_stream(Abandonable::new(out));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for place in 0..parts.len() {
        let mut part = parts.by_index(place)?;
        let name = part.name()?.into_owned();
        zip.start_file(&name, options)?;
        if name == SHEET {
            let mut sheet = String::new();
            part.read_to_string(&mut sheet)?;
            write_sheet(&sheet, first_row, table, rows_kept, &mut zip)?;
        } else {
            io::copy(&mut part, &mut zip)?;
        }
    }
    zip.finish()?;
    Ok(())
}

/// Fails once if it cannot be written to, and accepts everything afterwards: an abandoned zip
/// writer still writes its end, and would print an error if that failed.
struct Abandonable<W> {
    out: W,
    has_failed: bool,
}

impl<W> Abandonable<W> {
    fn new(out: W) -> Self {
        Self {
            out,
            has_failed: false,
        }
    }
}

impl<W: Write> Write for Abandonable<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.has_failed {
            return Ok(bytes.len());
        }
        let written = self.out.write(bytes);
        self.has_failed = written.is_err();
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The workbook without the rows; in their place is a sample row with a cell of each format.
fn without_rows(
    lines: Vec<(&'static str, String)>,
    table: &LazyTable,
) -> Result<Vec<u8>, XlsxError> {
    let head = &table.head;
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let name: String = head
        .title
        .chars()
        .filter(|c| !"*?:[]\\/'".contains(*c))
        .collect();
    if !name.is_empty() {
        sheet.set_name(cut(name, NAME_UNITS_MAX))?;
    }
    for (place, width) in (0..).zip(widths(table)) {
        sheet.set_column_width(place, width as f64)?;
    }
    let formats = Formats::new();
    let header_row = lines.len() as u32 + 1;
    sheet.set_freeze_panes(header_row + 1, 0)?;
    for (row, (label, value)) in (0..).zip(lines) {
        sheet.write_string_with_format(row, 0, label, &formats.bold)?;
        sheet.write_string(row, 1, text(&value))?;
    }
    for (place, column) in (0..).zip(&head.columns) {
        let format = formats.header(column);
        sheet.write_string_with_format(header_row, place, text(&column.title), format)?;
    }
    formats.write_sample(sheet, header_row + 1)?;
    workbook.save_to_buffer()
}

/// Writes the worksheet with the rows in place of the sample row.
fn write_sheet(
    sheet: &str,
    first_row: usize,
    table: &LazyTable,
    rows_kept: usize,
    out: &mut impl Write,
) -> Result<(), ExportError> {
    let row = format!("<row r=\"{first_row}\"");
    let (above, rest) = sheet.split_once(&row).ok_or(ExportError::NoPlace)?;
    let (sample, below) = rest
        .split_once("</sheetData>")
        .ok_or(ExportError::NoPlace)?;
    let formats = CellFormats::of_sample(sample).ok_or(ExportError::NoPlace)?;
    // The dimension is optional, and the library's would be wrong.
    let (start, cells) = above
        .split_once("<dimension ")
        .ok_or(ExportError::NoPlace)?;
    let (_, above) = cells.split_once("/>").ok_or(ExportError::NoPlace)?;
    out.write_all(start.as_bytes())?;
    out.write_all(above.as_bytes())?;
    let mut rows = SheetRows::new(first_row, formats);
    let mut written = Ok(());
    table.rows(0..rows_kept, &mut |cells| {
        written = out.write_all(rows.next(cells).as_bytes());
        match written {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    });
    written?;
    out.write_all(b"</sheetData>")?;
    out.write_all(below.as_bytes())?;
    Ok(())
}

/// The heading, and how many rows fit below it: an empty row and the header are in between.
fn fitting(
    heading: &Heading,
    table: &LazyTable,
    sheet_rows: usize,
) -> (Vec<(&'static str, String)>, usize) {
    let head = &table.head;
    let room = |lines: &[_]| sheet_rows.saturating_sub(lines.len() + 2);
    let lines = heading_lines(heading, head, head.note.as_deref());
    if table.len() <= room(&lines) {
        return (lines, table.len());
    }
    // The note takes a line of its own.
    let noted = heading_lines(heading, head, Some(""));
    let rows_kept = room(&noted);
    let cut = format!(
        "the first {} rows; a worksheet cannot have more",
        display::number(rows_kept as u64)
    );
    let note = match &head.note {
        Some(note) => format!("{note}; {cut}"),
        None => cut,
    };
    (heading_lines(heading, head, Some(&note)), rows_kept)
}

/// The width of each column in characters: its longest text, within bounds.
fn widths(table: &LazyTable) -> Vec<usize> {
    let titles = table.head.columns.iter();
    let mut longest: Vec<usize> = titles.map(|column| column.title.chars().count()).collect();
    table.rows(0..WIDTH_ROWS, &mut |cells| {
        for (longest, cell) in longest.iter_mut().zip(cells) {
            let chars = match cell {
                CellRef::Text(text) => text.chars().count(),
                other => other.clone().into_owned().text().chars().count(),
            };
            *longest = chars.max(*longest);
        }
        ControlFlow::Continue(())
    });
    let (narrowest, widest) = WIDTH_CHARS;
    let widths = longest.into_iter().enumerate().map(|(place, longest)| {
        let narrowest = if place == 0 { LABEL_CHARS } else { narrowest };
        // Some margin.
        (longest + 2).clamp(narrowest, widest)
    });
    widths.collect()
}

/// The cell formats.
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

    /// Writes a row with a cell of each format, in the order of [`CellFormats`].
    fn write_sample(&self, sheet: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
        for (place, format) in (0..).zip([&self.number, &self.percent, &self.change]) {
            sheet.write_number_with_format(row, place, 0, format)?;
        }
        Ok(())
    }
}

//! Turnaway's own events as CSV: a header row, then one event per row.
//!
//! Spreadsheets in many countries write semicolons or tabs instead of commas: the
//! header row decides.

use super::csv_header::{Header, HeaderBytes};
use super::csv_rows::{Cells, Row, Rows, Verdict};
use super::lines::text;
use super::own_event::{Column, Fields, UnknownNames};
use crate::parse::line_parser::{COLUMNS_MAX, EventSink, LINE_BYTES_MAX, Refusal};

/// Reads events from the rows of a CSV file.
pub(super) enum EventsCsv {
    /// Still reading the header row.
    Header(HeaderBytes),
    /// Reading rows.
    Body(Box<Rows>, Columns),
}

impl EventsCsv {
    pub(super) fn new() -> Self {
        Self::Header(HeaderBytes::default())
    }

    pub(super) fn feed(&mut self, bytes: &[u8], sink: &mut dyn EventSink) -> Result<(), Refusal> {
        let bytes = match self {
            Self::Body(..) => bytes,
            Self::Header(header) => match header.feed(bytes, LINE_BYTES_MAX) {
                None => return Ok(()),
                Some(after) => {
                    self.begin_body(sink)?;
                    after
                }
            },
        };
        if let Self::Body(rows, columns) = self {
            rows.feed(bytes, &mut |line, row| columns.take(line, row, sink));
        }
        Ok(())
    }

    pub(super) fn finish(&mut self, sink: &mut dyn EventSink) -> Result<u64, Refusal> {
        match self {
            Self::Header(header) if !header.has_text() => Err(Refusal::NoHeader),
            Self::Header(header) => {
                // The header row is the last line, without a line break.
                let lines = header.lines() + 1;
                self.begin_body(sink)?;
                Ok(lines)
            }
            Self::Body(rows, columns) => {
                Ok(rows.finish(&mut |line, row| columns.take(line, row, sink)))
            }
        }
    }

    fn begin_body(&mut self, sink: &mut dyn EventSink) -> Result<(), Refusal> {
        if let Self::Header(bytes) = self {
            let header = read_header(bytes.row())?;
            let rows = Rows::new(header.delimiter, LINE_BYTES_MAX, bytes.lines());
            *self = Self::Body(Box::new(rows), Columns::of(&header, sink));
        }
        Ok(())
    }
}

/// Whether a row is the header of a CSV file of events.
pub(super) fn is_header(row: &[u8]) -> bool {
    read_header(row).is_ok()
}

fn read_header(row: &[u8]) -> Result<Header, Refusal> {
    let required = Column::REQUIRED.map(Column::name);
    let header = Header::read(row, &required);
    if header.names.len() > COLUMNS_MAX {
        return Err(Refusal::TooManyColumns);
    }
    match required
        .into_iter()
        .find(|name| header.position(name).is_none())
    {
        Some(missing) => Err(Refusal::MissingColumn(missing)),
        None => Ok(header),
    }
}

/// The columns of the file.
pub(super) struct Columns {
    delimiter: char,
    cells: usize,
    known: Vec<(Column, usize)>,
    /// Sorted by name, so that the order of columns does not affect identities.
    unknown: Vec<(String, usize)>,
}

impl Columns {
    fn of(header: &Header, sink: &mut dyn EventSink) -> Self {
        let mut columns = Self {
            delimiter: char::from(header.delimiter),
            cells: header.names.len(),
            known: Vec::new(),
            unknown: Vec::new(),
        };
        let mut unknown_names = UnknownNames::default();
        for (cell, name) in header.names.iter().enumerate() {
            match Column::from_name(&name.to_ascii_lowercase()) {
                Some(column) if columns.known.iter().any(|(known, _)| *known == column) => {
                    sink.warning(format!(
                        "column `{name}` occurs twice: only the first one is read"
                    ));
                }
                Some(column) => columns.known.push((column, cell)),
                None => {
                    unknown_names.warn("column", name, sink);
                    columns.unknown.push((name.clone(), cell));
                }
            }
        }
        columns.unknown.sort();
        columns
    }

    fn take(&self, line: u64, row: Row<'_>, sink: &mut dyn EventSink) -> Verdict {
        match row {
            Row::Cells(cells) if cells.len() > self.cells => {
                sink.rejected(line, format!(
                    "has {} cells, the header has {}: quote a cell that contains `{}`, a quote or a line break",
                    cells.len(), self.cells, self.delimiter.escape_default(),
                ));
                Verdict::Reread
            }
            Row::Cells(cells) => {
                match self.fields(cells).event() {
                    Ok(event) => sink.event(line, &event),
                    Err(error) => sink.rejected(line, error.to_string()),
                }
                Verdict::Done
            }
            Row::TooLong => {
                sink.rejected(line, format!(
                    "longer than {LINE_BYTES_MAX} bytes: a quote may be missing at the end of a cell"
                ));
                Verdict::Reread
            }
            Row::Misquoted => {
                sink.rejected(
                    line,
                    "a quote opens here and does not close at the end of a cell".to_owned(),
                );
                Verdict::Reread
            }
        }
    }

    fn fields<'a>(&self, cells: Cells<'a>) -> Fields<'a> {
        let mut fields = Fields::default();
        for (column, cell) in &self.known {
            fields.set(*column, text(cells.get(*cell).unwrap_or_default()));
        }
        for (name, cell) in &self.unknown {
            fields.add_unknown(name, &text(cells.get(*cell).unwrap_or_default()));
        }
        fields
    }
}

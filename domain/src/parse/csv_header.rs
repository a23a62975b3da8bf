//! The header row of a CSV file: its column names and the file's delimiter.

use super::csv_rows::{Row, Rows, Verdict};
use super::lines::text;

/// The delimiters that spreadsheets write, the standard one first.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// The mark that a spreadsheet may put at the start of a UTF-8 file.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The names in a header row, and the delimiter between them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// The delimiter of the whole file.
    pub(crate) delimiter: u8,
    /// The names as written, without surrounding blanks.
    pub(crate) names: Vec<String>,
}

impl Header {
    /// Reads a header row, using the delimiter with which the most `wanted` names are found.
    pub(crate) fn read(row: &[u8], wanted: &[&str]) -> Self {
        let mut best: Option<(usize, Self)> = None;
        for delimiter in DELIMITERS {
            let header = Self::with(delimiter, row);
            let found = wanted
                .iter()
                .filter(|name| header.position(name).is_some())
                .count();
            if best.as_ref().is_none_or(|(most, _)| found > *most) {
                best = Some((found, header));
            }
        }
        best.map_or(
            Self {
                delimiter: b',',
                names: Vec::new(),
            },
            |(_, header)| header,
        )
    }

    /// The index of a column. Case does not count, since spreadsheets capitalize.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.names
            .iter()
            .position(|found| found.eq_ignore_ascii_case(name))
    }

    fn with(delimiter: u8, row: &[u8]) -> Self {
        let mut names = Vec::new();
        let mut rows = Rows::new(delimiter, row.len(), 0);
        let mut take = |_: u64, row: Row<'_>| {
            if let (Row::Cells(cells), true) = (row, names.is_empty()) {
                names.extend(cells.iter().map(|cell| text(cell).trim().to_owned()));
            }
            Verdict::Done
        };
        rows.feed(row, &mut take);
        rows.finish(&mut take);
        Self { delimiter, names }
    }
}

/// Collects the bytes of the header row, the first row that is not blank.
#[derive(Default)]
pub(crate) struct HeaderBytes {
    bytes: Vec<u8>,
    position: usize,
    lines: u64,
    in_quotes: bool,
    has_text: bool,
}

impl HeaderBytes {
    /// Takes the next bytes, and returns those after the header row once it has ended or
    /// has `bytes_max` bytes.
    ///
    /// The delimiter is not known yet, but with any delimiter a line break only ends the row
    /// after an even number of quotes.
    pub(crate) fn feed<'b>(&mut self, bytes: &'b [u8], bytes_max: usize) -> Option<&'b [u8]> {
        for (index, &byte) in bytes.iter().enumerate() {
            let is_break = matches!(byte, b'\r' | b'\n') && !self.in_quotes;
            if self.has_text && (is_break || self.bytes.len() >= bytes_max) {
                return bytes.get(index..);
            }
            self.lines += u64::from(byte == b'\n');
            let is_mark = BYTE_ORDER_MARK.get(self.position) == Some(&byte);
            self.position += 1;
            self.in_quotes ^= byte == b'"';
            if is_break {
                self.bytes.clear();
            } else if !is_mark {
                self.has_text |= !byte.is_ascii_whitespace();
                self.bytes.push(byte);
            }
        }
        None
    }

    /// The bytes of the header row so far.
    pub(crate) fn row(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether there was anything except blank lines.
    pub(crate) fn has_text(&self) -> bool {
        self.has_text
    }

    /// The number of line feeds before the end of the header row.
    pub(crate) fn lines(&self) -> u64 {
        self.lines
    }
}

#[cfg(test)]
#[path = "csv_header_tests.rs"]
mod tests;

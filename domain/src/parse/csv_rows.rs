//! Splits a stream of bytes into the rows of a CSV file (RFC 4180).
//!
//! A quote that is never closed swallows the rows after it. Such a row is reported as
//! unreadable, and the lines after its first one are read again, so that one stray quote
//! costs one row.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::reread::Reread;

/// A row of the file.
pub(crate) enum Row<'a> {
    /// The row's cells, unquoted.
    Cells(Cells<'a>),
    /// The row is too long.
    TooLong,
    /// A quote opens in the row and does not close at the end of a cell, so that the row has
    /// swallowed later ones.
    Misquoted,
}

/// The cells of a row.
#[derive(Clone, Copy)]
pub(crate) struct Cells<'a> {
    bytes: &'a [u8],
    ends: &'a [usize],
}

impl<'a> Cells<'a> {
    /// The number of cells.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of a cell.
    pub(crate) fn get(&self, index: usize) -> Option<&'a [u8]> {
        let end = *self.ends.get(index)?;
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.bytes.get(start..end)
    }

    /// All cells, in order.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'a [u8]> {
        (0..self.len()).map_while(move |index| self.get(index))
    }
}

/// How to continue after a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Continue after the row.
    Done,
    /// The row is broken: continue after its first line.
    Reread,
}

/// A callback that takes a row and the number of the line on which it starts.
pub(crate) type TakeRow<'t> = dyn FnMut(u64, Row<'_>) -> Verdict + 't;

/// Splits bytes into rows.
pub(crate) struct Rows {
    core: Reader,
    delimiter: u8,
    fields: Vec<u8>,
    fields_used: usize,
    ends: Vec<usize>,
    ends_used: usize,
    row_bytes_max: usize,
    /// The line feeds read so far.
    lines: u64,
    /// There were bytes since the last line feed.
    on_a_line: bool,
    /// A row is open: it started on `row_line` and its earlier bytes are in `raw`.
    open: bool,
    row_line: u64,
    raw: Vec<u8>,
    /// The rest of the line belongs to a row that was abandoned.
    skipping: bool,
    reread: Reread,
}

impl Rows {
    /// Splits rows of at most `row_bytes_max` bytes, starting after `lines` lines of a file.
    pub(crate) fn new(delimiter: u8, row_bytes_max: usize, lines: u64) -> Self {
        let mut rows = Self {
            core: ReaderBuilder::new().delimiter(delimiter).build(),
            delimiter,
            fields: vec![0; 1024],
            fields_used: 0,
            ends: vec![0; 32],
            ends_used: 0,
            row_bytes_max,
            lines,
            on_a_line: false,
            open: false,
            row_line: 0,
            raw: Vec::new(),
            skipping: false,
            reread: Reread::default(),
        };
        rows.close();
        rows
    }

    /// Reads the next bytes; a row may continue in later calls.
    pub(crate) fn feed(&mut self, input: &[u8], take: &mut TakeRow<'_>) {
        let mut at = 0;
        let mut start = 0;
        while let Some(rest) = input.get(at..).filter(|rest| !rest.is_empty()) {
            if !self.open {
                let skipped = self.skip(rest);
                at += skipped;
                start = at;
                if skipped < rest.len() {
                    self.open = true;
                    self.row_line = self.lines + 1;
                }
                continue;
            }
            // One byte more than allowed detects a row that is too long, wherever a call's
            // bytes end.
            let allowed = (self.row_bytes_max + 1).saturating_sub(self.raw.len() + at - start);
            let (result, used) = self.push(rest.get(..allowed).unwrap_or(rest));
            self.advance(rest.get(..used).unwrap_or(rest));
            at += used;
            let too_long = self.raw.len() + at - start > self.row_bytes_max;
            let row = match result {
                _ if too_long => Row::TooLong,
                ReadRecordResult::Record => self.record(input.get(start..at).unwrap_or_default()),
                _ => continue,
            };
            let verdict = take(self.row_line, row);
            let tail = input.get(start..at).unwrap_or_default();
            match self.end_row(verdict, too_long, tail) {
                Again::Nothing => {}
                Again::Tail(bytes) => at -= bytes,
                // No row started before these bytes, so this call cannot recurse again.
                Again::Kept(bytes) => self.feed(&bytes, take),
            }
            start = at;
        }
        if self.open {
            self.raw
                .extend_from_slice(input.get(start..).unwrap_or_default());
        }
    }

    /// Ends the file and returns the number of its lines.
    pub(crate) fn finish(&mut self, take: &mut TakeRow<'_>) -> u64 {
        while self.open {
            // A line break ends the row, unless it is inside quotes.
            let (result, _) = self.push(b"\n");
            let verdict = match result {
                ReadRecordResult::Record => take(self.row_line, self.record(&[])),
                _ => take(self.row_line, Row::Misquoted),
            };
            if let Again::Kept(bytes) = self.end_row(verdict, false, &[]) {
                self.feed(&bytes, take);
            }
        }
        self.lines + u64::from(self.on_a_line)
    }

    /// Skips what is between rows and returns its number of bytes.
    fn skip(&mut self, bytes: &[u8]) -> usize {
        let is_break = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let skipped = if self.skipping {
            memchr::memchr(b'\n', bytes).map_or(bytes.len(), |end| end + 1)
        } else {
            bytes
                .iter()
                .position(|byte| !is_break(byte))
                .unwrap_or(bytes.len())
        };
        let passed = bytes.get(..skipped).unwrap_or_default();
        if passed.ends_with(b"\n") {
            self.skipping = false;
        }
        self.advance(passed);
        skipped
    }

    fn advance(&mut self, bytes: &[u8]) {
        self.lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
        self.reread.advance(bytes.len());
        if let Some(last) = bytes.last() {
            self.on_a_line = *last != b'\n';
        }
    }

    /// Feeds bytes to the reader until the row or the bytes end.
    fn push(&mut self, bytes: &[u8]) -> (ReadRecordResult, usize) {
        let mut used = 0;
        loop {
            let (result, read, wrote, ended) = self.core.read_record(
                bytes.get(used..).unwrap_or_default(),
                self.fields.get_mut(self.fields_used..).unwrap_or_default(),
                self.ends.get_mut(self.ends_used..).unwrap_or_default(),
            );
            used += read;
            self.fields_used += wrote;
            self.ends_used += ended;
            match result {
                ReadRecordResult::OutputFull => self.fields.resize(self.fields.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                _ => return (result, used),
            }
            if used == bytes.len() {
                // For the reader, empty input means the end of the file.
                return (ReadRecordResult::InputEmpty, used);
            }
        }
    }

    /// The row whose bytes are `raw` and then `tail`.
    fn record(&self, tail: &[u8]) -> Row<'_> {
        // Text after a closing quote is accepted within a line. Across lines it means that the
        // quote was intended to open there.
        let spans_lines = self.lines - u64::from(tail.ends_with(b"\n")) >= self.row_line;
        if spans_lines && is_misquoted(&self.raw, tail, self.delimiter) {
            return Row::Misquoted;
        }
        Row::Cells(Cells {
            bytes: self.fields.get(..self.fields_used).unwrap_or_default(),
            ends: self.ends.get(..self.ends_used).unwrap_or_default(),
        })
    }

    /// Ends the row, whose bytes are `raw` and then `tail`, and returns which of them to read
    /// again.
    fn end_row(&mut self, verdict: Verdict, too_long: bool, tail: &[u8]) -> Again {
        let mut raw = std::mem::take(&mut self.raw);
        self.close();
        let later = match memchr::memchr(b'\n', &raw) {
            Some(end) => raw.len() - end - 1 + tail.len(),
            None => memchr::memchr(b'\n', tail).map_or(0, |end| tail.len() - end - 1),
        };
        if verdict == Verdict::Reread && self.reread.step_back(later) {
            self.lines = self.row_line;
            self.on_a_line = false;
            if later <= tail.len() {
                return Again::Tail(later);
            }
            raw.extend_from_slice(tail);
            let first_line = raw.len() - later;
            return Again::Kept(raw.split_off(first_line));
        }
        self.skipping = too_long && self.on_a_line;
        raw.clear();
        self.raw = raw;
        Again::Nothing
    }

    fn close(&mut self) {
        self.open = false;
        self.fields_used = 0;
        self.ends_used = 0;
        self.core.reset();
        // A reader that has read something does not look for a byte order mark in the next
        // row.
        self.core.read_record(b"\n", &mut [0], &mut [0]);
    }
}

/// Whether a quoted cell of a row continues after its closing quote.
fn is_misquoted(raw: &[u8], tail: &[u8], delimiter: u8) -> bool {
    let mut bytes = raw.iter().chain(tail).copied().peekable();
    let mut starts_cell = true;
    while let Some(byte) = bytes.next() {
        if byte == b'"' && starts_cell {
            // Up to the next quote that is not doubled.
            while let Some(inside) = bytes.next() {
                if inside == b'"' && bytes.next_if_eq(&b'"').is_none() {
                    break;
                }
            }
            let closed = bytes.peek();
            if closed.is_some_and(|&next| next != delimiter && !matches!(next, b'\r' | b'\n')) {
                return true;
            }
        }
        starts_cell = byte == delimiter;
    }
    false
}

/// The bytes of a row that are read again.
enum Again {
    Nothing,
    /// This number of bytes, all from the current call.
    Tail(usize),
    /// Bytes that started in an earlier call.
    Kept(Vec<u8>),
}

#[cfg(test)]
#[path = "csv_rows_tests.rs"]
mod tests;

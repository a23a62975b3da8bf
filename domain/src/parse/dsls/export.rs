//! The log of a cloud license server, exported as JSON.
//!
//! ```text
//! {"result": {"firstDate": …, "lastDate": …, "rows": ["line", "line", …]}, …, "serverTimeZone": …}
//! ```
//! The rows are lines as a local server writes them, newest first; line numbers count rows.
//! An export may be one line of hundreds of megabytes, so it is split while it is read, and
//! at most one row is kept. `serverTimeZone` is not documented, and comes after the rows; so
//! it is not used, but reported in a warning.

use super::Dsls;
use crate::parse::line_parser::{EventSink, LINE_BYTES_MAX, LineParser, Refusal};
use crate::parse::lines::text;
use crate::parse::own_event::shown;
use crate::parse::unread::Unread;

/// Deeper brackets are ignored.
const DEPTH_MAX: usize = 128;

/// The number of digits at the start of a row, after its quote: a year, followed by a slash.
const YEAR_DIGITS: usize = 4;

/// Why a row cannot be read. The message says what to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum RowError {
    #[error("broken JSON: skipped up to the next row that starts with a date")]
    Broken,
    #[error("broken JSON: this row is not a string, or has an invalid escape")]
    Text,
    #[error("the file ends inside this row")]
    Unfinished,
    #[error("longer than {LINE_BYTES_MAX} bytes")]
    TooLong,
    #[error("the JSON has no list `rows` in `result`: it is not an export of a DSLS log")]
    NoRows,
}

/// A key that matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Key {
    Result,
    Rows,
    ServerTimeZone,
    #[default]
    Other,
}

/// An open bracket.
#[derive(Clone, Copy)]
struct Open {
    bracket: u8,
    /// Its key.
    under: Key,
}

/// The context of the next byte.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Structure,
    Text {
        is_escaped: bool,
    },
    /// In a number or keyword, which is not a row.
    Word,
    /// After something unreadable, with the number of bytes that may start a row.
    Skip {
        seen: usize,
    },
}

/// A part of an export. Strings still have their quotes.
enum Part<'a> {
    Row(u64, &'a [u8]),
    /// The row, or the text after it, is broken.
    Unreadable(u64, RowError),
    TimeZone(&'a [u8]),
}

/// Reads an export and passes its rows to the parser of lines.
#[derive(Default)]
pub(super) struct ExportLog {
    cutter: Cutter,
    unread: Unread,
}

impl ExportLog {
    pub(super) fn feed(
        &mut self,
        bytes: &[u8],
        parser: &mut Dsls<'_>,
        sink: &mut dyn EventSink,
    ) -> Result<(), Refusal> {
        for byte in bytes {
            match self.cutter.step(*byte) {
                None => {}
                Some(Part::Row(row, quoted)) => {
                    read_row(row, quoted, parser, &mut self.unread, sink)?;
                }
                Some(Part::Unreadable(row, error)) => {
                    sink.rejected(row.max(1), error.to_string());
                }
                Some(Part::TimeZone(quoted)) => tell_zone(quoted, sink),
            }
        }
        Ok(())
    }

    /// Returns the number of rows.
    pub(super) fn finish(&mut self, parser: &mut Dsls<'_>, sink: &mut dyn EventSink) -> u64 {
        let cutter = &self.cutter;
        if matches!(cutter.place, Place::Text { .. }) && cutter.is_in_rows() {
            sink.rejected(cutter.rows + 1, RowError::Unfinished.to_string());
        } else if !cutter.has_rows {
            sink.rejected(1, RowError::NoRows.to_string());
            return cutter.rows;
        } else if !cutter.open.is_empty() && !matches!(cutter.place, Place::Skip { .. }) {
            sink.warning("the export has no end: the file may have been cut off".to_owned());
        }
        parser.order.release_last(sink);
        self.unread.finish(sink);
        cutter.rows
    }
}

fn read_row(
    row: u64,
    quoted: &[u8],
    parser: &mut Dsls<'_>,
    unread: &mut Unread,
    sink: &mut dyn EventSink,
) -> Result<(), Refusal> {
    let Some(lines) = unquoted(quoted) else {
        sink.rejected(row, RowError::Text.to_string());
        return Ok(());
    };
    for line in lines.lines() {
        let read = parser.line(row, line, sink)?;
        unread.line(row, line.as_bytes(), read);
    }
    Ok(())
}

fn tell_zone(quoted: &[u8], sink: &mut dyn EventSink) {
    let Some(zone) = unquoted(quoted).filter(|zone| !zone.is_empty()) else {
        return;
    };
    sink.warning(format!(
        "the export says that its server's time zone is `{}`. This is not used: its times were \
         read in the time zone of the import, which is UTC unless another one was given",
        shown(&zone)
    ));
}

/// The text of a JSON string with its quotes.
fn unquoted(quoted: &[u8]) -> Option<String> {
    serde_json::from_str(&text(quoted)).ok()
}

/// Extracts the rows from the bytes of an export.
struct Cutter {
    /// The open brackets, without those that are too deep.
    open: Vec<Open>,
    too_deep: u64,
    place: Place,
    /// The string that is being read, with its quotes.
    text: Vec<u8>,
    /// The next string in the open object is a key.
    is_key_next: bool,
    key: Key,
    /// A row has ended, and there was no comma yet.
    is_after_row: bool,
    has_rows: bool,
    /// The rows so far.
    rows: u64,
}

impl Default for Cutter {
    fn default() -> Self {
        Self {
            open: Vec::new(),
            too_deep: 0,
            place: Place::Structure,
            text: Vec::new(),
            is_key_next: false,
            key: Key::Other,
            is_after_row: false,
            has_rows: false,
            rows: 0,
        }
    }
}

impl Cutter {
    /// Whether the list of rows is the innermost open bracket.
    fn is_in_rows(&self) -> bool {
        let is_path = match self.open.as_slice() {
            [_, result, rows] => result.under == Key::Result && rows.under == Key::Rows,
            _ => false,
        };
        is_path && self.too_deep == 0 && self.bracket() == Some(b'[')
    }

    fn bracket(&self) -> Option<u8> {
        self.open.last().map(|open| open.bracket)
    }

    /// Reads a byte, and returns the part that it ends.
    fn step(&mut self, byte: u8) -> Option<Part<'_>> {
        match self.place {
            Place::Text { is_escaped } => return self.step_text(byte, is_escaped),
            Place::Skip { seen } => {
                self.step_skip(byte, seen);
                return None;
            }
            Place::Word if byte.is_ascii_alphanumeric() || b"+-.".contains(&byte) => return None,
            Place::Word | Place::Structure => self.place = Place::Structure,
        }
        match byte {
            b'"' if self.is_after_row => return Some(self.break_off_at(b'"')),
            b'"' => self.begin_text(b""),
            b'{' | b'[' => return self.enter(byte),
            b'}' | b']' => self.leave(),
            b':' => self.is_key_next = false,
            b',' => {
                self.is_after_row = false;
                self.is_key_next = self.bracket() == Some(b'{');
            }
            _ if byte.is_ascii_whitespace() || self.open.is_empty() => {}
            _ if self.is_after_row => return Some(self.break_off_at(byte)),
            _ => {
                self.place = Place::Word;
                return self.no_row();
            }
        }
        None
    }

    fn begin_text(&mut self, beginning: &[u8]) {
        self.place = Place::Text { is_escaped: false };
        self.text.clear();
        self.text.push(b'"');
        self.text.extend_from_slice(beginning);
    }

    fn step_text(&mut self, byte: u8, is_escaped: bool) -> Option<Part<'_>> {
        if byte == b'\n' {
            // Strings contain no line breaks: the closing quote is missing.
            if self.is_in_rows() {
                self.rows += 1;
            }
            return Some(self.break_off());
        }
        if self.text.len() < LINE_BYTES_MAX {
            self.text.push(byte);
        }
        self.place = Place::Text {
            is_escaped: byte == b'\\' && !is_escaped,
        };
        if byte != b'"' || is_escaped {
            return None;
        }
        self.place = Place::Structure;
        self.end_text()
    }

    /// Whether a part of the string was left out.
    fn is_too_long(&self) -> bool {
        self.text.len() >= LINE_BYTES_MAX
    }

    fn end_text(&mut self) -> Option<Part<'_>> {
        if self.is_in_rows() {
            self.rows += 1;
            self.is_after_row = true;
            return Some(if self.is_too_long() {
                Part::Unreadable(self.rows, RowError::TooLong)
            } else {
                Part::Row(self.rows, &self.text)
            });
        }
        if self.is_key_next {
            self.key = match self.text.as_slice() {
                b"\"result\"" => Key::Result,
                b"\"rows\"" => Key::Rows,
                b"\"serverTimeZone\"" => Key::ServerTimeZone,
                _ => Key::Other,
            };
            return None;
        }
        let is_zone = self.open.len() == 1 && self.key == Key::ServerTimeZone;
        (is_zone && !self.is_too_long()).then_some(Part::TimeZone(&self.text))
    }

    fn enter(&mut self, bracket: u8) -> Option<Part<'_>> {
        if self.is_after_row {
            return Some(self.break_off());
        }
        let is_row = self.is_in_rows();
        if self.open.len() < DEPTH_MAX {
            let under = std::mem::take(&mut self.key);
            self.open.push(Open { bracket, under });
        } else {
            self.too_deep += 1;
        }
        self.is_key_next = bracket == b'{';
        self.has_rows |= self.is_in_rows();
        if is_row {
            self.rows += 1;
            return Some(Part::Unreadable(self.rows, RowError::Text));
        }
        None
    }

    fn leave(&mut self) {
        self.is_after_row = false;
        self.is_key_next = false;
        if self.too_deep > 0 {
            self.too_deep -= 1;
        } else {
            self.open.pop();
        }
        // An element of the list has ended that was not a row.
        self.is_after_row = self.is_in_rows();
    }

    /// A number or a keyword starts: in the list of rows this is an error.
    fn no_row(&mut self) -> Option<Part<'_>> {
        if !self.is_in_rows() {
            return None;
        }
        self.rows += 1;
        Some(Part::Unreadable(self.rows, RowError::Text))
    }

    /// There is a byte other than a comma after a row: the comma is missing, or the quote that
    /// ended the row was the first one of the next row.
    fn break_off_at(&mut self, byte: u8) -> Part<'_> {
        self.step_skip(byte, 1);
        let skip = self.place;
        self.break_off();
        self.place = skip;
        Part::Unreadable(self.rows, RowError::Broken)
    }

    fn break_off(&mut self) -> Part<'_> {
        self.place = Place::Skip { seen: 0 };
        self.is_after_row = false;
        Part::Unreadable(self.rows, RowError::Broken)
    }

    /// Looks for the start of a row, `"2024/`.
    fn step_skip(&mut self, byte: u8, seen: usize) {
        let seen = match (seen, byte) {
            (_, b'"') => 1,
            (1..=YEAR_DIGITS, b'0'..=b'9') => {
                if seen == 1 {
                    self.text.clear();
                }
                self.text.push(byte);
                seen + 1
            }
            (seen, b'/') if seen == YEAR_DIGITS + 1 => {
                self.reopen();
                return;
            }
            _ => 0,
        };
        self.place = Place::Skip { seen };
    }

    /// Continues with a row of which the year and the slash were read.
    fn reopen(&mut self) {
        let mut year = std::mem::take(&mut self.text);
        year.push(b'/');
        self.begin_text(&year);
        self.has_rows = true;
        self.too_deep = 0;
        self.key = Key::Other;
        self.is_key_next = false;
        let levels = [(b'{', Key::Other), (b'{', Key::Result), (b'[', Key::Rows)];
        self.open.clear();
        let open = levels.map(|(bracket, under)| Open { bracket, under });
        self.open.extend(open);
    }
}

//! Detects the JSON formats by the keys of their documents.

use crate::log_format::LogFormat;

use super::super::own_event::Column;
use super::{Vote, shapes};

/// Detects the format of JSON by the keys of its first documents. The text may end anywhere
/// and documents may be broken: every line that starts with a brace is a new start.
pub(super) fn detect(json: &[u8]) -> Option<LogFormat> {
    let mut keys = Keys::default();
    for line in json.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b"{") {
            keys = Keys::default();
        }
        for byte in line {
            keys.step(*byte);
            if keys.has_items {
                return Some(LogFormat::ElasticAccess);
            }
            if keys.has_rows {
                return Some(LogFormat::Dsls);
            }
        }
        let is_whole = line.trim_ascii_end().ends_with(b"}") || !line.ends_with(b"\n");
        if line.starts_with(b"{") && is_whole && keys.has_event() {
            return Some(LogFormat::EventsNdjson);
        }
    }
    None
}

/// The keys of a document that matter.
#[derive(Default)]
struct Keys {
    /// The open brackets, each with its key.
    open: Vec<(u8, Key)>,
    place: Place,
    text: Vec<u8>,
    /// The key of the next value.
    key: Key,
    events: [bool; Column::REQUIRED.len()],
    has_items: bool,
    /// There is a `firstDate` in `result`.
    has_first_date: bool,
    /// It is the export of a DSLS log.
    has_rows: bool,
}

/// A key that matters.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Key {
    Response,
    Result,
    Rows,
    #[default]
    Other,
}

/// The context of the next byte.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Structure,
    Text,
    /// After a backslash in a string.
    Escape,
}

/// Longer strings are not keys that matter.
const KEY_BYTES_MAX: usize = 32;

/// Deeper brackets are ignored.
const DEPTH_MAX: usize = 128;

impl Keys {
    fn step(&mut self, byte: u8) {
        if self.place != Place::Structure {
            self.step_text(byte);
            return;
        }
        match byte {
            b'"' => {
                self.place = Place::Text;
                self.text.clear();
            }
            b':' => self.key(),
            b'{' | b'[' if self.open.len() < DEPTH_MAX => {
                self.open.push((byte, std::mem::take(&mut self.key)));
            }
            b'}' | b']' => {
                self.open.pop();
            }
            b',' => self.key = Key::Other,
            _ => {}
        }
    }

    fn step_text(&mut self, byte: u8) {
        if self.text.len() <= KEY_BYTES_MAX {
            self.text.push(byte);
        }
        self.place = match (self.place, byte) {
            // Strings contain no line breaks: the closing quote is missing.
            (_, b'\n') => Place::Structure,
            (Place::Text, b'"') => {
                self.text.pop();
                self.has_rows |= self.is_row();
                Place::Structure
            }
            (Place::Text, b'\\') => Place::Escape,
            _ => Place::Text,
        };
    }

    /// Whether the last string is a row in the export of a DSLS log.
    fn is_row(&self) -> bool {
        let rows = [(b'{', Key::Other), (b'{', Key::Result), (b'[', Key::Rows)];
        self.open == rows && shapes::dsls(&self.text) != Vote::None
    }

    /// Takes the last string as a key of the open object.
    fn key(&mut self) {
        // A document may be an element of an array.
        let mut path = self.open.as_slice();
        if let [(b'[', _), inside @ ..] = path {
            path = inside;
        }
        self.key = Key::Other;
        match path {
            [(b'{', _)] => {
                self.key = match self.text.as_slice() {
                    b"response" => Key::Response,
                    b"result" => Key::Result,
                    _ => Key::Other,
                };
                self.has_items |= self.text == b"requestedItems";
                for (column, is_there) in Column::REQUIRED.iter().zip(&mut self.events) {
                    *is_there |= self.text == column.name().as_bytes();
                }
            }
            [(b'{', _), (b'{', Key::Response)] => {
                self.has_items |= self.text == b"requestedItems";
            }
            [(b'{', _), (b'{', Key::Result)] => {
                self.has_first_date |= self.text == b"firstDate";
                if self.text == b"rows" {
                    self.key = Key::Rows;
                    // The list may be empty.
                    self.has_rows |= self.has_first_date;
                }
            }
            _ => {}
        }
    }

    fn has_event(&self) -> bool {
        self.events.iter().all(|is_there| *is_there)
    }
}

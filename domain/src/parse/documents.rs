//! Splits a stream of bytes into JSON documents: one after another, one per line or spread
//! over lines, in an array or not.
//!
//! A document's structure is checked byte by byte, so that a missing bracket or quote is
//! noticed where the text becomes invalid, and not at the end of the file. The lines that a
//! broken document has swallowed are then read again, from the next one that starts a
//! document.

use super::reread::Reread;

/// How deep a document may be nested, as the JSON reader allows.
const DEPTH_MAX: usize = 127;

/// The mark that may be at the start of a UTF-8 file.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Why bytes are not a document. The message says what to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum DocumentError {
    /// The document becomes invalid on the line.
    #[error("broken JSON: the document that starts here is invalid from line {0} on")]
    Broken(u64),
    /// The file ends inside the document.
    #[error("broken JSON: the file ends inside the document that starts here")]
    Unfinished,
    /// The document is too long.
    #[error("the document is longer than {0} bytes")]
    TooLong(usize),
    /// There is other text between documents.
    #[error(
        "not a JSON document: the text up to the next line that starts with a brace is skipped"
    )]
    Garbage,
    /// The file ends inside the array that starts on the line.
    #[error("the array of documents has no end: the file may have been cut off")]
    OpenArray,
}

/// A callback that takes the line on which a document starts, and the document or an error.
pub(super) type TakeDocument<'t> = dyn FnMut(u64, Result<&[u8], DocumentError>) + 't;

/// The context of the next byte.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Between,
    Document,
    /// After something unreadable, until a line starts a document with at most this
    /// indent, since the objects inside a document are indented further.
    Skip {
        indent_max: usize,
    },
}

/// Splits bytes into documents.
pub(super) struct Documents {
    bytes_max: usize,
    place: Place,
    /// The open document: its bytes, the line on which it starts and that line's indent.
    document: Vec<u8>,
    document_line: u64,
    document_indent: usize,
    structure: Structure,
    array_line: Option<u64>,
    /// The line feeds read so far, and the current line's indent.
    lines: u64,
    indent: usize,
    in_indent: bool,
    on_a_line: bool,
    reread: Reread,
}

impl Documents {
    /// Splits documents of at most `bytes_max` bytes.
    pub(super) fn new(bytes_max: usize) -> Self {
        Self {
            bytes_max,
            place: Place::Between,
            document: Vec::new(),
            document_line: 0,
            document_indent: 0,
            structure: Structure::default(),
            array_line: None,
            lines: 0,
            indent: 0,
            in_indent: true,
            on_a_line: false,
            reread: Reread::default(),
        }
    }

    /// Reads the next bytes; a document may continue in later calls.
    pub(super) fn feed(&mut self, bytes: &[u8], take: &mut TakeDocument<'_>) {
        for byte in bytes {
            if self.step(*byte, take) == Step::Broken {
                let error = DocumentError::Broken(self.line_of_last_byte(*byte));
                self.recover(error, take);
            }
        }
    }

    /// Ends the file and returns the number of its lines.
    pub(super) fn finish(&mut self, take: &mut TakeDocument<'_>) -> u64 {
        while self.place == Place::Document {
            self.recover(DocumentError::Unfinished, take);
        }
        if let (Some(line), Place::Between) = (self.array_line, self.place) {
            take(line, Err(DocumentError::OpenArray));
        }
        self.lines + u64::from(self.on_a_line)
    }

    fn line_of_last_byte(&self, byte: u8) -> u64 {
        self.lines + u64::from(byte != b'\n')
    }

    fn step(&mut self, byte: u8, take: &mut TakeDocument<'_>) -> Step {
        let before = self.reread.position();
        self.reread.advance(1);
        let is_mark =
            usize::try_from(before).is_ok_and(|at| BYTE_ORDER_MARK.get(at) == Some(&byte));
        if is_mark && self.place == Place::Between {
            return Step::On;
        }
        let is_blank = matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        let starts_line = self.in_indent && !is_blank;
        let step = match self.place {
            Place::Document => self.step_document(byte, take),
            Place::Between => {
                self.step_between(byte, take);
                Step::On
            }
            Place::Skip { indent_max } => {
                if starts_line && self.indent <= indent_max && matches!(byte, b'{' | b'[' | b']') {
                    self.step_between(byte, take);
                }
                Step::On
            }
        };
        self.on_a_line = byte != b'\n';
        if byte == b'\n' {
            self.lines += 1;
            self.indent = 0;
            self.in_indent = true;
        } else if self.in_indent {
            self.in_indent = is_blank;
            self.indent += usize::from(is_blank);
        }
        step
    }

    fn step_between(&mut self, byte: u8, take: &mut TakeDocument<'_>) {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => {}
            b'{' => {
                self.place = Place::Document;
                self.document_line = self.lines + 1;
                self.document_indent = self.indent;
                self.structure = Structure::default();
                self.document.clear();
                self.document.push(byte);
                self.structure.step(byte);
            }
            b'[' if self.array_line.is_none() => {
                self.array_line = Some(self.lines + 1);
                self.place = Place::Between;
            }
            b']' if self.array_line.is_some() => {
                self.array_line = None;
                self.place = Place::Between;
            }
            _ => {
                take(self.lines + 1, Err(DocumentError::Garbage));
                self.place = Place::Skip {
                    indent_max: self.indent,
                };
            }
        }
    }

    fn step_document(&mut self, byte: u8, take: &mut TakeDocument<'_>) -> Step {
        self.document.push(byte);
        if self.document.len() > self.bytes_max {
            // Its lines are not documents themselves: nothing is read again.
            take(
                self.document_line,
                Err(DocumentError::TooLong(self.bytes_max)),
            );
            self.document.clear();
            self.place = Place::Skip {
                indent_max: self.document_indent,
            };
            return Step::On;
        }
        let step = self.structure.step(byte);
        if step == Step::Complete {
            take(self.document_line, Ok(&self.document));
            self.document.clear();
            self.place = Place::Between;
        }
        step
    }

    /// Abandons the open document, and reads again what it has swallowed, from one copy of
    /// its bytes by a moving index.
    fn recover(&mut self, error: DocumentError, take: &mut TakeDocument<'_>) {
        let swallowed = std::mem::take(&mut self.document);
        let mut at = swallowed.len();
        let mut length = swallowed.len();
        let mut error = error;
        loop {
            take(self.document_line, Err(error));
            at -= self.reopen(swallowed.get(at - length..at).unwrap_or_default());
            loop {
                let Some(byte) = swallowed.get(at) else {
                    return;
                };
                at += 1;
                if self.step(*byte, take) == Step::Broken {
                    error = DocumentError::Broken(self.line_of_last_byte(*byte));
                    break;
                }
            }
            length = self.document.len();
        }
    }

    /// Moves to the line inside a broken document that starts the next one, and returns how
    /// many of the broken one's bytes are to be read again.
    fn reopen(&mut self, broken: &[u8]) -> usize {
        self.place = Place::Skip {
            indent_max: self.document_indent,
        };
        let Some(start) = next_start(broken, self.document_indent) else {
            return 0;
        };
        let again = broken.len() - start;
        if !self.reread.step_back(again) {
            return 0;
        }
        let passed = broken.get(..start).unwrap_or_default();
        self.lines = self.document_line - 1 + memchr::memchr_iter(b'\n', passed).count() as u64;
        self.indent = 0;
        self.in_indent = true;
        self.on_a_line = false;
        again
    }
}

/// The position of the next line that starts a document.
fn next_start(broken: &[u8], indent_max: usize) -> Option<usize> {
    memchr::memchr_iter(b'\n', broken)
        .map(|end| end + 1)
        .find(|start| {
            let line = broken.get(*start..).unwrap_or_default();
            let indent = line
                .iter()
                .take_while(|byte| matches!(byte, b' ' | b'\t'))
                .count();
            indent <= indent_max && line.get(indent) == Some(&b'{')
        })
}

/// The effect of a byte on a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    On,
    Complete,
    Broken,
}

/// What may come next in a document.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    None,
    Text { escaped: bool },
    Word,
}

/// The state of a document's brackets, commas, colons and quotes. Strings, numbers and
/// keywords are left to the JSON reader.
struct Structure {
    open: Vec<u8>,
    expect: Expect,
    token: Token,
}

impl Default for Structure {
    fn default() -> Self {
        Self {
            open: Vec::new(),
            expect: Expect::Value,
            token: Token::None,
        }
    }
}

impl Structure {
    fn step(&mut self, byte: u8) -> Step {
        match self.token {
            Token::Text { escaped } => return self.step_text(byte, escaped),
            Token::Word if byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.') => {
                return Step::On;
            }
            Token::Word => self.token = Token::None,
            Token::None => {}
        }
        match (self.expect, byte) {
            (_, b' ' | b'\t' | b'\r' | b'\n') => return Step::On,
            (Expect::Value | Expect::ValueOrEnd, b'{' | b'[') => return self.enter(byte),
            (Expect::Value | Expect::ValueOrEnd, b'"') => {
                self.token = Token::Text { escaped: false };
                self.expect = Expect::CommaOrEnd;
            }
            (Expect::Value | Expect::ValueOrEnd, b'-' | b'0'..=b'9' | b'a'..=b'z') => {
                self.token = Token::Word;
                self.expect = Expect::CommaOrEnd;
            }
            (Expect::Key | Expect::KeyOrEnd, b'"') => {
                self.token = Token::Text { escaped: false };
                self.expect = Expect::Colon;
            }
            (Expect::Colon, b':') => self.expect = Expect::Value,
            (Expect::CommaOrEnd, b',') => {
                let in_object = self.open.last() == Some(&b'{');
                self.expect = if in_object {
                    Expect::Key
                } else {
                    Expect::Value
                };
            }
            (Expect::CommaOrEnd | Expect::KeyOrEnd, b'}') => return self.leave(b'{'),
            (Expect::CommaOrEnd | Expect::ValueOrEnd, b']') => return self.leave(b'['),
            _ => return Step::Broken,
        }
        Step::On
    }

    fn step_text(&mut self, byte: u8, escaped: bool) -> Step {
        match byte {
            // Strings contain no line breaks: the closing quote is missing.
            b'\n' => return Step::Broken,
            b'"' if !escaped => self.token = Token::None,
            _ => {
                self.token = Token::Text {
                    escaped: !escaped && byte == b'\\',
                }
            }
        }
        Step::On
    }

    fn enter(&mut self, bracket: u8) -> Step {
        if self.open.len() >= DEPTH_MAX {
            return Step::Broken;
        }
        self.open.push(bracket);
        self.expect = if bracket == b'{' {
            Expect::KeyOrEnd
        } else {
            Expect::ValueOrEnd
        };
        Step::On
    }

    fn leave(&mut self, bracket: u8) -> Step {
        if self.open.pop() != Some(bracket) {
            return Step::Broken;
        }
        self.expect = Expect::CommaOrEnd;
        if self.open.is_empty() {
            Step::Complete
        } else {
            Step::On
        }
    }
}

#[cfg(test)]
#[path = "documents_tests.rs"]
mod tests;

//! Splits bytes into lines of text.

use std::borrow::Cow;

use super::unread::Unread;
use crate::parse::line_parser::{EventSink, LINE_BYTES_MAX, LineParser, Refusal};

/// The bytes of the current line, and the number of lines before it.
#[derive(Default)]
pub(super) struct Lines {
    number: u64,
    open: Vec<u8>,
    /// The current line is longer than [`LINE_BYTES_MAX`]: the rest of it is skipped.
    too_long: bool,
    unread: Unread,
}

impl Lines {
    pub(super) fn feed(
        &mut self,
        mut bytes: &[u8],
        parser: &mut dyn LineParser,
        sink: &mut dyn EventSink,
    ) -> Result<(), Refusal> {
        while let Some(end) = memchr::memchr(b'\n', bytes) {
            let (line, rest) = bytes.split_at(end);
            bytes = rest.get(1..).unwrap_or_default();
            if self.open.is_empty() && !self.too_long && line.len() <= LINE_BYTES_MAX {
                self.line(line, parser, sink)?;
            } else {
                self.keep(line);
                self.end_open(parser, sink)?;
            }
        }
        self.keep(bytes);
        Ok(())
    }

    pub(super) fn finish(
        &mut self,
        parser: &mut dyn LineParser,
        sink: &mut dyn EventSink,
    ) -> Result<u64, Refusal> {
        if !self.open.is_empty() || self.too_long {
            self.end_open(parser, sink)?;
        }
        parser.finish(sink)?;
        self.unread.finish(sink);
        Ok(self.number)
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.too_long || self.open.len() + bytes.len() > LINE_BYTES_MAX {
            self.too_long = true;
            self.open.clear();
        } else {
            self.open.extend_from_slice(bytes);
        }
    }

    fn end_open(
        &mut self,
        parser: &mut dyn LineParser,
        sink: &mut dyn EventSink,
    ) -> Result<(), Refusal> {
        if std::mem::take(&mut self.too_long) {
            self.number += 1;
            sink.rejected(self.number, format!("longer than {LINE_BYTES_MAX} bytes"));
            return Ok(());
        }
        let line = std::mem::take(&mut self.open);
        let result = self.line(&line, parser, sink);
        self.open = line;
        self.open.clear();
        result
    }

    fn line(
        &mut self,
        line: &[u8],
        parser: &mut dyn LineParser,
        sink: &mut dyn EventSink,
    ) -> Result<(), Refusal> {
        self.number += 1;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = match self.number {
            1 => line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line),
            _ => line,
        };
        let read = parser.line(self.number, &text(line), sink)?;
        self.unread.line(self.number, line, read);
        Ok(())
    }
}

/// Decodes bytes as UTF-8, or as Latin-1 if they are not UTF-8. Older servers on Windows
/// write user names in Latin-1; replacing invalid bytes would make two users the same.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().copied().map(char::from).collect()),
    }
}

//! Lines of a log that were not read and may be events.

use crate::parse::line_parser::EventSink;
use crate::parse::line_parser::Read;

/// The warning for a file in which nothing looks like an event.
pub(super) const NO_EVENTS: &str = "no events: the log contains no request that was granted \
                                    or denied, and no license that was returned";

/// Counts the lines of a log that look like an event although they are not part of one:
/// unknown forms must not be dropped silently.
#[derive(Default)]
pub(super) struct UnreadLines {
    denials: Mentions,
    events: Mentions,
    /// Whether a line was an event, or was rejected as one.
    has_events: bool,
}

/// Lines of one kind.
#[derive(Default)]
struct Mentions {
    count: u64,
    /// The number of the first one.
    first: u64,
}

impl Mentions {
    fn add(&mut self, number: u64) {
        if self.count == 0 {
            self.first = number;
        }
        self.count += 1;
    }
}

impl UnreadLines {
    /// Adds a line and how it was read.
    pub(super) fn line(&mut self, number: u64, line: &[u8], read: Read) {
        match read {
            Read::Event | Read::Rejected => self.has_events = true,
            Read::UnreadLines => self.denials.add(number),
            Read::Ignored => {
                if mentions_a_denial(line) {
                    self.denials.add(number);
                }
                // If there are events, the format is the right one.
                if !self.has_events && looks_like_an_event(line) {
                    self.events.add(number);
                }
            }
        }
    }

    /// Warns about such lines, at the end of a log.
    pub(super) fn finish(&self, sink: &mut dyn EventSink) {
        if !self.has_events {
            self.warn_of_no_events(sink);
        }
        let first = self.denials.first;
        match self.denials.count {
            0 => {}
            1 => sink.warning(format!(
                "line {first} mentions a denial, but no event could be read from it. It may be \
                 a form of denial that Turnaway does not know yet: check the line, and report \
                 it if it is a denial"
            )),
            count => sink.warning(format!(
                "{count} lines mention a denial, but no event could be read from them; the \
                 first is line {first}. They may be a form of denial that Turnaway does not \
                 know yet: check the lines, and report them if they are denials"
            )),
        }
    }

    fn warn_of_no_events(&self, sink: &mut dyn EventSink) {
        let first = self.events.first;
        sink.warning(match self.events.count {
            0 => NO_EVENTS.to_owned(),
            1 => format!(
                "no events: line {first} looks like an event, but it could not be read. Check \
                 that the format is the right one; if it is, please report the line"
            ),
            count => format!(
                "no events: {count} lines look like events, but none of them could be read; the \
                 first is line {first}. Check that the format is the right one; if it is, \
                 please report the line"
            ),
        });
    }
}

/// Whether a line contains a word that license servers use for denials, in any known form.
fn mentions_a_denial(line: &[u8]) -> bool {
    // Each of these words starts or ends with a `d` or a `D`.
    memchr::memchr2_iter(b'D', b'd', line).any(|at| {
        let (before, from) = line.split_at(at);
        match from {
            [b'D', b'E', b'N', rest @ ..] => rest.starts_with(b"Y") || rest.starts_with(b"IED"),
            [b'D' | b'd', b'e', b'n', rest @ ..] if rest.starts_with(b"ied") => true,
            [b'D', ..] => before.ends_with(b"UNSUPPORTE"),
            _ => before.ends_with(b"not grante") || before.ends_with(b"Not grante"),
        }
    })
}

/// Whether a line contains a word that starts an event in any format.
fn looks_like_an_event(line: &[u8]) -> bool {
    let mut rest = line;
    while let Some(start) = rest.iter().position(|byte| is_of_a_word(*byte)) {
        let word_on = rest.get(start..).unwrap_or_default();
        let end = word_on.iter().position(|byte| !is_of_a_word(*byte));
        let (word, after) = word_on.split_at(end.unwrap_or(word_on.len()));
        match (word, after) {
            (b"DENIED" | b"UNSUPPORTED" | b"DENY" | b"CHECKOUT" | b"CHECKIN", _)
            | (b"OUT" | b"IN", [b':', ..])
            | (b"Grant", [b'!', b'!', ..]) => return true,
            _ => rest = after,
        }
    }
    false
}

/// `SERVER-OUT:` is one word.
fn is_of_a_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

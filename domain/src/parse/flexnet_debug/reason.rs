//! The reason of a denial, which may stand on lines of its own, and may be broken anywhere.

use super::clocked::ClockedLine;
use super::event_kind::EventKind;
use crate::event::Event;
use crate::parse::line_parser::LINE_BYTES_MAX;

/// How many lines a reason is broken into at most, beside its first one.
const LINES_MAX: u32 = 8;

/// A reason of which the rest may follow.
#[derive(Default)]
pub(super) struct Begun {
    text: String,
    lines: u32,
}

/// What a line says of the reason of the denial before it.
pub(super) enum Next {
    /// It is blank.
    Nothing,
    /// It goes on with the reason, which does not end there.
    More,
    /// The whole reason.
    All(String),
    /// It is no part of it.
    Other,
}

impl Begun {
    pub(super) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            lines: 0,
        }
    }

    /// Reads the line after. The rest of a reason stands there without a clock, or as a message
    /// of the same daemon.
    pub(super) fn read(&mut self, denial: &Event<'_>, line: &str) -> Next {
        let line = line.trim();
        if line.is_empty() {
            return Next::Nothing;
        }
        let clocked = ClockedLine::split(line);
        let text = match &clocked {
            None => line,
            Some(clocked)
                if clocked.daemon == denial.product.0
                    && EventKind::split(clocked.message).is_none() =>
            {
                clocked.message
            }
            Some(_) => return Next::Other,
        };
        if self.text.is_empty() && is_alone(text) {
            return Next::All(text.trim().to_owned());
        }
        // It is broken between two words, or else within one.
        let whole = [" ", ""]
            .map(|between| format!("{}{between}{text}", self.text))
            .into_iter()
            .find(|whole| is_alone(whole) && !opens_more(whole));
        if let Some(whole) = whole.filter(|_| !self.text.is_empty()) {
            return Next::All(whole);
        }
        if clocked.is_some() || self.lines == LINES_MAX {
            return Next::Other;
        }
        let separator = if self.text.is_empty() { "" } else { " " };
        let text = format!("{}{separator}{text}", self.text);
        if begun(&text).is_none() || text.len() > LINE_BYTES_MAX {
            return Next::Other;
        }
        self.text = text;
        self.lines += 1;
        Next::More
    }
}

/// The reason of a denial as far as its line says it, if the rest may follow: where there is
/// none, or where a parenthesis is open.
pub(super) fn begun(reason: &str) -> Option<&str> {
    let is_open = reason.starts_with('(') && opens_more(reason);
    (reason.is_empty() || is_open).then_some(reason)
}

/// Whether a line is the reason of a denial, or the end of one.
pub(super) fn is_end(line: &str) -> bool {
    let line = line.trim_end();
    if !closes_twice(line) {
        return false;
    }
    let text = ClockedLine::split(line).map_or(line, |line| line.message);
    let text = text.trim_start();
    coded(text).is_some() && (text.starts_with('(') || closes_more(text))
}

/// Whether a text is nothing but `(text. (-major,minor…))`.
fn is_alone(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('(') && closes_twice(text) && coded(text).is_some()
}

fn closes_twice(text: &str) -> bool {
    text.strip_suffix(')')
        .is_some_and(|text| text.trim_end().ends_with(')'))
}

/// Whether a text has more opening parentheses than closing ones.
fn opens_more(text: &str) -> bool {
    let (opening, closing) = parentheses(text);
    opening > closing
}

fn closes_more(text: &str) -> bool {
    let (opening, closing) = parentheses(text);
    closing > opening
}

fn parentheses(text: &str) -> (usize, usize) {
    let count = |byte| memchr::memchr_iter(byte, text.as_bytes()).count();
    (count(b'('), count(b')'))
}

/// The code of a reason and the text before it. The text, and that of a system error,
/// may hold parentheses and numbers of their own: the last `(-major,minor` is taken, or
/// else the last `(-major`.
pub(super) fn coded(reason: &str) -> Option<(&str, &str)> {
    let mut bare = None;
    for at in memchr::memrchr_iter(b'(', reason.as_bytes()) {
        let Some((text, from_sign)) = reason.split_at_checked(at + 1) else {
            continue;
        };
        if !from_sign.starts_with('-') {
            continue;
        }
        let digits = from_sign.bytes().skip(1).take_while(u8::is_ascii_digit);
        let Some((code, after)) = from_sign.split_at_checked(1 + digits.count()) else {
            continue;
        };
        let found = text.strip_suffix('(').map(|text| (code, text));
        match after.as_bytes() {
            _ if code == "-" => {}
            [b',', minor, ..] if minor.is_ascii_digit() => return found,
            [] | [b',' | b'.' | b':' | b')', ..] => bare = bare.or(found),
            _ => {}
        }
    }
    bare
}

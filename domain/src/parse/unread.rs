//! Lines that mention a denial and are part of no event.

use memchr::memmem::Finder;

use super::EventSink;

/// How license servers write of a denial, in any form that is known.
const WORDS: [&str; 5] = ["DENIED", "denied", "DENY", "UNSUPPORTED", "not granted"];

/// Counts the lines of a log that mention a denial and are part of no event: a form of
/// denial that no parser knows must not vanish in silence.
pub(super) struct UnreadDenials {
    words: [Finder<'static>; WORDS.len()],
    count: u64,
    /// The number of the first such line.
    first: u64,
}

impl Default for UnreadDenials {
    fn default() -> Self {
        Self {
            words: WORDS.map(Finder::new),
            count: 0,
            first: 0,
        }
    }
}

impl UnreadDenials {
    /// Takes note of a line that is part of no event.
    pub(super) fn ignored(&mut self, number: u64, line: &[u8]) {
        if self.words.iter().any(|word| word.find(line).is_some()) {
            if self.count == 0 {
                self.first = number;
            }
            self.count += 1;
        }
    }

    /// Warns of all such lines at once, at the end of the log.
    pub(super) fn finish(&self, sink: &mut dyn EventSink) {
        let first = self.first;
        match self.count {
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
}

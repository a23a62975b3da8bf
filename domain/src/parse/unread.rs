//! What a log holds besides the events that were read.

use memchr::memmem::Finder;

use super::EventSink;
use super::lines::Read;

/// How license servers write of a denial, in any form that is known.
const DENIALS: [&str; 5] = ["DENIED", "denied", "DENY", "UNSUPPORTED", "not granted"];

/// Words with which license servers begin an event, in any format.
const EVENTS: [&str; 8] = [
    "OUT:",
    "IN:",
    "DENIED",
    "DENY ",
    "UNSUPPORTED",
    "CHECKOUT",
    "CHECKIN",
    "Grant!!",
];

/// Counts the lines of a log that are part of no event and yet look like one: a form that no
/// parser knows must not vanish in silence.
pub(super) struct Unread {
    denials: Mentions,
    events: Mentions,
    denial_words: [Finder<'static>; DENIALS.len()],
    /// A line was an event, or was rejected as one.
    has_events: bool,
}

impl Default for Unread {
    fn default() -> Self {
        Self {
            denials: Mentions::default(),
            events: Mentions::default(),
            denial_words: DENIALS.map(Finder::new),
            has_events: false,
        }
    }
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

impl Unread {
    /// Takes note of what was made of a line.
    pub(super) fn line(&mut self, number: u64, line: &[u8], read: Read) {
        match read {
            Read::Event | Read::Rejected => self.has_events = true,
            Read::Ignored => {
                if self
                    .denial_words
                    .iter()
                    .any(|word| word.find(line).is_some())
                {
                    self.denials.add(number);
                }
                // Where there are events, the format is the right one.
                if !self.has_events && EVENTS.iter().any(|word| begins_a_word(line, word)) {
                    self.events.add(number);
                }
            }
        }
    }

    /// Warns of such lines, at the end of a log of so many lines.
    pub(super) fn finish(&self, lines: u64, sink: &mut dyn EventSink) {
        if !self.has_events && lines > 0 {
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
            0 => "no events: the log holds no request that was granted or denied, and no license \
                  that came back"
                .to_owned(),
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

/// Whether a line holds `word`, and not as the end of a longer one such as `SERVER-OUT:`.
fn begins_a_word(line: &[u8], word: &str) -> bool {
    memchr::memmem::find_iter(line, word).any(|at| {
        let before = at.checked_sub(1).and_then(|at| line.get(at));
        before.is_none_or(|byte| !byte.is_ascii_alphanumeric() && !b"-_".contains(byte))
    })
}

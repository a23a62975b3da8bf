//! Puts the events of a log into the order of time.
//!
//! Events are ordered by their second and, within one second, by the order of import. A log
//! is written oldest first; exports are newest first, so the events of each second are kept
//! until the second is over, and then passed on in reverse.

use jiff::civil::DateTime;

use crate::event::{Event, FormerReading, Outcome, Second};
use crate::parse::dated_clock::DatedClock;
use crate::parse::line_parser::{EventSink, ParseContext};
use crate::parse::log_clock::{DISORDER_S, STARTS_AGAIN_STEP_S};
use crate::parse::owned_event::OwnedEvent;
use crate::zone::civil_second;

/// The most events of one second that are kept, in bytes.
const HELD_BYTES_MAX: usize = 16 << 20;

/// The approximate size of an event without its texts, in bytes.
const EVENT_BYTES: usize = 512;

/// With this number of steps back in a row, the log is newest first: the clock was not just
/// set back.
const STEPS_BACK_OF_NEWEST_FIRST: u32 = 2;

/// The last step of the clock from one second to another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ClockStep {
    None,
    Forward,
    Back,
}

struct HeldEvent {
    line: u64,
    at: Second,
    /// The event's time according to an earlier version.
    former_at: Second,
    event: OwnedEvent,
    /// The fraction of the second, as logged.
    fraction: Box<str>,
}

/// The clock of a log, and the events whose order within their second is not known yet.
pub(super) struct Order<'z> {
    clock: DatedClock<'z>,
    step: ClockStep,
    steps_back: u32,
    /// The time at which a newest-first log reached the first pass of a repeated hour.
    first_pass_from: Option<DateTime>,
    held: Vec<HeldEvent>,
    held_bytes: usize,
    is_over_told: bool,
}

impl<'z> Order<'z> {
    pub(super) fn new(context: &ParseContext<'z>) -> Self {
        Self {
            clock: DatedClock::new(context.zone),
            step: ClockStep::None,
            steps_back: 0,
            first_pass_from: None,
            held: Vec::new(),
            held_bytes: 0,
            is_over_told: false,
        }
    }

    /// The time of the last line.
    pub(super) fn now(&self) -> Option<DateTime> {
        self.clock.now()
    }

    /// Advances to the next line, whose clock shows `now`.
    pub(super) fn tick(&mut self, now: DateTime, sink: &mut dyn EventSink) {
        let is_newest_first = self.steps_back >= STEPS_BACK_OF_NEWEST_FIRST;
        let last = is_newest_first.then(|| self.second());
        let step = self.clock.tick(now);
        if step.seconds == 0 {
            return;
        }
        if step.seconds < 0 {
            self.release(self.step != ClockStep::Forward, sink);
            // A newest-first log goes on after the repeated hour, or after lines in disorder.
            let goes_on = self.step != ClockStep::Forward || self.first_pass_from.is_some();
            if step.is_other_log && !goes_on {
                sink.restart_ordinals();
            }
            self.step = ClockStep::Back;
            self.steps_back = self.steps_back.saturating_add(1);
            return;
        }
        self.release(is_newest_first, sink);
        self.steps_back = 0;
        // The end of summer time is a step forward of such a log's clock, but not of the moment.
        let is_other_log =
            |last: Second| self.clock.first_pass().0.saturating_sub(last.0) > DISORDER_S;
        if step.seconds > DISORDER_S && last.is_some_and(is_other_log) {
            sink.restart_ordinals();
            // The direction of the other log is not known yet.
            self.first_pass_from = None;
            self.step = ClockStep::None;
            return;
        }
        // In the hour that occurs twice, the first pass is read from here on.
        self.first_pass_from = is_newest_first.then_some(now);
        self.step = ClockStep::Forward;
    }

    /// Passes on an event of the last line, or keeps it until its second is over. `rest` is the
    /// line after its time.
    pub(super) fn event(
        &mut self,
        line: u64,
        event: &Event<'_>,
        rest: &str,
        sink: &mut dyn EventSink,
    ) {
        let at = self.second();
        let former = FormerReading {
            at: self.clock.second(),
            rest,
            ..FormerReading::of(event)
        };
        let event = Event {
            at,
            // Trailing blanks are not part of the line.
            rest: rest.trim_end(),
            former: None,
            ..*event
        };
        // For an earlier version they were, and it only read denials.
        let is_other = former.at != at || former.rest != event.rest;
        let event = Event {
            former: (is_other && event.outcome == Outcome::Denied).then_some(former),
            ..event
        };
        if self.step == ClockStep::Forward {
            sink.event(line, &event);
            return;
        }
        let fraction = fraction(event.rest).into();
        let event = OwnedEvent::of(&event);
        self.held_bytes += event.text_bytes() + EVENT_BYTES;
        self.held.push(HeldEvent {
            line,
            at,
            former_at: former.at,
            fraction,
            event,
        });
        if self.held_bytes > HELD_BYTES_MAX {
            if !std::mem::replace(&mut self.is_over_told, true) {
                sink.warning(format!(
                    "line {line}: there are too many events in one second to sort them; their \
                     order is uncertain"
                ));
            }
            self.release_last(sink);
        }
    }

    /// Passes on what is kept, at the end of the log.
    pub(super) fn release_last(&mut self, sink: &mut dyn EventSink) {
        let is_reversed = match self.step {
            ClockStep::Forward => false,
            ClockStep::Back => true,
            // The whole log is one second.
            ClockStep::None => match (self.held.first(), self.held.last()) {
                (Some(first), Some(last)) => first.fraction > last.fraction,
                _ => false,
            },
        };
        self.release(is_reversed, sink);
    }

    fn release(&mut self, is_reversed: bool, sink: &mut dyn EventSink) {
        self.held_bytes = 0;
        if is_reversed {
            self.held.reverse();
        }
        for held in self.held.drain(..) {
            let mut event = held.event.at(held.at);
            if let Some(former) = &mut event.former {
                former.at = held.former_at;
            }
            sink.event(held.line, &event);
        }
    }

    fn second(&self) -> Second {
        let now = self.clock.now();
        let is_first_pass = self.first_pass_from.zip(now).is_some_and(|(from, now)| {
            let back_s = civil_second(from) - civil_second(now);
            (0..=STARTS_AGAIN_STEP_S).contains(&back_s)
        });
        if is_first_pass {
            self.clock.first_pass()
        } else {
            self.clock.second()
        }
    }
}

/// The milliseconds at the start of the rest of a line.
fn fraction(rest: &str) -> &str {
    rest.split(' ').next().unwrap_or_default()
}

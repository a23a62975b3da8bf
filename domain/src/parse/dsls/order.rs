//! Puts the events of a log into the order of time.
//!
//! What follows what is decided by the second and, within one second, by the order in which
//! events arrive. A log is written oldest first; exports are newest first, so the events of
//! each second are kept until the second is over and then leave the other way round.

use jiff::civil::DateTime;

use crate::event::{Event, FormerReading, Outcome, Second};
use crate::parse::dated_clock::DatedClock;
use crate::parse::line_parser::{EventSink, ParseContext};
use crate::parse::log_clock::STARTS_AGAIN_STEP_S;
use crate::parse::waiting::OwnedEvent;
use crate::zone::civil_second;

/// Events of one second that are kept, in bytes.
const HELD_BYTES_MAX: usize = 16 << 20;

/// What an event takes beside the rest of its line, in bytes: about.
const EVENT_BYTES: usize = 512;

/// So many steps back in a row are no clock that was set back.
const STEPS_BACK_OF_NEWEST_FIRST: u32 = 2;

/// The last step of the clock from one second to another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    None,
    Forward,
    Back,
}

struct Held {
    line: u64,
    at: Second,
    /// When an earlier version said that it happened.
    former_at: Second,
    event: OwnedEvent,
    /// Where in its second the event happened, as the line has it.
    fraction: Box<str>,
}

/// The clock of a log, and the events whose place in their second is not known yet.
pub(super) struct Order<'z> {
    clock: DatedClock<'z>,
    step: Step,
    steps_back: u32,
    /// Where a newest-first log reached the first pass of a repeated hour.
    first_pass_from: Option<DateTime>,
    held: Vec<Held>,
    held_bytes: usize,
    is_over_told: bool,
}

impl<'z> Order<'z> {
    pub(super) fn new(context: &ParseContext<'z>) -> Self {
        Self {
            clock: DatedClock::new(context.zone),
            step: Step::None,
            steps_back: 0,
            first_pass_from: None,
            held: Vec::new(),
            held_bytes: 0,
            is_over_told: false,
        }
    }

    /// What the last line showed.
    pub(super) fn now(&self) -> Option<DateTime> {
        self.clock.now()
    }

    /// Moves on to the next line, whose clock shows `now`.
    pub(super) fn tick(&mut self, now: DateTime, sink: &mut dyn EventSink) {
        let step_s = self.clock.tick(now);
        if step_s == 0 {
            return;
        }
        let is_newest_first = self.steps_back >= STEPS_BACK_OF_NEWEST_FIRST;
        if step_s < 0 {
            self.release(self.step != Step::Forward, sink);
            if self.step == Step::Forward && step_s < -STARTS_AGAIN_STEP_S {
                sink.starts_again();
            }
            self.step = Step::Back;
            self.steps_back = self.steps_back.saturating_add(1);
            return;
        }
        self.release(is_newest_first, sink);
        self.steps_back = 0;
        if is_newest_first && step_s > STARTS_AGAIN_STEP_S {
            sink.starts_again();
            // Which way the other log runs is not known yet.
            self.first_pass_from = None;
            self.step = Step::None;
            return;
        }
        // The hour that occurs twice: from here on its first pass is read, backward too.
        self.first_pass_from = is_newest_first.then_some(now);
        self.step = Step::Forward;
    }

    /// Hands on an event of the last line, or keeps it until its second is over. `rest` is the
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
            // Blanks at its end are no part of the line.
            rest: rest.trim_end(),
            former: None,
            ..*event
        };
        // An earlier version took them for a part of it, and read nothing but denials.
        let is_other = former.at != at || former.rest != event.rest;
        let event = Event {
            former: (is_other && event.outcome == Outcome::Denied).then_some(former),
            ..event
        };
        if self.step == Step::Forward {
            sink.event(line, &event);
            return;
        }
        self.held_bytes += event.rest.len() + EVENT_BYTES;
        self.held.push(Held {
            line,
            at,
            former_at: former.at,
            fraction: fraction(event.rest).into(),
            event: OwnedEvent::of(&event),
        });
        if self.held_bytes > HELD_BYTES_MAX {
            if !std::mem::replace(&mut self.is_over_told, true) {
                sink.warning(format!(
                    "line {line}: one second holds more events than are put into order; which of \
                     them came first is not certain"
                ));
            }
            self.release_last(sink);
        }
    }

    /// Hands on what is kept, at the end of the log.
    pub(super) fn release_last(&mut self, sink: &mut dyn EventSink) {
        let is_reversed = match self.step {
            Step::Forward => false,
            Step::Back => true,
            // All of the log is one second.
            Step::None => match (self.held.first(), self.held.last()) {
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

/// The milliseconds that the rest of a line starts with.
fn fraction(rest: &str) -> &str {
    rest.split(' ').next().unwrap_or_default()
}

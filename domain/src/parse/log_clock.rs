//! The date of a log whose lines carry only a time of day.
//!
//! Once a date is known it runs on: a step back of more than 12 hours is midnight, a
//! smaller one is a clock that was set back. A line with a date sets the date from
//! there on. Events before the first date wait for it and are dated backward, by the
//! midnights between the two.

use jiff::Span;
use jiff::civil::{Date, DateTime, Time};

use super::waiting::OwnedEvent;
use super::{EventSink, ParseContext, Refusal};
use crate::event::Event;
use crate::zone::ZoneLookup;

/// A step back longer than this is midnight.
pub(super) const MIDNIGHT_STEP_S: i64 = 12 * 3600;

/// How many disagreeing dates are each told; the others are only counted.
const DISAGREEMENTS_TOLD_MAX: u64 = 20;

/// What the log's clock showed on some line.
#[derive(Clone, Copy)]
struct Reading {
    /// Midnights between the first line and this one.
    midnights: i64,
    time: Time,
}

/// An event that stands before the first date.
struct Waiting {
    line: u64,
    reading: Reading,
    stepped_back_from: Option<Reading>,
    event: OwnedEvent,
}

/// The running date and time of a log.
pub(super) struct LogClock<'z> {
    zone: &'z dyn ZoneLookup,
    first_date: Option<Date>,
    /// What the last line showed; `None` before the first line with a time.
    now: Option<Reading>,
    /// The date of the last line, once it is known.
    date: Option<Date>,
    /// What the clock showed just before it last stepped back, in a log with no date yet.
    undated_step: Option<Reading>,
    /// The same, in a log with a date.
    stepped_back_from: Option<DateTime>,
    waiting: Vec<Waiting>,
    disagreements: u64,
}

impl<'z> LogClock<'z> {
    pub(super) fn new(context: &ParseContext<'z>) -> Self {
        Self {
            zone: context.zone,
            first_date: context.first_date,
            now: None,
            date: None,
            undated_step: None,
            stepped_back_from: None,
            waiting: Vec::new(),
            disagreements: 0,
        }
    }

    /// Goes on where another log ended, whose clock had reached `at`.
    pub(super) fn continue_after(&mut self, at: DateTime) {
        self.date = Some(at.date());
        self.now = Some(Reading {
            midnights: 0,
            time: at.time(),
        });
    }

    /// The civil time of the last line, once there is a date.
    pub(super) fn reached(&self) -> Option<DateTime> {
        Some(DateTime::from_parts(self.date?, self.now?.time))
    }

    /// Moves on to the next line, whose clock shows `time`. Lines that are no events
    /// count too: midnight may show on them alone.
    pub(super) fn tick(&mut self, time: Time) {
        let Some(last) = self.now else {
            self.date = self.first_date;
            self.now = Some(Reading { midnights: 0, time });
            return;
        };
        let mut midnights = last.midnights;
        let step = seconds(time) - seconds(last.time);
        if step < -MIDNIGHT_STEP_S {
            midnights += 1;
            self.date = self.date.map(|date| date.tomorrow().unwrap_or(date));
        } else if step < 0 {
            match self.date {
                Some(date) => {
                    self.stepped_back_from = Some(DateTime::from_parts(date, last.time));
                }
                None => self.undated_step = Some(last),
            }
        }
        self.now = Some(Reading { midnights, time });
    }

    /// The last line says that its date is `date`.
    pub(super) fn date_line(&mut self, line: u64, date: Date, sink: &mut dyn EventSink) {
        match self.date.replace(date) {
            None => self.date_waiting(date, sink),
            Some(running) if running == date => {}
            Some(running) => {
                // Where the date was wrong, so is the date of the last step back.
                self.stepped_back_from = None;
                self.disagreements += 1;
                if self.disagreements <= DISAGREEMENTS_TOLD_MAX {
                    sink.warning(format!(
                        "line {line} says {date}, but the clock of the lines before it had \
                         reached {running}: {date} holds from this line on"
                    ));
                }
            }
        }
    }

    /// Hands on an event of the last line, or keeps it until there is a date.
    pub(super) fn event(&mut self, line: u64, mut event: Event<'_>, sink: &mut dyn EventSink) {
        let Some(reading) = self.now else { return };
        if let Some(date) = self.date {
            let civil = DateTime::from_parts(date, reading.time);
            event.at = self.zone.second(civil, self.stepped_back_from);
            sink.event(line, &event);
        } else {
            self.waiting.push(Waiting {
                line,
                reading,
                stepped_back_from: self.undated_step,
                event: OwnedEvent::of(&event),
            });
        }
    }

    /// Ends the log; a log without any date is refused.
    pub(super) fn finish(&mut self, sink: &mut dyn EventSink) -> Result<(), Refusal> {
        if self.date.or(self.first_date).is_none() {
            return Err(Refusal::NoDate);
        }
        let untold = self.disagreements.saturating_sub(DISAGREEMENTS_TOLD_MAX);
        if untold > 0 {
            sink.warning(format!(
                "{untold} more lines say another date than the lines before them had reached"
            ));
        }
        Ok(())
    }

    /// Dates what came before the log's first date line, which stands at `now`.
    fn date_waiting(&mut self, date: Date, sink: &mut dyn EventSink) {
        let today = self.now.map_or(0, |now| now.midnights);
        let civil = |reading: Reading| {
            let days = Span::new().try_days(today - reading.midnights);
            let date = days.and_then(|days| date.checked_sub(days)).unwrap_or(date);
            DateTime::from_parts(date, reading.time)
        };
        self.stepped_back_from = self.undated_step.take().map(civil);
        for waiting in std::mem::take(&mut self.waiting) {
            let stepped_back_from = waiting.stepped_back_from.map(civil);
            let at = self.zone.second(civil(waiting.reading), stepped_back_from);
            sink.event(waiting.line, &waiting.event.at(at));
        }
    }
}

/// Seconds since midnight.
fn seconds(time: Time) -> i64 {
    i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second())
}

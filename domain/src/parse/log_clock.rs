//! The running date of a log whose lines have only a time of day.
//!
//! Once a date is known it advances: a step back of more than 12 hours is midnight, a
//! smaller one is a clock that was set back. A line with a date sets the date from
//! there on. Events before the first date wait for it and are dated backward, by the
//! midnights between the two.
//!
//! If an earlier version dated lines differently, a second clock runs by its rules until both
//! agree again, to find the times under which that version stored events.

mod running;
mod undated;

use jiff::civil::{Date, DateTime, Time};

use running::Running;
pub(super) use running::{
    DISORDER_S, MIDNIGHT_STEP_S, Reading, STARTS_AGAIN_STEP_S, seconds_between,
};
use undated::Undated;

use super::waiting_events::WaitingEvents;
use crate::event::{Event, FormerReading, Second};
use crate::parse::line_parser::{EventSink, ParseContext, Refusal};
use crate::zone::{ZoneLookup, civil_second};

/// The most disagreeing dates that get a warning each; the others are only counted.
const DISAGREEMENT_WARNINGS_MAX: u64 = 20;

/// The clock of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) time: Time,
    /// The date before the time of day, if the line has one.
    pub(super) stamp: Option<DateStamp>,
    /// An earlier version read this clock too.
    pub(super) is_formerly_read: bool,
}

/// A date in the clock of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DateStamp {
    pub(super) date: Date,
    /// Seconds east of UTC, if given.
    pub(super) offset_s: Option<i32>,
}

impl Shown {
    /// The civil time of a line with a date in its clock.
    pub(super) fn civil(&self) -> Option<DateTime> {
        Some(DateTime::from_parts(self.stamp?.date, self.time))
    }
}

/// The date of a line according to its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LineDate {
    pub(super) date: Date,
    /// An earlier version took the date from this line too.
    pub(super) is_formerly_read: bool,
}

/// A clock that advances through lines as they were logged, although they may be read
/// differently.
pub(super) struct Seen(Running);

/// The running date and time of a log.
pub(super) struct LogClock<'z> {
    zone: &'z dyn ZoneLookup,
    first_date: Option<Date>,
    running: Running,
    /// The latest civil time since the last line with a date, including that line. If logs
    /// were joined, lines without a date may come first.
    latest: Option<DateTime>,
    /// The stamp of the last line.
    stamp: Option<DateStamp>,
    /// The running date by the rules of an earlier version, while it is different.
    former: Option<Running>,
    waiting: WaitingEvents<Undated>,
    disagreements: u64,
}

impl<'z> LogClock<'z> {
    pub(super) fn new(context: &ParseContext<'z>) -> Self {
        Self {
            zone: context.zone,
            first_date: context.first_date,
            running: Running::default(),
            latest: None,
            stamp: None,
            former: None,
            waiting: WaitingEvents::default(),
            disagreements: 0,
        }
    }

    /// Continues where another log ended, whose clock had reached `at`.
    pub(super) fn continue_after(&mut self, at: DateTime) {
        self.running.set(at);
    }

    /// The civil time of the last line, once there is a date.
    pub(super) fn reached(&self) -> Option<DateTime> {
        self.running.civil()
    }

    /// The current reading; `None` before the first line with a time.
    pub(super) fn now(&self) -> Option<Reading> {
        self.running.now()
    }

    /// The civil time of a reading, once there is a date.
    pub(super) fn civil_of(&self, reading: Reading) -> Option<DateTime> {
        self.running.civil_of(reading)
    }

    /// The latest civil time that it would have reached by reading these lines.
    pub(super) fn would_reach(&self, lines: impl Iterator<Item = Shown>) -> Option<DateTime> {
        let mut running = self.running;
        lines
            .filter_map(|shown| {
                running.tick(shown.time, self.first_date);
                shown.civil().or(running.civil())
            })
            .max()
    }

    /// Advances to the next line, whose message may have a date. All lines count, not only
    /// events: midnight may only show on others.
    pub(super) fn tick(
        &mut self,
        line: u64,
        shown: Shown,
        date: Option<LineDate>,
        sink: &mut dyn EventSink,
    ) {
        if self.former.is_some() || !shown.is_formerly_read {
            self.tick_former(shown);
        }
        let before = self.running.civil();
        let last_at = if self.steps_back_dated(shown) {
            self.at()
        } else {
            None
        };
        self.running.tick(shown.time, self.first_date);
        let last = std::mem::replace(&mut self.stamp, shown.stamp);
        if let Some(stamp) = shown.stamp {
            // If both lines have a date in their clock, no date was expected, and
            // their moments show whether another log begins.
            let goes_on = last.is_some() && before <= shown.civil();
            self.latest = self.latest.filter(|_| last.is_none());
            self.set_date(line, stamp.date, !goes_on, sink);
            let is_other_log = |(last, now): (Second, Second)| now.0 < last.0 - DISORDER_S;
            if last_at.zip(self.at()).is_some_and(is_other_log) {
                sink.restart_ordinals();
            }
        } else if self.former.is_some() {
            self.forget_former();
        }
        if let Some(date) = date {
            self.date_line(line, date, sink);
        }
        self.latest = self.latest.max(self.running.civil());
    }

    /// Sets the date of the last line.
    fn date_line(&mut self, line: u64, date: LineDate, sink: &mut dyn EventSink) {
        let is_other = self.running.date() != Some(date.date);
        if !date.is_formerly_read && is_other && self.former.is_none() {
            self.former = Some(self.running);
        }
        self.set_date(line, date.date, true, sink);
        if date.is_formerly_read
            && let Some(former) = &mut self.former
        {
            former.set_date(date.date);
        }
        self.forget_former();
    }

    fn set_date(&mut self, line: u64, date: Date, is_reported: bool, sink: &mut dyn EventSink) {
        let Some(expected) = self.running.set_date(date) else {
            self.send_waiting(date, sink);
            return;
        };
        if let (Some(latest), Some(now)) = (self.latest.take(), self.running.civil())
            && seconds_between(now, latest) > STARTS_AGAIN_STEP_S
        {
            sink.restart_ordinals();
        }
        if expected != date && is_reported {
            self.disagreements += 1;
            if self.disagreements <= DISAGREEMENT_WARNINGS_MAX {
                sink.warning(format!(
                    "line {line} has the date {date}, but the lines before it had reached \
                     {expected}: {date} is used from this line on"
                ));
            }
        }
    }

    /// Passes on an event of the last line, or keeps it until there is a date.
    ///
    /// `is_formerly_read` means that an earlier version read it as an event too. If that had
    /// another rest or status, the event's former reading has them, except for its time.
    pub(super) fn event(
        &mut self,
        line: u64,
        mut event: Event<'_>,
        is_formerly_read: bool,
        sink: &mut dyn EventSink,
    ) {
        let Some(at) = self.at() else {
            self.wait(line, self.running.now(), &event, is_formerly_read);
            return;
        };
        event.at = at;
        if let Some(reading) = &mut event.unfinished {
            reading.at = at;
        }
        if self.former.is_some() || event.former.is_some() {
            let former = self.former.filter(|_| is_formerly_read);
            event.former = self.former_reading(&event, former);
        }
        sink.event(line, &event);
    }

    /// Passes on an event that was logged again with its original time of day, which is the
    /// latest such time before `start`. The running date and time do not change.
    ///
    /// `seen` advances through these events as they are read if the log ends with them.
    pub(super) fn event_before(
        &mut self,
        (start, seen): (Reading, &mut Seen),
        line: u64,
        shown: Shown,
        (mut event, is_formerly_read): (Event<'_>, bool),
        sink: &mut dyn EventSink,
    ) {
        self.tick_former(shown);
        seen.0.tick(shown.time, self.first_date);
        let reading = start.latest_before(shown.time);
        let at = match (shown.civil(), shown.stamp.and_then(|stamp| stamp.offset_s)) {
            (Some(civil), Some(offset_s)) => Some(moment(civil, offset_s)),
            (Some(civil), None) => Some(self.zone.second(civil, None)),
            (None, _) => self
                .running
                .civil_of(reading)
                .map(|civil| self.zone.second(civil, None)),
        };
        let Some(at) = at else {
            self.wait(line, Some(reading), &event, is_formerly_read);
            return;
        };
        event.at = at;
        let former = self.former.filter(|_| is_formerly_read);
        event.former = self.former_reading(&event, former);
        // A clock with a date is read the same in any case.
        let seen_from = seen.0.stepped_back_from();
        let seen = seen.0.civil().filter(|_| shown.stamp.is_none());
        event.unfinished = seen.map(|civil| FormerReading {
            at: self.zone.second(civil, seen_from),
            ..FormerReading::of(&event)
        });
        sink.event(line, &event);
    }

    /// The current clock.
    pub(super) fn seen(&self) -> Seen {
        Seen(self.running)
    }

    /// Ends the log, and refuses it if its events have no date.
    pub(super) fn finish(&mut self, sink: &mut dyn EventSink) -> Result<(), Refusal> {
        self.check()?;
        if !self.waiting.is_empty() {
            return Err(Refusal::NoDate);
        }
        let unreported = self.disagreements.saturating_sub(DISAGREEMENT_WARNINGS_MAX);
        if unreported > 0 {
            sink.warning(format!(
                "{unreported} more lines have a date other than the lines before them had reached"
            ));
        }
        Ok(())
    }

    /// Whether the last line and the one that shows this both date themselves, and the clock is
    /// further back than lines in disorder are.
    fn steps_back_dated(&self, shown: Shown) -> bool {
        let civil = shown.civil().zip(self.running.civil());
        self.stamp.is_some()
            && civil.is_some_and(|(now, before)| seconds_between(now, before) > DISORDER_S)
    }

    /// The moment of the last line, once there is a date.
    fn at(&self) -> Option<Second> {
        let civil = self.running.civil()?;
        Some(match self.stamp.and_then(|stamp| stamp.offset_s) {
            Some(offset_s) => moment(civil, offset_s),
            None => self.zone.second(civil, self.running.stepped_back_from()),
        })
    }

    fn wait(
        &mut self,
        line: u64,
        reading: Option<Reading>,
        event: &Event<'_>,
        is_formerly_read: bool,
    ) {
        let Some(reading) = reading else {
            return;
        };
        let former = self.former.unwrap_or(self.running);
        let former = is_formerly_read.then_some(&former);
        let run = Undated::new(reading, &self.running, former);
        self.waiting.push(line, run, reading.time(), event);
    }

    /// Refuses a log whose first date comes too late, if it has none yet.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        self.waiting.check()
    }

    /// Dates the events before the log's first date, which is now known.
    fn send_waiting(&mut self, date: Date, sink: &mut dyn EventSink) {
        // An earlier version did not read dates in clocks.
        let mut former = self.former.filter(|_| self.stamp.is_none());
        if let Some(former) = &mut former {
            former.set_date(date);
        }
        for waiting in std::mem::take(&mut self.waiting).iter() {
            let (run, time) = (waiting.run, waiting.time);
            let Some(at) = run.second(time, &self.running, self.zone) else {
                continue;
            };
            let former_at = former.and_then(|former| run.former_second(time, &former, self.zone));
            let mut event = waiting.event.at(at);
            event.former = formerly_at(&event, former_at.unwrap_or(at));
            sink.event(waiting.line, &event);
        }
    }

    /// Advances the clock by the former rules, if they read the line.
    fn tick_former(&mut self, shown: Shown) {
        let former = self.former.get_or_insert(self.running);
        if shown.is_formerly_read {
            former.tick(shown.time, self.first_date);
        }
    }

    /// Drops the clock by the former rules once both agree again.
    fn forget_former(&mut self) {
        if self
            .former
            .is_some_and(|former| former.agrees(&self.running))
        {
            self.former = None;
        }
    }

    /// How an earlier version read an event. If it had no date yet, it is assumed to have
    /// dated back to the same day: the number of midnights until its first date depends on
    /// later lines.
    fn former_reading<'a>(
        &self,
        event: &Event<'a>,
        former: Option<Running>,
    ) -> Option<FormerReading<'a>> {
        let at = former
            .and_then(|former| Some((former.civil()?, former.stepped_back_from())))
            .map_or(event.at, |(civil, from)| self.zone.second(civil, from));
        formerly_at(event, at)
    }
}

/// How an earlier version read an event that it dated to `at`.
fn formerly_at<'a>(event: &Event<'a>, at: Second) -> Option<FormerReading<'a>> {
    match event.former {
        Some(reading) => Some(FormerReading { at, ..reading }),
        None if at != event.at => Some(FormerReading {
            at,
            ..FormerReading::of(event)
        }),
        None => None,
    }
}

/// The moment at which a clock that runs `offset_s` seconds ahead of UTC shows `civil`.
fn moment(civil: DateTime, offset_s: i32) -> Second {
    Second(civil_second(civil) - i64::from(offset_s))
}

//! The date of a log whose lines carry only a time of day.
//!
//! Once a date is known it runs on: a step back of more than 12 hours is midnight, a
//! smaller one is a clock that was set back. A line with a date sets the date from
//! there on. Events before the first date wait for it and are dated backward, by the
//! midnights between the two.
//!
//! Where an earlier version dated lines otherwise, a second clock runs by its rules, until
//! both agree again: what it stored is known by the time that it gave.

mod running;

use jiff::civil::{Date, DateTime, Time};

use running::Running;
pub(super) use running::{MIDNIGHT_STEP_S, Reading, STARTS_AGAIN_STEP_S, seconds_between};

use super::waiting::OwnedEvent;
use crate::event::{Event, FormerReading, Second};
use crate::parse::line_parser::{EventSink, ParseContext, Refusal};
use crate::zone::{ZoneLookup, civil_second};

/// How many disagreeing dates are each told; the others are only counted.
const DISAGREEMENTS_TOLD_MAX: u64 = 20;

/// What the clock of a line shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) time: Time,
    /// The date before the time of day, where the line has one.
    pub(super) stamp: Option<DateStamp>,
    /// An earlier version read this clock too.
    pub(super) is_formerly_read: bool,
}

/// The date of a line that dates itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DateStamp {
    pub(super) date: Date,
    /// Seconds east of UTC; `None` where the line does not say.
    pub(super) offset_s: Option<i32>,
}

impl Shown {
    /// The civil time of a line that dates itself.
    pub(super) fn civil(&self) -> Option<DateTime> {
        Some(DateTime::from_parts(self.stamp?.date, self.time))
    }
}

/// A date that a line says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LineDate {
    pub(super) date: Date,
    /// An earlier version took the date from this line too.
    pub(super) is_formerly_read: bool,
}

/// An event that stands before the first date.
struct Waiting {
    line: u64,
    reading: Reading,
    stepped_back_from: Option<Reading>,
    /// Where the clock of the former rules stood, if an earlier version read it as an event.
    former: Option<Running>,
    event: OwnedEvent,
}

/// A clock that runs on through lines which may not be read as they are seen.
pub(super) struct Seen(Running);

/// The running date and time of a log.
pub(super) struct LogClock<'z> {
    zone: &'z dyn ZoneLookup,
    first_date: Option<Date>,
    running: Running,
    /// The latest civil time since the last line that said its date, that line too. Where
    /// logs were joined, lines that do not say it may come first.
    latest: Option<DateTime>,
    /// The stamp of the last line.
    stamp: Option<DateStamp>,
    /// The running date by the rules of an earlier version, while it is another one.
    former: Option<Running>,
    waiting: Vec<Waiting>,
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
            waiting: Vec::new(),
            disagreements: 0,
        }
    }

    /// Goes on where another log ended, whose clock had reached `at`.
    pub(super) fn continue_after(&mut self, at: DateTime) {
        self.running.set(at);
    }

    /// The civil time of the last line, once there is a date.
    pub(super) fn reached(&self) -> Option<DateTime> {
        self.running.civil()
    }

    /// What the clock shows; `None` before the first line with a time.
    pub(super) fn now(&self) -> Option<Reading> {
        self.running.now()
    }

    /// The civil time of a reading, once there is a date.
    pub(super) fn civil_of(&self, reading: Reading) -> Option<DateTime> {
        self.running.civil_of(reading)
    }

    /// The latest civil time that it would have reached on the way through lines that show
    /// this.
    pub(super) fn would_reach(&self, lines: impl Iterator<Item = Shown>) -> Option<DateTime> {
        let mut running = self.running;
        lines
            .filter_map(|shown| {
                running.tick(shown.time, self.first_date);
                shown.civil().or(running.civil())
            })
            .max()
    }

    /// Moves on to the next line, whose message may say its date. Lines that are no events
    /// count too: midnight may show on them alone.
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
        self.running.tick(shown.time, self.first_date);
        let last = std::mem::replace(&mut self.stamp, shown.stamp);
        if let Some(stamp) = shown.stamp {
            // Where both lines date themselves, no date was expected that could be wrong.
            let goes_on = last.is_some() && before <= shown.civil();
            self.set_date(line, stamp.date, !goes_on, sink);
        } else if self.former.is_some() {
            self.forget_former();
        }
        if let Some(date) = date {
            self.date_line(line, date, sink);
        }
        self.latest = self.latest.max(self.running.civil());
    }

    /// The last line says that its date is `date`.
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

    fn set_date(&mut self, line: u64, date: Date, is_told: bool, sink: &mut dyn EventSink) {
        let Some(expected) = self.running.set_date(date) else {
            self.send_waiting(date, sink);
            return;
        };
        if let (Some(latest), Some(now)) = (self.latest.take(), self.running.civil())
            && seconds_between(now, latest) > STARTS_AGAIN_STEP_S
        {
            sink.starts_again();
        }
        if expected != date && is_told {
            self.disagreements += 1;
            if self.disagreements <= DISAGREEMENTS_TOLD_MAX {
                sink.warning(format!(
                    "line {line} says {date}, but the clock of the lines before it had \
                     reached {expected}: {date} holds from this line on"
                ));
            }
        }
    }

    /// Hands on an event of the last line, or keeps it until there is a date.
    ///
    /// `is_formerly_read` says that an earlier version read it as an event too. Where it took
    /// another rest or status, the event's former reading says so already, but for its time.
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

    /// Hands on an event that was logged again, with the clock that its line shows: that of
    /// its first time, which is the latest such clock before `start`. The running date and
    /// time do not change by it.
    ///
    /// `seen` runs through these events as they are read where the log ends with them.
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
        // A clock with a date is read so in any case.
        let seen_from = seen.0.stepped_back_from();
        let seen = seen.0.civil().filter(|_| shown.stamp.is_none());
        event.unfinished = seen.map(|civil| FormerReading {
            at: self.zone.second(civil, seen_from),
            ..FormerReading::of(&event)
        });
        sink.event(line, &event);
    }

    /// The clock as it stands.
    pub(super) fn seen(&self) -> Seen {
        Seen(self.running)
    }

    /// Ends the log; a log whose events have no date is refused.
    pub(super) fn finish(&mut self, sink: &mut dyn EventSink) -> Result<(), Refusal> {
        if !self.waiting.is_empty() {
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
        if let Some(reading) = reading {
            let former = self.former.unwrap_or(self.running);
            self.waiting.push(Waiting {
                line,
                reading,
                stepped_back_from: self.running.undated_step(),
                former: is_formerly_read.then_some(former),
                event: OwnedEvent::of(event),
            });
        }
    }

    /// Dates what came before the log's first date, which is now known.
    fn send_waiting(&mut self, date: Date, sink: &mut dyn EventSink) {
        // An earlier version did not see the dates of clocks.
        let mut former = self.former.filter(|_| self.stamp.is_none());
        if let Some(former) = &mut former {
            former.set_date(date);
        }
        for waiting in std::mem::take(&mut self.waiting) {
            let step = waiting.stepped_back_from;
            let Some(at) = self.second_of(&self.running, waiting.reading, step) else {
                continue;
            };
            let former_at = former.zip(waiting.former).and_then(|(running, then)| {
                self.second_of(&running, then.now()?, then.undated_step())
            });
            let mut event = waiting.event.at(at);
            event.former = formerly_at(&event, former_at.unwrap_or(at));
            sink.event(waiting.line, &event);
        }
    }

    /// The moment of a reading from before the first date.
    fn second_of(
        &self,
        running: &Running,
        reading: Reading,
        stepped_back_from: Option<Reading>,
    ) -> Option<Second> {
        let from = stepped_back_from.and_then(|reading| running.civil_of(reading));
        Some(self.zone.second(running.civil_of(reading)?, from))
    }

    /// Lets the clock of the former rules see a line, or not where they did not read it.
    fn tick_former(&mut self, shown: Shown) {
        let former = self.former.get_or_insert(self.running);
        if shown.is_formerly_read {
            former.tick(shown.time, self.first_date);
        }
    }

    /// Where both clocks agree again, one is enough.
    fn forget_former(&mut self) {
        if self
            .former
            .is_some_and(|former| former.agrees(&self.running))
        {
            self.former = None;
        }
    }

    /// How an earlier version read an event that is complete but for this. Where it had no
    /// date yet, it is taken to have dated back to the same day: how many midnights it saw
    /// until its first date is told only by lines that are still to come.
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

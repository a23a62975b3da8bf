//! Dates a log whose lines leave out the year, or the whole date.
//!
//! A line has `05/11 15:20`, or only `15:20`; now and then one has `05/11/2024 15:20`. The
//! running date provides what a line leaves out. Time goes forward, so a missing year is the
//! one that puts the line's date on or after the running one, or before it if a clock was set
//! back by a month at most. Events before the first line with a year wait for it; if no line
//! has one, they wait for the end of the log.

mod day;
mod stamp;
mod text;

use jiff::civil::{Date, DateTime, Time};

pub(super) use day::DateError;
use day::{Civil, Day, date, seconds, shifted};
use stamp::Run;
pub(super) use stamp::Stamp;
pub(super) use text::{Clock, LoggedDate};

use super::log_clock::STARTS_AGAIN_STEP_S;
use super::waiting_events::WaitingEvents;
use crate::event::{Event, FormerReading, Second};
use crate::parse::line_parser::{EventSink, ParseContext, Refusal};
use crate::zone::{DAY_S, ZoneLookup};

/// A step back of more than this is midnight; a smaller one sets the clock back.
const HALF_DAY_S: i64 = DAY_S / 2;
/// The most disagreeing dates that get a warning each.
const DISAGREEMENTS_MAX: u64 = 20;
/// How many years back a missing year is searched: leap years are up to 8 years apart.
const YEARS_BACK_MAX: i32 = 9;

/// The running date of a log.
pub(super) struct YearlessDate<'z> {
    zone: &'z dyn ZoneLookup,
    latest: DateTime,
    first_date: Option<Date>,
    now: Option<Civil>,
    stepped_back_from: Option<Civil>,
    /// The running day was not read from a line, but given or counted.
    counted: bool,
    /// The midnights counted before the first date in the log, and that date.
    count_anchor: Option<(i32, Day)>,
    /// The year of the first date without one.
    first_year: Option<i32>,
    waiting: WaitingEvents<Run>,
    disagreements: u64,
    /// How often the log has gone back to an earlier date.
    starts: u32,
    /// The same for the last event that was passed on.
    starts_sent: u32,
}

impl<'z> YearlessDate<'z> {
    pub(super) fn new(context: ParseContext<'z>) -> Self {
        Self {
            zone: context.zone,
            latest: context.latest,
            first_date: context.first_date,
            now: None,
            stepped_back_from: None,
            counted: context.first_date.is_some(),
            count_anchor: None,
            first_year: None,
            waiting: WaitingEvents::default(),
            disagreements: 0,
            starts: 0,
            starts_sent: 0,
        }
    }

    /// Continues where another log ended, whose clock had reached `at`.
    pub(super) fn continue_after(&mut self, at: DateTime) {
        self.counted = true;
        self.now = Some(Civil {
            day: Day::Known(at.date()),
            time: at.time(),
        });
    }

    /// The civil time of the last line, once its day and year are known.
    pub(super) fn reached(&self) -> Option<DateTime> {
        self.civil_of(self.now?)?.ok()
    }

    /// Reads a line with only a time of day.
    pub(super) fn clock(&mut self, clock: Clock) -> Result<Stamp, DateError> {
        let time = clock.time()?;
        let day = self.expected_day(time).unwrap_or(Day::Counted(0));
        self.counted = true;
        Ok(self.advance(Civil { day, time }, clock.to_the_minute()))
    }

    /// Reads a line with a date, with or without a year.
    pub(super) fn date(
        &mut self,
        line: u64,
        logged: LoggedDate,
        clock: Clock,
        sink: &mut dyn EventSink,
    ) -> Result<Stamp, DateError> {
        let time = clock.time()?;
        let (month, day) = logged.month_and_day()?;
        let expected = self.expected_day(time);
        let day = match (logged.year, expected) {
            (Some(year), _) => Day::Known(date(i32::from(year), month, day)?),
            (None, Some(running @ (Day::Known(_) | Day::Yearless { .. }))) => {
                running.after(month, day)?
            }
            (None, None | Some(Day::Counted(_))) => Day::Yearless {
                year: 0,
                month,
                day,
                midnights: 0,
            },
        };
        if let Some(expected) = expected {
            self.anchor(expected, day, sink);
        }
        let at = Civil { day, time };
        if self.is_before_by(STARTS_AGAIN_STEP_S, at) {
            self.starts = self.starts.saturating_add(1);
        }
        if self.is_before_by(HALF_DAY_S, at) || self.is_miscounted(expected, at) {
            self.disagreements += 1;
            if self.disagreements <= DISAGREEMENTS_MAX {
                sink.warning(format!(
                    "line {line}: its date {logged} disagrees with the lines before it; \
                     it is used from there on"
                ));
            }
        }
        self.counted = false;
        Ok(self.advance(at, clock.to_the_minute()))
    }

    /// Passes on an event, or keeps it until its date is known.
    pub(super) fn event(
        &mut self,
        line: u64,
        stamp: Stamp,
        event: &Event<'_>,
        sink: &mut dyn EventSink,
    ) {
        if !self.send(line, stamp, event, sink) {
            self.waiting.push(line, stamp.run(), stamp.at.time, event);
        }
    }

    /// Refuses a log whose first year comes too late, if it has none yet.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        self.waiting.check()
    }

    /// Dates the events that still wait at the end of the log.
    pub(super) fn finish(&mut self, sink: &mut dyn EventSink) -> Result<(), Refusal> {
        if self.disagreements > DISAGREEMENTS_MAX {
            let more = self.disagreements - DISAGREEMENTS_MAX;
            sink.warning(format!(
                "{more} more dates disagree with the lines before them"
            ));
        }
        self.check()?;
        let last = self.waiting.iter().last();
        if let Some(last) = last.map(|last| last.run.stamp(last.time).at) {
            self.choose_year(last)?;
            let dated = match self.date_of(last.day) {
                Some(Ok(date)) => date.to_string(),
                _ => "an unknown day".to_owned(),
            };
            sink.warning(format!(
                "no line has a year: the last event is assumed to be from {dated}, in the \
                 latest year that is not after the file's modification time; if that is wrong, \
                 give the date of the first line"
            ));
            self.send_waiting(sink);
        }
        Ok(())
    }

    /// The day of a line at `time`, if it has no date of its own.
    fn expected_day(&self, time: Time) -> Option<Day> {
        match self.now {
            None => self.first_date.map(Day::Known),
            Some(now) if seconds(now.time) - seconds(time) > HALF_DAY_S => Some(now.day.next()),
            Some(now) => Some(now.day),
        }
    }

    /// Adjusts to the date `day` of a line that was expected to be from `expected`.
    fn anchor(&mut self, expected: Day, day: Day, sink: &mut dyn EventSink) {
        match (expected, day) {
            (Day::Counted(midnights), _) => self.count_anchor = Some((midnights, day)),
            (Day::Yearless { .. }, Day::Known(date)) => {
                let year = expected.year_after(date.month(), date.day());
                self.first_year = Some(i32::from(date.year()).saturating_sub(year));
            }
            _ => return,
        }
        self.now = self.now.map(|now| self.better_known(now));
        self.stepped_back_from = self.stepped_back_from.map(|from| self.better_known(from));
        if matches!(day, Day::Known(_)) {
            self.send_waiting(sink);
        }
    }

    fn better_known(&self, civil: Civil) -> Civil {
        let day = match self.date_of(civil.day) {
            Some(Ok(date)) => Day::Known(date),
            _ => match (civil.day, self.count_anchor) {
                (
                    Day::Counted(counted),
                    Some((
                        at_anchor,
                        Day::Yearless {
                            year, month, day, ..
                        },
                    )),
                ) => Day::Yearless {
                    year,
                    month,
                    day,
                    midnights: counted.saturating_sub(at_anchor),
                },
                (day, _) => day,
            },
        };
        Civil { day, ..civil }
    }

    /// Whether a line with a date is more than `step_s` seconds before the running time.
    fn is_before_by(&self, step_s: i64, at: Civil) -> bool {
        self.now
            .and_then(|now| now.seconds_since(at))
            .is_some_and(|back| back > step_s)
    }

    /// Whether midnights were counted since the last date, and a date shows that the number
    /// was wrong.
    fn is_miscounted(&self, expected: Option<Day>, at: Civil) -> bool {
        self.counted
            && expected
                .map(|day| self.better_known(Civil { day, ..at }).day)
                .and_then(|day| at.day.days_since(day))
                .is_some_and(|days| days != 0)
    }

    fn advance(&mut self, at: Civil, to_the_minute: bool) -> Stamp {
        let back = self.now.and_then(|now| now.seconds_since(at));
        // `15:20` after `15:20:33` is the same minute, not a step back.
        let same_minute = to_the_minute && back.is_some_and(|back| (0..60).contains(&back));
        if !same_minute {
            if back.is_some_and(|back| (1..=HALF_DAY_S).contains(&back)) {
                self.stepped_back_from = self.now;
            }
            self.now = Some(at);
        }
        Stamp {
            at,
            stepped_back_from: self.stepped_back_from,
            starts: self.starts,
        }
    }

    /// The date of a day: `None` while it is not known yet.
    fn date_of(&self, day: Day) -> Option<Result<Date, DateError>> {
        match day {
            Day::Known(date) => Some(Ok(date)),
            Day::Yearless {
                year,
                month,
                day,
                midnights,
            } => {
                let year = self.first_year?.saturating_add(year);
                Some(date(year, month, day).and_then(|date| shifted(date, midnights)))
            }
            Day::Counted(midnights) => match self.count_anchor? {
                (_, Day::Counted(_)) => None,
                (at_anchor, anchor) => Some(
                    self.date_of(anchor)?
                        .and_then(|date| shifted(date, midnights.saturating_sub(at_anchor))),
                ),
            },
        }
    }

    fn civil_of(&self, civil: Civil) -> Option<Result<DateTime, DateError>> {
        let date = self.date_of(civil.day)?;
        Some(date.map(|date| DateTime::from_parts(date, civil.time)))
    }

    /// Passes on an event if its date is known.
    fn send(
        &mut self,
        line: u64,
        stamp: Stamp,
        event: &Event<'_>,
        sink: &mut dyn EventSink,
    ) -> bool {
        match self.civil_of(stamp.at) {
            None => return false,
            Some(Err(error)) => sink.rejected(line, error.to_string()),
            Some(Ok(civil)) => {
                let from = stamp
                    .stepped_back_from
                    .and_then(|from| self.civil_of(from)?.ok());
                let at = self.zone.second(civil, from);
                let former = event.former;
                let former = former.map(|former| FormerReading { at, ..former });
                if stamp.starts != self.starts_sent {
                    self.starts_sent = stamp.starts;
                    sink.restart_ordinals();
                }
                sink.event(
                    line,
                    &Event {
                        at,
                        former,
                        unfinished: event
                            .unfinished
                            .map(|reading| FormerReading { at, ..reading }),
                        ..*event
                    },
                );
            }
        }
        true
    }

    fn send_waiting(&mut self, sink: &mut dyn EventSink) {
        for waiting in std::mem::take(&mut self.waiting).iter() {
            let stamp = waiting.run.stamp(waiting.time);
            let event = waiting.event.at(Second::default());
            self.send(waiting.line, stamp, &event, sink);
        }
    }

    /// Finds the latest year with which no event is later than the file's modification time,
    /// and in which the last event's date, and if possible every date of the log, exists.
    fn choose_year(&mut self, last: Civil) -> Result<(), Refusal> {
        let ((Day::Yearless { year, .. }, _)
        | (Day::Counted(_), Some((_, Day::Yearless { year, .. })))) = (last.day, self.count_anchor)
        else {
            return Err(Refusal::NoDate);
        };
        // Also the next year: midnights counted back from a date may cross New Year.
        let newest = i32::from(self.latest.year())
            .saturating_sub(year)
            .saturating_add(1);
        let mut fitting = None;
        for first_year in (newest.saturating_sub(YEARS_BACK_MAX)..=newest).rev() {
            self.first_year = Some(first_year);
            if matches!(self.civil_of(last), Some(Ok(_))) && self.none_is_later() {
                fitting = fitting.or(self.first_year);
                if self.all_exist() {
                    return Ok(());
                }
            }
        }
        self.first_year = fitting.or(Some(newest.saturating_sub(1)));
        Ok(())
    }

    /// Whether no waiting event is later than the file's modification time. The last one need
    /// not be the latest: the clock may have been set back.
    fn none_is_later(&self) -> bool {
        self.waiting.iter().all(|waiting| {
            let at = waiting.run.stamp(waiting.time).at;
            !matches!(self.civil_of(at), Some(Ok(civil)) if civil > self.latest)
        })
    }

    fn all_exist(&self) -> bool {
        self.waiting
            .iter()
            .all(|waiting| matches!(self.date_of(waiting.run.day), Some(Ok(_))))
    }
}

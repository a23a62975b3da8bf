//! A date and a time that advance from line to line.

use jiff::Span;
use jiff::civil::{Date, DateTime, Time};

use crate::zone::{DAY_S, civil_second};

/// A step back longer than this is midnight.
pub(in crate::parse) const MIDNIGHT_STEP_S: i64 = 12 * 3600;

/// Where only some lines say their date, one that lies further back than this is of another
/// log, which was joined to the one before it. The end of summer time is an hour, two at most.
pub(in crate::parse) const STARTS_AGAIN_STEP_S: i64 = 2 * 3600;

/// Where every line says its whole time, the moment of a line of the same log lies no further
/// back than this: processes that write one log at the same time are out of order by seconds.
/// The end of summer time is no step back of the moment, as far as the zone is known.
pub(in crate::parse) const DISORDER_S: i64 = 60;

/// The log's clock on some line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) struct Reading {
    /// Midnights between the first line and this one.
    midnights: i64,
    time: Time,
}

impl Reading {
    pub(super) fn new(midnights: i64, time: Time) -> Self {
        Self { midnights, time }
    }

    pub(super) fn midnights(self) -> i64 {
        self.midnights
    }

    pub(super) fn time(self) -> Time {
        self.time
    }

    /// The latest reading of `time` that is not after this one.
    pub(super) fn latest_before(self, time: Time) -> Self {
        Self {
            midnights: self.midnights - i64::from(time > self.time),
            time,
        }
    }

    /// The distance of a time of day from this one, in seconds, whatever the day.
    pub(in crate::parse) fn seconds_from(self, time: Time) -> i64 {
        let ahead = (seconds(time) - seconds(self.time)).rem_euclid(DAY_S);
        ahead.min(DAY_S - ahead)
    }
}

/// The state of a log's clock.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Running {
    /// The last line's reading; `None` before the first line with a time.
    now: Option<Reading>,
    /// The date of the last line, once it is known.
    date: Option<Date>,
    /// The reading just before the last step back, in a log with no date yet.
    undated_step: Option<Reading>,
    /// The same, in a log with a date.
    stepped_back_from: Option<DateTime>,
}

impl Running {
    pub(super) fn set(&mut self, at: DateTime) {
        self.date = Some(at.date());
        self.now = Some(Reading {
            midnights: 0,
            time: at.time(),
        });
    }

    pub(super) fn now(&self) -> Option<Reading> {
        self.now
    }

    pub(super) fn date(&self) -> Option<Date> {
        self.date
    }

    pub(super) fn undated_step(&self) -> Option<Reading> {
        self.undated_step
    }

    pub(super) fn stepped_back_from(&self) -> Option<DateTime> {
        self.stepped_back_from
    }

    /// The civil time of the last line, once there is a date.
    pub(super) fn civil(&self) -> Option<DateTime> {
        Some(DateTime::from_parts(self.date?, self.now?.time))
    }

    /// The civil time of a reading, by the midnights between it and the last line.
    pub(super) fn civil_of(&self, reading: Reading) -> Option<DateTime> {
        let date = self.date?;
        let today = self.now.map_or(0, |now| now.midnights);
        let days = Span::new().try_days(today - reading.midnights);
        let date = days.and_then(|days| date.checked_sub(days)).unwrap_or(date);
        Some(DateTime::from_parts(date, reading.time))
    }

    pub(super) fn tick(&mut self, time: Time, first_date: Option<Date>) {
        let Some(last) = self.now else {
            self.date = first_date;
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

    /// Sets the last line's date. Returns the date that was expected, if there was one.
    pub(super) fn set_date(&mut self, date: Date) -> Option<Date> {
        let expected = self.date.replace(date);
        match expected {
            None => {
                let step = self.undated_step.take();
                self.stepped_back_from = step.and_then(|reading| self.civil_of(reading));
            }
            // If the date was wrong, so is the date of the last step back.
            Some(expected) if expected != date => self.stepped_back_from = None,
            Some(_) => {}
        }
        expected
    }

    /// Whether both date all following lines the same.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        self.civil().is_some()
            && self.civil() == other.civil()
            && self.stepped_back_from == other.stepped_back_from
    }
}

/// Seconds since midnight.
fn seconds(time: Time) -> i64 {
    i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second())
}

/// Seconds from one civil time to a later one.
pub(in crate::parse) fn seconds_between(from: DateTime, to: DateTime) -> i64 {
    civil_second(to) - civil_second(from)
}

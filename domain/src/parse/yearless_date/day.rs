//! Days that are only partly known, and their comparison.

use jiff::SignedDuration;
use jiff::civil::{Date, Time};

use crate::zone::{DAY_S, day_number};

/// The days of a leap year. Days are counted in a calendar of leap years only, so that month
/// and day can be compared before the year is known.
const LEAP_YEAR_DAYS: i64 = 366;
/// How far a date without a year may be before the running one, in days. One that would be
/// further back is in the next year.
const SET_BACK_DAYS_MAX: i64 = 31;

/// Why a line's date or time of day cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(in crate::parse) enum DateError {
    #[error("there is no date {0:02}/{1:02}")]
    NoSuchDay(i8, i8),
    #[error("{month:02}/{day:02} does not exist in {year}, the year of the lines around it")]
    NotInYear { year: i32, month: i8, day: i8 },
    #[error("{0:02}:{1:02}:{2:02} is not a time of day")]
    NoSuchTime(i8, i8, i8),
}

/// A day, as far as it is known yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    /// The number of midnights since the first line.
    Counted(i32),
    /// A month and a day, `year` years after the first one, and the number of midnights
    /// since.
    Yearless {
        year: i32,
        month: i8,
        day: i8,
        midnights: i32,
    },
    Known(Date),
}

impl Day {
    pub(super) fn next(self) -> Self {
        match self {
            Self::Counted(midnights) => Self::Counted(midnights.saturating_add(1)),
            Self::Yearless {
                year,
                month,
                day,
                midnights,
            } => Self::Yearless {
                year,
                month,
                day,
                midnights: midnights.saturating_add(1),
            },
            Self::Known(date) => Self::Known(date.tomorrow().unwrap_or(date)),
        }
    }

    /// The day in the calendar of leap years.
    fn position(self) -> i64 {
        match self {
            Self::Counted(midnights) => i64::from(midnights),
            Self::Yearless {
                year,
                month,
                day,
                midnights,
            } => position(year, month, day) + i64::from(midnights),
            Self::Known(date) => position(i32::from(date.year()), date.month(), date.day()),
        }
    }

    /// The day with this month and day on a line after `self`.
    pub(super) fn after(self, month: i8, day: i8) -> Result<Self, DateError> {
        let year = self.year_after(month, day);
        match self {
            Self::Known(_) => date(year, month, day).map(Self::Known),
            Self::Yearless { .. } | Self::Counted(_) => Ok(Self::Yearless {
                year,
                month,
                day,
                midnights: 0,
            }),
        }
    }

    /// The year of this month and day on a line after `self`: time goes forward, however
    /// long the log was silent, except for a clock that was set back by at most
    /// [`SET_BACK_DAYS_MAX`].
    pub(super) fn year_after(self, month: i8, day: i8) -> i32 {
        let here = self.position();
        let ahead = (position(0, month, day) - here + SET_BACK_DAYS_MAX).rem_euclid(LEAP_YEAR_DAYS)
            - SET_BACK_DAYS_MAX;
        i32::try_from((here + ahead).div_euclid(LEAP_YEAR_DAYS)).unwrap_or(i32::MAX)
    }

    /// The number of days from `earlier` to `self`, if both are known to the same extent.
    pub(super) fn days_since(self, earlier: Self) -> Option<i64> {
        match (self, earlier) {
            (Self::Known(day), Self::Known(earlier)) => {
                Some(i64::from(day_number(day)) - i64::from(day_number(earlier)))
            }
            (Self::Yearless { .. }, Self::Yearless { .. })
            | (Self::Counted(_), Self::Counted(_)) => Some(self.position() - earlier.position()),
            _ => None,
        }
    }
}

fn position(year: i32, month: i8, day: i8) -> i64 {
    // 2000 is a leap year; a `Day` never has a month and day that it lacks.
    let day_of_year = Date::new(2000, month, day).map_or(1, Date::day_of_year);
    i64::from(year) * LEAP_YEAR_DAYS + i64::from(day_of_year) - 1
}

pub(super) fn date(year: i32, month: i8, day: i8) -> Result<Date, DateError> {
    let error = DateError::NotInYear { year, month, day };
    let year = i16::try_from(year).map_err(|_| error)?;
    Date::new(year, month, day).map_err(|_| error)
}

pub(super) fn seconds(time: Time) -> i64 {
    i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Civil {
    pub(super) day: Day,
    pub(super) time: Time,
}

impl Civil {
    pub(super) fn seconds_since(self, earlier: Self) -> Option<i64> {
        let days = self.day.days_since(earlier.day)?;
        Some(days * DAY_S + seconds(self.time) - seconds(earlier.time))
    }
}

pub(super) fn shifted(date: Date, days: i32) -> Result<Date, DateError> {
    date.checked_add(SignedDuration::from_hours(i64::from(days) * 24))
        .map_err(|_| DateError::NotInYear {
            year: i32::from(date.year()),
            month: date.month(),
            day: date.day(),
        })
}

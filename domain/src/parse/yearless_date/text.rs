//! Dates and times of day in a log: `05/11`, `05/11/2024`, `15:20`,
//! `15:20:33` and `15:20:33.1234`.

use std::fmt;

use jiff::civil::{Date, Time};

use super::day::DateError;

/// A month, a day and perhaps a year, in the form of a date. It may not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) struct LoggedDate {
    month: i8,
    day: i8,
    pub(super) year: Option<i16>,
}

impl LoggedDate {
    /// Reads `mm/dd` or `mm/dd/yyyy`; `None` for any other form.
    pub(in crate::parse) fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let month = digits(parts.next()?, 1, 2)?;
        let day = digits(parts.next()?, 1, 2)?;
        let year = match parts.next() {
            Some(year) => Some(digits(year, 4, 4)?),
            None => None,
        };
        match parts.next() {
            Some(_) => None,
            None => Some(Self {
                month: i8::try_from(month).ok()?,
                day: i8::try_from(day).ok()?,
                year,
            }),
        }
    }

    pub(super) fn month_and_day(self) -> Result<(i8, i8), DateError> {
        // 2000 is a leap year: a date that it lacks does not exist in any year.
        Date::new(2000, self.month, self.day)
            .map(|_| (self.month, self.day))
            .map_err(|_| DateError::NoSuchDay(self.month, self.day))
    }
}

impl fmt::Display for LoggedDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}/{:02}", self.month, self.day)?;
        match self.year {
            Some(year) => write!(f, "/{year:04}"),
            None => Ok(()),
        }
    }
}

/// A time of day by its form. It may not exist. Fractions are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) struct Clock {
    hour: i8,
    minute: i8,
    second: Option<i8>,
}

impl Clock {
    /// Reads `hh:mm`, `hh:mm:ss` or `hh:mm:ss.fraction`; `None` for any other form.
    pub(in crate::parse) fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        let hour = digits(parts.next()?, 1, 2)?;
        let minute = digits(parts.next()?, 2, 2)?;
        let second = match parts.next() {
            Some(second) => Some(whole_second(second)?),
            None => None,
        };
        match parts.next() {
            Some(_) => None,
            None => Some(Self {
                hour: i8::try_from(hour).ok()?,
                minute: i8::try_from(minute).ok()?,
                second,
            }),
        }
    }

    pub(super) fn time(self) -> Result<Time, DateError> {
        let second = self.second.unwrap_or_default();
        Time::new(self.hour, self.minute, second, 0)
            .map_err(|_| DateError::NoSuchTime(self.hour, self.minute, second))
    }

    /// Whether the log leaves out the second.
    pub(super) fn to_the_minute(self) -> bool {
        self.second.is_none()
    }
}

fn whole_second(text: &str) -> Option<i8> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let whole = digits(whole, 2, 2)?;
    is_number.then(|| i8::try_from(whole).ok())?
}

/// Parses a number of `min` to `max` digits and nothing else.
fn digits(text: &str, min: usize, max: usize) -> Option<i16> {
    let fits = (min..=max).contains(&text.len());
    (fits && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

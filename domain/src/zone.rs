//! Time zones as data: the domain has no time-zone database.
//!
//! Reading a log needs civil time → second: a [`ZoneLookup`], given by the caller.
//! Reporting needs second → civil date: [`ZoneOffsets`], the zone's offset changes.

use jiff::civil::{Date, DateTime};

use serde::{Deserialize, Serialize};

use crate::event::Second;

/// Seconds in a day.
pub const DAY_S: i64 = 86_400;

/// A run of civil days, both inclusive, as days since 1970-01-01; empty when `last`
/// is before `first`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Days {
    /// The first day.
    pub first: i32,
    /// The last day.
    pub last: i32,
}

impl Days {
    /// No day at all.
    pub const NONE: Self = Self { first: 0, last: -1 };

    /// The number of days.
    pub fn len(self) -> usize {
        usize::try_from(i64::from(self.last) - i64::from(self.first) + 1).unwrap_or(0)
    }

    /// Whether there are no days.
    pub fn is_empty(self) -> bool {
        self.last < self.first
    }

    /// Whether a day is one of them.
    pub fn contains(self, day: i32) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

/// Converts a log's civil time to a moment.
pub trait ZoneLookup {
    /// The moment at which the zone's clocks showed `civil`.
    ///
    /// `stepped_back_from` is the civil time that the log's clock showed just before
    /// it last stepped back, if it did. A civil time that occurs twice is the earlier
    /// moment, or the later one if `stepped_back_from` is in or after the
    /// repeated hour of the same clock change. One that never occurs is shifted
    /// forward by the length of the gap.
    fn second(&self, civil: DateTime, stepped_back_from: Option<DateTime>) -> Second;
}

/// A civil time as seconds since 1970-01-01T00:00:00, as if it were UTC.
pub fn civil_second(civil: DateTime) -> i64 {
    i64::from(day_number(civil.date())) * DAY_S
        + i64::from(civil.hour()) * 3600
        + i64::from(civil.minute()) * 60
        + i64::from(civil.second())
}

/// The number of days since 1970-01-01 (negative before it).
pub fn day_number(date: Date) -> i32 {
    // Howard Hinnant's `days_from_civil` counts from the era's first of March, so
    // that the leap day is the last of its year.
    let year = i32::from(date.year()) - i32::from(date.month() <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month = (i32::from(date.month()) + 9) % 12;
    let day_of_year = (153 * month + 2) / 5 + i32::from(date.day()) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The date that is `day` days after 1970-01-01; the calendar's first or last day for a
/// number outside of it.
pub fn date_of_day(day: i32) -> Date {
    // Hinnant's `civil_from_days`, the inverse of `day_number`.
    let shifted = day.saturating_add(719_468);
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i32::from(month <= 2);
    let end = if day < 0 { Date::MIN } else { Date::MAX };
    i16::try_from(year)
        .ok()
        .and_then(|year| Date::new(year, month as i8, day_of_month as i8).ok())
        .unwrap_or(end)
}

/// A zone's offset changes over the range of a report, as data: the browser has no
/// time-zone database and treats the zone's name as an opaque text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneOffsets {
    /// The offset before the first change, in seconds east of UTC.
    pub before_s: i32,
    /// Each change in ascending order: the second at which it takes effect, and the offset
    /// from then on, in seconds east of UTC.
    pub changes: Vec<(i64, i32)>,
}

impl ZoneOffsets {
    /// UTC, without any change.
    pub fn utc() -> Self {
        Self {
            before_s: 0,
            changes: Vec::new(),
        }
    }

    /// The offset at a second, in seconds east of UTC.
    pub fn offset_s(&self, at: Second) -> i32 {
        let after = self.changes.partition_point(|(from, _)| *from <= at.0);
        match after
            .checked_sub(1)
            .and_then(|index| self.changes.get(index))
        {
            Some((_, offset_s)) => *offset_s,
            None => self.before_s,
        }
    }

    /// The local time at a second, in seconds since 1970-01-01T00:00:00 local time.
    pub fn local_s(&self, at: Second) -> i64 {
        at.0.saturating_add(i64::from(self.offset_s(at)))
    }

    /// The first and last seconds, both inclusive, that contain some local days completely:
    /// a little more than the days if the zone's offset changes.
    pub fn outer_seconds(&self, days: Days) -> (Second, Second) {
        let offsets = || {
            let changes = self.changes.iter().map(|(_, offset_s)| *offset_s);
            changes.chain(std::iter::once(self.before_s))
        };
        let east_s = i64::from(offsets().max().unwrap_or(0));
        let west_s = i64::from(offsets().min().unwrap_or(0));
        let first = i64::from(days.first) * DAY_S - east_s;
        let last = (i64::from(days.last) + 1) * DAY_S - 1 - west_s;
        (Second(first), Second(last))
    }

    /// The local day at a second, in days since 1970-01-01.
    pub fn day(&self, at: Second) -> i32 {
        self.local_s(at).div_euclid(DAY_S) as i32
    }
}

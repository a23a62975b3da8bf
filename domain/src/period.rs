//! Periods: the days that a report counts, and the comparable previous period.

use serde::{Deserialize, Serialize};

use crate::event::Second;
use crate::view::Range;
use crate::zone::Days;
use crate::zone::{DAY_S, ZoneOffsets};

/// Some days, of which the last one may be cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The days.
    pub days: Days,
    /// The last local second that counts, in seconds since 1970-01-01T00:00:00 local
    /// time; `i64::MAX` for whole days.
    pub until_local_s: i64,
}

impl Period {
    /// Whole days.
    pub fn whole(days: Days) -> Self {
        Self {
            days,
            until_local_s: i64::MAX,
        }
    }
}

/// The previous period: as many days, moved back by whole weeks so that weekdays are
/// compared with the same weekdays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousPeriod {
    /// Its first day, in days since 1970-01-01.
    pub first: i32,
    /// Its last day.
    pub last: i32,
    /// See [`Period::until_local_s`].
    pub until_local_s: i64,
    /// The number of days by which it is before the current one: a multiple of seven.
    pub shift_days: i32,
    /// Whether the data starts no later than its first day. Otherwise a difference would
    /// describe the data and not the customers.
    pub is_recorded: bool,
}

/// What the previous period depends on besides the view.
#[derive(Clone, Copy, Debug)]
pub struct PeriodFacts<'a> {
    /// The present.
    pub now: Second,
    /// The last event: nothing is known about the time after it.
    pub through: Second,
    /// The day of the first attempt.
    pub first_day: i32,
    /// The offset changes of the view's zone.
    pub zone: &'a ZoneOffsets,
}

impl PreviousPeriod {
    /// The period.
    pub fn period(&self) -> Period {
        Period {
            days: Days {
                first: self.first,
                last: self.last,
            },
            until_local_s: self.until_local_s,
        }
    }

    /// Some days of the current period, moved back.
    pub fn back(&self, days: Days) -> Days {
        Days {
            first: days.first.saturating_sub(self.shift_days),
            last: days.last.saturating_sub(self.shift_days),
        }
    }

    /// The previous period of some days of a range. The days count up to the last event or
    /// the present, whichever is earlier, and the previous period up to the same second of
    /// its local clock; if the clock has gone back in between, up to the latest time that it
    /// had shown. It is moved back by the smallest number of whole weeks with which the two do
    /// not overlap. `None` for [`Range::All`], if there is no data of the days yet, or if the
    /// period would start before the first day that can be numbered.
    pub fn of(range: Range, days: Days, facts: &PeriodFacts<'_>) -> Option<Self> {
        if range == Range::All {
            return None;
        }
        let end_local_s = latest_local_s(facts.zone, facts.now.min(facts.through));
        let end_day = end_local_s.div_euclid(DAY_S);
        // As i64, in which the days of any range can be counted.
        let (first, last) = (i64::from(days.first), i64::from(days.last).min(end_day));
        if last < first {
            return None;
        }
        let weeks = (last - first) / 7 + 1;
        let shift_days = weeks * 7;
        let first_before = i32::try_from(first - shift_days).ok()?;
        let until_local_s = if last == end_day {
            end_local_s - shift_days * DAY_S
        } else {
            i64::MAX
        };
        Some(Self {
            first: first_before,
            last: i32::try_from(last - shift_days).ok()?,
            until_local_s,
            shift_days: i32::try_from(shift_days).ok()?,
            is_recorded: facts.first_day <= first_before,
        })
    }
}

/// The latest local time that a zone's clock had shown by a second, in seconds since
/// 1970-01-01T00:00:00 local time. A clock that went back had shown later times.
fn latest_local_s(zone: &ZoneOffsets, at: Second) -> i64 {
    let changes = zone.changes.iter().map(|(from, _)| *from);
    changes
        .take_while(|from| *from <= at.0)
        .map(|from| zone.local_s(Second(from.saturating_sub(1))))
        .fold(zone.local_s(at), i64::max)
}

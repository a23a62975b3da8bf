//! Periods: the days that a report counts, and the period before, like for like.

use serde::{Deserialize, Serialize};

use crate::event::Second;
use crate::view::{Days, Range};
use crate::zone::{DAY_S, ZoneOffsets};

/// Some days, cut off within the last of them where their likeness is not over yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The days.
    pub days: Days,
    /// The last local second that counts, in seconds since 1970-01-01T00:00:00 local
    /// time; `i64::MAX`: the days count whole.
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

/// The period before: as many days, moved back by whole weeks so that each stands
/// beside a day of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodBefore {
    /// Its first day, in days since 1970-01-01.
    pub first: i32,
    /// Its last day.
    pub last: i32,
    /// See [`Period::until_local_s`].
    pub until_local_s: i64,
    /// How many days the period lies before the present one: a multiple of seven.
    pub shift_days: i32,
    /// Whether the record reaches back to its first day. Where it does not, a
    /// difference would tell of the record and not of the customers.
    pub is_recorded: bool,
}

/// What the period before depends on beside the view.
#[derive(Clone, Copy, Debug)]
pub struct PeriodFacts<'a> {
    /// The present.
    pub now: Second,
    /// The last event of the record: nothing is known of what came after.
    pub through: Second,
    /// The day of the record's first attempt.
    pub first_day: i32,
    /// The offset changes of the view's zone.
    pub zone: &'a ZoneOffsets,
}

impl PeriodBefore {
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

    /// Some days of the present period, moved back.
    pub fn back(&self, days: Days) -> Days {
        Days {
            first: days.first.saturating_sub(self.shift_days),
            last: days.last.saturating_sub(self.shift_days),
        }
    }

    /// The period before some days of a range. The days count up to the record's last
    /// event or the present, whichever is earlier, and so does the period before, to
    /// the second. It is moved back by the fewest whole weeks that keep the two apart.
    /// `None` for everything, and where nothing of the days is known yet.
    pub fn of(range: Range, days: Days, facts: &PeriodFacts<'_>) -> Option<Self> {
        if range == Range::All {
            return None;
        }
        let end = facts.now.min(facts.through);
        let end_day = facts.zone.day(end);
        let last = days.last.min(end_day);
        let known = Days {
            first: days.first,
            last,
        };
        if known.is_empty() {
            return None;
        }
        let weeks = known.len().div_ceil(7);
        let shift_days = i32::try_from(weeks).ok()?.checked_mul(7)?;
        let first = days.first.checked_sub(shift_days)?;
        let until_local_s = if last == end_day {
            facts.zone.local_s(end) - i64::from(shift_days) * DAY_S
        } else {
            i64::MAX
        };
        Some(Self {
            first,
            last: last.checked_sub(shift_days)?,
            until_local_s,
            shift_days,
            is_recorded: facts.first_day <= first,
        })
    }
}

//! A slice of the frame that a page may fetch.

use domain::event::Second;
use domain::zone::Days;
use domain::zone::ZoneOffsets;
use serde::{Deserialize, Serialize};

/// A slice of the frame that the browser may fetch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SliceOffer {
    /// Its URL: a path of the report.
    pub url: String,
    /// The first second that it covers.
    pub from_s: i64,
    /// The last second that it covers.
    pub to_s: i64,
    /// How many attempts it has.
    pub attempts: u64,
}

impl SliceOffer {
    /// Whether the slice covers every moment of some days of a zone.
    pub fn holds(&self, days: Days, zone: &ZoneOffsets) -> bool {
        let (from, to) = zone.outer_seconds(days);
        let all = self.from_s <= Second::MIN.0 && self.to_s >= Second::MAX.0;
        all || self.from_s <= from.0 && to.0 <= self.to_s
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(from_s: i64, to_s: i64) -> SliceOffer {
        SliceOffer {
            url: String::new(),
            from_s,
            to_s,
            attempts: 1,
        }
    }

    #[test]
    fn a_slice_of_one_zones_days_does_not_cover_anothers() {
        let days = Days {
            first: 20_000,
            last: 20_006,
        };
        let tokyo = ZoneOffsets {
            before_s: 9 * 3600,
            changes: Vec::new(),
        };
        let (from, to) = tokyo.outer_seconds(days);
        let slice = offer(from.0, to.0);
        assert!(slice.holds(days, &tokyo));
        assert!(
            !slice.holds(days, &ZoneOffsets::utc()),
            "nine hours are missing"
        );
        let inner = Days {
            first: 20_001,
            last: 20_005,
        };
        assert!(slice.holds(inner, &ZoneOffsets::utc()));
    }

    #[test]
    fn a_slice_of_everything_covers_any_days() {
        let everything = offer(Second::MIN.0, Second::MAX.0);
        let days = Days {
            first: -1_000_000,
            last: 1_000_000,
        };
        assert!(everything.holds(days, &ZoneOffsets::utc()));
    }
}

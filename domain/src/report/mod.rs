//! The report: every number of one view.
//!
//! Each list ignores the filter (and its `not-`) on its own key only; the totals obey
//! every filter. One pass over the rows of the range marks in each row the filters it
//! fails, and a list takes the row when it fails none but the list's own. Rows are looked
//! at in blocks, each step of the way for the whole block, and blocks on every core.

mod block;
mod blocks;
mod distinct;
mod filter_tables;
mod keys;
mod list;
mod list_keys;
mod lists;
mod marks;
mod mask;
mod people;
mod server_names;
mod stretch;
mod sums;
mod tallies;
mod tally;
mod threads;
pub mod trend;
mod value_lists;
pub mod weight;

use std::collections::HashMap;
use std::hash::Hash;

use serde::{Deserialize, Serialize};

use crate::event::Second;
use crate::frame::Frame;
use crate::period::Period;
use crate::view::{Days, FilterKey, Measure, View};
use crate::zone::{ZoneOffsets, date_of_day};

pub use mask::RowMask;
pub(crate) use threads::on_every_core;
pub use value_lists::ValueLists;

/// What a report must be told, since the domain never asks the time.
#[derive(Clone, Copy, Debug)]
pub struct ReportContext<'a> {
    /// The moment that presets of a range end with.
    pub now: Second,
    /// The offset changes of the view's zone over the record and up to `now`.
    pub zone: &'a ZoneOffsets,
}

impl ReportContext<'_> {
    /// The days that a view covers on a frame.
    pub fn days(&self, frame: &Frame, view: &View) -> Days {
        let today = date_of_day(self.zone.day(self.now));
        view.range.days(today, frame.recorded(self.zone))
    }
}

/// The three measures, which stand side by side everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measures {
    /// Denied requests, retries included.
    #[serde(rename = "a")]
    pub attempts: u64,
    /// Denied requests that were final, not repeated and not served soon after.
    #[serde(rename = "t")]
    pub true_denials: u64,
    /// Distinct (account, user), the unknown user apart.
    #[serde(rename = "u")]
    pub affected_users: u64,
}

impl Measures {
    /// The value of one measure.
    pub fn get(&self, measure: Measure) -> u64 {
        match measure {
            Measure::Attempts => self.attempts,
            Measure::TrueDenials => self.true_denials,
            Measure::AffectedUsers => self.affected_users,
        }
    }
}

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row<K> {
    /// What the row counts.
    #[serde(rename = "k")]
    pub key: K,
    /// Its measures.
    #[serde(rename = "m")]
    pub measures: Measures,
    /// Its share of the list's total of the view's measure, in hundredths of a
    /// percent, rounded half up; 0 when the total is 0.
    #[serde(rename = "p")]
    pub percent_hundredths: u64,
    /// The measures of the same key in the period before, where the list was compared
    /// with it.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Measures>,
}

/// A list: its rows sorted by the view's measure, descending, then by name; rows whose
/// value of that measure is zero are left out, unless the list was compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct List<K> {
    /// The measures of everything the list counts, left-out rows included.
    pub totals: Measures,
    /// The first rows.
    pub rows: Vec<Row<K>>,
    /// How many rows there are before the list was cut to the first.
    pub rows_total: u64,
}

impl<K> Default for List<K> {
    fn default() -> Self {
        Self {
            totals: Measures::default(),
            rows: Vec::new(),
            rows_total: 0,
        }
    }
}

impl<K: Clone + Eq + Hash> List<K> {
    /// Notes in each row what the period before had of its key, given that period's list,
    /// both of them whole; zero where it had none. A row that a list leaves out for its
    /// view's measure is as good as none, whatever its other measures. A key that only the
    /// period before had follows in a row of zeros.
    pub fn compare(&mut self, before: &Self) {
        let mut past: HashMap<&K, Measures> = before
            .rows
            .iter()
            .map(|row| (&row.key, row.measures))
            .collect();
        for row in &mut self.rows {
            row.before = Some(past.remove(&row.key).unwrap_or_default());
        }
        let gone = before.rows.iter().filter(|row| past.contains_key(&row.key));
        self.rows.extend(gone.map(|row| Row {
            key: row.key.clone(),
            measures: Measures::default(),
            percent_hundredths: 0,
            before: Some(row.measures),
        }));
        self.rows_total = self.rows.len() as u64;
    }
}

impl Report {
    /// Compares each list of names and statuses with that of the period before; both
    /// reports have their whole lists.
    pub fn compare(&mut self, before: &Self) {
        self.by_status.compare(&before.by_status);
        for (key, list) in self.by.iter_mut() {
            list.compare(&before.by[key]);
        }
    }

    /// Cuts these lists to their first rows.
    pub fn cut(&mut self, top: usize) {
        self.by_status.rows.truncate(top);
        for (_, list) in self.by.iter_mut() {
            list.rows.truncate(top);
        }
    }
}

/// A status in a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StatusKey {
    /// The code space.
    pub space: String,
    /// The code, as text with its sign.
    pub code: String,
    /// What it means.
    pub description: String,
    /// The slug of its reason category.
    pub category: String,
    /// The status's place among the most common of the record, by which it keeps its
    /// color.
    pub place: u32,
}

impl StatusKey {
    /// The status as a filter names it.
    pub fn value(&self) -> String {
        format!("{}:{}", self.space, self.code)
    }
}

/// A user of an account in a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UserKey {
    /// The account's name.
    pub account: String,
    /// The user's name.
    pub user: String,
}

/// A server of an account in a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ServerKey {
    /// The account's name.
    pub account: String,
    /// The server's name.
    pub server: String,
}

/// What dropping one filter would give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Without {
    /// The filter, with its negative; `None`: the text.
    pub key: Option<FilterKey>,
    /// The attempts that pass every other filter.
    pub attempts: u64,
}

/// Every number of one view.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The measures under every filter.
    pub totals: Measures,
    /// By status.
    pub by_status: List<StatusKey>,
    /// By user of an account.
    pub by_user: List<UserKey>,
    /// By server of an account.
    pub by_server: List<ServerKey>,
    /// By the plain values of each key that is declared to have such a list. That by server
    /// names servers whatever the account, as the filter does.
    pub by: ValueLists,
    /// How many accounts have an attempt under every filter, the one without a name too.
    pub accounts_hit: u64,
    /// For each filter that is set, in the order of [`FilterKey::ALL`] with the text
    /// last: how many attempts there would be without it.
    pub without: Vec<Without>,
    /// By day: every day of the range, ascending, as days since 1970-01-01.
    pub by_day: List<i32>,
}

/// Computes the report of a view. `top` cuts every list but the days to its first rows.
pub fn report(frame: &Frame, view: &View, context: &ReportContext<'_>, top: usize) -> Report {
    let period = Period::whole(context.days(frame, view));
    report_of(frame, view, context.zone, period, top)
}

/// Computes the report of a view's filters over a period in place of its range.
pub fn report_of(
    frame: &Frame,
    view: &View,
    zone: &ZoneOffsets,
    period: Period,
    top: usize,
) -> Report {
    tallies::report_of(frame, view, zone, period, top)
}

//! Measures, and lists of them.

use std::collections::HashMap;
use std::hash::Hash;

use serde::{Deserialize, Serialize};

use crate::share::Share;
use crate::view::Measure;

/// The three measures, which are shown side by side everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measures {
    /// Denied requests, retries included.
    #[serde(rename = "a")]
    pub attempts: u64,
    /// Denied requests that were final, not repeated and not granted soon after.
    #[serde(rename = "t")]
    pub true_denials: u64,
    /// Distinct (account, user), without unknown users.
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
    /// The key that the row counts.
    #[serde(rename = "k")]
    pub key: K,
    /// Its measures.
    #[serde(rename = "m")]
    pub measures: Measures,
    /// The measures of the same key in the previous period, if the list was compared with
    /// it.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Measures>,
}

/// A list. Rows are sorted by the view's measure, descending, then by name. Rows whose value
/// of that measure is zero are left out, unless the list was compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct List<K> {
    /// The measures of everything the list counts, including rows that are left out.
    pub totals: Measures,
    /// The first rows.
    pub rows: Vec<Row<K>>,
    /// The number of rows before the list was cut.
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

impl<K> List<K> {
    /// A row's share of the list's total of a measure.
    pub fn share(&self, row: &Row<K>, measure: Measure) -> Share {
        Share::of(row.measures.get(measure), self.totals.get(measure))
    }
}

impl<K: Clone + Eq + Hash> List<K> {
    /// Adds to each row the measures of its key in the list of the previous period, or zero
    /// if that has no such row. Neither list may be cut. A row that is left out of a list,
    /// because the view's measure is zero, counts as zero in all measures. Keys that only the
    /// previous period has are appended in rows of zeros.
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
            before: Some(row.measures),
        }));
        self.rows_total = self.rows.len() as u64;
    }
}

/// A status in a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StatusKey {
    /// The code space.
    pub space: String,
    /// The code, as text with its sign.
    pub code: String,
    /// The description.
    pub description: String,
    /// The slug of its reason category.
    pub category: String,
    /// The status's rank by frequency in the dataset, which determines its color.
    pub place: u32,
}

impl StatusKey {
    /// The status as a filter value.
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

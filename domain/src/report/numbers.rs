//! Measures, and lists of them.

use std::collections::HashMap;
use std::hash::Hash;

use serde::{Deserialize, Serialize};

use crate::view::Measure;

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

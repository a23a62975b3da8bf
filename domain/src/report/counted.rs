//! What a report counts, which decides how much it reads of each row.

use serde::{Deserialize, Serialize};

use super::{List, Measures, Report, Row};
use crate::view::Measure;

/// What a report has of each key when it counts attempts alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptsOnly {
    /// See [`Measures::attempts`].
    #[serde(rename = "a")]
    pub attempts: u64,
}

/// What a report has of each key when it does not count users.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Denials {
    /// See [`Measures::attempts`].
    #[serde(rename = "a")]
    pub attempts: u64,
    /// See [`Measures::true_denials`].
    #[serde(rename = "t")]
    pub true_denials: u64,
}

impl From<Measures> for AttemptsOnly {
    fn from(measures: Measures) -> Self {
        Self {
            attempts: measures.attempts,
        }
    }
}

impl From<Measures> for Denials {
    fn from(measures: Measures) -> Self {
        Self {
            attempts: measures.attempts,
            true_denials: measures.true_denials,
        }
    }
}

/// A report that counts attempts alone.
pub type AttemptsReport = Report<AttemptsOnly, AttemptsOnly>;

/// A report of attempts and true denials, with the affected users in the totals, by
/// status, by category and by account.
pub type DenialsReport = Report<Measures, Denials>;

/// What is counted of each row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// What an [`AttemptsReport`] holds: no gap and no person is looked at.
    Attempts,
    /// What a [`DenialsReport`] holds.
    Denials,
    /// All three measures everywhere.
    All,
}

impl Counted {
    /// Of so many rows one must pass, or it is quicker to look at those that pass alone.
    pub(super) fn rows_a_place(self) -> usize {
        match self {
            Self::Attempts => 8,
            Self::Denials => 4,
            Self::All => 2,
        }
    }

    /// The measure that lists are sorted by where a view asks for one: attempts where it
    /// is not counted in every list.
    pub(super) fn measure(self, asked: Measure) -> Measure {
        match (self, asked) {
            (Self::Attempts, _) | (Self::Denials, Measure::AffectedUsers) => Measure::Attempts,
            (Self::Denials | Self::All, asked) => asked,
        }
    }
}

impl Report {
    /// The report with no more than what was counted.
    pub(super) fn narrowed<F, O>(self) -> Report<F, O>
    where
        F: From<Measures>,
        O: From<Measures>,
    {
        Report {
            totals: self.totals.into(),
            by_status: self.by_status.narrowed(),
            by_category: self.by_category.narrowed(),
            by_account: self.by_account.narrowed(),
            by_feature: self.by_feature.narrowed(),
            by_product: self.by_product.narrowed(),
            by_user: self.by_user.narrowed(),
            by_server: self.by_server.narrowed(),
            by_server_name: self.by_server_name.narrowed(),
            by_source: self.by_source.narrowed(),
            by_model: self.by_model.narrowed(),
            accounts_hit: self.accounts_hit,
            without: self.without,
            by_day: self.by_day.narrowed(),
        }
    }
}

impl<K> List<K> {
    fn narrowed<M: From<Measures>>(self) -> List<K, M> {
        let row = |row: Row<K>| Row {
            key: row.key,
            measures: row.measures.into(),
            percent_hundredths: row.percent_hundredths,
            before: row.before.map(M::from),
        };
        List {
            totals: self.totals.into(),
            rows: self.rows.into_iter().map(row).collect(),
            rows_total: self.rows_total,
        }
    }
}

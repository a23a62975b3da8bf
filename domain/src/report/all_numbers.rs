//! Every number of one view.

use serde::{Deserialize, Serialize};

use super::numbers::{List, Measures, ServerKey, StatusKey, UserKey};
use super::value_lists::ValueLists;
use crate::view::FilterKey;

/// The effect of removing one filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Without {
    /// The filter, with its negative; `None` for the text search.
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
    /// By the plain values of each key that is declared to have such a list. The list by
    /// server is by server name in any account, like the filter.
    pub by: ValueLists,
    /// The number of accounts with an attempt under every filter, including the unnamed one.
    pub accounts_hit: u64,
    /// For each filter that is set, in the order of [`FilterKey::ALL`] with the text
    /// last, the number of attempts without it.
    pub without: Vec<Without>,
    /// By day: every day of the range, ascending, as days since 1970-01-01.
    pub by_day: List<i32>,
}

impl Report {
    /// Compares each list of names and statuses with that of the previous period. Neither
    /// report may be cut.
    pub fn compare(&mut self, before: &Self) {
        self.by_status.compare(&before.by_status);
        for (key, list) in self.by.iter_mut() {
            list.compare(&before.by[key]);
        }
    }

    /// Cuts these lists to their first `top` rows.
    pub fn cut(&mut self, top: usize) {
        self.by_status.rows.truncate(top);
        for (_, list) in self.by.iter_mut() {
            list.rows.truncate(top);
        }
    }
}

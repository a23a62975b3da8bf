//! The answer about usage. It needs the grants and returns, which only the server has.

use std::collections::HashSet;

use domain::usage::Usage;
use serde::{Deserialize, Serialize};

/// The usage of a view, and of the previous period if there is one and it has data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageAnswer {
    /// The usage.
    pub usage: Usage,
    /// The usage of the previous period: its totals, and its rows for the names that `usage`
    /// lists.
    pub before: Option<Usage>,
}

impl UsageAnswer {
    /// Combines both, and drops the previous period's rows for names that are not listed.
    pub fn new(usage: Usage, before: Option<Usage>) -> Self {
        let before = before.map(|mut before| {
            let listed: HashSet<&str> = usage
                .active_accounts
                .iter()
                .map(|row| row.account.as_str())
                .collect();
            before
                .active_accounts
                .retain(|past| listed.contains(past.account.as_str()));
            for (past, list) in [
                (&mut before.served_clients, &usage.served_clients),
                (&mut before.activations, &usage.activations),
            ] {
                let listed: HashSet<&str> = list.rows.iter().map(|row| row.name.as_str()).collect();
                past.rows.retain(|past| listed.contains(past.name.as_str()));
            }
            before
        });
        Self { usage, before }
    }
}

//! The names of the tables.

use domain::dimension::ListTable;
use domain::view::FilterKey;

/// A table of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TableName {
    /// A list of the report.
    List(ListTable),
    /// Denials by day, week or month and category.
    OverTime,
    /// Categories, and what to do about them.
    WhatToDo,
    /// Single attempts.
    Summary,
    /// Accounts by number of events.
    ActiveAccounts,
    /// Clients by feature.
    ServedClients,
    /// Open grants by product.
    Activations,
}

impl TableName {
    /// Every table, lists first.
    pub fn all() -> impl Iterator<Item = Self> {
        let lists = FilterKey::ALL.into_iter().filter_map(Self::of);
        lists.chain([
            Self::OverTime,
            Self::WhatToDo,
            Self::Summary,
            Self::ActiveAccounts,
            Self::ServedClients,
            Self::Activations,
        ])
    }

    /// The table of the list of a key.
    pub fn of(key: FilterKey) -> Option<Self> {
        key.table().map(Self::List)
    }

    /// The name in URLs and file names.
    pub fn word(self) -> &'static str {
        match self {
            Self::List(table) => table.word,
            Self::OverTime => "denials-over-time",
            Self::WhatToDo => "what-to-do",
            Self::Summary => "denials-summary",
            Self::ActiveAccounts => "active-account-identifiers",
            Self::ServedClients => "unique-served-clients",
            Self::Activations => "activations-by-product",
        }
    }

    /// The table of a name.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::all().find(|name| name.word() == word)
    }

    /// The title.
    pub fn title(self) -> &'static str {
        match self {
            Self::List(table) => table.title,
            Self::OverTime => "Denials over time",
            Self::WhatToDo => "What to do about it",
            Self::Summary => "Denials Summary",
            Self::ActiveAccounts => "Active Account Identifiers",
            Self::ServedClients => "Number of Unique Served Clients",
            Self::Activations => "Activations by Product",
        }
    }
}

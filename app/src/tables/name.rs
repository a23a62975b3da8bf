//! The names of the tables.

/// A table of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TableName {
    /// Denials by status.
    Distribution,
    /// Denials by account.
    ByAccount,
    /// Denials by user.
    ByUser,
    /// Denials by feature.
    ByFeature,
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
    /// Every table.
    pub const ALL: [Self; 10] = [
        Self::Distribution,
        Self::ByAccount,
        Self::ByUser,
        Self::ByFeature,
        Self::OverTime,
        Self::WhatToDo,
        Self::Summary,
        Self::ActiveAccounts,
        Self::ServedClients,
        Self::Activations,
    ];

    /// The name in addresses and file names.
    pub fn word(self) -> &'static str {
        match self {
            Self::Distribution => "denials-distribution",
            Self::ByAccount => "denials-by-account",
            Self::ByUser => "denials-by-user",
            Self::ByFeature => "denials-by-feature",
            Self::OverTime => "denials-over-time",
            Self::WhatToDo => "what-to-do",
            Self::Summary => "denials-summary",
            Self::ActiveAccounts => "active-account-identifiers",
            Self::ServedClients => "unique-served-clients",
            Self::Activations => "activations-by-product",
        }
    }

    /// The table that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.word() == word)
    }

    /// The title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Distribution => "Denials Distribution",
            Self::ByAccount => "Denials by Account",
            Self::ByUser => "Denials by User",
            Self::ByFeature => "Denials by Feature",
            Self::OverTime => "Denials over time",
            Self::WhatToDo => "What to do about it",
            Self::Summary => "Denials Summary",
            Self::ActiveAccounts => "Active Account Identifiers",
            Self::ServedClients => "Number of Unique Served Clients",
            Self::Activations => "Activations by Product",
        }
    }
}

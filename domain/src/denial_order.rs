//! The order of the summary table: any column, several keys, stable.

use crate::frame::Frame;
use crate::report::ReportContext;
use crate::view::View;

/// A column of the summary table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DenialColumn {
    /// When.
    Time,
    /// Whose license server.
    Account,
    /// Who asked.
    User,
    /// On what.
    Device,
    /// The product.
    Product,
    /// The feature.
    Feature,
    /// The version that was asked for.
    Version,
    /// How many, or how much.
    Count,
    /// The status's space and code.
    Status,
    /// What the status means.
    Description,
    /// The reason category.
    Category,
    /// The server.
    Server,
    /// The kind of server.
    Source,
    /// True denial, or why not.
    Verdict,
}

impl DenialColumn {
    /// Every column, in the order in which they stand.
    pub const ALL: [Self; 14] = [
        Self::Time,
        Self::Account,
        Self::User,
        Self::Device,
        Self::Product,
        Self::Feature,
        Self::Version,
        Self::Count,
        Self::Status,
        Self::Description,
        Self::Category,
        Self::Server,
        Self::Source,
        Self::Verdict,
    ];

    /// The column's word in an address.
    pub fn word(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Account => "account",
            Self::User => "user",
            Self::Device => "device",
            Self::Product => "product",
            Self::Feature => "feature",
            Self::Version => "version",
            Self::Count => "count",
            Self::Status => "status",
            Self::Description => "description",
            Self::Category => "category",
            Self::Server => "server",
            Self::Source => "source",
            Self::Verdict => "verdict",
        }
    }

    /// The column that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.word() == word)
    }
}

/// One key of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SortKey {
    /// By what.
    pub column: DenialColumn,
    /// The largest first.
    pub is_descending: bool,
}

/// The order that a reader asked for: keys by weight. Rows that are equal by all of them
/// stand newest first; so does everything when there is no key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sort(pub Vec<SortKey>);

impl Sort {
    /// Reads an order such as `account,-time`; what is no column is left out, and so is
    /// a column's second mention.
    pub fn parse(text: &str) -> Self {
        let mut keys: Vec<SortKey> = Vec::new();
        for word in text.split(',') {
            let (word, is_descending) = match word.strip_prefix('-') {
                Some(word) => (word, true),
                None => (word, false),
            };
            if let Some(column) = DenialColumn::from_word(word)
                && keys.iter().all(|key| key.column != column)
            {
                keys.push(SortKey {
                    column,
                    is_descending,
                });
            }
        }
        Self(keys)
    }

    /// The order as [`Sort::parse`] reads it; empty where there is no key.
    pub fn text(&self) -> String {
        let words = self.0.iter().map(|key| {
            let sign = if key.is_descending { "-" } else { "" };
            format!("{sign}{}", key.column.word())
        });
        words.collect::<Vec<_>>().join(",")
    }
}

/// The rows of the frame that pass every filter of a view, in an order.
pub fn denial_order(
    frame: &Frame,
    view: &View,
    context: &ReportContext<'_>,
    sort: &Sort,
) -> Vec<u32> {
    let _ = (frame, view, context, sort);
    Vec::new()
}

/// The rows of the frame that are nearest in time to a row and of the same user of the
/// same account, the row itself among them, oldest first: at most `each_side` before and
/// after it, whatever the filters. Empty where there is no such row. Where the user is
/// unknown, they are of the same device instead; where both are, the row is alone.
pub fn neighbours(frame: &Frame, row: u32, each_side: usize) -> Vec<u32> {
    let _ = (frame, row, each_side);
    Vec::new()
}

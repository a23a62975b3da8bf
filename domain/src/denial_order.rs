//! The order of the summary table: any column, several keys, stable.

mod ranks;

use crate::dimension::{Dimension, Names};
use crate::frame::{Frame, word};
use crate::names::ServerId;
use crate::report::{ReportContext, RowMask};
use crate::view::View;
use ranks::ranks;

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

    /// Whether a column is a key and the largest comes first, and its place among the
    /// keys, from 0; `None` where the column is no key.
    pub fn direction(&self, column: DenialColumn) -> Option<(bool, usize)> {
        let place = self.0.iter().position(|key| key.column == column)?;
        Some((self.0.get(place)?.is_descending, place))
    }

    /// The order after a press of a column's header: the column ascends, then descends,
    /// then is no key. Time ascends and then is no key, since without a key the newest
    /// stand first. With `add` the other keys stay and a new one goes last; without it
    /// the column is the only key.
    #[must_use]
    pub fn toggled(&self, column: DenialColumn, add: bool) -> Self {
        let now = self.direction(column);
        let is_descending = match (now, column) {
            (None, _) | (Some((true, _)), DenialColumn::Time) => Some(false),
            (Some((false, _)), DenialColumn::Time) | (Some((true, _)), _) => None,
            (Some((false, _)), _) => Some(true),
        };
        let key = is_descending.map(|is_descending| SortKey {
            column,
            is_descending,
        });
        if !add {
            return Self(key.into_iter().collect());
        }
        let mut keys = self.0.clone();
        keys.retain(|key| key.column != column);
        if let Some(key) = key {
            let place = now.map_or(keys.len(), |(_, place)| place.min(keys.len()));
            keys.insert(place, key);
        }
        Self(keys)
    }

    /// The keys that take sorting, and whether the rows they are laid upon begin with
    /// the oldest. The rows are in time order to begin with, so time as the last key
    /// only says from which end they are read.
    pub(crate) fn over_time(&self) -> (&[SortKey], bool) {
        match self.0.split_last() {
            Some((last, keys)) if last.column == DenialColumn::Time => (keys, !last.is_descending),
            _ => (&self.0, false),
        }
    }
}

/// The rows of the frame that pass every filter of a view, in an order.
pub fn denial_order(
    frame: &Frame,
    view: &View,
    context: &ReportContext<'_>,
    sort: &Sort,
) -> Vec<u32> {
    let mask = RowMask::new(frame, view, context.zone, context.days(frame, view));
    let (keys, oldest_first) = sort.over_time();
    let mut order: Vec<u32> = if oldest_first {
        oldest_first_rows(frame, &mask).collect()
    } else {
        newest_first_rows(&mask).collect()
    };
    // The key of least weight first: each pass keeps the order of the one before.
    for key in keys.iter().rev() {
        for rank in ranks(frame, view, key.column).iter().rev() {
            sort_by_rank(&mut order, key.is_descending, rank);
        }
    }
    order
}

/// The rows that pass every filter, the latest arrival of the last second first.
pub(crate) fn newest_first_rows<'a>(mask: &'a RowMask<'_>) -> impl Iterator<Item = u32> + 'a {
    mask.rows().rev()
}

/// The rows that pass every filter by their second, within one second the latest arrival
/// first, as wherever rows are equal.
pub(crate) fn oldest_first_rows<'a>(
    frame: &'a Frame,
    mask: &'a RowMask<'_>,
) -> impl Iterator<Item = u32> + 'a {
    let second = |row: u32| frame.attempts.at.get(row as usize).copied();
    let mut rows = mask.rows().peekable();
    let mut of_one_second = Vec::new();
    std::iter::from_fn(move || {
        if of_one_second.is_empty() {
            let first = rows.next()?;
            of_one_second.push(first);
            while let Some(row) = rows.next_if(|row| second(*row) == second(first)) {
                of_one_second.push(row);
            }
        }
        of_one_second.pop()
    })
}

/// Sorts rows by a rank; rows of the same rank stay in their order.
fn sort_by_rank(order: &mut Vec<u32>, is_descending: bool, rank: impl Fn(usize) -> u32) {
    // The rank and the row's place in one number: numbers sort fastest, and the place
    // makes an unstable sort stable.
    let key = |(place, row): (usize, &u32)| {
        let rank = rank(*row as usize);
        let rank = if is_descending { u32::MAX - rank } else { rank };
        (u64::from(rank) << 32) | place as u64
    };
    let mut keys: Vec<u64> = order.iter().enumerate().map(key).collect();
    keys.sort_unstable();
    let place = |key: u64| (key & u64::from(u32::MAX)) as usize;
    let sorted: Vec<u32> = keys
        .into_iter()
        .filter_map(|key| order.get(place(key)).copied())
        .collect();
    *order = sorted;
}

/// The rows of the frame that are nearest in time to a row and of the same user of the
/// same account, the row itself among them, oldest first: at most `each_side` before and
/// after it, whatever the filters. Empty where there is no such row. Where the user is
/// unknown, they are of the same device of the account instead, whoever was on it; where
/// both are, the row is alone.
pub fn neighbours(frame: &Frame, row: u32, each_side: usize) -> Vec<u32> {
    let columns = &frame.attempts;
    let words = &frame.dictionaries;
    let here = row as usize;
    if here >= frame.len() {
        return Vec::new();
    }
    let (person, device) = (
        columns.person.get(here),
        columns.ids[Dimension::Device].get(here),
    );
    let account = |row: usize| words.account_of(ServerId(columns.ids[Dimension::Server].get(row)));
    let account_here = account(here);
    let knows_user = !word(
        &words.names[Names::Users],
        columns.ids[Dimension::User].get(here),
    )
    .is_empty();
    let knows_device = !word(&words.names[Names::Devices], device).is_empty();
    let is_near = |row: &usize| {
        if knows_user {
            columns.person.get(*row) == person
        } else {
            knows_device
                && columns.ids[Dimension::Device].get(*row) == device
                && account(*row) == account_here
        }
    };
    let before = (0..here).rev().filter(is_near).take(each_side);
    let mut rows: Vec<u32> = before.map(|row| row as u32).collect();
    rows.reverse();
    rows.push(row);
    let after = (here + 1..frame.len()).filter(is_near).take(each_side);
    rows.extend(after.map(|row| row as u32));
    rows
}

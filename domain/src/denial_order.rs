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
    /// The time.
    Time,
    /// The account.
    Account,
    /// The user.
    User,
    /// The device.
    Device,
    /// The product.
    Product,
    /// The feature.
    Feature,
    /// The requested version.
    Version,
    /// The requested count.
    Count,
    /// The status: code space and code.
    Status,
    /// The description of the status.
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
    /// Every column, in the order of the table.
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

    /// The column's keyword in a URL.
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

    /// The column with a keyword.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.word() == word)
    }
}

/// One sort key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SortKey {
    /// The column.
    pub column: DenialColumn,
    /// Whether the largest comes first.
    pub is_descending: bool,
}

/// The order that a reader asked for: sort keys by priority. Rows that are equal in all of
/// them, or all rows if there is no key, are sorted newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sort(pub Vec<SortKey>);

impl Sort {
    /// Parses an order such as `account,-time`. Unknown and repeated columns are left out.
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

    /// The order as [`Sort::parse`] reads it; empty if there is no key.
    pub fn text(&self) -> String {
        let words = self.0.iter().map(|key| {
            let sign = if key.is_descending { "-" } else { "" };
            format!("{sign}{}", key.column.word())
        });
        words.collect::<Vec<_>>().join(",")
    }

    /// Whether a column is sorted in descending order, and its position among the keys,
    /// from 0; `None` if the column is not a key.
    pub fn direction(&self, column: DenialColumn) -> Option<(bool, usize)> {
        let place = self.0.iter().position(|key| key.column == column)?;
        Some((self.0.get(place)?.is_descending, place))
    }

    /// The order after a click on a column's header: ascending, then descending, then not a
    /// key. Time skips descending, since without a key the newest come first. With `add` the
    /// other keys stay and a new one goes last; without it the column is the only key.
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

    /// The keys that need sorting, and whether they are applied to the rows oldest first.
    /// The rows are in time order, so time as the last key only says from which end they
    /// are read.
    pub(crate) fn over_time(&self) -> (&[SortKey], bool) {
        match self.0.split_last() {
            Some((last, keys)) if last.column == DenialColumn::Time => (keys, !last.is_descending),
            _ => (&self.0, false),
        }
    }
}

/// The rows of the frame that pass every filter of a view, sorted.
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
    // The key of lowest priority first: each pass keeps the order of the previous one.
    for key in keys.iter().rev() {
        for rank in ranks(frame, view, key.column).iter().rev() {
            sort_by_rank(&mut order, key.is_descending, rank);
        }
    }
    order
}

/// The rows that pass every filter, newest first, within one second in reverse import order.
pub(crate) fn newest_first_rows<'a>(mask: &'a RowMask<'_>) -> impl Iterator<Item = u32> + 'a {
    mask.rows().rev()
}

/// The rows that pass every filter, oldest first, within one second in reverse import order,
/// as wherever rows are equal.
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

/// Sorts rows by rank; the sort is stable.
fn sort_by_rank(order: &mut Vec<u32>, is_descending: bool, rank: impl Fn(usize) -> u32) {
    // The rank and the row's position in one number: numbers sort fastest, and the position
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

/// A row and its nearest neighbours in time, of the same user of the same account, oldest
/// first: at most `each_side` before and after it, whatever the filters. Empty if there is
/// no such row. If the user is unknown, the neighbours are those of the same device of the
/// account, whatever the user; if both are unknown, the row has no neighbours.
pub fn neighbours(frame: &Frame, row: u32, each_side: usize) -> Vec<u32> {
    let columns = &frame.attempts;
    let dictionaries = &frame.dictionaries;
    let here = row as usize;
    if here >= frame.len() {
        return Vec::new();
    }
    let (person, device) = (
        columns.person.get(here),
        columns.ids[Dimension::Device].get(here),
    );
    let account =
        |row: usize| dictionaries.account_of(ServerId(columns.ids[Dimension::Server].get(row)));
    let account_here = account(here);
    let knows_user = !word(
        &dictionaries.names[Names::Users],
        columns.ids[Dimension::User].get(here),
    )
    .is_empty();
    let knows_device = !word(&dictionaries.names[Names::Devices], device).is_empty();
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

//! A table of numbers, for a page, a file or paper.

use std::borrow::Cow;

use domain::display;
use domain::share::Share;

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Its name in URLs and file names, such as `denials-by-account`.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows: one cell per column.
    pub rows: Vec<Vec<Cell>>,
    /// What the reader should know about it, such as that rows are left out.
    pub note: Option<String>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its title.
    pub title: String,
    /// Whether it holds numbers.
    pub is_number: bool,
}

impl Column {
    /// A column of texts.
    pub fn text(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            is_number: false,
        }
    }

    /// A column of numbers.
    pub fn number(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            is_number: true,
        }
    }
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A text, possibly from outside.
    Text(String),
    /// A count.
    Number(u64),
    /// A number of licenses, which may not be whole.
    Amount(f64),
    /// A percentage.
    Share(Share),
    /// A difference between two counts.
    Change {
        /// The count of the period.
        now: u64,
        /// The count of the previous period.
        before: u64,
    },
    /// Nothing.
    Empty,
}

impl Cell {
    /// The cell as a page shows it.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(value) => display::number(*value),
            Self::Amount(value) => display::amount(*value),
            Self::Share(share) => share.to_string(),
            Self::Change { now, before } => display::count_change(*now, *before),
            Self::Empty => String::new(),
        }
    }
}

/// A cell whose text may be borrowed: files have a million rows of them.
#[derive(Clone, Debug, PartialEq)]
pub enum CellRef<'a> {
    /// A text, possibly from outside.
    Text(Cow<'a, str>),
    /// See [`Cell::Number`].
    Number(u64),
    /// See [`Cell::Amount`].
    Amount(f64),
    /// See [`Cell::Share`].
    Share(Share),
    /// See [`Cell::Change`].
    Change {
        /// The count of the period.
        now: u64,
        /// The count of the previous period.
        before: u64,
    },
    /// Nothing.
    Empty,
}

impl CellRef<'_> {
    /// The cell with an owned text.
    pub fn into_owned(self) -> Cell {
        match self {
            Self::Text(text) => Cell::Text(text.into_owned()),
            Self::Number(value) => Cell::Number(value),
            Self::Amount(value) => Cell::Amount(value),
            Self::Share(share) => Cell::Share(share),
            Self::Change { now, before } => Cell::Change { now, before },
            Self::Empty => Cell::Empty,
        }
    }
}

impl<'a> From<&'a Cell> for CellRef<'a> {
    fn from(cell: &'a Cell) -> Self {
        match cell {
            Cell::Text(text) => Self::Text(Cow::Borrowed(text)),
            Cell::Number(value) => Self::Number(*value),
            Cell::Amount(value) => Self::Amount(*value),
            Cell::Share(share) => Self::Share(*share),
            Cell::Change { now, before } => Self::Change {
                now: *now,
                before: *before,
            },
            Cell::Empty => Self::Empty,
        }
    }
}

/// The heading of a table in a file or on paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// The view's canonical query string.
    pub view: String,
    /// Its filters as text.
    pub filters: String,
    /// Its days.
    pub days: String,
    /// Its zone.
    pub zone: String,
    /// The time of the last event, in that zone.
    pub through: String,
}

/// What a note says of a table that was cut.
#[cfg(feature = "ssr")]
pub(super) fn first_rows(rows: usize) -> String {
    format!("the first {} rows", display::number(rows as u64))
}

#[cfg(test)]
mod tests {
    use super::{Cell, Share};

    #[test]
    fn a_cell_is_shown_in_the_one_format_of_its_kind() {
        let change = |now, before| Cell::Change { now, before };
        for (cell, shown) in [
            (Cell::Text("-4".to_owned()), "-4"),
            (Cell::Number(1234), "1,234"),
            (Cell::Amount(2.5), "2.5"),
            (Cell::Share(Share::of(452, 1000)), "45.20 %"),
            (change(1300, 66), "+1,234"),
            (change(0, 5), "\u{2212}5"),
            (change(9, 9), "±0"),
            (Cell::Empty, ""),
        ] {
            assert_eq!(cell.text(), shown);
        }
    }
}

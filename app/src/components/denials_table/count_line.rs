//! The line that says how many attempts the table has, and in which order.

use domain::denial_order::Sort;
use domain::display::number;
use domain::view::Measure;

use service::labels;

/// Which of the attempts the table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RowCounts {
    /// How many come before its first.
    pub(super) skip: usize,
    /// How many it has.
    pub(super) rows: usize,
    /// How many there are.
    pub(super) attempts: u64,
    /// How many can be scrolled to.
    pub(super) rows_max: usize,
}

impl RowCounts {
    /// The count as text.
    pub(super) fn text(self, sort: &Sort) -> String {
        let attempts = match self.attempts {
            0 => return "no attempts".to_owned(),
            attempts => labels::measured(attempts, Measure::Attempts),
        };
        let first = self.skip as u64 + 1;
        let last = (self.skip + self.rows) as u64;
        let order = order(sort);
        if self.rows == 0 {
            format!("no rows from {} on, of {attempts}", number(first))
        } else if self.rows > self.rows_max {
            let held = number(self.rows_max as u64);
            format!("{attempts}, {order}; the first {held} shown")
        } else if first == 1 && last >= self.attempts {
            format!("{attempts}, {order}")
        } else {
            let (first, last) = (number(first), number(last));
            format!("rows {first} to {last} of {attempts}, {order}")
        }
    }
}

/// An order as text.
fn order(sort: &Sort) -> String {
    let keys = sort.0.iter().map(|key| {
        let name = labels::column(key.column).trim_end_matches('?');
        let direction = if key.is_descending { " descending" } else { "" };
        format!("{}{direction}", name.to_lowercase())
    });
    let keys: Vec<String> = keys.collect();
    if keys.is_empty() {
        "newest first".to_owned()
    } else {
        format!("sorted by {}", keys.join(", then "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: RowCounts = RowCounts {
        skip: 0,
        rows: 12_345,
        attempts: 12_345,
        rows_max: 400_000,
    };

    #[test]
    fn a_whole_table_says_how_many_and_in_which_order() {
        assert_eq!(ALL.text(&Sort::default()), "12,345 attempts, newest first");
        assert_eq!(
            ALL.text(&Sort::parse("account,-verdict,time")),
            "12,345 attempts, sorted by account, then true denial descending, then time"
        );
        let one = RowCounts {
            rows: 1,
            attempts: 1,
            ..ALL
        };
        assert_eq!(one.text(&Sort::default()), "1 attempt, newest first");
    }

    #[test]
    fn a_part_says_which_rows_it_has() {
        let part = RowCounts {
            skip: 100,
            rows: 100,
            ..ALL
        };
        assert_eq!(
            part.text(&Sort::default()),
            "rows 101 to 200 of 12,345 attempts, newest first"
        );
        let end = RowCounts {
            skip: 12_300,
            rows: 45,
            ..ALL
        };
        assert_eq!(
            end.text(&Sort::default()),
            "rows 12,301 to 12,345 of 12,345 attempts, newest first"
        );
    }

    #[test]
    fn the_limit_of_scrolling_is_shown() {
        let large = RowCounts {
            rows: 480_000,
            attempts: 480_000,
            ..ALL
        };
        assert_eq!(
            large.text(&Sort::parse("user")),
            "480,000 attempts, sorted by user; the first 400,000 shown"
        );
    }

    #[test]
    fn an_empty_table_says_so() {
        let none = RowCounts {
            rows: 0,
            attempts: 0,
            ..ALL
        };
        assert_eq!(none.text(&Sort::default()), "no attempts");
        let beyond = RowCounts {
            skip: 20_000,
            rows: 0,
            ..ALL
        };
        assert_eq!(
            beyond.text(&Sort::default()),
            "no rows from 20,001 on, of 12,345 attempts"
        );
    }
}

//! What a chart does not show individually.

use domain::report::{List, Row};
use domain::view::Measure;

use super::option::BARS_MAX;

/// What is combined under *others*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Others {
    /// How many rows of the list they are.
    pub rows: u64,
    /// Their sum of the view's measure.
    pub measure: u64,
}

/// The rows that a chart shows individually: its parts have their indexes. The part after them
/// is the others.
pub fn shown_rows<K>(list: &List<K>) -> &[Row<K>] {
    list.rows.get(..BARS_MAX).unwrap_or(&list.rows)
}

/// What a list has beyond the first [`BARS_MAX`] rows, in the list or cut off from it. `None`
/// if there is nothing, and for affected users: a user in several rows would be counted again.
/// A chart shows the others as its last part.
pub fn others<K>(list: &List<K>, measure: Measure) -> Option<Others> {
    if measure == Measure::AffectedUsers {
        return None;
    }
    let shown = shown_rows(list);
    let shown_sum: u64 = shown.iter().map(|row| row.measures.get(measure)).sum();
    let others = Others {
        rows: list.rows_total.saturating_sub(shown.len() as u64),
        measure: list.totals.get(measure).saturating_sub(shown_sum),
    };
    (others.rows > 0 && others.measure > 0).then_some(others)
}

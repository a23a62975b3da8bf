//! Choices: what a filter offers, each with how often it occurs.

use domain::report::{Measures, Report};
use domain::search::Search;
use domain::view::FilterKey;
use serde::{Deserialize, Serialize};

use crate::labels;

/// The filters that offer a list, in the order in which they are shown.
pub fn choice_keys() -> impl Iterator<Item = FilterKey> {
    FilterKey::ALL.into_iter().filter(|key| key.is_offered())
}

/// One value that a filter offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The value that the filter names.
    pub value: String,
    /// What the reader sees.
    pub label: String,
    /// What explains it; empty if the label says it all.
    pub detail: String,
    /// How often it occurs.
    pub measures: Measures,
}

/// The values of a key in a report. None for users and devices, which are found by text
/// search.
pub fn choices(report: &Report, key: FilterKey) -> Vec<Choice> {
    if key == FilterKey::Status {
        let rows = report.by_status.rows.iter();
        return rows
            .map(|row| Choice {
                value: row.key.value(),
                label: row.key.code.clone(),
                detail: labels::status_detail(&row.key),
                measures: row.measures,
            })
            .collect();
    }
    let rows = report.by[key].rows.iter();
    rows.map(|row| Choice {
        value: row.key.clone(),
        label: labels::value(key, &row.key).to_owned(),
        detail: String::new(),
        measures: row.measures,
    })
    .collect()
}

/// How many values of a key there are, including those that the report cut off.
pub fn choices_total(report: &Report, key: FilterKey) -> u64 {
    match key {
        FilterKey::Status => report.by_status.rows_total,
        _ => report.by[key].rows_total,
    }
}

/// The choices whose label or detail contains a text, as [`Search`] compares; at most `max`.
pub fn matching(choices: Vec<Choice>, text: &str, max: usize) -> Vec<Choice> {
    let mut search = Search::of(text);
    choices
        .into_iter()
        .filter(|choice| search.is_in(&choice.label) || search.is_in(&choice.detail))
        .take(max)
        .collect()
}

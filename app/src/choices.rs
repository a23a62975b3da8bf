//! Choices: what a filter offers, each with how often it occurs.

use domain::report::{List, Measures, Report, Row};
use domain::view::FilterKey;
use serde::{Deserialize, Serialize};

use crate::words;

/// The filters that offer a list, in the order in which they stand.
pub const CHOICE_KEYS: [FilterKey; 8] = [
    FilterKey::Status,
    FilterKey::Category,
    FilterKey::Account,
    FilterKey::Product,
    FilterKey::Feature,
    FilterKey::Server,
    FilterKey::Source,
    FilterKey::Model,
];

/// One value that a filter offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The value that the filter names.
    pub value: String,
    /// What the reader sees.
    pub label: String,
    /// What explains it; empty where the label says it all.
    pub detail: String,
    /// How often it occurs.
    pub measures: Measures,
}

/// The values of a key in a report. None for users and devices, which are searched by
/// text.
pub fn choices(report: &Report, key: FilterKey) -> Vec<Choice> {
    match key {
        FilterKey::Status => report
            .by_status
            .rows
            .iter()
            .map(|row| Choice {
                value: row.key.value(),
                label: row.key.code.clone(),
                detail: words::status_detail(&row.key),
                measures: row.measures,
            })
            .collect(),
        FilterKey::Category => plain(&report.by_category, |slug| words::category(slug).to_owned()),
        FilterKey::Source => plain(&report.by_source, |word| words::source(word).to_owned()),
        FilterKey::Account => plain(&report.by_account, named),
        FilterKey::Product => plain(&report.by_product, named),
        FilterKey::Feature => plain(&report.by_feature, named),
        FilterKey::Server => plain(&report.by_server_name, named),
        FilterKey::Model => plain(&report.by_model, named),
        FilterKey::User | FilterKey::Device => Vec::new(),
    }
}

/// How many values of a key there are, those that the report cut off included.
pub fn choices_total(report: &Report, key: FilterKey) -> u64 {
    match key {
        FilterKey::Status => report.by_status.rows_total,
        FilterKey::Category => report.by_category.rows_total,
        FilterKey::Source => report.by_source.rows_total,
        FilterKey::Account => report.by_account.rows_total,
        FilterKey::Product => report.by_product.rows_total,
        FilterKey::Feature => report.by_feature.rows_total,
        FilterKey::Server => report.by_server_name.rows_total,
        FilterKey::Model => report.by_model.rows_total,
        FilterKey::User | FilterKey::Device => 0,
    }
}

/// The choices whose label or detail holds a text, whatever the case; at most `max`.
pub fn matching(choices: Vec<Choice>, text: &str, max: usize) -> Vec<Choice> {
    let text = text.to_lowercase();
    choices
        .into_iter()
        .filter(|choice| {
            choice.label.to_lowercase().contains(&text)
                || choice.detail.to_lowercase().contains(&text)
        })
        .take(max)
        .collect()
}

fn named(name: &str) -> String {
    words::name(name).to_owned()
}

fn plain(list: &List<String>, label: impl Fn(&str) -> String) -> Vec<Choice> {
    let choice = |row: &Row<String>| Choice {
        value: row.key.clone(),
        label: label(&row.key),
        detail: String::new(),
        measures: row.measures,
    };
    list.rows.iter().map(choice).collect()
}

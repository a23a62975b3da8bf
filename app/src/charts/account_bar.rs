//! Denials by account: horizontal bars.

use domain::report::List;
use domain::view::{FilterKey, View};
use serde_json::Value;

use super::bars::{NamedBar, bars, bars_option};
use super::option::opacity;
use super::others::{others, shown_rows};
use super::palette::{OTHERS, PLAIN, Theme};
use super::report_chart::ReportChart;
use service::labels;

/// The bars of the view's measure by account, the largest on top: the first
/// [`BARS_MAX`](super::BARS_MAX) rows of the list, and one for the others.
pub fn account_bar(list: &List<String>, view: &View, theme: Theme) -> ReportChart {
    let filter = view.filters.get(FilterKey::Account);
    let mut named: Vec<NamedBar<'_>> = shown_rows(list)
        .iter()
        .map(|row| NamedBar {
            name: labels::name(&row.key),
            value: row.measures.get(view.measure),
            color: PLAIN,
            opacity: opacity(filter, Some(&row.key)),
        })
        .collect();
    if let Some(others) = others(list, view.measure) {
        named.push(NamedBar {
            name: "others",
            value: others.measure,
            color: OTHERS,
            opacity: opacity(filter, None),
        });
    }
    bars(&named, theme)
}

/// The bars for ECharts.
pub fn account_bar_option(list: &List<String>, view: &View, theme: Theme) -> Value {
    bars_option(&account_bar(list, view, theme))
}

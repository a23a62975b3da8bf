//! Charts: pure functions from a report to a chart of charming's parts.
//!
//! A chart is handed to ECharts as the JSON of its serialization. Never as charming's
//! `Display` or with its `JsFunction`: these let a name in the data become script.

mod account_bar;
mod bars;
mod code;
mod legend;
mod others;
mod palette;
mod part_place;
mod report_chart;
mod status_pie;
mod tip_place;
mod trend;
mod wrap;

use domain::view::Filter;
use serde_json::Value;

pub use account_bar::{account_bar, account_bar_option};
pub use bars::plain_bar;
pub use code::{ChartCode, fetch_code, with_code};
pub use legend::{LegendRow, legend};
pub use others::{Others, others, shown_rows};
pub use palette::{Theme, category_color, others_color, panel, plain_color, status_color, text};
pub use part_place::{PartPlace, part_place};
pub use report_chart::{ReportChart, ReportSeries};
pub use status_pie::{status_pie, status_pie_option};
pub use tip_place::beside;
pub use trend::{trend, trend_before, trend_option, trend_series};
pub use wrap::wrap;

/// The most rows of a list that a chart shows one by one, as bars or as slices.
pub const BARS_MAX: usize = 20;

/// How much of its color a part keeps that the filter leaves out, or while another part
/// is pointed at.
const DIMMED: f64 = 0.3;

/// The opacity of a part: dimmed when the filter on the chart's own key leaves it out.
/// No value: what is gathered under *others*.
fn opacity(filter: &Filter, value: Option<&str>) -> f64 {
    let passes = match value {
        Some(value) => filter.passes(value),
        None => filter.only.is_empty(),
    };
    if passes { 1.0 } else { DIMMED }
}

/// The chart as ECharts takes it, with what charming has no word for.
fn option(chart: &ReportChart, extra: Value) -> Value {
    let mut option = serde_json::to_value(chart).unwrap_or_default();
    merge(&mut option, extra);
    option
}

/// Merges objects by key; one for a list goes into each of its members, since charming
/// writes an axis or a series now as one and now as a list.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (Value::Array(into), from @ Value::Object(_)) => {
            for into in into {
                merge(into, from.clone());
            }
        }
        (into, from) => *into = from,
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod trend_tests;

//! Charts: pure functions from a report to a `charming::Chart`.
//!
//! A chart is handed to ECharts as the JSON of its serialization. Never as charming's
//! `Display` or with its `JsFunction`: these let a name in the data become script.

mod account_bar;
mod palette;
mod status_pie;

use charming::Chart;
use serde_json::Value;

pub use account_bar::{account_bar, account_bar_option};
pub use palette::{Theme, plain_color, status_color};
pub use status_pie::{status_pie, status_pie_option};

/// How much of its color a part keeps that is not among the selected.
const DIMMED: f64 = 0.3;

/// A part's opacity: dimmed when some are selected and it is not.
fn opacity(any_selected: bool, selected: bool) -> f64 {
    if any_selected && !selected {
        DIMMED
    } else {
        1.0
    }
}

/// The chart as ECharts takes it, with what charming has no word for.
fn option(chart: &Chart, extra: Value) -> Value {
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

pub fn category_color(_: &str) -> &'static str { "#000" }
pub fn trend_series(_: &[domain::report::trend::Bucket], _: &domain::view::View) -> Vec<usize> { Vec::new() }
pub fn trend_option(_: &[domain::report::trend::Bucket], _: &[domain::report::trend::Bucket], _: &domain::view::View, _: Theme) -> Value { Value::Null }
pub fn plain_bar_option(_: &[String], _: &[u64], _: Theme) -> Value { Value::Null }

//! What the options of all charts have in common.

use domain::view::Filter;
use serde_json::Value;

use super::report_chart::ReportChart;

/// The most rows of a list that a chart shows individually, as bars or slices.
pub const BARS_MAX: usize = 20;

/// The opacity of a part that the filter excludes, or while another part is pointed at.
pub(super) const DIMMED: f64 = 0.3;

/// The opacity of a part: dimmed if the filter on the chart's own key excludes it. No value
/// stands for *others*.
pub(super) fn opacity(filter: &Filter, value: Option<&str>) -> f64 {
    let passes = match value {
        Some(value) => filter.passes(value),
        None => filter.only.is_empty(),
    };
    if passes { 1.0 } else { DIMMED }
}

/// The chart for ECharts, with what charming cannot express.
pub(super) fn option(chart: &ReportChart, extra: Value) -> Value {
    let mut option = serde_json::to_value(chart).unwrap_or_default();
    merge(&mut option, extra);
    option
}

/// Merges objects by key; an object for a list goes into each of its members, since charming
/// writes an axis or a series either alone or as a list.
pub(super) fn merge(into: &mut Value, from: Value) {
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

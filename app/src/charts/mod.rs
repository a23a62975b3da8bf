//! Charts: pure functions from a report to a `charming::Chart`.
//!
//! A chart is handed to ECharts as the JSON of its serialisation. Never as charming's
//! `Display` or with its `JsFunction`: these let a name in the data become script.

mod account_bar;
mod palette;
mod status_pie;

use charming::Chart;
use serde_json::{Value, json};

pub use account_bar::{account_bar, account_bar_option};
pub use palette::{Theme, plain_colour, status_colour};
pub use status_pie::{status_pie, status_pie_option};

/// How much of its colour a part keeps that is not among the selected.
const DIMMED: f64 = 0.3;

/// A part's opacity: dimmed when some are selected and it is not.
fn opacity(any_selected: bool, selected: bool) -> f64 {
    if any_selected && !selected { DIMMED } else { 1.0 }
}

/// The chart as ECharts takes it, with what charming has no word for.
fn option(chart: &Chart, extra: Value) -> Value {
    let mut option = serde_json::to_value(chart).unwrap_or_default();
    merge(&mut option, extra);
    option
}

/// Merges objects by key and arrays by place.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (Value::Array(into), Value::Array(from)) => {
            for (into, from) in into.iter_mut().zip(from) {
                merge(into, from);
            }
        }
        (into, from) => *into = from,
    }
}

/// What every chart has: no animation, so that a click is answered in the next frame
/// and a reader who asked for less motion gets none.
fn common() -> Value {
    json!({ "animation": false })
}

#[cfg(test)]
mod tests;

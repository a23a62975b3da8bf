//! The legend of a picture, which is used without the list beside the chart.

use domain::display::number;
use serde_json::Value;

/// One row of a legend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegendRow {
    /// The color of its part of the chart, as the chart's option has it.
    pub color: String,
    /// What it stands for.
    pub text: String,
}

/// The legend of a chart's option: the slices of a pie, or the series that have names.
/// Empty if the names are on an axis.
pub fn legend(option: &Value) -> Vec<LegendRow> {
    let series = option.get("series").and_then(Value::as_array);
    let series = series.map_or(&[][..], Vec::as_slice);
    if let [pie] = series
        && pie.get("type").and_then(Value::as_str) == Some("pie")
    {
        let slices = pie.get("data").and_then(Value::as_array);
        return slices.into_iter().flatten().filter_map(row).collect();
    }
    series.iter().filter_map(row).collect()
}

fn row(part: &Value) -> Option<LegendRow> {
    let color = part.get("itemStyle")?.get("color")?.as_str()?.to_owned();
    let name = part.get("name")?.as_str()?;
    let text = match part.get("value").and_then(Value::as_f64) {
        Some(value) => format!("{name} · {}", number(value as u64)),
        None => name.to_owned(),
    };
    Some(LegendRow { color, text })
}

//! The position of a part of a chart, for its tooltip when there is no pointer.

use std::f64::consts::TAU;

use serde_json::Value;

/// The position of the middle of a part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PartPlace {
    /// In pixels from the canvas's left and top.
    Pixels(f64, f64),
    /// In axis values, the horizontal one first.
    Values(f64, f64),
}

/// The middle of a part, given the chart's option, the part's series and index in it, and the
/// canvas's width and height in pixels. `None` if the option has no such part.
pub fn part_position(
    option: &Value,
    series: usize,
    index: usize,
    width: f64,
    height: f64,
) -> Option<PartPlace> {
    let all = option.get("series")?.as_array()?;
    let own = all.get(series)?;
    let values = values(own)?;
    let value = *values.get(index)?;
    match own.get("type")?.as_str()? {
        "pie" => {
            let (x, y) = slice_middle(own, &values, index)?;
            let half = width.min(height) / 2.0;
            Some(PartPlace::Pixels(
                width / 2.0 + x * half,
                height / 2.0 + y * half,
            ))
        }
        "bar" => {
            let below = stacked_below(all, series, index);
            let middle = below + value / 2.0;
            let place = index as f64;
            let is_horizontal = option.get("yAxis")?.get("type")?.as_str()? == "category";
            Some(if is_horizontal {
                PartPlace::Values(middle, place)
            } else {
                PartPlace::Values(place, middle)
            })
        }
        _ => Some(PartPlace::Values(index as f64, value)),
    }
}

/// The values of a series.
fn values(series: &Value) -> Option<Vec<f64>> {
    let data = series.get("data")?.as_array()?;
    let value = |item: &Value| {
        let value = item.as_f64();
        let value = value.or_else(|| item.get("value").and_then(Value::as_f64));
        value.unwrap_or(0.0)
    };
    Some(data.iter().map(value).collect())
}

/// The parts below a part: those at its index in the earlier series of its stack.
fn stacked_below(all: &[Value], series: usize, index: usize) -> f64 {
    let Some(stack) = all.get(series).and_then(|series| series.get("stack")) else {
        return 0.0;
    };
    all.iter()
        .take(series)
        .filter(|series| series.get("stack") == Some(stack))
        .filter_map(|series| values(series)?.get(index).copied())
        .sum()
}

/// The middle of a slice, in halves of the canvas's smaller side from its center. Slices
/// follow each other clockwise from the top.
fn slice_middle(pie: &Value, values: &[f64], index: usize) -> Option<(f64, f64)> {
    let sum: f64 = values.iter().sum();
    if sum <= 0.0 {
        return None;
    }
    let before: f64 = values.iter().take(index).sum();
    let turn = TAU * (before + values.get(index)? / 2.0) / sum;
    let radii = pie.get("radius")?.as_array()?;
    let radii: f64 = radii.iter().filter_map(share).sum();
    let radius = radii / 2.0;
    Some((radius * turn.sin(), -radius * turn.cos()))
}

/// A percentage as a share.
fn share(percent: &Value) -> Option<f64> {
    let number: f64 = percent.as_str()?.strip_suffix('%')?.parse().ok()?;
    Some(number / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn near(place: Option<PartPlace>, x: f64, y: f64) -> bool {
        matches!(place, Some(PartPlace::Pixels(a, b)) if (a - x).abs() < 0.01 && (b - y).abs() < 0.01)
    }

    #[test]
    fn slices_follow_clockwise_from_the_top() {
        let quarter = json!({ "value": 1.0 });
        let option = json!({
            "series": [{ "type": "pie", "radius": ["40%", "80%"], "data": [quarter, quarter, { "value": 2.0 }] }],
        });
        let place = |index| part_position(&option, 0, index, 400.0, 200.0);
        let away = 60.0 * (TAU / 8.0).sin();
        assert!(near(place(0), 200.0 + away, 100.0 - away), "upper right");
        assert!(near(place(1), 200.0 + away, 100.0 + away), "lower right");
        assert!(near(place(2), 140.0, 100.0), "the left half");
        assert_eq!(place(3), None);
    }

    #[test]
    fn a_bar_stands_on_the_bars_of_its_stack_alone() {
        let option = json!({
            "yAxis": { "type": "value" },
            "series": [
                { "type": "bar", "stack": "a", "data": [4.0, 10.0] },
                { "type": "bar", "stack": "b", "data": [100.0, 100.0] },
                { "type": "bar", "stack": "a", "data": [4.0, 6.0] },
                { "type": "line", "data": [7.0, 9.0] },
            ],
        });
        let place = |series, index| part_position(&option, series, index, 1.0, 1.0);
        assert_eq!(place(2, 1), Some(PartPlace::Values(1.0, 13.0)));
        assert_eq!(place(1, 0), Some(PartPlace::Values(0.0, 50.0)));
        assert_eq!(place(3, 1), Some(PartPlace::Values(1.0, 9.0)));
        assert_eq!(place(4, 0), None);
    }

    #[test]
    fn horizontal_bars_have_their_value_first() {
        let option = json!({
            "yAxis": { "type": "category" },
            "series": [{ "type": "bar", "data": [{ "value": 8.0 }, { "value": 2.0 }] }],
        });
        let place = part_position(&option, 0, 1, 1.0, 1.0);
        assert_eq!(place, Some(PartPlace::Values(1.0, 1.0)));
    }
}

//! Denials distribution: a pie by status.

use charming::Chart;
use charming::datatype::DataPointItem;
use charming::element::{ItemStyle, Label};
use charming::series::Pie;
use domain::report::{List, StatusKey};
use domain::view::{FilterKey, Measure, View};
use serde_json::{Value, json};

use super::palette::{self, OTHERS, Theme};
use super::{opacity, option, status_color};

/// The pie of the view's measure by status: a slice a row of the list, and one for the
/// rows that the list leaves out.
pub fn status_pie(list: &List<StatusKey>, view: &View, theme: Theme) -> Chart {
    let selected = &view.filters.get(FilterKey::Status).only;
    let border = palette::panel(theme);
    let slice = |value: u64, name: &str, color: &str, opacity: f64| {
        let style = ItemStyle::new()
            .color(color)
            .opacity(opacity)
            .border_color(border)
            .border_width(1.5);
        DataPointItem::new(value as f64)
            .name(name)
            .item_style(style)
    };
    let mut slices: Vec<DataPointItem> = list
        .rows
        .iter()
        .map(|row| {
            let value = row.key.value();
            let opacity = opacity(!selected.is_empty(), selected.contains(&value));
            let color = status_color(row.key.place);
            slice(row.measures.get(view.measure), &value, color, opacity)
        })
        .collect();
    let listed: u64 = list
        .rows
        .iter()
        .map(|row| row.measures.get(view.measure))
        .sum();
    let others = list.totals.get(view.measure).saturating_sub(listed);
    // Users of several statuses would be counted again: others cannot be told for them.
    let is_sum = view.measure != Measure::AffectedUsers;
    if is_sum && list.rows_total > list.rows.len() as u64 && others > 0 {
        slices.push(slice(
            others,
            "others",
            OTHERS,
            opacity(!selected.is_empty(), false),
        ));
    }
    let pie = Pie::new()
        .radius(vec!["48%", "92%"])
        .label(Label::new().show(false))
        .data(slices);
    Chart::new().series(pie)
}

/// The pie as ECharts takes it.
pub fn status_pie_option(list: &List<StatusKey>, view: &View, theme: Theme) -> Value {
    // No animation: a click is answered in the next frame, and a reader who asked for
    // less motion gets none.
    let extra = json!({
        "animation": false,
        "series": { "emphasis": { "focus": "self", "scaleSize": 6 } },
    });
    option(&status_pie(list, view, theme), extra)
}

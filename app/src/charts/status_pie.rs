//! Denials distribution: a pie by status.

use charming::datatype::DataPointItem;
use charming::element::{ItemStyle, Label};
use charming::series::Pie;
use domain::report::{List, StatusKey};
use domain::view::{FilterKey, View};
use serde_json::{Value, json};

use super::option::{DIMMED, opacity, option};
use super::others::{others, shown_rows};
use super::palette::status_color;
use super::palette::{self, OTHERS, Theme};
use super::report_chart::ReportChart;

/// The pie of the view's measure by status: a slice for each of the first
/// [`BARS_MAX`](super::BARS_MAX) rows of the list, and one for the others.
pub fn status_pie(list: &List<StatusKey>, view: &View, theme: Theme) -> ReportChart {
    let filter = view.filters.get(FilterKey::Status);
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
    let mut slices: Vec<DataPointItem> = shown_rows(list)
        .iter()
        .map(|row| {
            let value = row.key.value();
            let opacity = opacity(filter, Some(&value));
            let color = status_color(row.key.place);
            slice(row.measures.get(view.measure), &value, color, opacity)
        })
        .collect();
    if let Some(others) = others(list, view.measure) {
        let opacity = opacity(filter, None);
        slices.push(slice(others.measure, "others", OTHERS, opacity));
    }
    let pie = Pie::new()
        .radius(vec!["48%", "92%"])
        .label(Label::new().show(false))
        .data(slices);
    ReportChart {
        series: vec![pie.into()],
        ..ReportChart::default()
    }
}

/// The pie for ECharts.
pub fn status_pie_option(list: &List<StatusKey>, view: &View, theme: Theme) -> Value {
    // No animation: a click is answered in the next frame, and readers who prefer reduced
    // motion get none.
    let extra = json!({
        "animation": false,
        "series": {
            // An empty pie draws nothing.
            "showEmptyCircle": false,
            "emphasis": { "focus": "self", "scaleSize": 6 },
            "blur": { "itemStyle": { "opacity": DIMMED } },
        },
    });
    option(&status_pie(list, view, theme), extra)
}

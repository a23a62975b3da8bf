//! Horizontal bars: one row per name, the largest on top.

use charming::component::{Axis, Grid};
use charming::datatype::DataPointItem;
use charming::element::{AxisLabel, AxisLine, AxisTick, AxisType, ItemStyle, LineStyle, SplitLine};
use charming::series::Bar;
use serde_json::{Value, json};

use super::option::{BARS_MAX, DIMMED, option};
use super::palette::{self, PLAIN, Theme};
use super::report_chart::ReportChart;
use service::labels;

/// How wide a name may be on the axis, in pixels.
const NAME_WIDTH: u32 = 120;

/// The most characters of a name on the axis, which is more than fits. A canvas would measure
/// all of a longer name again and again.
const NAME_CHARS_MAX: usize = 60;

/// One bar.
pub(super) struct NamedBar<'a> {
    pub(super) name: &'a str,
    pub(super) value: u64,
    pub(super) color: &'static str,
    pub(super) opacity: f64,
}

/// The bars from top to bottom.
pub(super) fn bars(bars: &[NamedBar<'_>], theme: Theme) -> ReportChart {
    let names: Vec<String> = bars.iter().map(|bar| axis_name(bar.name)).collect();
    let values: Vec<DataPointItem> = bars
        .iter()
        .map(|bar| {
            let style = ItemStyle::new().color(bar.color).opacity(bar.opacity);
            DataPointItem::new(bar.value as f64).item_style(style)
        })
        .collect();
    let label = || AxisLabel::new().color(palette::text(theme)).font_size(12);
    let lines = LineStyle::new().color(palette::line(theme));
    let grid = Grid::new()
        .left(4)
        .right(16)
        .top(4)
        .bottom(4)
        .contain_label(true);
    let x_axis = Axis::new()
        .type_(AxisType::Value)
        .split_number(2)
        .axis_label(label())
        .split_line(SplitLine::new().line_style(lines));
    let y_axis = Axis::new()
        .type_(AxisType::Category)
        .data(names)
        .axis_label(label().interval(0))
        .axis_tick(AxisTick::new().show(false))
        .axis_line(AxisLine::new().show(false));
    ReportChart {
        grid: vec![grid],
        x_axis: Some(x_axis),
        y_axis: Some(y_axis),
        series: vec![Bar::new().bar_width("70%").data(values).into()],
    }
}

/// Bars for ECharts.
pub(super) fn bars_option(chart: &ReportChart) -> Value {
    let extra = json!({
        "animation": false,
        "yAxis": {
            "inverse": true,
            "axisLabel": { "overflow": "truncate", "width": NAME_WIDTH },
        },
        "xAxis": { "minInterval": 1, "axisLabel": { "hideOverlap": true } },
        "series": {
            "barMaxWidth": 28,
            "emphasis": { "focus": "self" },
            "blur": { "itemStyle": { "opacity": DIMMED } },
        },
    });
    option(chart, extra)
}

/// Bars of one color by name for ECharts: the first [`BARS_MAX`], in the order given. A name
/// without a value has no bar.
pub fn plain_bar(names: &[String], values: &[u64], theme: Theme) -> Value {
    let rows: Vec<NamedBar<'_>> = names
        .iter()
        .zip(values)
        .take(BARS_MAX)
        .map(|(name, value)| NamedBar {
            name: labels::name(name),
            value: *value,
            color: PLAIN,
            opacity: 1.0,
        })
        .collect();
    bars_option(&bars(&rows, theme))
}

/// A name on one line of the axis: a line break in it would overlap the neighbouring bars.
fn axis_name(name: &str) -> String {
    let mut chars = name
        .chars()
        .map(|char| if char.is_control() { ' ' } else { char });
    let mut cut: String = chars.by_ref().take(NAME_CHARS_MAX).collect();
    if chars.next().is_some() {
        cut.push('…');
    }
    cut
}

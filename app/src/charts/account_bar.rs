//! Denials by account: horizontal bars.

use charming::Chart;
use charming::component::{Axis, Grid};
use charming::datatype::DataPointItem;
use charming::element::{AxisLabel, AxisLine, AxisTick, AxisType, ItemStyle, LineStyle, SplitLine};
use charming::series::Bar;
use domain::report::List;
use domain::view::{FilterKey, View};
use serde_json::{Value, json};

use super::palette::{self, PLAIN, Theme};
use super::{opacity, option};
use crate::words;

/// How wide an account's name may be on the axis, in pixels.
const NAME_WIDTH: u32 = 120;

/// The bars of the view's measure by account, the largest on top.
pub fn account_bar(list: &List<String>, view: &View, theme: Theme) -> Chart {
    let rows = &list.rows;
    let selected = &view.filters.get(FilterKey::Account).only;
    let names: Vec<String> = rows
        .iter()
        .map(|row| words::name(&row.key).to_owned())
        .collect();
    let bars: Vec<DataPointItem> = rows
        .iter()
        .map(|row| {
            let opacity = opacity(!selected.is_empty(), selected.contains(&row.key));
            let style = ItemStyle::new().color(PLAIN).opacity(opacity);
            DataPointItem::new(row.measures.get(view.measure) as f64).item_style(style)
        })
        .collect();
    let label = || AxisLabel::new().color(palette::text(theme)).font_size(12);
    Chart::new()
        .grid(
            Grid::new()
                .left(4)
                .right(16)
                .top(4)
                .bottom(4)
                .contain_label(true),
        )
        .x_axis(
            Axis::new()
                .type_(AxisType::Value)
                .split_number(2)
                .axis_label(label())
                .split_line(
                    SplitLine::new().line_style(LineStyle::new().color(palette::line(theme))),
                ),
        )
        .y_axis(
            Axis::new()
                .type_(AxisType::Category)
                .data(names)
                .axis_label(label().interval(0))
                .axis_tick(AxisTick::new().show(false))
                .axis_line(AxisLine::new().show(false)),
        )
        .series(Bar::new().bar_width("70%").data(bars))
}

/// The bars as ECharts takes them.
pub fn account_bar_option(list: &List<String>, view: &View, theme: Theme) -> Value {
    let extra = json!({
        "animation": false,
        "yAxis": {
            "inverse": true,
            "axisLabel": { "overflow": "truncate", "width": NAME_WIDTH },
        },
        "xAxis": { "minInterval": 1, "axisLabel": { "hideOverlap": true } },
        "series": { "barMaxWidth": 28, "emphasis": { "focus": "self" } },
    });
    option(&account_bar(list, view, theme), extra)
}

//! Denials over time: bars stacked by category, and the previous period as a line.

use charming::component::{Axis, Grid};
use charming::element::{
    AxisLabel, AxisTick, AxisType, ItemStyle, LineStyle, LineStyleType, SplitLine, Symbol,
};
use charming::series::{Bar, Line};
use domain::display::day;
use domain::report::trend::{Bucket, BucketExtent};
use domain::status::Category;
use domain::view::{FilterKey, Measure, View};
use serde_json::{Value, json};

use super::option::{merge, opacity, option};
use super::palette::{self, PLAIN, Theme, category_color};
use super::report_chart::{ReportChart, ReportSeries};
use service::labels;

/// Up to this many buckets the bars have gaps between their categories, and the line has
/// points. More would be mostly gaps and points on a phone.
const WIDE_BUCKETS_MAX: usize = 31;

/// The room that the first and the last day need beside the axis, in pixels: half of a date,
/// less what the numbers take on the left.
const DATE_LEFT: i32 = 12;
const DATE_RIGHT: i32 = 36;

/// The indexes in [`Category::ALL`] of the categories that have a series, in the order of the
/// series: those with any value. None for affected users, since a user of several categories
/// would be stacked twice; the chart then has one series of totals.
pub fn trend_series(buckets: &[Bucket], view: &View) -> Vec<usize> {
    if view.measure == Measure::AffectedUsers {
        return Vec::new();
    }
    let has_any = |place: &usize| {
        let mut categories = buckets
            .iter()
            .filter_map(|bucket| bucket.by_category.get(*place));
        categories.any(|measures| measures.get(view.measure) > 0)
    };
    (0..Category::ALL.len()).filter(has_any).collect()
}

/// The bars of the view's measure by bucket, stacked by category, with the totals of the
/// previous period as a line: bucket by bucket, whatever their dates.
pub fn trend(buckets: &[Bucket], before: &[Bucket], view: &View, theme: Theme) -> ReportChart {
    let label = || AxisLabel::new().color(palette::text(theme)).font_size(12);
    let lines = LineStyle::new().color(palette::line(theme));
    let days: Vec<String> = buckets.iter().map(|bucket| day(bucket.first)).collect();
    let grid = Grid::new()
        .left(DATE_LEFT)
        .right(DATE_RIGHT)
        .top(12)
        .bottom(4)
        .contain_label(true);
    let x_axis = Axis::new()
        .type_(AxisType::Category)
        .data(days)
        .axis_label(label())
        .axis_tick(AxisTick::new().show(false));
    let y_axis = Axis::new()
        .type_(AxisType::Value)
        .split_number(4)
        .axis_label(label())
        .split_line(SplitLine::new().line_style(lines));
    let mut series: Vec<ReportSeries> = Vec::new();
    for bar in stacked(buckets, view, theme) {
        series.push(bar.into());
    }
    if !before.is_empty() {
        series.push(line_before(buckets.len(), before, view.measure, theme).into());
    }
    ReportChart {
        grid: vec![grid],
        x_axis: Some(x_axis),
        y_axis: Some(y_axis),
        series,
    }
}

/// The trend for ECharts.
pub fn trend_option(buckets: &[Bucket], before: &[Bucket], view: &View, theme: Theme) -> Value {
    let extra = json!({
        "animation": false,
        "xAxis": {
            "axisLabel": { "hideOverlap": true },
            "axisLine": { "lineStyle": { "color": palette::line(theme) } },
        },
        "yAxis": { "minInterval": 1, "axisLabel": { "hideOverlap": true } },
    });
    let mut option = option(&trend(buckets, before, view, theme), extra);
    let all = buckets.iter().chain(before);
    let is_zero = all.map(|bucket| bucket.measures.get(view.measure)).max() == Some(0);
    if is_zero && let Some(axis) = option.get_mut("yAxis") {
        // Without a value ECharts draws no axis.
        merge(axis, json!({ "max": 1 }));
    }
    let series = option.get_mut("series").and_then(Value::as_array_mut);
    for series in series.into_iter().flatten() {
        let is_line = series.get("type").and_then(Value::as_str) == Some("line");
        // Here, dimming means excluded by the filter, so the part that is pointed at gets an
        // outline, and the rest stays as it is.
        let extra = if is_line {
            json!({
                "showAllSymbol": true,
                "cursor": "default",
                "emphasis": { "itemStyle": { "opacity": 1 } },
            })
        } else {
            let outline = json!({ "borderColor": palette::text(theme), "borderWidth": 2 });
            json!({
                "barMaxWidth": 48,
                "barCategoryGap": "15%",
                "emphasis": { "itemStyle": outline },
            })
        };
        merge(series, extra);
        mark_parts(series, buckets, is_line, theme);
    }
    option
}

/// Marks the buckets of which only a part is counted: their bars are open, and so is the point
/// of the previous period, which counts the same part. Where nothing is known yet, it has none.
fn mark_parts(series: &mut Value, buckets: &[Bucket], is_line: bool, theme: Theme) {
    let color = series.pointer("/itemStyle/color").cloned();
    let data = series.get_mut("data").and_then(Value::as_array_mut);
    for (value, bucket) in data.into_iter().flatten().zip(buckets) {
        match (bucket.extent, is_line) {
            (BucketExtent::Whole, _) | (BucketExtent::Later, false) => {}
            (BucketExtent::Later, true) => *value = Value::Null,
            (BucketExtent::Part, true) => {
                *value = json!({
                    "value": value.take(),
                    "symbol": "emptyCircle",
                    "symbolSize": 8,
                    "itemStyle": { "opacity": 1 },
                });
            }
            (BucketExtent::Part, false) => {
                *value = json!({
                    "value": value.take(),
                    "itemStyle": {
                        "color": palette::panel(theme),
                        "borderColor": color,
                        "borderType": "dashed",
                        "borderWidth": 1.5,
                    },
                });
            }
        }
    }
}

/// One series per category, or one of the totals.
fn stacked(buckets: &[Bucket], view: &View, theme: Theme) -> Vec<Bar> {
    let is_wide = buckets.len() <= WIDE_BUCKETS_MAX;
    let gap = if is_wide { 1.0 } else { 0.0 };
    let bar = |id: &str, name: &str, color: &str, opacity: f64| {
        let style = ItemStyle::new()
            .color(color)
            .opacity(opacity)
            .border_color(palette::panel(theme))
            .border_width(gap);
        Bar::new()
            .id(id)
            .name(name)
            .stack("denials")
            .item_style(style)
    };
    let filter = view.filters.get(FilterKey::Category);
    let categories = trend_series(buckets, view);
    let categories: Vec<Bar> = categories
        .into_iter()
        .filter_map(|place| {
            let slug = Category::ALL.get(place)?.slug();
            let values = buckets.iter().map(|bucket| {
                let measures = bucket.by_category.get(place);
                measures.map_or(0.0, |measures| measures.get(view.measure) as f64)
            });
            let opacity = opacity(filter, Some(slug));
            let bar = bar(slug, labels::category(slug), category_color(slug), opacity);
            Some(bar.data(values.collect::<Vec<f64>>()))
        })
        .collect();
    if !categories.is_empty() {
        return categories;
    }
    let totals = totals(buckets, view.measure);
    vec![bar("total", labels::measure(view.measure), PLAIN, 1.0).data(totals)]
}

/// The previous period, above the bars and not beyond them.
fn line_before(buckets_count: usize, before: &[Bucket], measure: Measure, theme: Theme) -> Line {
    let before = before.get(..buckets_count).unwrap_or(before);
    let color = palette::text(theme);
    // A point that is not visible can still be pointed at.
    let is_wide = buckets_count <= WIDE_BUCKETS_MAX;
    let point_opacity = if is_wide { 1.0 } else { 0.0 };
    Line::new()
        .id("before")
        .name("previous period")
        .z(5)
        .silent(false)
        .symbol(Symbol::Circle)
        .symbol_size(5)
        .line_style(
            LineStyle::new()
                .color(color)
                .type_(LineStyleType::Dashed)
                .width(2),
        )
        .item_style(ItemStyle::new().color(color).opacity(point_opacity))
        .data(totals(before, measure))
}

fn totals(buckets: &[Bucket], measure: Measure) -> Vec<f64> {
    let totals = buckets.iter().map(|bucket| bucket.measures.get(measure));
    totals.map(|total| total as f64).collect()
}

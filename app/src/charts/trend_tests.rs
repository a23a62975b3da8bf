#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

use domain::report::Measures;
use domain::report::trend::{Bucket, BucketExtent};
use domain::status::Category;
use domain::view::{FilterKey, Measure, View};
use serde_json::json;

use serde_json::Value;

use super::option::DIMMED;
use super::*;

/// A day's bucket, given its attempts by category.
fn bucket(day: i32, attempts: [u64; Category::ALL.len()]) -> Bucket {
    let measures = |attempts: u64| Measures {
        attempts,
        true_denials: attempts / 2,
        affected_users: attempts.min(3),
    };
    Bucket {
        first: day,
        last: day,
        measures: measures(attempts.iter().sum()),
        by_category: attempts.map(measures),
        extent: BucketExtent::Whole,
    }
}

/// Two days of denials for capacity, rule and other.
fn buckets() -> [Bucket; 2] {
    [
        bucket(20_329, [8, 0, 0, 3, 0, 1]),
        bucket(20_330, [4, 0, 0, 0, 0, 0]),
    ]
}

fn option(view: &View) -> Value {
    trend_option(&buckets(), &[], view, Theme::Light)
}

fn ids(option: &Value) -> Vec<&str> {
    let series = option["series"].as_array().unwrap();
    series
        .iter()
        .map(|series| series["id"].as_str().unwrap())
        .collect()
}

#[test]
fn the_trend_stacks_the_categories_that_have_a_value() {
    let view = View::default();
    assert_eq!(trend_series(&buckets(), &view), [0, 3, 5]);
    let option = option(&view);
    assert_eq!(ids(&option), ["capacity", "rule", "other"]);
    insta::assert_json_snapshot!(option);
}

#[test]
fn the_trend_on_a_dark_page_with_the_previous_period() {
    let before = [bucket(20_301, [2, 0, 0, 0, 0, 2])];
    let option = trend_option(&buckets(), &before, &View::default(), Theme::Dark);
    insta::assert_json_snapshot!(option);
}

#[test]
fn the_previous_period_is_the_last_series_and_no_longer_than_the_bars() {
    let view = View::default();
    let before = [1, 2, 3].map(|attempts| bucket(20_000, [attempts, 0, 0, 0, 0, 1]));
    let option = trend_option(&buckets(), &before, &view, Theme::Light);
    let series = option["series"].as_array().unwrap();
    let line = series.last().unwrap();
    assert_eq!(line["id"], "before");
    assert_eq!(line["type"], "line");
    assert_eq!(line["data"], json!([2.0, 3.0]));
    assert_eq!(line["silent"], false);
    assert_eq!(line["lineStyle"]["type"], "dashed");
    assert_eq!(series.len(), 4);
}

#[test]
fn the_trend_follows_the_measure() {
    let view = View {
        measure: Measure::TrueDenials,
        ..View::default()
    };
    let option = option(&view);
    assert_eq!(
        ids(&option),
        ["capacity", "rule"],
        "half of one is no true denial"
    );
    assert_eq!(option["series"][0]["data"], json!([4.0, 2.0]));
}

#[test]
fn affected_users_are_one_total_since_they_cannot_be_stacked() {
    let view = View {
        measure: Measure::AffectedUsers,
        ..View::default()
    };
    assert!(trend_series(&buckets(), &view).is_empty());
    let before = [bucket(20_301, [1, 1, 0, 0, 0, 0])];
    let option = trend_option(&buckets(), &before, &view, Theme::Light);
    assert_eq!(ids(&option), ["total", "before"]);
    assert_eq!(option["series"][0]["data"], json!([3.0, 3.0]));
    assert_eq!(option["series"][1]["data"], json!([2.0]));
}

#[test]
fn an_empty_trend_keeps_its_axes() {
    let empty = [bucket(20_329, [0; 6])];
    let option = trend_option(&empty, &[], &View::default(), Theme::Light);
    assert_eq!(ids(&option), ["total"]);
    assert_eq!(option["xAxis"]["data"], json!(["2025-08-29"]));
}

#[test]
fn the_trend_dims_categories_that_are_not_selected() {
    let opacities = |view: &View| {
        let option = option(view);
        let series = option["series"].as_array().unwrap().clone();
        let opacity = |series: &Value| series["itemStyle"]["opacity"].as_f64().unwrap();
        series.iter().map(opacity).collect::<Vec<_>>()
    };
    assert_eq!(opacities(&View::default()), [1.0, 1.0, 1.0]);
    let view = View::default().toggled(FilterKey::Category, "rule");
    assert_eq!(opacities(&view), [DIMMED, 1.0, DIMMED]);
}

#[test]
fn a_category_keeps_its_color_whatever_the_others() {
    let alone = [bucket(20_329, [0, 0, 0, 7, 0, 0])];
    let option = trend_option(&alone, &[], &View::default(), Theme::Light);
    assert_eq!(
        option["series"][0]["itemStyle"]["color"],
        category_color("rule")
    );
}

#[test]
fn the_legend_of_a_trend_names_its_series() {
    let before = [bucket(20_301, [2, 0, 0, 0, 0, 0])];
    let option = trend_option(&buckets(), &before, &View::default(), Theme::Light);
    let texts: Vec<String> = legend(&option).into_iter().map(|row| row.text).collect();
    assert_eq!(
        texts,
        [
            "out of licenses",
            "blocked by a rule",
            "other",
            "previous period"
        ]
    );
}

#[test]
fn many_thin_bars_have_no_gaps() {
    let many: Vec<Bucket> = (0..200).map(|day| bucket(day, [1; 6])).collect();
    let gap = |buckets: &[Bucket]| {
        let option = trend_option(buckets, &[], &View::default(), Theme::Light);
        option["series"][0]["itemStyle"]["borderWidth"].as_f64()
    };
    assert_eq!(gap(&many), Some(0.0));
    assert_eq!(gap(&many[..20]), Some(1.0));
}

#[test]
fn the_trend_has_no_part_that_writes_html_or_runs_script() {
    let option = option(&View::default());
    for part in ["tooltip", "legend", "title"] {
        assert!(option.get(part).is_none(), "{part}");
    }
    assert!(!option.to_string().contains("formatter"));
}

#[test]
fn a_chart_of_zeros_keeps_its_axis() {
    let none = [bucket(20_329, [0; Category::ALL.len()])];
    let view = View::default();
    let axis = |buckets: &[Bucket], before: &[Bucket]| {
        let option = trend_option(buckets, before, &view, Theme::Light);
        option["yAxis"]["max"].clone()
    };
    assert_eq!(axis(&none, &none), json!(1));
    assert_eq!(axis(&none, &buckets()), Value::Null);
    assert_eq!(axis(&buckets(), &none), Value::Null);
}

#[test]
fn parts_of_buckets_are_open_and_what_is_not_known_has_no_point() {
    let [mut first, mut second] = buckets();
    first.extent = BucketExtent::Part;
    second.extent = BucketExtent::Later;
    let option = trend_option(&[first, second], &buckets(), &View::default(), Theme::Light);
    let series = option["series"].as_array().unwrap();
    let bar = &series[0]["data"][0];
    assert_eq!(bar["value"], json!(8.0));
    assert_eq!(
        bar["itemStyle"]["color"],
        json!(palette::panel(Theme::Light))
    );
    assert_eq!(
        bar["itemStyle"]["borderColor"],
        series[0]["itemStyle"]["color"]
    );
    assert_eq!(series[0]["data"][1], json!(4.0));
    let line = series.last().unwrap();
    assert_eq!(line["data"][0]["symbol"], json!("emptyCircle"));
    assert_eq!(line["data"][1], Value::Null);
}

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

use domain::report::{List, Measures, Report, Row, StatusKey};
use domain::view::{FilterKey, Measure, View};
use serde_json::Value;

use super::option::DIMMED;
use super::*;

/// A report of two statuses and two accounts with hostile names.
fn report() -> Report {
    let measures = |attempts: u64| Measures {
        attempts,
        true_denials: attempts / 2,
        affected_users: 1,
    };
    let status = |code: &str, place: u32, attempts: u64| Row {
        key: StatusKey {
            space: "flexnet-publisher".to_owned(),
            code: code.to_owned(),
            description: "<img src=x onerror=alert(1)>".to_owned(),
            category: "capacity".to_owned(),
            place,
        },
        measures: measures(attempts),
        before: None,
    };
    let account = |name: &str, attempts: u64| Row {
        key: name.to_owned(),
        measures: measures(attempts),
        before: None,
    };
    let mut report = Report {
        totals: measures(100),
        by_status: List {
            totals: measures(100),
            rows: vec![status("-4", 0, 60), status("-5", 13, 30)],
            rows_total: 5,
        },
        ..Report::default()
    };
    report.by[FilterKey::Account] = List {
        totals: measures(100),
        rows: vec![account("#*#*#*#alert(1)#*#*#*#", 70), account("", 30)],
        rows_total: 2,
    };
    report
}

#[test]
fn the_pie_has_a_slice_a_status_and_one_for_the_others() {
    let option = status_pie_option(&report().by_status, &View::default(), Theme::Light);
    insta::assert_json_snapshot!(option);
}

#[test]
fn charts_have_gaps_and_texts_for_a_dark_page() {
    let report = report();
    let view = View::default();
    let pie = status_pie_option(&report.by_status, &view, Theme::Dark);
    let bar = account_bar_option(&report.by[FilterKey::Account], &view, Theme::Dark);
    insta::assert_json_snapshot!([pie, bar]);
}

#[test]
fn the_pie_dims_what_is_not_selected() {
    let view = View::default().toggled(FilterKey::Status, "flexnet-publisher:-5");
    let option = status_pie_option(&report().by_status, &view, Theme::Dark);
    let opacity =
        |slice: usize| option["series"][0]["data"][slice]["itemStyle"]["opacity"].as_f64();
    assert_eq!(opacity(0), Some(DIMMED));
    assert_eq!(opacity(1), Some(1.0));
    assert_eq!(opacity(2), Some(DIMMED), "the others");
}

#[test]
fn the_pie_shows_the_chosen_measure() {
    let view = View {
        measure: Measure::TrueDenials,
        ..View::default()
    };
    let option = status_pie_option(&report().by_status, &view, Theme::Light);
    assert_eq!(option["series"][0]["data"][0]["value"].as_f64(), Some(30.0));
    assert_eq!(
        option["series"][0]["data"][2]["value"].as_f64(),
        Some(5.0),
        "50 - 30 - 15"
    );
}

#[test]
fn there_are_no_others_for_users_who_may_be_counted_already() {
    let view = View {
        measure: Measure::AffectedUsers,
        ..View::default()
    };
    let option = status_pie_option(&report().by_status, &view, Theme::Light);
    assert_eq!(
        option["series"][0]["data"].as_array().map(Vec::len),
        Some(2)
    );
}

#[test]
fn a_status_keeps_its_color_when_the_order_changes() {
    let mut report = report();
    let before = status_pie_option(&report.by_status, &View::default(), Theme::Light);
    report.by_status.rows.reverse();
    let after = status_pie_option(&report.by_status, &View::default(), Theme::Light);
    let color = |option: &Value, slice: usize| {
        option["series"][0]["data"][slice]["itemStyle"]["color"].clone()
    };
    assert_eq!(color(&before, 0), color(&after, 1));
    assert_ne!(color(&before, 0), color(&before, 1));
}

#[test]
fn the_bar_has_a_row_an_account_and_a_word_for_the_unknown_one() {
    let option = account_bar_option(
        &report().by[FilterKey::Account],
        &View::default(),
        Theme::Light,
    );
    insta::assert_json_snapshot!(option);
}

#[test]
fn the_bar_dims_what_is_not_selected_and_the_others_with_it() {
    let mut report = report();
    report.by[FilterKey::Account].totals.attempts = 110;
    report.by[FilterKey::Account].rows_total = 3;
    let opacities = |view: &View| {
        let option = account_bar_option(&report.by[FilterKey::Account], view, Theme::Light);
        let bars = option["series"][0]["data"].as_array().unwrap().clone();
        let opacity = |bar: &Value| bar["itemStyle"]["opacity"].as_f64().unwrap();
        bars.iter().map(opacity).collect::<Vec<_>>()
    };
    assert_eq!(opacities(&View::default()), [1.0, 1.0, 1.0]);
    let only = View::default().toggled(FilterKey::Account, "");
    assert_eq!(opacities(&only), [DIMMED, 1.0, DIMMED]);
    let mut not = View::default();
    not.filters
        .get_mut(FilterKey::Account)
        .not
        .insert(String::new());
    assert_eq!(opacities(&not), [1.0, DIMMED, 1.0]);
}

/// A list of some accounts with an attempt each, cut from a list of 300.
fn long_list(rows: usize) -> List<String> {
    let measures = |attempts| Measures {
        attempts,
        true_denials: 0,
        affected_users: attempts,
    };
    List {
        totals: measures(300),
        rows: (0..rows)
            .map(|number| Row {
                key: format!("account {number}"),
                measures: measures(1),
                before: None,
            })
            .collect(),
        rows_total: 300,
    }
}

#[test]
fn the_bar_combines_what_is_beyond_the_first_rows() {
    for rows in [BARS_MAX, 200] {
        let list = long_list(rows);
        let view = View::default();
        let option = account_bar_option(&list, &view, Theme::Light);
        let names = option["yAxis"]["data"].as_array().unwrap();
        assert_eq!(names.len(), BARS_MAX + 1);
        assert_eq!(names[BARS_MAX], "others");
        let bars = option["series"][0]["data"].as_array().unwrap();
        assert_eq!(bars.len(), BARS_MAX + 1);
        assert_eq!(bars[BARS_MAX]["value"].as_f64(), Some(280.0));
        let gathered = Others {
            rows: 280,
            measure: 280,
        };
        assert_eq!(others(&list, view.measure), Some(gathered));
    }
}

#[test]
fn the_bar_of_users_has_no_others() {
    let view = View {
        measure: Measure::AffectedUsers,
        ..View::default()
    };
    let option = account_bar_option(&long_list(200), &view, Theme::Light);
    assert_eq!(
        option["yAxis"]["data"].as_array().map(Vec::len),
        Some(BARS_MAX)
    );
}

#[test]
fn the_pie_combines_what_is_beyond_the_first_rows() {
    let mut list = report().by_status;
    let row = list.rows[0].clone();
    list.rows = vec![row; 200];
    list.totals.attempts = 200 * 60 + 7;
    list.rows_total = 201;
    let option = status_pie_option(&list, &View::default(), Theme::Light);
    let slices = option["series"][0]["data"].as_array().unwrap();
    assert_eq!(slices.len(), BARS_MAX + 1);
    assert_eq!(slices[BARS_MAX]["name"], "others");
    assert_eq!(slices[BARS_MAX]["value"].as_f64(), Some(180.0 * 60.0 + 7.0));
}

#[test]
fn plain_bars_are_the_first_names_in_their_order() {
    let names: Vec<String> = (0..30).map(|number| format!("product {number}")).collect();
    let values: Vec<u64> = (0..30).rev().collect();
    let option = plain_bar(&names, &values, Theme::Light);
    let shown = option["yAxis"]["data"].as_array().unwrap();
    assert_eq!(shown.len(), BARS_MAX);
    assert_eq!(shown[19], "product 19");
    let bars = option["series"][0]["data"].as_array().unwrap();
    assert_eq!(bars[19]["value"].as_f64(), Some(10.0));
    assert_eq!(bars[19]["itemStyle"]["color"], plain_color());
}

#[test]
fn plain_bars_of_two_names() {
    let names = ["mesh".to_owned(), String::new()];
    insta::assert_json_snapshot!(plain_bar(&names, &[5, 2], Theme::Dark));
}

#[test]
fn a_name_on_an_axis_is_one_short_line() {
    let names = ["x".repeat(4000), "one\ntwo\u{0}".to_owned()];
    let option = plain_bar(&names, &[2, 1], Theme::Light);
    let long = option["yAxis"]["data"][0].as_str().unwrap();
    assert!(long.chars().count() <= 61 && long.ends_with("x…"));
    assert_eq!(option["yAxis"]["data"][1], "one two ");
}

#[test]
fn the_legend_of_a_pie_names_its_slices() {
    let report = report();
    let view = View::default();
    let rows = legend(&status_pie_option(&report.by_status, &view, Theme::Light));
    let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "flexnet-publisher:-4 · 60",
            "flexnet-publisher:-5 · 30",
            "others · 10"
        ]
    );
    assert_eq!(rows[0].color, status_color(0));
    let bar = account_bar_option(&report.by[FilterKey::Account], &view, Theme::Light);
    assert_eq!(legend(&bar), [], "the names stand on the axis");
}

#[test]
fn hostile_names_stay_text() {
    let report = report();
    let view = View::default();
    let pie = status_pie_option(&report.by_status, &view, Theme::Light);
    let bar = account_bar_option(&report.by[FilterKey::Account], &view, Theme::Light);
    assert_eq!(bar["yAxis"]["data"][0], "#*#*#*#alert(1)#*#*#*#");
    let hostile = "#*#*#*#alert(1)#*#*#*#".to_owned();
    let plain = plain_bar(std::slice::from_ref(&hostile), &[1], Theme::Light);
    assert_eq!(plain["yAxis"]["data"][0], hostile);
    for option in [pie, bar, plain] {
        assert!(
            option.get("tooltip").is_none(),
            "ECharts' own tooltip writes HTML"
        );
        assert!(
            !option.to_string().contains("formatter"),
            "a formatter can be script"
        );
        assert!(
            !option.to_string().contains("<img"),
            "descriptions are no part of a chart"
        );
    }
}

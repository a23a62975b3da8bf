#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

use domain::report::{List, Measures, Report, Row, StatusKey};
use domain::view::{FilterKey, Measure, View};

use super::*;

/// A report of two statuses and two accounts, whose names are as hostile as they come.
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
        percent_hundredths: 0,
    };
    let account = |name: &str, attempts: u64| Row {
        key: name.to_owned(),
        measures: measures(attempts),
        percent_hundredths: 0,
    };
    Report {
        totals: measures(100),
        by_status: List {
            totals: measures(100),
            rows: vec![status("-4", 0, 60), status("-5", 13, 30)],
            rows_total: 5,
        },
        by_account: List {
            totals: measures(100),
            rows: vec![account("#*#*#*#alert(1)#*#*#*#", 70), account("", 30)],
            rows_total: 2,
        },
        ..Report::default()
    }
}

#[test]
fn the_pie_has_a_slice_a_status_and_one_for_the_others() {
    let option = status_pie_option(&report().by_status, &View::default(), Theme::Light);
    insta::assert_json_snapshot!(option);
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
fn others_are_not_told_for_users_who_may_be_counted_already() {
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
    let option = account_bar_option(&report().by_account, &View::default(), Theme::Light);
    insta::assert_json_snapshot!(option);
}

#[test]
fn hostile_names_stay_text() {
    let report = report();
    let view = View::default();
    let pie = status_pie_option(&report.by_status, &view, Theme::Light);
    let bar = account_bar_option(&report.by_account, &view, Theme::Light);
    assert_eq!(bar["yAxis"]["data"][0], "#*#*#*#alert(1)#*#*#*#");
    for option in [pie, bar] {
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

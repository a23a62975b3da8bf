//! The output of `turnaway report --json`: the document, key by key and number by number.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use serde_json::{Value, json};
use support::{NOW, Place, SEVEN_ATTEMPTS, keys, measures};

const LISTS: [&str; 8] = [
    "by_account",
    "by_category",
    "by_day",
    "by_feature",
    "by_server",
    "by_status",
    "by_user",
    "by_version",
];

fn place() -> Place {
    let place = Place::new();
    place.import_rows(SEVEN_ATTEMPTS);
    place
}

fn report(place: &Place, view: &str) -> Value {
    place.report_with(&["--view", view, NOW[0], NOW[1]])
}

/// The values of one key in a list's rows.
fn column(report: &Value, list: &str, key: &str) -> Vec<Value> {
    let rows = report[list].as_array().unwrap();
    rows.iter().map(|row| row[key].clone()).collect()
}

#[test]
fn the_document_has_exactly_these_keys() {
    let document = report(&place(), "");
    let mut expected = LISTS.to_vec();
    expected.extend([
        "affected_users",
        "attempts",
        "totals",
        "true_denials",
        "view",
    ]);
    expected.sort_unstable();
    assert_eq!(keys(&document), expected);
    assert_eq!(keys(&document["totals"]), LISTS);
    for list in LISTS {
        let list_measures = ["affected_users", "attempts", "true_denials"];
        assert_eq!(keys(&document["totals"][list]), list_measures);
        let own: &[&str] = match list {
            "by_status" => &["category", "code", "description", "space"],
            "by_category" => &["category"],
            "by_account" => &["account"],
            "by_feature" => &["feature"],
            "by_user" => &["account", "user"],
            "by_server" => &["account", "server"],
            "by_version" => &["version"],
            _ => &["day"],
        };
        let mut row_keys = [
            own,
            &["affected_users", "attempts", "percent", "true_denials"],
        ]
        .concat();
        row_keys.sort_unstable();
        let rows = document[list].as_array().unwrap();
        assert!(!rows.is_empty());
        for row in rows {
            assert_eq!(keys(row), row_keys, "{list}");
        }
    }
}

#[test]
fn versions_are_listed_as_they_were_logged() {
    let place = Place::new();
    place.file(
        "versions.csv",
        "time,outcome,account,user,feature,version,code_space,code\n\
         2025-08-29T10:00:00Z,denied,Brenn,nadia,mesh,2.1,rlm,-22\n\
         2025-08-29T11:00:00Z,denied,Brenn,otto,mesh,2.1,rlm,-22\n\
         2025-08-29T12:00:00Z,denied,Dorn,pia,mesh,2.10,rlm,-22\n\
         2025-08-29T12:30:00Z,granted,Dorn,pia,mesh,2.1,,\n\
         2025-08-30T12:00:00Z,denied,Dorn,pia,mesh,,rlm,-22\n",
    );
    assert_eq!(place.import(&["versions.csv"]).status, 0);
    let document = report(&place, "");
    let rows = |list: &Value| -> Vec<(String, u64)> {
        let rows = list.as_array().unwrap().iter();
        rows.map(|row| {
            let version = row["version"].as_str().unwrap();
            (version.to_owned(), row["attempts"].as_u64().unwrap())
        })
        .collect()
    };
    let meant = [("2.1", 2), ("", 1), ("2.10", 1)];
    let meant = meant.map(|(version, attempts)| (version.to_owned(), attempts));
    assert_eq!(rows(&document["by_version"]), meant);
    let only = report(&place, "version=2.1");
    assert_eq!(only["attempts"], 2);
    assert_eq!(
        rows(&only["by_version"]),
        meant,
        "the list ignores its own filter"
    );
    assert_eq!(only["totals"]["by_account"]["attempts"], 2);
    assert_eq!(report(&place, "not-version=2.1")["attempts"], 2);
}

#[test]
fn the_numbers_are_those_of_the_database() {
    let document = report(&place(), "");
    assert_eq!(document["view"], "");
    assert_eq!(measures(&document), [7, 4, 4]);
    for list in LISTS {
        assert_eq!(measures(&document["totals"][list]), [7, 4, 4], "{list}");
    }
    let status = json!([
        {
            "space": "flexnet-publisher", "code": "-4", "category": "capacity",
            "description": "Licensed number of users already reached",
            "attempts": 3, "true_denials": 1, "affected_users": 1, "percent": 42.86,
        },
        {
            "space": "flexnet-embedded", "code": "7", "category": "capacity",
            "description": "Insufficient feature count available",
            "attempts": 2, "true_denials": 2, "affected_users": 1, "percent": 28.57,
        },
        {
            "space": "elastic-access", "code": "102", "category": "other",
            "description": "No status: another item of the same all-or-nothing session request failed",
            "attempts": 1, "true_denials": 0, "affected_users": 1, "percent": 14.29,
        },
        {
            "space": "flexnet-publisher", "code": "-10", "category": "expired",
            "description": "Feature has expired",
            "attempts": 1, "true_denials": 1, "affected_users": 1, "percent": 14.29,
        },
    ]);
    assert_eq!(document["by_status"], status);
    let users = json!([
        {"account": "Brenn", "user": "nadia", "attempts": 3, "true_denials": 1, "affected_users": 1, "percent": 42.86},
        {"account": "Brenn", "user": "otto", "attempts": 1, "true_denials": 1, "affected_users": 1, "percent": 14.29},
        {"account": "Dorn", "user": "", "attempts": 1, "true_denials": 1, "affected_users": 0, "percent": 14.29},
        {"account": "Dorn", "user": "nadia", "attempts": 1, "true_denials": 1, "affected_users": 1, "percent": 14.29},
        {"account": "Dorn", "user": "pia", "attempts": 1, "true_denials": 0, "affected_users": 1, "percent": 14.29},
    ]);
    assert_eq!(document["by_user"], users);
    let accounts = json!([
        {"account": "Brenn", "attempts": 4, "true_denials": 2, "affected_users": 2, "percent": 57.14},
        {"account": "Dorn", "attempts": 3, "true_denials": 2, "affected_users": 2, "percent": 42.86},
    ]);
    assert_eq!(document["by_account"], accounts);
    assert_eq!(
        column(&document, "by_category", "category"),
        ["capacity", "expired", "other"]
    );
    assert_eq!(column(&document, "by_category", "attempts"), [5, 1, 1]);
    assert_eq!(
        column(&document, "by_feature", "feature"),
        ["mesh", "solver", "view"]
    );
    assert_eq!(
        column(&document, "by_server", "server"),
        ["eu-1", "us-1", "us-2"]
    );
    assert_eq!(
        column(&document, "by_server", "account"),
        ["Brenn", "Dorn", "Dorn"]
    );
}

#[test]
fn rows_are_sorted_and_dropped_by_the_chosen_measure() {
    let place = place();
    let document = report(&place, "measure=true");
    assert_eq!(document["view"], "measure=true");
    let codes = column(&document, "by_status", "code");
    assert_eq!(
        codes,
        ["7", "-10", "-4"],
        "by true denials, then by name; 102 has none"
    );
    assert_eq!(
        column(&document, "by_status", "percent"),
        [50.0, 25.0, 25.0]
    );
    let users = report(&place, "measure=users");
    let rows = column(&users, "by_user", "user");
    assert_eq!(
        rows,
        ["nadia", "otto", "nadia", "pia"],
        "the unknown user is no user"
    );
    let features = column(&users, "by_feature", "percent");
    assert_eq!(features, [50.0, 25.0, 25.0]);
}

#[test]
fn users_of_two_rows_make_more_than_100_percent() {
    let place = Place::new();
    let row = |feature: &str| {
        format!(
            "2025-08-29T10:00:00Z,denied,Brenn,eu-1,local,nadia,ws-1,suite,{feature},,rlm,-22,\n"
        )
    };
    place.import_rows(&[row("mesh"), row("solver")].concat());
    let document = report(&place, "measure=users");
    assert_eq!(column(&document, "by_feature", "percent"), [100.0, 100.0]);
    assert_eq!(document["totals"]["by_feature"]["affected_users"], 1);
}

#[test]
fn percent_is_rounded_half_up() {
    let place = Place::new();
    let row = |row: u32| {
        let feature = if row == 0 { "solver" } else { "mesh" };
        format!("2025-08-29T10:00:{row:02}Z,denied,Brenn,,,nadia,ws-1,,{feature},,rlm,-22,\n")
    };
    let rows: Vec<String> = (0..32).map(row).collect();
    place.import_rows(&rows.concat());
    let document = report(&place, "");
    assert_eq!(
        column(&document, "by_feature", "percent"),
        [96.88, 3.13],
        "of 96.875 and 3.125"
    );
}

#[test]
fn percent_is_0_where_the_total_is_0() {
    let document = report(&place(), "measure=true&status=elastic-access:102&range=7d");
    assert_eq!(measures(&document), [1, 0, 1]);
    assert_eq!(measures(&document["totals"]["by_day"]), [1, 0, 1]);
    for percent in column(&document, "by_day", "percent") {
        assert_eq!(percent.as_f64(), Some(0.0));
    }
    assert_eq!(
        document["by_account"],
        json!([]),
        "rows of zero are left out"
    );
}

#[test]
fn every_day_of_the_range_has_a_row() {
    let place = place();
    let document = report(&place, "range=7d");
    let days = [
        "2025-08-25",
        "2025-08-26",
        "2025-08-27",
        "2025-08-28",
        "2025-08-29",
        "2025-08-30",
        "2025-08-31",
    ];
    assert_eq!(column(&document, "by_day", "day"), days);
    assert_eq!(
        column(&document, "by_day", "attempts"),
        [0, 0, 0, 0, 3, 2, 1]
    );
    let all = column(&report(&place, "range=all"), "by_day", "day");
    assert_eq!(all.len(), 48);
    assert_eq!([&all[0], &all[47]], ["2025-07-15", "2025-08-31"]);
    let year = column(&report(&place, ""), "by_day", "day");
    assert_eq!(year.len(), 365);
    assert_eq!([&year[0], &year[364]], ["2024-09-01", "2025-08-31"]);
}

#[test]
fn top_cuts_each_list_but_the_days() {
    let place = place();
    let full = report(&place, "range=7d");
    let cut = place.report_with(&["--view", "range=7d", NOW[0], NOW[1], "--top", "1"]);
    for list in LISTS {
        if list == "by_day" {
            assert_eq!(cut[list], full[list], "the days are all there");
        } else {
            assert_eq!(cut[list].as_array().unwrap().len(), 1, "{list}");
            assert_eq!(cut[list][0], full[list][0], "{list}");
        }
        assert_eq!(cut["totals"][list], full["totals"][list], "{list}");
    }
    let none = place.report_with(&["--view", "range=7d", NOW[0], NOW[1], "--top", "0"]);
    assert_eq!(none["by_account"], json!([]));
    assert_eq!(measures(&none), measures(&full));
}

#[test]
fn now_is_the_end_of_relative_ranges() {
    let place = place();
    let at = |now: &str| {
        let report = place.report_with(&["--view", "range=7d", "--now", now]);
        (
            report["attempts"].as_u64().unwrap(),
            report["by_day"][6]["day"].clone(),
        )
    };
    assert_eq!(at("2025-08-30T23:59:59Z"), (5, json!("2025-08-30")));
    assert_eq!(at("2025-08-30T23:59:59-00:01"), (6, json!("2025-08-31")));
    place.import_rows("1999-12-31T10:00:00Z,denied,Brenn,,,nadia,ws-1,,mesh,,rlm,-22,\n");
    assert_eq!(at("2000-01-01T00:00:00Z").0, 1);
    let without = place.report_with(&["--view", "range=7d"]);
    let last = without["by_day"][6]["day"].as_str().unwrap();
    assert!(last > "2000-01-01", "the present is later: {last}");
}

#[test]
fn options_are_environment_variables_too() {
    let place = place();
    place.import(&["--database", "named.db", "rows.csv"]);
    std::fs::remove_file(place.path("turnaway.db")).unwrap();
    let variables = [
        ("TURNAWAY_DATABASE", "named.db"),
        ("TURNAWAY_VIEW", "range=7d"),
        ("TURNAWAY_NOW", "2025-08-31T12:00:00Z"),
        ("TURNAWAY_TOP", "1"),
        ("TURNAWAY_JSON", "true"),
    ];
    let document = place.run_with(&variables, &["report"]).json();
    assert_eq!(document["view"], "range=7d");
    assert_eq!(document["attempts"], 6);
    assert_eq!(document["by_account"].as_array().unwrap().len(), 1);
}

#[test]
fn a_custom_catalogue_describes_statuses() {
    let place = place();
    let own = "space,code,category,description\n\
               flexnet-publisher,-4,other,All seats taken\n";
    place.file("codes.csv", own);
    let document = place.report_with(&["--catalogue", "codes.csv", NOW[0], NOW[1]]);
    assert_eq!(document["by_status"][0]["description"], "All seats taken");
    assert_eq!(document["by_status"][0]["category"], "other");
    place.file("codes.csv", own.replace("other", "full"));
    let ran = place.run(&["report", "--catalogue", "codes.csv"]);
    ran.assert_nothing_done(&["--catalogue", "full"]);
    let ran = place.run(&["report", "--catalogue", "missing.csv"]);
    ran.assert_nothing_done(&["--catalogue", "missing.csv"]);
}

//! `turnaway demo`: exact, deterministic, and never in a database that has other data.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use std::fs;

use serde_json::Value;
use support::{FLEXNET, Place};

/// The report of a demo at a fixed time.
fn demo(options: &[&str]) -> Value {
    let place = Place::new();
    let ran = place.run(&[&["demo"], options].concat());
    assert_eq!(ran.status, 0, "{ran:?}");
    place.report_with(&["--view", "range=all", "--now", "2025-08-31T12:00:00Z"])
}

#[test]
fn it_has_exactly_the_requested_attempts() {
    let report = demo(&["--events", "1234", "--until", "2025-08-31"]);
    assert_eq!(report["attempts"], 1_234);
    let days = report["by_day"].as_array().unwrap();
    let day = |row: &Value| row["day"].as_str().unwrap().to_owned();
    assert!(
        day(&days[0]).as_str() >= "2024-09-01",
        "it is the year up to that day"
    );
    assert!(day(&days[days.len() - 1]).as_str() <= "2025-08-31");
}

#[test]
fn the_same_options_make_the_same_data() {
    let options = ["--events", "600", "--seed", "7", "--until", "2025-08-31"];
    let report = demo(&options);
    assert_eq!(report, demo(&options));
    assert_ne!(
        report,
        demo(&["--events", "600", "--seed", "8", "--until", "2025-08-31"])
    );
    assert_ne!(
        report,
        demo(&["--events", "600", "--seed", "7", "--until", "2025-08-30"])
    );
}

#[test]
fn options_are_environment_variables_too() {
    let place = Place::new();
    let variables = [
        ("TURNAWAY_DATABASE", "demo.db"),
        ("TURNAWAY_EVENTS", "300"),
        ("TURNAWAY_SEED", "7"),
        ("TURNAWAY_UNTIL", "2025-08-31"),
    ];
    let ran = place.run_with(&variables, &["demo"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let now = ["--view", "range=all", "--now", "2025-08-31T12:00:00Z"];
    let report = place.report_with(&[&["--database", "demo.db"][..], &now].concat());
    assert_eq!(
        report,
        demo(&["--events", "300", "--seed", "7", "--until", "2025-08-31"])
    );
}

#[test]
fn it_says_what_it_made() {
    let place = Place::new();
    let ran = place.run(&["demo", "--events", "1000", "--until", "2025-08-31"]);
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    assert!(
        ran.stdout.starts_with("1,000 denied requests and "),
        "{ran:?}"
    );
}

#[test]
fn zero_events_make_a_database_without_denials() {
    let place = Place::new();
    let ran = place.run(&["demo", "--events", "0"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.stdout.starts_with("0 denied requests and "), "{ran:?}");
    let ran = place.run(&["report", "--json", "--view", "range=all"]);
    assert_eq!(ran.json()["attempts"], 0);
    ran.assert_says(&["turnaway import"]);
}

#[test]
fn it_refuses_a_database_that_holds_data_and_leaves_it_unchanged() {
    let place = Place::new();
    place.import(&["--account", "Acme", place.file("license.log", FLEXNET)]);
    let before = (
        place.report("range=all"),
        fs::read(place.path("turnaway.db")).unwrap(),
    );
    let ran = place.run(&["demo", "--events", "10"]);
    ran.assert_nothing_done(&["./turnaway.db holds data already", "--database"]);
    let after = (
        place.report("range=all"),
        fs::read(place.path("turnaway.db")).unwrap(),
    );
    assert!(before == after);

    let place = Place::new();
    assert_eq!(place.run(&["demo", "--events", "10"]).status, 0);
    place
        .run(&["demo", "--events", "10"])
        .assert_nothing_done(&["holds data already"]);
    assert_eq!(place.report("range=all")["attempts"], 10);
}

#[test]
fn it_refuses_a_file_that_is_not_our_database() {
    let place = Place::new();
    place.file("license.log", FLEXNET);
    let ran = place.run(&["demo", "--database", "license.log"]);
    ran.assert_nothing_done(&["license.log is no SQLite database", "--database"]);
    assert_eq!(
        fs::read_to_string(place.path("license.log")).unwrap(),
        FLEXNET
    );
    let ran = place.run(&["demo", "--database", "nowhere/demo.db"]);
    ran.assert_nothing_done(&["nowhere/demo.db", "does not exist"]);
}

#[test]
fn a_wrong_option_is_an_error() {
    let place = Place::new();
    let wrong: [(&str, &[&str]); 6] = [
        ("--events=50000001", &["--events", "50000000"]),
        ("--events=-1", &["--events", "-1"]),
        ("--seed=x", &["--seed", "x"]),
        ("--until=2025-02-30", &["--until", "YYYY-MM-DD"]),
        // The database stores seconds from 1970 to 2106.
        ("--until=1970-12-31", &["--until", "1971-01-01"]),
        ("--until=2106-02-07", &["--until", "2106-02-06"]),
    ];
    for (option, words) in wrong {
        place.run(&["demo", option]).assert_nothing_done(words);
    }
    assert!(!place.path("turnaway.db").exists());
}

#[test]
fn the_first_and_the_last_possible_year_are_complete() {
    for until in ["1971-01-01", "2106-02-06"] {
        let place = Place::new();
        let ran = place.run(&["demo", "--events", "50", "--until", until]);
        assert!(
            ran.stdout.starts_with("50 denied requests"),
            "{until}: {ran:?}"
        );
        assert_eq!(place.report("range=all")["attempts"], 50, "{until}");
    }
}

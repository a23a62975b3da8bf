//! The text output of `turnaway report`: tables, hints and errors.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use serde_json::json;
use support::{FLEXNET, NOW, Place, SEVEN_ATTEMPTS, measures};

fn place() -> Place {
    let place = Place::new();
    place.import_rows(SEVEN_ATTEMPTS);
    place
}

#[test]
fn an_empty_range_says_where_the_data_is() {
    let place = place();
    for options in [&["report"][..], &["report", "--json"]] {
        let ran = place.run(&[options, &["--now", "2027-01-01T00:00:00Z"]].concat());
        assert_eq!(ran.status, 0, "{ran:?}");
        ran.assert_says(&["2025-07-15", "2025-08-31", "range=all", "has 7"]);
        assert!(
            !ran.stdout.contains("range=all"),
            "the hint is no part of the report"
        );
    }
    let ran = place.run(&["report", "--view", "account=Nobody", NOW[0], NOW[1]]);
    assert_eq!(
        (ran.status, ran.stderr.as_str()),
        (0, ""),
        "the range does hold attempts"
    );
}

#[test]
fn a_database_without_denials_says_so() {
    let place = Place::new();
    place.import_rows("2025-08-29T10:03:00Z,granted,Brenn,eu-1,,nadia,ws-1,,mesh,,,,\n");
    let ran = place.run(&["report", "--json", "--view", "range=all"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    ran.assert_says(&["turnaway import"]);
    assert_eq!(measures(&ran.json()), [0, 0, 0]);
    assert_eq!(ran.json()["by_day"], json!([]), "it has no first attempt");
}

#[test]
fn a_missing_database_is_not_created() {
    let place = Place::new();
    let ran = place.run(&["report"]);
    ran.assert_nothing_done(&["no database at ./turnaway.db", "--database"]);
    assert!(!place.path("turnaway.db").exists());
    place.file("license.log", FLEXNET);
    let ran = place.run(&["report", "--database", "license.log"]);
    ran.assert_nothing_done(&["license.log is no SQLite database", "--database"]);
}

#[test]
fn the_tables_are_for_a_reader() {
    let ran = place().run(&["report", "--view", "range=7d", "--top", "2", NOW[0], NOW[1]]);
    assert_eq!(ran.status, 0);
    assert_eq!(ran.stderr, "");
    insta::assert_snapshot!(ran.stdout);
}

#[test]
fn a_name_cannot_steer_the_terminal() {
    let place = Place::new();
    place.import_rows(
        "2025-08-29T10:00:00Z,denied,Brenn,eu-1,,\u{1b}[31mred\u{7},ws-1,,mesh,,rlm,-22,\n",
    );
    let ran = place.run(&["report", NOW[0], NOW[1]]);
    assert!(ran.stdout.contains("?[31mred?"), "{ran:?}");
    let is_control = |c: char| c.is_control() && c != '\n';
    assert!(!ran.stdout.contains(is_control), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_failure() {
    use std::process::Stdio;

    let place = place();
    for options in [&["report"][..], &["report", "--json"]] {
        let mut command = place.command(options);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Closed before the program can have written, as `head` closes it after its lines.
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{options:?}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(
            !stderr.contains("panicked") && !stderr.contains("written"),
            "{stderr}"
        );
    }
}

//! A database filled by an earlier version (commit 11f4e6d, see `former_version/make.py`):
//! importing its logs again adds only lines that were not read before, and reports those that
//! are now read differently.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod ingest_support;
mod support;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};

use ingest_support::Receiver;
use support::{Place, Ran, events};

/// The day of the first line, for logs that do not have it.
const DATES: [(&str, &str); 2] = [("slog-dates", "2025-01-06"), ("rlm-debug", "2024-12-31")];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/former_version")
}

fn log(name: &str) -> Vec<u8> {
    fs::read(fixtures().join("logs").join(name)).unwrap()
}

/// A folder with the database and the logs it was filled from.
fn place() -> Place {
    let place = Place::new();
    for file in fs::read_dir(fixtures().join("logs")).unwrap() {
        let path = file.unwrap().path();
        fs::copy(
            &path,
            place.path(path.file_name().unwrap().to_str().unwrap()),
        )
        .unwrap();
    }
    let dump = fs::read_to_string(fixtures().join("database.sql")).unwrap();
    let options = SqliteConnectOptions::new()
        .filename(place.path("turnaway.db"))
        .create_if_missing(true)
        .foreign_keys(false);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut connection = options.connect().await.unwrap();
        let dump = sqlx::raw_sql(sqlx::AssertSqlSafe(dump));
        dump.execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
    place
}

/// Imports a log with the original settings.
fn import_to(place: &Place, account: &str, name: &str) -> Ran {
    let file = format!("{name}.log");
    let mut options = vec!["--account", account];
    if let Some((_, date)) = DATES.iter().find(|(of, _)| *of == name) {
        options.extend(["--date", date]);
    }
    options.push(&file);
    let ran = place.import(&options);
    assert_eq!(ran.status, 0, "{ran:?}");
    ran
}

fn import(place: &Place, name: &str) -> Value {
    import_to(place, &format!("imported {name}"), name).only_file()
}

/// How many events of an imported file are stored now, and how many were before.
fn stored(file: &Value) -> (u64, u64) {
    let duplicates = file["duplicates"].as_u64().unwrap();
    (events(file).iter().sum::<u64>() - duplicates, duplicates)
}

/// The warnings about events that are stored with another time, status or feature.
fn changed(warnings: &Value) -> Vec<&str> {
    let warnings = warnings.as_array().unwrap().iter();
    let warnings = warnings.map(|warning| warning.as_str().unwrap());
    warnings
        .filter(|warning| warning.contains("stored with another"))
        .collect()
}

/// The number of the first import of an account, and the time of its first and last event.
fn first_import(place: &Place, account: &str) -> Value {
    let imports = place.run(&["imports", "--json"]).json();
    let imports = imports["imports"].as_array().unwrap();
    let of_account = |import: &&Value| import["accounts"] == serde_json::json!([account]);
    imports.iter().rev().find(of_account).unwrap().clone()
}

#[test]
fn lines_that_are_read_the_same_add_nothing() {
    let place = place();
    for (name, known) in [
        ("equal-lines", 6),
        ("flexnet-debug", 7),
        ("joined-logs", 3),
        ("rlm-debug", 5),
        ("rlm-report", 6),
        ("trailing-blanks-a", 2),
    ] {
        let file = import(&place, name);
        assert_eq!(stored(&file), (0, known), "{name}: {file}");
        assert_eq!(changed(&file["warnings"]), [""; 0], "{name}");
    }
}

#[test]
fn lines_that_are_read_now_for_the_first_time_are_added() {
    let place = place();
    for (name, new, known) in [
        ("datestamp", 1, 1),
        ("dsls-tracing", 2, 2),
        ("request-denied", 2, 1),
        ("two-blanks", 1, 1),
    ] {
        for is_first in [true, false] {
            let file = import(&place, name);
            let meant = if is_first {
                (new, known)
            } else {
                (0, new + known)
            };
            assert_eq!(stored(&file), meant, "{name}: {file}");
            assert_eq!(changed(&file["warnings"]), [""; 0], "{name}");
        }
    }
}

#[test]
fn lines_with_another_time_or_status_are_counted_and_can_be_corrected() {
    let place = place();
    for (name, known, other, first, last) in [
        (
            "replayed-checkouts",
            5,
            3,
            "2025-03-03T20:30:00Z",
            "2025-03-04T14:20:00Z",
        ),
        (
            "slog-dates",
            3,
            1,
            "2025-01-06T09:06:18Z",
            "2025-01-07T11:00:00Z",
        ),
        (
            "wrapped-reason",
            2,
            1,
            "2025-03-04T08:05:00Z",
            "2025-03-04T08:06:00Z",
        ),
    ] {
        let account = format!("imported {name}");
        let before = first_import(&place, &account)["id"].to_string();
        for _ in 0..2 {
            let file = import(&place, name);
            assert_eq!(stored(&file), (0, known), "{name}: {file}");
            let [warning] = changed(&file["warnings"])[..] else {
                return assert_eq!(file["warnings"], Value::Null, "{name}: one warning");
            };
            let events = if other == 1 { "1 event" } else { "3 events" };
            assert!(warning.starts_with(events), "{warning}");
            let named = format!("by import {before} ({name}.log, ");
            assert!(warning.contains(&named), "{warning}");
        }
        let undone = place.run(&["undo", &before]);
        assert_eq!(undone.status, 0, "{undone:?}");
        let file = import(&place, name);
        assert_eq!(stored(&file), (known, 0), "{name}: {file}");
        assert_eq!(changed(&file["warnings"]), [""; 0], "{name}");
        let import_again = first_import(&place, &account);
        let span = [
            &import_again["first_event_at"],
            &import_again["last_event_at"],
        ];
        assert_eq!(span, [first, last], "{name}");
        assert_eq!(stored(&import(&place, name)), (0, known), "{name}");
    }
}

#[test]
fn what_was_pushed_adds_nothing_when_it_is_pushed_or_imported() {
    let place = place();
    let mut receiver = Receiver::of(place, "pushed equal-lines", "default");
    for (name, known) in [
        ("equal-lines", 6),
        ("joined-logs", 3),
        ("trailing-blanks-a", 2),
    ] {
        let account = format!("pushed {name}");
        receiver.use_key_of(&account, "default");
        let answer = receiver.push_log(&log(&format!("{name}.log")));
        let counts = [&answer["accepted"], &answer["duplicates"]];
        assert_eq!(counts, [0, known], "{name}: {answer}");
        let file = import_to(&receiver.place, &account, name).only_file();
        assert_eq!(stored(&file), (0, known), "{name}: {file}");
    }
    receiver.use_key_of("pushed events", "default");
    let body = log("events.ndjson");
    let (status, answer) = receiver.push("/api/v1/events", "application/x-ndjson", &body);
    assert_eq!(
        (status, &answer["duplicates"]),
        (200, &4.into()),
        "{answer}"
    );
}

/// Sends a log with a forwarder without state.
fn forward(receiver: &mut Receiver, account: &str, name: &str) -> Ran {
    receiver.use_key_of(account, "default");
    receiver.configure(true, true);
    let _ = fs::remove_file(receiver.place.path("forward.toml.state"));
    let log = format!("{name}.log");
    let options = ["forward", "--config", "forward.toml", "--once", &log];
    let ran = receiver.place.run(&options);
    assert_eq!(ran.status, 0, "{ran:?}");
    ran
}

fn events_of(place: &Place, account: &str) -> u64 {
    let imports = place.run(&["imports", "--json"]).json();
    let imports = imports["imports"].as_array().unwrap();
    let of_account = |import: &&Value| import["accounts"] == serde_json::json!([account]);
    let events = imports
        .iter()
        .filter(of_account)
        .map(|import| import["events"].as_u64());
    events.map(Option::unwrap).sum()
}

#[test]
fn what_was_forwarded_adds_nothing_when_it_is_sent_or_imported() {
    let mut receiver = Receiver::of(place(), "forwarded equal-lines", "default");
    for (name, known) in [
        ("equal-lines", 6),
        ("joined-logs", 3),
        ("replayed-checkouts", 5),
        ("trailing-blanks-a", 2),
        ("wrapped-reason", 2),
    ] {
        let account = format!("forwarded {name}");
        assert_eq!(events_of(&receiver.place, &account), known);
        forward(&mut receiver, &account, name);
        assert_eq!(
            events_of(&receiver.place, &account),
            known,
            "{name} is sent again"
        );
        let file = import_to(&receiver.place, &account, name).only_file();
        assert_eq!(stored(&file), (0, known), "{name}: {file}");
        assert_eq!(
            events_of(&receiver.place, &account),
            known,
            "{name} is imported"
        );
    }
}

#[test]
fn a_forwarder_and_a_push_report_lines_with_another_time() {
    let mut receiver = Receiver::of(place(), "forwarded replayed-checkouts", "default");
    let account = "forwarded replayed-checkouts";
    let import = first_import(&receiver.place, account)["id"].to_string();
    let warning = format!(
        "3 events of this log were stored with another time, status or feature by import {import} (key \
         {account}, "
    );
    let answer = receiver.push_log(&log("replayed-checkouts.log"));
    let said = changed(&answer["warnings"]);
    assert_eq!(said.len(), 1, "{answer}");
    assert!(said[0].starts_with(&warning), "{answer}");
    let ran = forward(&mut receiver, account, "replayed-checkouts");
    ran.assert_says(&["3 events of this log were stored with another time, status or feature"]);
}

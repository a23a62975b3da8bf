//! The behaviour of `turnaway imports` and `turnaway undo` that scripts depend on.

#![allow(clippy::indexing_slicing, reason = "a test may stop where it fails")]

mod support;

use serde_json::Value;

use support::{FLEXNET, Place, SEVEN_ATTEMPTS, keys};

fn attempts(place: &Place) -> u64 {
    let attempts = place.report("range=all")["attempts"].as_u64();
    attempts.unwrap_or(u64::MAX)
}

fn imports(place: &Place) -> Value {
    place.run(&["imports", "--json"]).json()["imports"].clone()
}

#[test]
fn an_import_is_listed_and_undone_by_its_number() {
    let place = Place::new();
    place.import_rows(SEVEN_ATTEMPTS);
    let log = place.file("wrong.log", FLEXNET);
    place.import(&["--account", "Wrong", log]);
    assert_eq!(attempts(&place), 9);
    let list = imports(&place);
    let import = &list[0];
    let names = [
        "accounts",
        "duplicates",
        "events",
        "finished_at",
        "first_event_at",
        "format",
        "id",
        "key",
        "last_event_at",
        "lines",
        "path",
        "rejected",
        "started_at",
        "stored",
        "taken_back_at",
        "taken_back_by",
        "who",
    ];
    assert_eq!(keys(import), names);
    assert_eq!(
        [&import["path"], &import["format"], &import["who"]],
        ["wrong.log", "flexnet-debug", "command line"]
    );
    assert_eq!([&import["id"], &import["events"]], [2, 4]);
    assert_eq!(import["accounts"], serde_json::json!(["Wrong"]));
    assert_eq!(import["first_event_at"], "2025-08-29T10:26:00Z");
    let text = place.run(&["imports"]).stdout;
    assert!(
        text.starts_with("2: wrong.log · flexnet-debug · Wrong · "),
        "{text}"
    );
    assert!(
        text.contains(" from the command line · 5 lines · 4 stored"),
        "{text}"
    );

    let undone = place.run(&["undo", "2"]);
    let said = "import 2 (wrong.log) undone: 4 events removed\n";
    assert_eq!((undone.status, &*undone.stdout), (0, said), "{undone:?}");
    assert_eq!(attempts(&place), 7);
    let list = imports(&place);
    assert_eq!([&list[0]["events"], &list[0]["stored"]], [0, 4]);
    assert_eq!(list[0]["taken_back_by"], "command line");
    assert_eq!([&list[1]["events"], &list[1]["id"]], [8, 1]);
    let text = place.run(&["imports"]).stdout;
    assert!(text.contains(" UTC from the command line\n1: "), "{text}");

    // It can be imported again, under another number.
    place.import(&["--account", "Right", log]);
    assert_eq!(attempts(&place), 9);
    assert_eq!(imports(&place)[0]["accounts"], serde_json::json!(["Right"]));
}

#[test]
fn an_invalid_undo_changes_nothing() {
    let place = Place::new();
    place
        .run(&["undo", "1"])
        .assert_nothing_done(&["there is no database"]);
    place.import_rows(SEVEN_ATTEMPTS);
    let unknown = place.run(&["undo", "2"]);
    unknown.assert_nothing_done(&["no import 2", "turnaway imports"]);
    place.run(&["undo", "one"]).assert_nothing_done(&["one"]);
    assert_eq!(attempts(&place), 7);
    place.run(&["undo", "1"]);
    place
        .run(&["undo", "1"])
        .assert_nothing_done(&["undone already"]);
    assert_eq!(attempts(&place), 0);
}

#[test]
fn a_database_without_imports_says_how_to_begin() {
    let place = Place::new();
    place.run(&["key", "add", "--account", "Brenn", "plant 7"]);
    let listed = place.run(&["imports"]);
    assert_eq!(listed.status, 0);
    assert!(listed.stdout.contains("turnaway import"), "{listed:?}");
}

//! The exit statuses 0, 1 and 2 of `turnaway import`, and its messages. Scripts depend on the
//! status.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use std::fmt::Write as _;
use std::fs;

use support::{CSV_HEADER, FLEXNET, Place, events, gzip, zstd};

/// The values of `--format`, without `auto`.
const FORMATS: [&str; 9] = [
    "flexnet-debug",
    "rlm-report",
    "rlm-debug",
    "elastic-access",
    "dsls",
    "ansys-licensing",
    "sentinel-rms",
    "events-csv",
    "events-ndjson",
];

/// Denials of this many users, one per second, for a feature with a name of this length.
fn rows(count: usize, letters: usize) -> String {
    let (mut rows, feature) = (CSV_HEADER.to_owned(), "m".repeat(letters));
    for row in 0..count {
        let (hour, minute, second) = (row / 3600, row / 60 % 60, row % 60);
        writeln!(
            rows,
            "2025-08-29T{hour:02}:{minute:02}:{second:02}Z,denied,Acme,eu-1,local,user-{row:05},\
             ws-{row:05},suite,{feature},concurrent,flexnet-publisher,-4,true"
        )
        .unwrap();
    }
    rows
}

#[test]
fn it_is_0_when_every_line_was_read() {
    let place = Place::new();
    place.file("license.log", FLEXNET);
    assert_eq!(
        place.import(&["--account", "Acme", "license.log"]).status,
        0
    );
    assert_eq!(
        place.import(&["--account", "Acme", "license.log"]).status,
        0,
        "again"
    );
}

#[test]
fn a_line_that_mentions_a_denial_is_one_warning_and_no_failure() {
    let place = Place::new();
    let log = format!("{FLEXNET}10:00:00 (adskflex) Request for mesh was denied by policy\n");
    place.file("license.log", log);
    let ran = place.import(&["--account", "Acme", "license.log"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let file = ran.only_file();
    let warnings = file["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1, "{file}");
    let warning = warnings[0].as_str().unwrap();
    assert!(warning.contains("mentions a denial"), "{warning}");
    assert_eq!(ran.stderr, "", "it is in the summary");
}

#[test]
fn it_is_1_when_every_row_was_rejected() {
    let place = Place::new();
    place.file("rows.csv", format!("{CSV_HEADER}never,denied\n"));
    let ran = place.import(&["rows.csv"]);
    assert_eq!(ran.status, 1);
    assert_eq!(ran.only_file()["rejected_total"], 1);
}

#[test]
fn it_is_1_when_one_of_two_files_cannot_be_read() {
    for order in [
        ["license.log", "missing.log"],
        ["missing.log", "license.log"],
    ] {
        let place = Place::new();
        place.file("license.log", FLEXNET);
        let ran = place.import(&[&["--account", "Acme"][..], &order].concat());
        assert_eq!(ran.status, 1, "{ran:?}");
        ran.assert_says(&["turnaway: missing.log: cannot be read"]);
        let document = ran.json();
        let files = document["files"].as_array().unwrap();
        assert_eq!(files.len(), 2, "both are in the document");
        for (file, path) in files.iter().zip(order) {
            assert_eq!(file["path"], path);
            let is_missing = path == "missing.log";
            assert_eq!(file["format"].is_null(), is_missing);
            assert_eq!(
                file["warnings"].as_array().unwrap().len(),
                usize::from(is_missing)
            );
            assert_eq!(events(file)[0], if is_missing { 0 } else { 2 });
        }
        assert_eq!(
            place.report("range=all")["attempts"],
            2,
            "the rest is stored"
        );
    }
}

#[test]
fn it_is_2_when_no_file_can_be_read() {
    let place = Place::new();
    fs::create_dir(place.path("folder")).unwrap();
    let ran = place.import(&["--account", "Acme", "missing.log", "folder"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    ran.assert_says(&[
        "missing.log: cannot be read",
        "folder: cannot be read",
        "it is a folder",
    ]);
}

#[test]
fn an_empty_file_is_read_with_a_warning() {
    let place = Place::new();
    let ran = place.import(&["--account", "Acme", place.file("license.log", "")]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let file = ran.only_file();
    assert_eq!(file["lines"], 0);
    assert_eq!(file["format"], serde_json::Value::Null);
    assert_eq!(file["warnings"][0], "the file is empty");
}

#[test]
fn it_is_2_for_an_undetected_format_and_lists_the_supported_ones() {
    for content in [
        "\n\n",
        "Dear all,\nthe license server was down today.\n",
        "\0\u{1}\u{2}",
    ] {
        let place = Place::new();
        let ran = place.import(&["--account", "Acme", place.file("notes.txt", content)]);
        assert_eq!(ran.status, 2, "{ran:?}");
        ran.assert_says(&["notes.txt", "--format"]);
        ran.assert_says(&FORMATS);
        assert_eq!(ran.only_file()["format"], serde_json::Value::Null);
    }
}

#[test]
fn it_is_2_for_an_invalid_format_and_lists_the_supported_ones() {
    let place = Place::new();
    place.file("license.log", FLEXNET);
    for word in ["lmx", "FLEXNET-DEBUG", ""] {
        let ran = place.import(&["--account", "Acme", "--format", word, "license.log"]);
        ran.assert_nothing_done(&["--format", "auto"]);
        ran.assert_says(&FORMATS);
    }
    let ran = place.run_with(&[("TURNAWAY_FORMAT", "lmx")], &["import", "license.log"]);
    ran.assert_nothing_done(&FORMATS);
}

#[test]
fn it_is_2_when_a_log_has_no_account() {
    for options in [&[][..], &["--account", ""]] {
        let place = Place::new();
        place.file("license.log", FLEXNET);
        let ran = place.import(&[options, &["license.log"]].concat());
        assert_eq!(ran.status, 2, "{ran:?}");
        ran.assert_says(&["license.log", "--account NAME"]);
    }
}

#[test]
fn it_is_2_when_nothing_dates_a_log() {
    let place = Place::new();
    let (_, undated) = FLEXNET.split_once('\n').unwrap();
    let ran = place.import(&["--account", "Acme", place.file("license.log", undated)]);
    assert_eq!(ran.status, 2, "{ran:?}");
    ran.assert_says(&["license.log", "--date YYYY-MM-DD"]);
    assert_eq!(ran.only_file()["format"], "flexnet-debug");
}

#[test]
fn it_is_2_when_a_header_lacks_a_required_column() {
    let place = Place::new();
    place.file(
        "rows.csv",
        "time,outcome,user\n2025-08-29T10:00:00Z,granted,nadia\n",
    );
    let ran = place.import(&["--account", "Acme", "--format", "events-csv", "rows.csv"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    ran.assert_says(&["rows.csv", "`feature`"]);
}

#[test]
fn it_is_2_when_an_option_is_wrong() {
    let wrong: [(&[&str], &[&str]); 6] = [
        (
            &["--time-zone", "Mars/Olympus"],
            &["unknown time zone \"Mars/Olympus\"", "IANA"],
        ),
        (&["--date", "29.8.2025"], &["--date", "YYYY-MM-DD"]),
        (&["--date", "2025-02-30"], &["--date", "YYYY-MM-DD"]),
        (&["--time", "2025-08-29 14:05"], &["--time", "RFC 3339"]),
        (
            &["--source", "cloud"],
            &["--source", "cls", "local", "dynamic-monetization"],
        ),
        (&["--server", ""], &["--server"]),
    ];
    for (options, words) in wrong {
        let place = Place::new();
        place.file("license.log", FLEXNET);
        let ran = place.import(&[options, &["--account", "Acme", "license.log"]].concat());
        ran.assert_nothing_done(words);
        assert!(
            !place.path("turnaway.db").exists(),
            "{options:?}: no file is created"
        );
    }
}

#[test]
fn it_is_2_when_no_file_is_named() {
    Place::new()
        .import(&["--account", "Acme"])
        .assert_nothing_done(&["FILE"]);
}

#[test]
fn it_is_2_when_the_database_cannot_be_used() {
    let place = Place::new();
    place.file("license.log", FLEXNET);
    fs::create_dir(place.path("folder")).unwrap();
    place.file(
        "notes.txt",
        "This is no database, however long one looks at it.\n".repeat(40),
    );
    for (database, words) in [
        (
            "nowhere/turnaway.db",
            ["nowhere/turnaway.db", "folder", "does not exist"],
        ),
        (
            "notes.txt",
            ["notes.txt", "no SQLite database", "--database"],
        ),
        ("folder", ["folder", "no SQLite database", "--database"]),
    ] {
        let ran = place.import(&["--account", "Acme", "--database", database, "license.log"]);
        ran.assert_nothing_done(&words);
    }
    let notes = fs::read_to_string(place.path("notes.txt")).unwrap();
    assert!(notes.starts_with("This is no database"), "it is unchanged");
}

/// A truncated compressed file has complete lines up to its end, whether or not they fit into
/// the first read.
#[test]
fn a_truncated_compressed_file_keeps_its_complete_lines() {
    let (large, small) = (rows(1_300, 1_000), rows(500, 4));
    assert!(large.len() > 1_300_000, "more than one read");
    for content in [&large, &small] {
        let (all, half) = (content.lines().count() as u64 - 1, content.len() / 2);
        for (name, packed) in [
            ("rows.csv.gz", gzip(content.as_bytes())),
            (
                "rows.csv.zst",
                [
                    zstd(&content.as_bytes()[..half]),
                    zstd(&content.as_bytes()[half..]),
                ]
                .concat(),
            ),
        ] {
            let place = Place::new();
            let broken = &packed[..packed.len() * 9 / 10];
            let ran = place.import(&[place.file(name, broken)]);
            assert_eq!(ran.status, 1, "{name}: {ran:?}");
            ran.assert_says(&[name, "breaks off after line"]);
            let file = ran.only_file();
            let [kept, _, _] = events(&file);
            assert!(kept > 0 && kept < all, "{name}: {kept} of {all}");
            assert_eq!(file["lines"], kept + 1, "whole lines and the header");
            assert_eq!(
                file["rejected_total"], 0,
                "the partial line is neither an event nor rejected"
            );
            assert_eq!(file["warnings"].as_array().unwrap().len(), 1);
            assert_eq!(place.report("range=all")["attempts"], kept, "{name}");

            let ran = place.import(&[place.file(name, &packed)]);
            assert_eq!(ran.status, 0, "{name}: {ran:?}");
            assert_eq!(ran.only_file()["duplicates"], kept, "{name}");
            assert_eq!(place.report("range=all")["attempts"], all, "{name}");
        }
    }
}

#[test]
fn a_compressed_file_without_a_complete_line_is_unreadable() {
    let packed = gzip(FLEXNET.as_bytes());
    for options in [
        &[][..],
        &["--format", "flexnet-debug"],
        &["--format", "events-csv"],
    ] {
        let place = Place::new();
        place.file("license.log.gz", &packed[..12]);
        let ran = place.import(&[options, &["--account", "Acme", "license.log.gz"]].concat());
        assert_eq!(ran.status, 2, "{options:?}: {ran:?}");
        ran.assert_says(&["license.log.gz", "cannot be read"]);
    }
}

#[test]
fn a_truncated_file_does_not_stop_the_next_one() {
    let place = Place::new();
    let packed = gzip(FLEXNET.as_bytes());
    place.file("broken.gz", &packed[..12]);
    place.file("license.log", FLEXNET);
    let ran = place.import(&["--account", "Acme", "broken.gz", "license.log"]);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert_eq!(place.report("range=all")["attempts"], 2);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_failure_and_hides_none() {
    use std::process::Stdio;

    let place = Place::new();
    place.file("license.log", FLEXNET);
    place.file("rows.csv", format!("{CSV_HEADER}never,denied\n"));
    for (file, status) in [("license.log", 0), ("rows.csv", 1), ("missing.log", 2)] {
        let mut command = place.command(&["import", "--account", "Acme", file]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Closed before the program can have written.
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(status), "{file}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(
            !stderr.contains("panicked") && !stderr.contains("output"),
            "{stderr}"
        );
    }
    assert_eq!(place.report("range=all")["attempts"], 2);
}

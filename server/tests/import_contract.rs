//! The output of `turnaway import`: the JSON document, key by key, and its counts.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use serde_json::json;
use support::{CSV_HEADER, FLEXNET, Place, events, gzip, keys, zstd};

/// One file of each format: its name, its content, and its events denied, granted and returned.
const FORMATS: [(&str, &str, [u64; 3]); 9] = [
    (
        "flexnet-debug",
        include_str!("../../domain/fixtures/flexnet-debug.log"),
        [3, 2, 2],
    ),
    (
        "rlm-report",
        include_str!("../../domain/fixtures/rlm-report.log"),
        [2, 2, 2],
    ),
    (
        "rlm-debug",
        include_str!("../../domain/fixtures/rlm-debug.log"),
        [1, 2, 2],
    ),
    (
        "elastic-access",
        r#"{"time":"2025-08-29T14:05:00Z","account":"Acme","server":"eu-1","response":{"correlationId":"c-1","requester":{"type":"user","value":"nadia"},"requestedItems":[{"item":"mesh","version":"2.1","count":0.5,"status":{"code":"101","description":"Checked out"}},{"item":"solver","version":"2.1","count":1,"status":{"code":"201","description":"Item not found in any effective rate table"}}]}}"#,
        [1, 1, 0],
    ),
    (
        "dsls",
        "2024/03/01 09:30:00:000 W LICENSESERV MESH(customer) not granted, no more available \
         license ( from client ws-004 (4A1B)/10.0.0.4|nadia|nadia|mesh.exe )\n",
        [1, 0, 0],
    ),
    (
        "events-csv",
        "outcome,time,feature,code_space,code\n\
         denied,2025-08-29T14:05:00Z,mesh,flexnet-embedded,7\n\
         granted,2025-08-29T14:09:00Z,mesh,,\n",
        [1, 1, 0],
    ),
    (
        "events-ndjson",
        "{\"time\":\"2025-08-29T14:05:00Z\",\"outcome\":\"returned\",\"feature\":\"mesh\"}\n",
        [0, 0, 1],
    ),
    (
        "ansys-licensing",
        include_str!("../../domain/fixtures/ansysli_server.log"),
        [1, 2, 1],
    ),
    (
        "sentinel-rms",
        include_str!("../../domain/fixtures/sentinel-rms.log"),
        [1, 1, 1],
    ),
];

#[test]
fn the_document_has_exactly_these_keys() {
    let place = Place::new();
    place.file("a.csv", format!("{CSV_HEADER}not a time,denied\n"));
    let document = place.import(&["--account", "Acme", "a.csv"]).json();
    assert_eq!(keys(&document), ["files"]);
    let file = &document["files"][0];
    let file_keys = [
        "duplicates",
        "events",
        "format",
        "lines",
        "path",
        "rejected",
        "rejected_total",
        "warnings",
    ];
    assert_eq!(keys(file), file_keys);
    assert_eq!(keys(&file["events"]), ["denied", "granted", "returned"]);
    assert_eq!(keys(&file["rejected"][0]), ["line", "reason"]);
}

#[test]
fn the_document_counts_what_the_file_holds() {
    let place = Place::new();
    let ran = place.import(&["--account", "Acme", place.file("license.log", FLEXNET)]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(ran.stderr, "");
    let expected = json!({
        "files": [{
            "path": "license.log",
            "format": "flexnet-debug",
            "lines": 5,
            "events": { "denied": 2, "granted": 1, "returned": 1 },
            "duplicates": 0,
            "rejected": [],
            "rejected_total": 0,
            "warnings": [],
        }]
    });
    assert_eq!(ran.json(), expected);
}

#[test]
fn every_format_is_detected_and_can_be_set() {
    for (word, content, counts) in FORMATS {
        for format in ["auto", word] {
            let place = Place::new();
            let file = place.file("some.file", content);
            let ran = place.import(&["--account", "Acme", "--format", format, file]);
            assert_eq!(ran.status, 0, "{word}: {ran:?}");
            let file = ran.only_file();
            assert_eq!(file["format"], word);
            assert_eq!(events(&file), counts, "{word}");
            assert_eq!(file["rejected_total"], 0, "{word}");
        }
    }
}

#[test]
fn a_file_that_is_imported_again_adds_nothing() {
    let place = Place::new();
    place.file("license.log", FLEXNET);
    place.file("renamed.log", FLEXNET);
    for (path, duplicates) in [("license.log", 0), ("license.log", 4), ("renamed.log", 4)] {
        let ran = place.import(&["--account", "Acme", path]);
        assert_eq!(ran.status, 0, "{ran:?}");
        let file = ran.only_file();
        assert_eq!(events(&file), [2, 1, 1], "it counts the file's events");
        assert_eq!(file["duplicates"], duplicates, "{path}");
    }
    assert_eq!(place.report("range=all")["attempts"], 2);
}

#[test]
fn a_grown_file_adds_what_is_new() {
    let place = Place::new();
    place.import(&["--account", "Acme", place.file("license.log", FLEXNET)]);
    let line = "11:00:00 (gridlm) DENIED: \"mesh_core\" otto@ws-009  (Licensed number of users \
                already reached. (-4,342))\n";
    let grown = format!("{FLEXNET}{line}{line}");
    let ran = place.import(&["--account", "Acme", place.file("license.log", &grown)]);
    let file = ran.only_file();
    assert_eq!(
        events(&file),
        [4, 1, 1],
        "equal lines of one second are two events"
    );
    assert_eq!(file["duplicates"], 4);
    assert_eq!(place.report("range=all")["attempts"], 4);
}

#[test]
fn another_server_or_account_has_its_own_events() {
    let place = Place::new();
    place.file("license.log", FLEXNET);
    for origin in [["Acme", "default"], ["Acme", "eu-1"], ["Brenn", "default"]] {
        let [account, server] = origin;
        let ran = place.import(&["--account", account, "--server", server, "license.log"]);
        assert_eq!(ran.only_file()["duplicates"], 0, "{origin:?}");
    }
    assert_eq!(place.report("range=all")["attempts"], 6);
}

#[test]
fn the_compression_is_detected_from_the_first_bytes() {
    let two_members = {
        let (first, second) = FLEXNET.split_at(200);
        [gzip(first.as_bytes()), gzip(second.as_bytes())].concat()
    };
    let packed = [
        ("license.log.gz", gzip(FLEXNET.as_bytes())),
        ("license.log.zst", zstd(FLEXNET.as_bytes())),
        ("no-ending", gzip(FLEXNET.as_bytes())),
        ("two-members.gz", two_members),
        ("plain.gz", FLEXNET.as_bytes().to_vec()),
    ];
    let place = Place::new();
    place.import(&["--account", "Acme", place.file("license.log", FLEXNET)]);
    for (name, bytes) in packed {
        let ran = place.import(&["--account", "Acme", place.file(name, bytes)]);
        assert_eq!(ran.status, 0, "{name}: {ran:?}");
        let file = ran.only_file();
        assert_eq!(file["path"], name);
        assert_eq!(file["lines"], 5, "{name}");
        assert_eq!(
            file["duplicates"], 4,
            "{name}: the same events as the plain file"
        );
    }
}

#[test]
fn a_dash_is_standard_input() {
    for input in [FLEXNET.as_bytes().to_vec(), zstd(FLEXNET.as_bytes())] {
        let place = Place::new();
        let ran = place.run_on(&input, &["import", "--json", "--account", "Acme", "-"]);
        assert_eq!(ran.status, 0, "{ran:?}");
        let file = ran.only_file();
        assert_eq!(file["path"], "-");
        assert_eq!(file["format"], "flexnet-debug");
        assert_eq!(events(&file), [2, 1, 1]);
    }
}

#[test]
fn several_files_are_one_document_in_the_order_given() {
    let place = Place::new();
    place.file("second.csv", FORMATS[5].1);
    place.file("first.log", FLEXNET);
    let ran = place.import(&["--account", "Acme", "second.csv", "first.log", "second.csv"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let document = ran.json();
    let files = document["files"].as_array().unwrap();
    let column = |key: &str| {
        files
            .iter()
            .map(|file| file[key].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(column("path"), ["second.csv", "first.log", "second.csv"]);
    assert_eq!(
        column("format"),
        ["events-csv", "flexnet-debug", "events-csv"]
    );
    assert_eq!(
        column("duplicates"),
        [0, 0, 2],
        "the third file was already stored"
    );
}

#[test]
fn a_rejected_line_is_listed_with_its_reason() {
    let place = Place::new();
    let rows = "2025-08-29T10:00:00Z,denied,Acme,,,nadia,ws-1,,mesh,,rlm,-22,\n\
                2025-08-29T10:00:00,denied,Acme,,,nadia,ws-1,,mesh,,rlm,-22,\n\
                2025-08-29T10:00:00Z,refused,Acme,,,nadia,ws-1,,mesh,,rlm,-22,\n\
                2025-08-29T10:00:00Z,granted,,,,nadia,ws-1,,mesh,,,,\n";
    place.file("rows.csv", format!("{CSV_HEADER}{rows}"));
    let ran = place.import(&["rows.csv"]);
    assert_eq!(ran.status, 1, "{ran:?}");
    let file = ran.only_file();
    assert_eq!(file["lines"], 5);
    assert_eq!(events(&file), [1, 0, 0], "a rejected line is no event");
    assert_eq!(file["rejected_total"], 3);
    let rejected = file["rejected"].as_array().unwrap();
    let lines: Vec<_> = rejected.iter().map(|row| row["line"].clone()).collect();
    assert_eq!(lines, [3, 4, 5]);
    for (row, word) in rejected.iter().zip(["time", "outcome", "account"]) {
        let reason = row["reason"].as_str().unwrap();
        assert!(reason.contains(word), "{reason}");
    }
    assert_eq!(
        place.report("range=all")["attempts"],
        1,
        "the rest is stored"
    );
}

#[test]
fn at_most_a_thousand_rejected_lines_are_listed() {
    let place = Place::new();
    let bad = "never,denied,Acme,,,nadia,ws-1,,mesh,,rlm,-22,\n".repeat(1_004);
    let good = "2025-08-29T10:00:00Z,denied,Acme,,,nadia,ws-1,,mesh,,rlm,-22,\n";
    place.file("rows.csv", format!("{CSV_HEADER}{bad}{good}"));
    let ran = place.import(&["rows.csv"]);
    assert_eq!(ran.status, 1);
    let file = ran.only_file();
    let rejected = file["rejected"].as_array().unwrap();
    assert_eq!(rejected.len(), 1_000);
    assert_eq!(rejected[0]["line"], 2);
    assert_eq!(rejected[999]["line"], 1_001);
    assert_eq!(file["rejected_total"], 1_004);
    assert_eq!(events(&file), [1, 0, 0]);
}

#[test]
fn warnings_are_texts() {
    let place = Place::new();
    let content = "time,outcome,feature,color\n2025-08-29T14:05:00Z,granted,mesh,red\n";
    let ran = place.import(&["--account", "Acme", place.file("a.csv", content)]);
    assert_eq!(ran.status, 0, "a warning is no failure");
    let file = ran.only_file();
    let warnings = file["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1);
    assert!(
        warnings[0].as_str().unwrap().contains("`color`"),
        "{warnings:?}"
    );
}

#[test]
fn without_json_the_summary_is_for_a_reader() {
    let place = Place::new();
    place.file("license.log", FLEXNET);
    let ran = place.run(&["import", "--account", "Acme", "license.log"]);
    assert_eq!(ran.status, 0);
    assert_eq!(ran.stderr, "", "no progress bar where there is no terminal");
    insta::assert_snapshot!(ran.stdout, @r"
    license.log (flexnet-debug): 5 lines
      2 denied · 1 granted · 1 returned
      4 stored · 0 already stored · 0 rejected
    ");
}

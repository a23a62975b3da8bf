//! Logs of the Ansys Licensing Interconnect, Sentinel RMS and DSLS, from the file to the report.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use serde_json::{Value, json};
use support::{Place, events, measures};

const ANSYS: &str = include_str!("../../domain/fixtures/ansysli_server.log");
const SENTINEL_RMS: &str = include_str!("../../domain/fixtures/sentinel-rms.log");
const DSLS: &str = include_str!("../../domain/fixtures/dsls-tracing.log");
const DSLS_EXPORT: &str = include_str!("../../domain/fixtures/dsls-export.json");

/// The view in which every attempt is a true denial.
const EVERYTHING: &str = "range=all&w=0&g=0";

/// Imports a log that must be read completely, and returns its format and its events.
fn import(place: &Place, name: &str, log: &str) -> (String, [u64; 3]) {
    let ran = place.import(&["--account", "Acme", place.file(name, log)]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let file = ran.only_file();
    (file["format"].as_str().unwrap().to_owned(), events(&file))
}

/// Space, code, description and category of every status.
fn statuses(report: &Value) -> Vec<[&str; 4]> {
    let rows = report["by_status"].as_array().unwrap().iter();
    rows.map(|row| {
        ["space", "code", "description", "category"].map(|key| row[key].as_str().unwrap())
    })
    .collect()
}

#[test]
fn an_ansys_log_gives_the_flexnet_code_that_explains_its_denial() {
    let place = Place::new();
    let (format, counts) = import(&place, "ansysli_server.log", ANSYS);
    assert_eq!((&*format, counts), ("ansys-licensing", [1, 2, 1]));
    let report = place.report(EVERYTHING);
    assert_eq!(measures(&report), [1, 1, 1]);
    let statuses = statuses(&report);
    let status = statuses[0];
    assert_eq!(statuses.len(), 1);
    assert_eq!(
        [status[0], status[1], status[3]],
        ["flexnet-publisher", "-15", "other"]
    );
    assert!(!status[2].contains("Request name"), "{status:?}");
    assert_eq!(report["by_feature"][0]["feature"], "mesh");
    assert_eq!(report["by_user"][0]["user"], "bert");
    assert_eq!(report["by_day"][0]["day"], "2025-03-04");
}

#[test]
fn an_ansys_denial_without_a_flexnet_error_has_a_code_without_its_feature() {
    let place = Place::new();
    let lines = ANSYS.split_inclusive('\n');
    let unexplained: String = lines
        .filter(|line| !line.contains("FlexNet Licensing error"))
        .collect();
    import(&place, "mesh.log", &unexplained);
    import(&place, "solver.log", &unexplained.replace("mesh", "solver"));
    assert_eq!(
        statuses(&place.report(EVERYTHING)),
        [[
            "ansys-licensing",
            "not in the licensing pool",
            "Request name does not exist in the licensing pool",
            "other"
        ]]
    );
}

#[test]
fn an_ansys_log_that_grows_adds_what_is_new() {
    let place = Place::new();
    let lines: Vec<_> = ANSYS.split_inclusive('\n').collect();
    import(&place, "a.log", &lines[..8].concat());
    let ran = place.import(&["--account", "Acme", place.file("a.log", ANSYS)]);
    assert_eq!(ran.only_file()["duplicates"], 3);
    assert_eq!(place.report(EVERYTHING)["attempts"], 1);
}

#[test]
fn an_ansys_log_that_was_cut_in_what_explains_its_denial_is_corrected() {
    for end in [3, 5] {
        let place = Place::new();
        let lines: Vec<_> = ANSYS.split_inclusive('\n').collect();
        import(&place, "cut.log", &lines[..end].concat());
        let whole = ["--account", "Acme", place.file("whole.log", ANSYS)];
        for duplicates in [3, 4] {
            let file = place.import(&whole).only_file();
            assert_eq!(file["duplicates"], duplicates, "cut behind line {end}");
            let warnings = file["warnings"].as_array().unwrap();
            assert_eq!(warnings.len(), 1, "{warnings:?}");
            let warning = warnings[0].as_str().unwrap();
            let changed = "1 event of this log was stored with another time, status or feature by \
                           import 1 (";
            assert!(warning.starts_with(changed), "{warning}");
            assert!(warning.contains("cut.log"), "{warning}");
        }
        assert_ne!(statuses(&place.report(EVERYTHING))[0][1], "-15");
        assert_eq!(place.run(&["undo", "1"]).status, 0);
        let file = place.import(&whole).only_file();
        assert_eq!(
            (
                &file["duplicates"],
                file["warnings"].as_array().unwrap().len()
            ),
            (&json!(1), 0)
        );
        assert_eq!(
            statuses(&place.report(EVERYTHING))[0][..2],
            ["flexnet-publisher", "-15"]
        );
    }
}

#[test]
fn a_sentinel_rms_log_is_read_by_its_epoch_whatever_the_zone() {
    let place = Place::new();
    let (format, counts) = import(&place, "lservsta.log", SENTINEL_RMS);
    assert_eq!((&*format, counts), ("sentinel-rms", [1, 1, 1]));
    let elsewhere = [
        "--account",
        "Acme",
        "--time-zone",
        "Asia/Tokyo",
        "lservsta.log",
    ];
    assert_eq!(place.import(&elsewhere).only_file()["duplicates"], 3);
    let report = place.report(EVERYTHING);
    assert_eq!(measures(&report), [1, 1, 1]);
    assert_eq!(
        statuses(&report),
        [["sentinel-rms", "denied", "License denied", "other"]]
    );
    assert_eq!(report["by_feature"][0]["feature"], "99");
    assert_eq!(report["by_user"][0]["user"], "bert");
}

#[test]
fn an_encrypted_or_damaged_sentinel_rms_line_is_reported() {
    let place = Place::new();
    let encrypted = SENTINEL_RMS
        .replacen("2 0 MTI1", "4 0 MTI1", 1)
        .replacen(" anna ws-1", "", 2);
    let ran = place.import(&["--account", "Acme", place.file("lservsta.log", encrypted)]);
    assert_eq!(ran.status, 1, "{ran:?}");
    let file = ran.only_file();
    assert_eq!(events(&file), [1, 0, 0]);
    let rejected = file["rejected"].as_array().unwrap();
    let lines: Vec<_> = rejected.iter().map(|row| row["line"].clone()).collect();
    assert_eq!(lines, [json!(2), json!(4)]);
    assert!(
        rejected[0]["reason"].as_str().unwrap().contains("level 4"),
        "{rejected:?}"
    );
}

#[test]
fn a_traced_grant_cancels_its_denial() {
    let place = Place::new();
    let (format, counts) = import(&place, "dsls.log", DSLS);
    assert_eq!((&*format, counts), ("dsls", [2, 1, 1]));
    assert_eq!(measures(&place.report(EVERYTHING)), [2, 2, 2]);
    let report = place.report("range=all&w=300&g=300");
    assert_eq!(
        measures(&report),
        [2, 1, 2],
        "the one at 9:30 was granted 20 seconds later"
    );
    assert_eq!(
        statuses(&report),
        [
            [
                "dsls",
                "no license enrolled",
                "No license enrolled",
                "not-entitled"
            ],
            [
                "dsls",
                "no more available license",
                "No more available license",
                "capacity"
            ],
        ]
    );
    assert_eq!(measures(&report["by_status"][0]), [1, 1, 1]);
}

#[test]
fn the_same_dsls_log_newest_first_or_exported_adds_nothing() {
    let place = Place::new();
    import(&place, "dsls.log", DSLS);
    let newest_first: String = DSLS.split_inclusive('\n').rev().collect();
    for (name, log) in [("newest.log", &*newest_first), ("export.json", DSLS_EXPORT)] {
        let ran = place.import(&["--account", "Acme", place.file(name, log)]);
        let file = ran.only_file();
        assert_eq!(
            (ran.status, &file["duplicates"]),
            (0, &json!(4)),
            "{name}: {file}"
        );
        assert_eq!(file["format"], "dsls");
        assert_eq!(file["lines"], 4);
    }
}

#[test]
fn a_denial_that_was_granted_in_its_second_is_none_in_either_direction() {
    let denied = DSLS.lines().next().unwrap();
    let granted = DSLS
        .lines()
        .nth(1)
        .unwrap()
        .replace("09:30:20:000", "09:30:00:400");
    let other = "2024/03/01 09:00:00:000 I ADMINSERVER x";
    for log in [
        format!("{other}\n{denied}\n{granted}\n"),
        format!("{granted}\n{denied}\n{other}\n"),
        format!("{granted}\n{denied}\n"),
        json!({"result": {"rows": [granted, denied, other]}}).to_string(),
    ] {
        let place = Place::new();
        assert_eq!(import(&place, "dsls.log", &log).1, [1, 1, 0], "{log}");
        assert_eq!(
            measures(&place.report("range=all&w=300&g=300")),
            [1, 0, 1],
            "{log}"
        );
    }
}

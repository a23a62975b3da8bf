//! Logs of unusual form, from the file to the report.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod ingest_support;
mod support;

use ingest_support::Receiver;
use serde_json::{Value, json};
use support::{Place, events};

const REQUEST_DENIED: &str = include_str!("../../domain/fixtures/flexnet/request-denied.log");

fn utf16(text: &str) -> Vec<u8> {
    let text = format!("\u{feff}{text}");
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn imported(log: impl AsRef<[u8]>) -> (Place, Value) {
    let place = Place::new();
    let ran = place.import(&["--account", "Brenn", place.file("license.log", log)]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let file = ran.only_file();
    (place, file)
}

#[test]
fn a_denial_without_a_feature_is_reported_as_unknown() {
    let (place, file) = imported(REQUEST_DENIED);
    assert_eq!(events(&file), [3, 0, 0]);
    let report = place.report("range=all&w=0&g=0");
    let rows = report["by_feature"].as_array().unwrap();
    let features: Vec<_> = rows.iter().map(|row| &row["feature"]).collect();
    assert_eq!(features, [&json!(""), &json!("mesh")], "{report}");
    // It can be filtered like every unknown name.
    let only = place.report("range=all&w=0&g=0&feature=");
    assert_eq!(only["by_status"].as_array().unwrap().len(), 1, "{only}");
    assert_eq!(only["by_status"][0]["code"], "-83");
    let text = place.run(&["report", "--view", "range=all"]);
    assert!(text.stdout.contains("(unknown)"), "{text:?}");
}

#[test]
fn a_forwarded_denial_without_a_feature_is_the_same() {
    let receiver = Receiver::new();
    receiver.configure(true, true);
    // The last line may be continued by another.
    receiver.place.file("debug.log", REQUEST_DENIED);
    let options = ["forward", "--config", "forward.toml", "--once", "debug.log"];
    let ran = receiver.place.run(&options);
    assert_eq!(
        (ran.status, &*ran.stdout),
        (0, "3 events acknowledged\n"),
        "{ran:?}"
    );
    assert_eq!(receiver.denials(), 3);
}

#[test]
fn utf16_is_imported_and_forwarded() {
    let log = utf16(REQUEST_DENIED);
    let (_, file) = imported(&log);
    assert_eq!(
        (events(&file), &file["format"]),
        ([3, 0, 0], &json!("flexnet-debug"))
    );
    let receiver = Receiver::new();
    receiver.configure(true, true);
    receiver.place.file("debug.log", log);
    let options = ["forward", "--config", "forward.toml", "--once", "debug.log"];
    let ran = receiver.place.run(&options);
    assert_eq!(ran.stdout, "3 events acknowledged\n", "{ran:?}");
}

#[test]
fn a_banner_alone_is_a_log_without_events() {
    for banner in [
        " 8:00:00 (lmgrd) Please Note:\n",
        "12/04 09:40 (rlm) RLM License Server Version 12.0BL2\n\tfor x64_w4\n\n\tCopyright\n\tAll\n\trights\n\treserved\n",
    ] {
        let (_, file) = imported(banner);
        assert_eq!(events(&file), [0, 0, 0]);
        let warnings = file["warnings"].as_array().unwrap();
        assert_eq!(warnings.len(), 1, "{file}");
        assert!(warnings[0].as_str().unwrap().starts_with("no events"));
    }
}

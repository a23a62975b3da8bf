//! The RLM report log: which lines are rejected, and why.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod log_support;
mod rlm_support;
mod utc;

use domain::log_format::LogFormat;
use rlm_support::{Log, Reader};

/// The year of the lines that follow.
const START: &str = "START lic-01 05/11/2024 08:00:00\n";

fn read(log: &str) -> Log {
    Reader::of(LogFormat::RlmReport).read(log)
}

fn read_line(line: &str) -> Log {
    read(&format!("{START}{line}\n"))
}

fn refusal_of(line: &str) -> String {
    let log = read_line(line);
    assert_eq!(log.read.events, [], "{line}");
    assert_eq!(log.read.rejected.len(), 1, "{line}");
    assert_eq!(log.read.rejected[0].0, 2, "{line}");
    log.read.rejected[0].1.clone()
}

#[test]
fn a_line_that_starts_no_record_is_rejected() {
    for line in [
        "DENYED sim",
        "deny sim 2.1",
        "# comment",
        "OUT:",
        "RLM says hello",
        "hello",
        "ÿþ",
        "05.11.2024 10:00",
    ] {
        let first = line.split(' ').next().unwrap();
        assert_eq!(refusal_of(line), format!("unknown record `{first}`"));
    }
    assert!(refusal_of(&"x".repeat(5_000)).len() < 100);
}

#[test]
fn plain_text_is_only_allowed_in_the_header() {
    let header = "RLM Report Log Format 1, version 9.3\nISV: demo, RLM version 9.3 BL1\n";
    assert_eq!(
        read(&format!("{header}Some text\n\nabout 05/11\n{START}"))
            .read
            .rejected,
        []
    );
    // A damaged record is not taken for text.
    let log = read(&format!(
        "{header}DENNY sim 2.1 u h \"\" 1 -22 1 05/11 15:20\n{START}Some text\n"
    ));
    let lines: Vec<_> = log.read.rejected.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [3, 5]);
}

#[test]
fn a_damaged_record_says_what_is_missing() {
    const TIME: &str = "it does not end with a valid time";
    const ISV_DEF: &str = "no quoted ISV-defined field between the names and the count";
    const NAMES: &str = "cannot separate product, version, user and host";
    let damaged: [(&str, &[&str]); 3] = [
        (
            TIME,
            &[
                "DENY",
                "DENY sim 2.1 u h \"\" 1 -22 1",
                "DENY sim 2.1 u h \"\" 1 -22 1 05/11",
                "DENY sim 2.1 u h \"\" 1 -22 1 05/11 15:2",
                "DENY sim 2.1 u h \"\" 1 -22 1 15:20",
                "DENY sim 2.1 u h \"\" 1 -22 1 O5/11 15:20",
                "DENY sim 2.1 u h \"\" 1 -22 1 05/11 15:20 extra",
                "OUT sim 2.1 3 u h \"\" 1 1 0 4b 0 1a \"\" \"sim\" \"2\"",
                "OUT sim 2.1 3 u h \"\" 1 1 0 4b 0 1a \"\" \"sim\" \"2\" 05-11 09:00:00",
                "IN",
                "IN 1 sim 2.1 u h \"\" 1 0 0 4b 05-11 09:00:00",
                "START lic-01",
                "START lic-01 08:00",
            ],
        ),
        (
            ISV_DEF,
            &[
                "DENY sim 2.1 u h 1 -22 1 05/11 15:20",
                "DENY sim 2.1 u h \"x 1 -22 1 05/11 15:20",
                "OUT sim 2.1 u h 1 4b 0 09:00",
                "OUT 05/11 09:00:00",
                "IN 1 sim 2.1 u h 1 0 0 4b 05/11 09:00:00",
            ],
        ),
        (
            NAMES,
            &[
                "DENY sim 2.1 u \"\" 1 -22 1 05/11 15:20",
                "DENY sim \"\" 1 -22 1 05/11 15:20",
                "DENY \"\" 1 -22 1 05/11 15:20",
                "DENY sim 2.1 u \"h\" \"\" 1 -22 1 05/11 15:20",
                "OUT sim 2.1 x u h \"\" 1 1 0 4b 0 1a \"\" \"sim\" \"2\" 05/11 09:00:00",
            ],
        ),
    ];
    for (reason, lines) in damaged {
        for line in lines {
            let record = line.split(' ').next().unwrap();
            assert_eq!(
                refusal_of(line),
                format!("damaged {record}: {reason}"),
                "{line}"
            );
        }
    }
}

#[test]
fn damaged_numbers_are_rejected() {
    let damaged: [(&str, &[&str]); 3] = [
        (
            "count, why, last_attempt and perhaps a pid",
            &[
                "DENY sim 2.1 u h \"\" x -22 1 05/11 15:20",
                "DENY sim 2.1 u h \"\" -1 -22 1 05/11 15:20",
                "DENY sim 2.1 u h \"\" 99999999999 -22 1 05/11 15:20",
                "DENY sim 2.1 u h \"\" 1 all 1 05/11 15:20",
                "DENY sim 2.1 u h \"\" 1 -22 05/11 15:20",
                "DENY sim 2.1 u h \"\" 1 -22 yes 05/11 15:20",
                "DENY sim 2.1 u h \"\" 1 -22 1 pid 05/11 15:20",
                "DENY sim 2.1 u h \"\" 1 -22 1 1a 2 05/11 15:20",
            ],
        ),
        (
            "why, count and a handle",
            &[
                "IN 1 x 4b 09:00",
                "IN why 1 4b 09:00",
                "IN 1 1 xyz 09:00",
                "IN x sim 2.1 u h \"\" 1 0 0 4b 05/11 09:00:00",
            ],
        ),
        (
            "a count and a handle",
            &[
                "IN 1 sim 2.1 u h \"\" 1 05/11 09:00:00",
                "OUT sim 2.1 u h \"\" 1 xyz 0 09:00",
            ],
        ),
    ];
    for (fields, lines) in damaged {
        for line in lines {
            let record = line.split(' ').next().unwrap();
            let reason = format!(
                "damaged {record}: the numbers after the ISV-defined field are not {fields}"
            );
            assert_eq!(refusal_of(line), reason, "{line}");
        }
    }
}

#[test]
fn a_damaged_line_does_not_stop_the_log() {
    let deny = "DENY sim 2.1 u h \"\" 1 -22 1 05/11 15:20";
    let log = read(&format!("{START}{deny}\nDENY\n{deny}\n"));
    assert_eq!(log.read.events.len(), 2);
    assert_eq!(log.read.rejected.len(), 1);
}

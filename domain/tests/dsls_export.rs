//! The log of a cloud license server of Dassault Systèmes, exported as JSON.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod log_support;
mod utc;

use domain::event::Outcome;
use domain::log_format::LogFormat;
use domain::parse::LINE_BYTES_MAX;
use log_support::{Read, read_pieces};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;
use utc::Utc;

const LOG: &str = include_str!("../fixtures/dsls-tracing.log");
const EXPORT: &str = include_str!("../fixtures/dsls-export.json");

fn read(log: impl AsRef<[u8]>) -> Read {
    log_support::read(LogFormat::Dsls, log).unwrap()
}

/// The rows of an export, newest first.
fn rows() -> Vec<&'static str> {
    LOG.lines().rev().collect()
}

/// An export of these values, on one line.
fn export(rows: &serde_json::Value) -> String {
    json!({"result": {"firstDate": "x", "lastDate": "y", "rows": rows}, "more": [1, {"rows": ["z"]}]}).to_string()
}

fn rejected(read: &Read) -> Vec<(u64, &str)> {
    read.rejected
        .iter()
        .map(|(row, reason)| (*row, &**reason))
        .collect()
}

#[test]
fn its_rows_are_the_lines_of_the_log() {
    let read = read(EXPORT);
    assert_eq!(read.rejected, []);
    assert_eq!(read.lines, 4, "line numbers count rows");
    let mut of_log = self::read(LOG).events;
    for event in &mut of_log {
        event.line = 5 - event.line;
    }
    of_log.reverse();
    assert_eq!(read.events, of_log);
}

#[test]
fn the_server_s_time_zone_is_only_a_warning() {
    let read = read(EXPORT);
    assert_eq!(read.warnings.len(), 1);
    assert!(read.warnings[0].contains("Etc/UTC"), "{:?}", read.warnings);
    let there = EXPORT.replace("Etc/UTC", "America/New_York");
    assert_eq!(self::read(there).times(), read.times());
}

#[test]
fn it_may_be_spread_over_lines_and_start_with_a_mark() {
    let value: serde_json::Value = serde_json::from_str(EXPORT).unwrap();
    let spread = serde_json::to_string_pretty(&value).unwrap();
    for text in [
        spread.clone(),
        spread.replace('\n', "\r\n"),
        format!("\u{feff} \r\n{spread}"),
        format!("\n\n{EXPORT}\n"),
        EXPORT.replace("\", \"", "\",\""),
        EXPORT.replace("2024/03", "2024\\/03"),
        EXPORT.replace("MESH", "ME\\u0053H"),
        EXPORT.replace("mesh.exe )\"", "mesh.exe )\\r\\n\""),
    ] {
        let read = read(&text);
        assert_eq!(read.rejected, [], "{text}");
        assert_eq!(read.events, self::read(EXPORT).events, "{text}");
    }
}

#[test]
fn a_row_of_several_lines_is_several_lines_with_its_number() {
    let row = rows().join("\n");
    let read = read(export(&json!(["", row])));
    let lines: Vec<_> = read.events.iter().map(|event| event.line).collect();
    assert_eq!(lines, [2, 2, 2, 2]);
}

#[test]
fn other_values_than_rows_are_rejected_with_their_number() {
    let rows = rows();
    let read = read(export(
        &json!([rows[0], 7, null, {"rows": [rows[1]]}, [rows[2]], rows[3]]),
    ));
    assert_eq!(read.events.len(), 2);
    let numbers: Vec<_> = read.rejected.iter().map(|(row, _)| *row).collect();
    assert_eq!(numbers, [2, 3, 4, 5]);
    assert!(
        read.rejected
            .iter()
            .all(|(_, reason)| reason.contains("not a string"))
    );
    assert_eq!(read.lines, 6);
}

#[test]
fn only_the_rows_of_the_result_count() {
    let row = rows()[0];
    for text in [
        json!({"rows": [row]}).to_string(),
        json!({"result": [{"rows": [row]}]}).to_string(),
        json!({"result": {"more": {"rows": [row]}}}).to_string(),
        json!({"result": {"rows": row}}).to_string(),
        "{".to_owned(),
        "{}".to_owned(),
        "{ no JSON at all".to_owned(),
    ] {
        let read = read(&text);
        assert_eq!(read.events, [], "{text}");
        assert_eq!(rejected(&read).len(), 1, "{text}");
        assert!(
            rejected(&read)[0].1.contains("`rows`"),
            "{text}: {:?}",
            read.rejected
        );
    }
    assert_eq!(
        rejected(&read(export(&json!([])))),
        [],
        "a log without events"
    );
}

#[test]
fn after_a_broken_row_everything_up_to_the_next_date_is_skipped() {
    let lines = |text: &str| {
        let read = read(text);
        let lines: Vec<_> = read.events.iter().map(|event| event.line).collect();
        (lines, read.rejected.len())
    };
    // A closing quote is missing at the end of a row and of its line.
    let spread = EXPORT
        .replace("\", \"", "\",\n\"")
        .replacen("6.4!1\"", "6.4!1", 1);
    assert_eq!(lines(&spread), (vec![2, 3, 4], 1));
    // The same on one line: the missing quote is then that of the next row.
    let in_one_line = EXPORT.replacen("x.exe )\"", "x.exe )", 1);
    assert_eq!(lines(&in_one_line), (vec![1, 2, 3, 4], 1));
    // A comma is missing.
    assert_eq!(
        lines(&EXPORT.replacen("6.4!1\", \"", "6.4!1\" \"", 1)),
        (vec![1, 2, 3, 4], 1)
    );
    // There is something instead of a comma.
    assert_eq!(
        lines(&EXPORT.replacen("6.4!1\", \"", "6.4!1\"; {} \"", 1)),
        (vec![1, 2, 3, 4], 1)
    );
    // A row with an invalid escape is rejected.
    assert_eq!(
        lines(&EXPORT.replacen("C:\\\\mesh", "C:\\mesh", 1)),
        (vec![2, 3, 4], 1)
    );
}

#[test]
fn an_export_that_is_cut_off_says_so() {
    for end in 1..EXPORT.trim_end().len() {
        let read = read(EXPORT.get(..end).unwrap());
        assert!(
            !read.rejected.is_empty() || read.warnings.iter().any(|text| text.contains("cut off")),
            "cut at {end}"
        );
    }
}

#[test]
fn a_row_that_is_too_long_is_rejected_and_the_next_one_read() {
    let long = "x".repeat(LINE_BYTES_MAX);
    let read = read(export(&json!([rows()[0], long, rows()[1]])));
    assert_eq!(read.events.len(), 2);
    assert_eq!(read.rejected.len(), 1);
    assert_eq!(read.rejected[0].0, 2);
    assert!(read.rejected[0].1.contains("longer than"));
}

#[test]
fn an_unread_row_that_looks_like_a_denial_gives_a_warning() {
    let read = read(export(&json!([
        rows()[0],
        "2024/03/01 09:00:00:000 W LICENSESERV MESH denied"
    ])));
    assert_eq!(read.events.len(), 1);
    assert_eq!(read.warnings.len(), 1);
    assert!(read.warnings[0].contains("line 2"), "{:?}", read.warnings);
}

#[test]
fn deep_brackets_and_latin_1_do_no_harm() {
    let deep = format!(
        "{{\"a\": {}{}, {}",
        "[".repeat(500),
        "]".repeat(500),
        &EXPORT[1..]
    );
    assert_eq!(read(deep).events.len(), 4);
    let mut latin = EXPORT.replace("otto|", "Ott\u{f6}|").into_bytes();
    let at = latin
        .windows(2)
        .position(|pair| pair == "\u{f6}".as_bytes())
        .unwrap();
    latin.splice(at..at + 2, [0xf6]);
    let read = read(latin);
    assert_eq!(read.count(Outcome::Denied), 2);
    assert!(read.events.iter().any(|event| event.user == "Ott\u{f6}"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_damaged_export_is_an_answer_the_same_in_any_pieces(
        changes in vec((any::<Index>(), 0_usize..6, vec(prop_oneof![any::<u8>(), Just(b'"'), Just(b'\n'), Just(b'{')], 0..3)), 0..5),
        cuts in vec(any::<Index>(), 0..6),
    ) {
        let mut bytes = EXPORT.as_bytes().to_vec();
        for (at, cut, noise) in changes {
            let from = at.index(bytes.len()).max(1);
            let to = (from + cut).min(bytes.len());
            bytes.splice(from..to, noise);
        }
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.sort_unstable();
        let mut pieces = Vec::new();
        let (mut rest, mut taken) = (bytes.as_slice(), 0);
        for cut in cuts {
            let (piece, after) = rest.split_at(cut - taken);
            pieces.push(piece);
            (rest, taken) = (after, cut);
        }
        pieces.push(rest);
        let whole = read_pieces(LogFormat::Dsls, &Utc, None, [&*bytes]).unwrap();
        prop_assert_eq!(&whole, &read_pieces(LogFormat::Dsls, &Utc, None, pieces).unwrap());
        prop_assert_eq!(&whole, &read_pieces(LogFormat::Dsls, &Utc, None, bytes.chunks(1)).unwrap());
    }
}

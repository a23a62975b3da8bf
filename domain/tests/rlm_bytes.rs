//! Tests the RLM parsers with any bytes, in any pieces.

#![allow(clippy::indexing_slicing, reason = "a test may stop where it fails")]

mod log_support;
mod rlm_support;
mod utc;

use domain::log_format::LogFormat;
use jiff::civil::date;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rlm_support::Reader;

const FORMATS: [LogFormat; 2] = [LogFormat::RlmReport, LogFormat::RlmDebug];

/// Lines of two ISVs, one of which may leave out the reason of a denial.
const DEBUG_LINES: [&str; 8] = [
    "05/11 15:20 (demo) DENIED: (1) sim v2.1 to u@h",
    "05/11 15:20 (demo) DENIED: (1) sim v2.1 to v@h",
    "05/11 15:20 (demo)         All licenses in use",
    "05/11 15:20 (demo) Checkin failed for other",
    "05/11 15:21 (demo) OUT: sim v2.1 by u@h",
    "05/11 15:21 (other) DENIED: (1) tiles v3 to u@h",
    "05/11 15:21 (other)         Authorization has expired",
    "05/11 15:22 (other) IN: tiles v3 by u@h",
];

/// Lines that each exercise another part of the parsers.
fn line() -> impl Strategy<Value = Vec<u8>> {
    const LOGS: [&str; 2] = [
        include_str!("../fixtures/rlm-report.log"),
        include_str!("../fixtures/rlm-debug.log"),
    ];
    let small = [
        "OUT f 1 u h \"\" 1 4b 0 23:50",
        "IN 1 1 4b 00:10",
        "12/31/9999 23:59",
        "02/29 10:00 (demo) OUT: f v1 by u@h",
        "DENY f 1 u h \"\" 1 -22 1 02/29 10:00",
        "01/01/0000 00:00",
    ];
    let lines: Vec<_> = LOGS
        .iter()
        .flat_map(|log| log.lines())
        .chain(small)
        .collect();
    select(lines).prop_map(|line| line.as_bytes().to_vec())
}

/// Real-looking lines, some of them cut, joined or with other bytes inside.
fn damaged_log() -> impl Strategy<Value = Vec<u8>> {
    let noise = prop_oneof![
        select(&b"()\"@:./- 0123456789v\r\n\t\xff\xc3"[..]).prop_map(|byte| vec![byte]),
        vec(any::<u8>(), 0..4),
        select(
            &[
                "  ", " \"", "\" ", "\"\"", " to ", " by ", ") ", "02/29 ", "99:99"
            ][..]
        )
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    let change = (any::<Index>(), 0_usize..6, noise);
    let line = (line(), vec(change, 0..3), select(&["\n", "\r\n", ""][..]));
    vec(line, 0..24).prop_map(|lines| {
        let mut log = Vec::new();
        for (mut line, changes, ending) in lines {
            for (at, cut, noise) in changes {
                let from = at.index(line.len() + 1);
                let to = (from + cut).min(line.len());
                line.splice(from..to, noise);
            }
            log.extend_from_slice(&line);
            log.extend_from_slice(ending.as_bytes());
        }
        log
    })
}

fn reader(format: LogFormat, dated: bool) -> Reader<'static> {
    let first_date = dated.then_some(date(2024, 2, 28));
    Reader {
        first_date,
        ..Reader::of(format)
    }
}

/// The work grows linearly with a line's length, not quadratically: a million bytes are read
/// at once.
#[test]
fn the_longest_lines_are_read() {
    let size = 1 << 18;
    let x = "x".repeat(size);
    for line in [
        format!("DENY {} {x} \"\" 1 -22 1 05/11 15:20", "a ".repeat(size)),
        format!("OUT {} h \"\" 1 4b 0 15:20", "a 1 ".repeat(size / 2)),
        format!("DENY {} 1 05/11 15:20", "\" ".repeat(size)),
        format!("DENY {} 1 05/11 15:20", "\"\" ".repeat(size / 2)),
        format!("DENY {} 1 05/11 15:20", "\"a".repeat(size)),
        format!("05/11 15:20 (demo) OUT: {}", "v by ".repeat(size / 2)),
        format!("05/11 15:20 (demo) OUT: {}@h", "v by ".repeat(size / 2)),
        format!(
            "05/11 15:20 (demo) OUT: f v1 by {x}@h{}",
            " (a)".repeat(size / 2)
        ),
        format!("05/11 15:20 (demo) OUT: {}f v1 by u@h", "(a)".repeat(size)),
        "/".repeat(size),
        " ".repeat(size),
    ] {
        for format in FORMATS {
            let log = reader(format, true).read(&line);
            assert!(log.read.events.len() + log.read.rejected.len() <= 1);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_bytes_are_accepted(bytes in vec(any::<u8>(), 0..400), dated: bool) {
        for format in FORMATS {
            let log = reader(format, dated).pieces([bytes.as_slice()]);
            prop_assert!(!dated || log.is_ok());
        }
    }

    #[test]
    fn damaged_logs_are_read_the_same_in_any_pieces(
        log in damaged_log(),
        cuts in vec(any::<Index>(), 0..8),
        dated: bool,
    ) {
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(log.len() + 1)).collect();
        cuts.sort_unstable();
        cuts.insert(0, 0);
        cuts.push(log.len());
        for format in FORMATS {
            let reader = reader(format, dated);
            let whole = reader.pieces([log.as_slice()]);
            prop_assert_eq!(&whole, &reader.pieces(cuts.windows(2).map(|cut| &log[cut[0]..cut[1]])));
            prop_assert_eq!(&whole, &reader.pieces(log.chunks(1)));
            let Ok(whole) = whole else { continue };
            // No line gives two events, and events are in the order of their lines.
            let lines: Vec<_> = whole.read.events.iter().map(|event| event.line).collect();
            prop_assert!(lines.is_sorted_by(|one, next| one < next), "{:?}", lines);
            let both = whole.read.rejected.iter().any(|(line, _)| lines.contains(line));
            prop_assert!(!both);
        }
    }

    /// A debug log that has grown has its earlier events, unchanged.
    #[test]
    fn a_grown_debug_log_adds_events_only(
        lines in vec(select(&DEBUG_LINES[..]), 0..24),
        cut in any::<Index>(),
    ) {
        let reader = reader(LogFormat::RlmDebug, true);
        let found = |lines: &[&str]| {
            let log = reader.read(lines.join("\n"));
            let lines = log.read.events.iter().map(|event| (event.line, event.at));
            lines.zip(log.hashes).collect::<Vec<_>>()
        };
        let (whole, before) = (found(&lines), found(&lines[..cut.index(lines.len() + 1)]));
        for event in before {
            prop_assert!(whole.contains(&event), "{:?} is not in {:?}", event, whole);
        }
    }

    /// Every line of a report log is an event, known, blank, header text, or rejected.
    #[test]
    fn no_line_of_a_report_log_is_skipped(log in damaged_log()) {
        let Ok(read) = reader(LogFormat::RlmReport, true).pieces([log.as_slice()]) else {
            return Err(TestCaseError::fail("a dated log is read"));
        };
        let log = log.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&log);
        for (number, line) in (1_u64..).zip(log.split(|byte| *byte == b'\n')) {
            let told = read.read.events.iter().any(|event| event.line == number)
                || read.read.rejected.iter().any(|(line, _)| *line == number);
            let is_event = [&b"DENY "[..], b"OUT ", b"IN "].iter().any(|word| line.starts_with(word));
            prop_assert!(told || !is_event, "{}", String::from_utf8_lossy(line));
        }
    }
}

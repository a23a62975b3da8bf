//! The FlexNet Publisher debug log: checkouts that are logged again after a restart.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod log_support;
mod utc;

use domain::log_format::LogFormat;
use jiff::civil::date;
use log_support::{Former, Read};

/// Reads a log of these lines; `HH:MM:SS` alone becomes a checkout, `start` a start on 4 March.
fn read(lines: &[&str]) -> Read {
    let line = |line: &&str| match line.split_once(' ') {
        None => format!("{line} (d) OUT: \"f\" u@h\n"),
        Some((clock, "start")) => format!(
            "{clock} (lmgrd) FlexNet Licensing (v11.16.2 build 1) started on srv (linux) (3/4/2025)\n"
        ),
        Some((clock, message)) => format!("{clock} (d) {message}\n"),
    };
    let log: String = lines.iter().map(line).collect();
    let mut read = log_support::read(LogFormat::FlexnetDebug, &log).unwrap();
    read.warnings.retain(|text| !text.starts_with("no events"));
    read
}

fn times(lines: &[&str]) -> Vec<String> {
    let read = read(lines);
    assert_eq!(read.warnings, Vec::<String>::new());
    assert_eq!(read.starts, Vec::<usize>::new());
    read.times()
}

#[test]
fn a_checkout_from_before_a_start_is_of_the_evening_before() {
    for clock in ["20:30:00", "17:00:00", "9:30:00"] {
        assert_eq!(
            times(&["8:10:00 start", "8:10:01", clock, "8:15:00", "21:00:00"]),
            [
                "2025-03-04T08:10:01".to_owned(),
                format!("2025-03-03T{clock:0>8}"),
                "2025-03-04T08:15:00".to_owned(),
                "2025-03-04T21:00:00".to_owned(),
            ]
        );
    }
}

#[test]
fn a_checkout_from_the_same_day_stays_there() {
    for clock in ["9:30:00", "1:30:00"] {
        assert_eq!(
            times(&["14:00:00 start", "14:00:01", clock, "14:00:05", "23:00:00"]),
            [
                "2025-03-04T14:00:01".to_owned(),
                format!("2025-03-04T{clock:0>8}"),
                "2025-03-04T14:00:05".to_owned(),
                "2025-03-04T23:00:00".to_owned(),
            ]
        );
    }
}

#[test]
fn several_in_a_row_are_dated_one_by_one() {
    assert_eq!(
        times(&[
            "14:00:00 start",
            "9:30:00",
            "23:00:00",
            "22:00:00",
            "22:30:00",
            "1:00:00",
            "13:00:00 a message of the clock",
            "15:30:00",
        ]),
        [
            "2025-03-04T09:30:00",
            "2025-03-03T23:00:00",
            "2025-03-03T22:00:00",
            "2025-03-03T22:30:00",
            "2025-03-04T01:00:00",
            "2025-03-04T15:30:00",
        ]
    );
}

#[test]
fn a_start_just_after_midnight_is_not_another_day() {
    assert_eq!(
        times(&["0:00:05 start", "20:30:00", "0:00:10"]),
        ["2025-03-03T20:30:00", "2025-03-04T00:00:10"]
    );
    assert_eq!(
        times(&["23:59:50 start", "20:30:00", "0:00:10"]),
        ["2025-03-04T20:30:00", "2025-03-05T00:00:10"]
    );
}

#[test]
fn an_idle_day_after_a_start_is_real() {
    for next in [
        "20:31:00 a message",
        "20:31:00 IN: \"f\" u@h",
        "0:30:00 a message",
    ] {
        let read = read(&["8:10:00 start", "20:30:00", next, "1:00:00"]);
        assert_eq!(read.times()[0], "2025-03-04T20:30:00", "{next}");
        assert_eq!(
            read.times().last().unwrap(),
            "2025-03-05T01:00:00",
            "{next}"
        );
    }
}

#[test]
fn a_date_on_the_next_line_decides() {
    // The next day at the same time.
    assert_eq!(
        times(&[
            "8:10:00 start",
            "20:30:00",
            "8:15:00 TIMESTAMP 3/5/2025",
            "8:16:00"
        ]),
        ["2025-03-04T20:30:00", "2025-03-05T08:16:00"]
    );
    // The same day, hours later.
    assert_eq!(
        times(&[
            "2:00:00 start",
            "20:30:00",
            "7:00:00 TIMESTAMP 3/4/2025",
            "8:00:00"
        ]),
        ["2025-03-03T20:30:00", "2025-03-04T08:00:00"]
    );
}

#[test]
fn at_the_end_of_the_log_checkouts_are_read_as_logged() {
    assert_eq!(
        times(&["8:10:00 start", "20:30:00"]),
        ["2025-03-04T20:30:00"]
    );
}

#[test]
fn only_checkouts_shortly_after_a_start_wait() {
    // A denial is not a checkout.
    let read = read(&["8:10:00 start", "17:00:00 DENIED: \"f\" u@h", "8:15:00"]);
    assert_eq!(read.times(), ["2025-03-04T17:00:00", "2025-03-04T08:15:00"]);
    // The start was long ago.
    assert_eq!(
        times(&["8:10:00 start", "9:30:00 a message", "17:00:00", "9:31:00"]),
        ["2025-03-04T17:00:00", "2025-03-04T09:31:00"]
    );
    // Lines out of order, and the end of summer time.
    assert_eq!(
        times(&["8:10:00 start", "9:05:00", "8:10:00"]),
        ["2025-03-04T09:05:00", "2025-03-04T08:10:00"]
    );
}

#[test]
fn a_vendor_daemon_that_starts_is_a_start() {
    assert_eq!(
        times(&[
            "7:00:00 TIMESTAMP 3/4/2025",
            "8:10:00 Server started on srv for: f",
            "20:30:00",
            "8:15:00"
        ]),
        ["2025-03-03T20:30:00", "2025-03-04T08:15:00"]
    );
}

#[test]
fn before_the_first_date_the_days_are_counted_back() {
    assert_eq!(
        times(&[
            "8:10:00 Server started on srv for: f",
            "20:30:00",
            "8:15:00",
            "22:00:00",
            "1:00:00 TIMESTAMP 3/5/2025",
        ]),
        [
            "2025-03-03T20:30:00",
            "2025-03-04T08:15:00",
            "2025-03-04T22:00:00"
        ]
    );
}

#[test]
fn events_stored_by_an_earlier_version_are_recognized() {
    let read = read(&[
        "8:10:00 start",
        "8:10:01",
        "20:30:00",
        "8:15:00",
        "14:10:00 TIMESTAMP 3/4/2025",
        "14:20:00",
    ]);
    let former: Vec<_> = read
        .events
        .iter()
        .map(|event| event.former.as_ref().map(Former::utc))
        .collect();
    assert_eq!(
        former,
        [
            None,
            Some("2025-03-04T20:30:00".to_owned()),
            Some("2025-03-05T08:15:00".to_owned()),
            None
        ]
    );
}

#[test]
fn a_checkout_with_a_date_keeps_it() {
    let read = log_support::read(
        LogFormat::FlexnetDebug,
        "2025-03-04T08:10:00Z (lmgrd) FlexNet Licensing (v11.19) started on srv (linux) (3/4/2025)\n\
         2025-03-02T20:30:00Z (d) OUT: \"f\" u@h\n\
         2025-03-04T08:15:00Z (d) OUT: \"f\" u@h\n",
    )
    .unwrap();
    assert_eq!(read.times(), ["2025-03-02T20:30:00", "2025-03-04T08:15:00"]);
    assert_eq!(read.warnings, Vec::<String>::new());
    assert_eq!(read.starts, Vec::<usize>::new());
}

#[test]
fn a_continued_log_does_not_wait_for_its_start() {
    use domain::parse::{LogParser, ParseContext};
    let mut parser = LogParser::new(
        LogFormat::FlexnetDebug,
        ParseContext {
            zone: &utc::Utc,
            first_date: None,
            time: None,
            latest: date(2025, 3, 5).at(0, 0, 0, 0),
        },
    );
    let mut read = Read::default();
    let start = "8:10:00 (lmgrd) FlexNet Licensing (v11.16) started on srv (linux) (3/4/2025)\n";
    parser.feed(start.as_bytes(), &mut read).unwrap();
    parser
        .feed(b"20:30:00 (d) OUT: \"f\" u@h\n", &mut read)
        .unwrap();
    // It is not known yet whether it is from before the start.
    assert_eq!(read.events, []);
    assert_eq!(parser.reached(), Some(date(2025, 3, 4).at(8, 10, 0, 0)));
    parser
        .feed(b"20:31:00 (d) IN: \"f\" u@h\n", &mut read)
        .unwrap();
    assert_eq!(read.times(), ["2025-03-04T20:30:00", "2025-03-04T20:31:00"]);
}

#[test]
fn stored_events_before_the_first_date_are_recognized() {
    let found = read(&[
        "8:10:00 Server started on srv for: f",
        "8:10:01 OUT: \"f\" a@h",
        "20:30:00 OUT: \"f\" b@h",
        "8:15:00 DENIED: \"f\" c@h  (Taken. (-4,342))",
        "9:00:00 TIMESTAMP 3/4/2025",
    ]);
    assert_eq!(
        found.times(),
        [
            "2025-03-04T08:10:01",
            "2025-03-03T20:30:00",
            "2025-03-04T08:15:00"
        ]
    );
    let former: Vec<_> = found
        .events
        .iter()
        .map(|event| event.former.as_ref().map(Former::utc))
        .collect();
    let stored = Some("2025-03-03T08:10:01".to_owned());
    assert_eq!(former, [stored, None, None]);
}

/// A log that starts at 8:10 and goes on with checkouts of 20:30, each of about 100 kB.
/// Returns what is read before the log's next line of 8:15, and what is read of all of it.
fn read_large(checkouts: usize) -> (usize, Read) {
    use domain::parse::{LogParser, ParseContext};
    let mut parser = LogParser::new(
        LogFormat::FlexnetDebug,
        ParseContext {
            zone: &utc::Utc,
            first_date: None,
            time: None,
            latest: date(2025, 3, 9).at(0, 0, 0, 0),
        },
    );
    let mut read = Read::default();
    let start = "8:10:00 (lmgrd) FlexNet Licensing (v11.16) started on srv (linux) (3/4/2025)\n";
    parser.feed(start.as_bytes(), &mut read).unwrap();
    let checkout = format!("20:30:00 (d) OUT: \"f\" u@h  ({})\n", "x".repeat(100_000));
    for _ in 0..checkouts {
        parser.feed(checkout.as_bytes(), &mut read).unwrap();
    }
    let before = read.events.len();
    let next = b"8:15:00 (d) OUT: \"f\" u@h\n";
    parser.feed(next, &mut read).unwrap();
    parser.finish(&mut read).unwrap();
    (before, read)
}

#[test]
fn no_more_than_16_mib_of_checkouts_wait_and_then_all_are_as_seen() {
    let (before, read) = read_large(160);
    assert_eq!(before, 0, "they wait for a line that says when they were");
    let times = read.times();
    assert!(
        times[..160]
            .iter()
            .all(|time| time == "2025-03-03T20:30:00")
    );
    assert_eq!(times[160..], ["2025-03-04T08:15:00"]);
    assert_eq!(read.warnings, Vec::<String>::new());

    let (before, read) = read_large(300);
    assert_eq!(before, 300, "none waits any more");
    let times = read.times();
    assert!(
        times[..300]
            .iter()
            .all(|time| time == "2025-03-04T20:30:00")
    );
    assert_eq!(times[300..], ["2025-03-05T08:15:00"]);
}

#[test]
fn a_short_checkout_that_waits_takes_room_for_all_that_is_kept_of_it() {
    // At least 512 bytes each: 16 MiB have room for less than 32,769 of them.
    let first_and_last = |checkouts: usize| {
        let mut lines = vec!["8:10:00 start"];
        lines.resize(1 + checkouts, "20:30:00");
        lines.push("8:15:00");
        let times = times(&lines);
        assert_eq!(times.len(), checkouts + 1);
        [times[0].clone(), times[checkouts].clone()]
    };
    let waited = ["2025-03-03T20:30:00", "2025-03-04T08:15:00"];
    assert_eq!(first_and_last(30_000), waited);
    let as_seen = ["2025-03-04T20:30:00", "2025-03-05T08:15:00"];
    assert_eq!(first_and_last(32_769), as_seen);
}

//! The RLM logs: the day and the hour of an event.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod log_support;
mod rlm_support;
mod utc;

use domain::log_format::LogFormat;
use log_support::Zone;
use rlm_support::{Reader, read_report, report, times};

#[test]
fn a_clock_that_falls_by_more_than_half_a_day_is_midnight() {
    let start = "START lic-01 05/11/2024 08:00:00";
    assert_eq!(
        times(&[start, "12:01", "00:00"]),
        ["2024-05-11T12:01:00", "2024-05-12T00:00:00"]
    );
    assert_eq!(
        times(&[start, "12:00", "00:00"]),
        ["2024-05-11T12:00:00", "2024-05-11T00:00:00"]
    );
    assert_eq!(
        times(&[start, "10:00", "09:00"]),
        ["2024-05-11T10:00:00", "2024-05-11T09:00:00"]
    );
    assert_eq!(
        times(&["START lic-01 12/31/2024 08:00:00", "23:00", "01:00"]),
        ["2024-12-31T23:00:00", "2025-01-01T01:00:00"]
    );
}

#[test]
fn a_denial_dates_the_small_style_events_after_it() {
    assert_eq!(
        times(&["START lic-01 05/11/2024 08:00:00", "05/14 10:00", "10:30"]),
        ["2024-05-14T10:00:00", "2024-05-14T10:30:00"]
    );
}

#[test]
fn small_style_events_before_the_first_date_are_dated_by_it() {
    assert_eq!(
        times(&["22:00", "23:50", "00:10", "05/12/2024 00:20", "00:30"]),
        [
            "2024-05-11T22:00:00",
            "2024-05-11T23:50:00",
            "2024-05-12T00:10:00",
            "2024-05-12T00:30:00"
        ]
    );
    // The date line itself may be the first after midnight.
    assert_eq!(
        times(&["22:00", "01/01/2024 00:00", "00:30"]),
        ["2023-12-31T22:00:00", "2024-01-01T00:30:00"]
    );
    // A denial has no year; a later line has.
    assert_eq!(
        times(&["22:00", "00:10", "03/01 00:20", "00:40", "03/01/2024 01:00"]),
        [
            "2024-02-29T22:00:00",
            "2024-03-01T00:10:00",
            "2024-03-01T00:20:00",
            "2024-03-01T00:40:00"
        ]
    );
}

#[test]
fn other_records_advance_the_running_date_too() {
    let start = "START lic-01 05/11/2024 08:00:00";
    for line in [
        "REREAD admin lic-01 05/14 00:00:30",
        "SHUTDOWN admin lic-01 05/14 00:00:30",
        "TIMEJUMP +20 05/14 00:00:30",
        "log 05/14 00:00:30 whatever 15:00",
        "DEQUE 6 f 1 u h \"\" 1 4c 05/14 00:00:30",
        "QUE f 1 u h \"\" 1 4c \"\" \"f\" \"1\" 05/14 00:00:30",
    ] {
        assert_eq!(
            times(&[start, line, "10:30"]),
            ["2024-05-14T10:30:00"],
            "{line}"
        );
    }
    for line in ["DEQUE 6 1 4c 23:00", "QUE f 1 u h \"\" 1 4c 23:00"] {
        assert_eq!(
            times(&[start, line, "01:30"]),
            ["2024-05-12T01:30:00"],
            "{line}"
        );
    }
    // The record of a license in use has the time of its checkout, which may be long ago.
    let in_use = "INUSE f 1 1 u h \"\" 1 4c 1a 01/02 10:00:00";
    assert_eq!(times(&[start, in_use, "10:30"]), ["2024-05-11T10:30:00"]);
    // A damaged one does not matter.
    for line in [
        "REREAD admin lic-01 02/30 10:00:00",
        "TIMEJUMP -5 13/01 10:00:00",
        "END 99/99/9999 10:00",
        "DEQUE 25:00",
    ] {
        assert_eq!(
            times(&[start, line, "10:30"]),
            ["2024-05-11T10:30:00"],
            "{line}"
        );
    }
}

#[test]
fn a_day_that_does_not_exist_is_rejected() {
    let start = "START lic-01 05/11/2023 08:00:00";
    for (line, reason) in [
        ("02/30 10:00", "there is no date 02/30"),
        ("13/01 10:00", "there is no date 13/01"),
        ("00/00 10:00", "there is no date 00/00"),
        (
            "02/29/2023 10:00",
            "02/29 does not exist in 2023, the year of the lines around it",
        ),
        ("05/11 24:00", "24:00:00 is not a time of day"),
        ("25:00", "25:00:00 is not a time of day"),
        ("05/11 10:00:60", "10:00:60 is not a time of day"),
        ("5/11/23 10:00", "unknown record `5/11/23`"),
        ("05/11/2023", "damaged date: expected `mm/dd/yyyy hh:mm`"),
        (
            "05/11/2023 10:00 noon",
            "damaged date: expected `mm/dd/yyyy hh:mm`",
        ),
    ] {
        let log = read_report(&[start, line, "05/11 12:00"]);
        assert_eq!(log.read.rejected, [(2, reason.to_owned())], "{line}");
        assert_eq!(log.read.times(), ["2023-05-11T12:00:00"]);
        assert_eq!(log.read.warnings, Vec::<String>::new());
    }
    // Without a year it is in the next year.
    let log = read_report(&["START lic-01 01/11/2023 08:00:00", "02/29 10:00"]);
    let reason = "02/29 does not exist in 2023, the year of the lines around it";
    assert_eq!(log.read.rejected, [(2, reason.to_owned())]);
    assert_eq!(times(&[start, "02/29 10:00"]), ["2024-02-29T10:00:00"]);
    // A leap day that turns out not to exist once the year is known.
    let log = read_report(&["02/29 10:00", "03/01 10:00", "03/02/2023 00:00"]);
    assert_eq!(log.read.rejected.len(), 1);
    assert_eq!(log.read.times(), ["2023-03-01T10:00:00"]);
}

#[test]
fn a_disagreeing_date_is_used_with_a_warning() {
    let start = "START lic-01 05/11/2024 08:00:00";
    for (lines, expected) in [
        // The clock was set back by days; a midnight was counted that was not one;
        // too few days were counted; the year is different.
        (
            vec![start, "05/20 10:00", "05/13/2024 10:30", "10:40"],
            vec!["2024-05-20T10:00:00", "2024-05-13T10:40:00"],
        ),
        (
            vec![start, "23:00", "01:00", "05/11/2024 23:30", "23:40"],
            vec![
                "2024-05-11T23:00:00",
                "2024-05-12T01:00:00",
                "2024-05-11T23:40:00",
            ],
        ),
        (
            vec![start, "09:00", "05/13/2024 09:30", "10:00"],
            vec!["2024-05-11T09:00:00", "2024-05-13T10:00:00"],
        ),
        (
            vec![start, "05/11 09:00", "05/11/2022 09:30", "05/11 10:00"],
            vec!["2024-05-11T09:00:00", "2022-05-11T10:00:00"],
        ),
    ] {
        let log = read_report(&lines);
        assert_eq!(log.times(), expected);
        assert_eq!(log.read.warnings.len(), 1, "{:?}", log.read.warnings);
        assert!(log.read.warnings[0].contains("disagrees with the lines before it"));
    }
}

#[test]
fn days_without_an_event_give_no_warning() {
    assert_eq!(
        times(&[
            "START lic-01 05/10/2024 08:00:00",
            "17:00",
            "05/11/2024 00:00",
            "05/12/2024 00:00",
            "05/13/2024 00:00",
            "09:00"
        ]),
        ["2024-05-10T17:00:00", "2024-05-13T09:00:00"]
    );
}

#[test]
fn one_wrong_date_affects_the_year_at_most_up_to_the_next_line_with_one() {
    let start = "START lic-01 05/11/2022 08:00:00";
    for wrong in ["04/11 10:00", "04/30 10:00", "05/20 10:00", "06/10 10:00"] {
        let log = read_report(&[start, wrong, "05/11 11:00"]);
        assert_eq!(log.times()[1], "2022-05-11T11:00:00", "{wrong}");
    }
    for wrong in ["01/05 10:00", "12/05 10:00"] {
        let log = read_report(&[
            start,
            wrong,
            "05/11 11:00",
            "05/12/2022 00:00",
            "05/12 09:00",
        ]);
        let expected = ["2023-05-11T11:00:00", "2022-05-12T09:00:00"];
        assert_eq!(log.times()[1..], expected, "{wrong}");
        assert_eq!(log.read.warnings.len(), 1, "{:?}", log.read.warnings);
    }
}

#[test]
fn warnings_do_not_grow_with_the_log() {
    let mut lines = vec!["START lic-01 05/11/2024 08:00:00"];
    for _ in 0..500 {
        lines.extend(["05/20 10:00", "05/12 10:00"]);
    }
    let log = read_report(&lines);
    assert_eq!(log.read.events.len(), 1_000);
    assert_eq!(log.read.warnings.len(), 21);
    assert_eq!(
        log.read.warnings[20],
        "480 more dates disagree with the lines before them"
    );
}

#[test]
fn an_hour_that_occurs_twice() {
    let zone = Zone::named("Europe/Madrid");
    let reader = Reader {
        zone: &zone,
        ..Reader::of(LogFormat::RlmReport)
    };
    // On 2023-10-29 the clocks went from 3:00 back to 2:00, at 1:00 UTC.
    let log = reader.read(report(&[
        "START lic-01 10/29/2023 01:00:00",
        "10/29 02:10:30",
        // The same minute, written without seconds, is not a step back.
        "10/29 02:10",
        "10/29 02:50:00",
        "10/29 02:20:00",
        "10/29 02:40:00",
        "10/29 03:10:00",
    ]));
    let expected = [
        "00:10:30", "00:10:00", "00:50:00", "01:20:00", "01:40:00", "02:10:00",
    ];
    assert_eq!(
        log.times(),
        expected.map(|time| format!("2023-10-29T{time}"))
    );
    // The same in small style, and before the year is known.
    let small = reader.read(report(&[
        "10/29 01:00",
        "02:50",
        "02:20",
        "03:10",
        "10/29/2023 04:00",
    ]));
    let expected = [
        "2023-10-28T23:00:00",
        "2023-10-29T00:50:00",
        "2023-10-29T01:20:00",
        "2023-10-29T02:10:00",
    ];
    assert_eq!(small.times(), expected);
}

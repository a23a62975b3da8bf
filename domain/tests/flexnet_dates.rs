//! The FlexNet Publisher debug log: the day and the hour of an event.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod log_support;
mod utc;

use domain::log_format::LogFormat;
use domain::parse::Refusal;
use jiff::civil::{Date, date};
use log_support::{Read, Zone, read_pieces};
use utc::Utc;

fn read(log: &str) -> Read {
    log_support::read(LogFormat::FlexnetDebug, log).unwrap()
}

fn read_from(first_date: Date, log: &str) -> Result<Read, Refusal> {
    read_pieces(
        LogFormat::FlexnetDebug,
        &Utc,
        Some(first_date),
        [log.as_bytes()],
    )
}

fn in_madrid(log: &str) -> Vec<String> {
    let zone = Zone::named("Europe/Madrid");
    let read = read_pieces(LogFormat::FlexnetDebug, &zone, None, [log.as_bytes()]).unwrap();
    assert_eq!(read.warnings, Vec::<String>::new());
    read.times()
}

/// A log of these lines; `HH:MM:SS` alone becomes an event, other lines are kept.
fn log(lines: &[&str]) -> String {
    let line = |line: &&str| match line.split_once(' ') {
        None => format!("{line} (d) OUT: \"f\" u@h\n"),
        Some((clock, message)) => format!("{clock} (d) {message}\n"),
    };
    lines.iter().map(line).collect()
}

#[test]
fn every_kind_of_date_line_dates_what_follows() {
    for line in [
        "9:00:00 (lmgrd) TIMESTAMP 6/9/2022",
        " 9:00:00 (d) TIMESTAMP 06/09/2022 ",
        "9:00:00 (lmgrd) FlexNet Licensing (v11.18.1.0 build 1 x64) started on lic-01 (IBM PC) (6/9/2022)",
        "9:00:00 (lmgrd) FLEXnet Licensing (v10.8) started on lic-01.acme.example (linux) (6/9/2022)",
        "9:00:00 (lmgrd) Server's System Date and Time: Thu Jun 09 2022 09:00:00 CEST",
        "9:00:00 (lmgrd) Server's System Date and Time: jue jun 09 2022 09:00:00 Hora de verano romance",
        "9:00:00 (lmgrd) Server's System Date and Time: jeu. juin 09 2022 09:00:00 Paris, Madrid (heure d'été)",
        "9:00:00 (lmgrd) Server's System Date and Time: Do Jun 09 2022 09:00:00 Mitteleuropäische Sommerzeit",
        "9:00:00 (lmgrd) Server's System Date and Time: gio giu 09 2022 09:00:00 ora legale",
        "9:00:00 (lmgrd) Server's System Date and Time: 木 6月 09 2022 09:00:00 東京 (標準時)",
        "9:00:00 (lmgrd) Server's System Date and Time: 목 6 09 2022 09:00:00 대한민국 표준시",
    ] {
        let read = read(&format!("{line}\n9:30:00 (d) OUT: \"f\" u@h\n"));
        assert_eq!(read.times(), ["2022-06-09T09:30:00"], "{line}");
        assert_eq!(read.warnings, Vec::<String>::new());
    }
}

#[test]
fn month_names_of_other_languages_are_read() {
    for (name, month) in [
        ("ene", 1),
        ("janv.", 1),
        ("gen", 1),
        ("févr.", 2),
        ("Mrz", 3),
        ("Mär", 3),
        ("mrt", 3),
        ("avr.", 4),
        ("abr", 4),
        ("Mai", 5),
        ("mag", 5),
        ("mei", 5),
        ("juin", 6),
        ("juil.", 7),
        ("lug", 7),
        ("août", 8),
        ("ago", 8),
        ("sept.", 9),
        ("set", 9),
        ("Okt", 10),
        ("out", 10),
        ("nov.", 11),
        ("Dez", 12),
        ("dic", 12),
        ("déc.", 12),
    ] {
        let read = read(&format!(
            "9:00:00 (lmgrd) Server's System Date and Time: x {name} 09 2022 09:00:00 zone\n9:30:00 (d) OUT: \"f\" u@h\n"
        ));
        assert_eq!(
            read.times(),
            [format!("2022-{month:02}-09T09:30:00")],
            "{name}"
        );
    }
}

#[test]
fn an_ambiguous_date_is_ignored() {
    for message in [
        "Server's System Date and Time: чт июн 09 2022 09:00:00 MSK",
        "Server's System Date and Time: x lis 09 2022 09:00:00 zone",
        "Server's System Date and Time: x 13 09 2022 09:00:00 zone",
        "Server's System Date and Time: Thu Jun 31 2022 09:00:00 zone",
        "Server's System Date and Time:",
        "TIMESTAMP",
        "TIMESTAMP 13/9/2022",
        "TIMESTAMP 6/9/22",
        "TIMESTAMP 6/9",
        "TIMESTAMP 6/9/2022/1",
        "(@lmgrd-SLOG@) Start-Date: Thu Jun 09 2022 08:59:59 CEST",
        "(@d-SLOG@) Peak: Thu Jun 09 2022 09:00:00 CEST",
        "(@d-SLOG@) it was started on lic-01 (6/9/2022)",
        "00000000 ms at 13:53:13(6/9/2022)",
        "The year is (6/9/2022)",
    ] {
        let log = format!("9:00:00 (d) {message}\n9:30:00 (d) OUT: \"f\" u@h\n");
        let read = log_support::read(LogFormat::FlexnetDebug, log);
        assert_eq!(read, Err(Refusal::NoDate), "{message}");
    }
}

#[test]
fn a_log_without_a_date_is_refused_unless_its_first_day_is_given() {
    let undated = log(&["9:00:00", "10:00:00"]);
    assert_eq!(
        log_support::read(LogFormat::FlexnetDebug, &undated),
        Err(Refusal::NoDate)
    );
    assert!(read_from(date(2024, 3, 1), &undated).is_ok());
    // Without an event, no date is needed.
    for log in ["", "no clock\n", "9:00:00 (lmgrd) Please note\n"] {
        assert_eq!(read(log).events, []);
    }
    let read = read_from(
        date(2024, 2, 29),
        &log(&["23:00:00", "22:59:00", "0:00:01"]),
    )
    .unwrap();
    assert_eq!(
        read.times(),
        [
            "2024-02-29T23:00:00",
            "2024-02-29T22:59:00",
            "2024-03-01T00:00:01"
        ]
    );
}

#[test]
fn a_date_line_overrides_the_given_first_day() {
    let log = log(&["9:00:00", "10:00:00 TIMESTAMP 3/2/2024", "11:00:00"]);
    let read = read_from(date(2024, 3, 1), &log).unwrap();
    assert_eq!(read.times(), ["2024-03-01T09:00:00", "2024-03-02T11:00:00"]);
    assert_eq!(read.warnings.len(), 1);
    let read = read_from(date(2024, 3, 2), &log).unwrap();
    assert_eq!(read.warnings, Vec::<String>::new());
}

#[test]
fn events_before_the_first_date_are_dated_backward_from_it() {
    let read = read(&log(&[
        "22:00:00",
        "1:00:00",
        "23:30:00 a line that is no event",
        "0:10:00 one more",
        "0:20:00",
        "0:20:01 TIMESTAMP 3/1/2024",
        "0:30:00",
    ]));
    assert_eq!(
        read.times(),
        [
            "2024-02-28T22:00:00",
            "2024-02-29T01:00:00",
            "2024-03-01T00:20:00",
            "2024-03-01T00:30:00",
        ]
    );
    assert_eq!(
        read.events
            .iter()
            .map(|event| event.line)
            .collect::<Vec<_>>(),
        [1, 2, 5, 7]
    );
    assert_eq!(read.warnings, Vec::<String>::new());
}

#[test]
fn an_event_that_waited_is_the_same_event() {
    let lines = "9:00:00 (d) DENIED: \"f\" u@h  [x] (3 licenses) \"v1\"(Taken. (-4,342))\n\
                 9:00:00 (d) IN: \"f\" u@h\n";
    let dated = format!("9:00:00 (d) TIMESTAMP 3/1/2024\n{lines}");
    let waited = format!("{lines}9:00:00 (d) TIMESTAMP 3/1/2024\n");
    let (mut dated, mut waited) = (read(&dated).events, read(&waited).events);
    for event in dated.iter_mut().chain(&mut waited) {
        event.line = 0;
    }
    assert_eq!(dated, waited);
}

#[test]
fn a_step_back_of_more_than_twelve_hours_is_midnight_and_a_smaller_one_is_not() {
    let read = read(&log(&[
        "12:00:00 TIMESTAMP 12/31/2023",
        "23:00:01",
        "11:00:01", // twelve hours exactly
        "23:00:01",
        "11:00:00", // one second more
        "10:00:00",
        "22:00:00",
        "0:00:00",
    ]));
    assert_eq!(
        read.times(),
        [
            "2023-12-31T23:00:01",
            "2023-12-31T11:00:01",
            "2023-12-31T23:00:01",
            "2024-01-01T11:00:00",
            "2024-01-01T10:00:00",
            "2024-01-01T22:00:00",
            "2024-01-02T00:00:00",
        ]
    );
}

#[test]
fn midnight_is_detected_on_other_lines_than_events() {
    let read = read(&log(&[
        "20:00:00 TIMESTAMP 3/1/2024",
        "23:50:00 (@d-SLOG@) x",
        "0:10:00 (@d-SLOG@) x",
        "21:00:00",
    ]));
    assert_eq!(read.times(), ["2024-03-02T21:00:00"]);
}

#[test]
fn a_disagreeing_date_line_is_used_from_there_on_with_a_warning() {
    let read = read(&log(&[
        "9:00:00 TIMESTAMP 3/1/2024",
        "10:00:00",
        "10:00:01 TIMESTAMP 3/5/2024",
        "11:00:00",
        "23:00:01 TIMESTAMP 3/5/2024",
        "0:10:00",
    ]));
    assert_eq!(
        read.times(),
        [
            "2024-03-01T10:00:00",
            "2024-03-05T11:00:00",
            "2024-03-06T00:10:00"
        ]
    );
    assert_eq!(read.warnings.len(), 1);
    for part in ["line 3", "2024-03-05", "2024-03-01"] {
        assert!(read.warnings[0].contains(part), "{}", read.warnings[0]);
    }
}

#[test]
fn many_disagreeing_dates_give_a_few_warnings() {
    let lines: Vec<_> = [1, 2]
        .repeat(100)
        .iter()
        .map(|day| format!("9:00:00 TIMESTAMP 3/{day}/2024"))
        .chain(["9:00:00".to_owned()])
        .collect();
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    let read = read(&log(&lines));
    assert_eq!(read.warnings.len(), 21);
    assert!(
        read.warnings[20].starts_with("179 more lines"),
        "{}",
        read.warnings[20]
    );
}

#[test]
fn the_last_day_of_the_calendar_does_not_end_the_import() {
    let found = read(&log(&[
        "23:00:00 TIMESTAMP 12/31/9999",
        "23:00:00",
        "1:00:00",
    ]));
    assert_eq!(found.rejected.len(), 2);
    let found = read(&log(&["23:00:00", "1:00:00", "1:00:01 TIMESTAMP 1/1/0000"]));
    assert_eq!(found.rejected.len(), 2);
}

#[test]
fn an_hour_that_occurs_twice_is_the_earlier_one_until_the_clock_steps_back() {
    // At 03:00 summer time the clocks of Madrid go back to 02:00.
    assert_eq!(
        in_madrid(&log(&[
            "1:00:00 TIMESTAMP 10/27/2024",
            "1:30:00",
            "2:10:00",
            "2:59:59",
            "2:00:00",
            "2:59:00",
            "3:00:00",
        ])),
        [
            "2024-10-26T23:30:00",
            "2024-10-27T00:10:00",
            "2024-10-27T00:59:59",
            "2024-10-27T01:00:00",
            "2024-10-27T01:59:00",
            "2024-10-27T02:00:00",
        ]
    );
}

#[test]
fn a_step_back_before_the_first_date_is_remembered() {
    let lines = [
        "2:10:00",
        "2:50:00",
        "2:05:00",
        "2:40:00 TIMESTAMP 10/27/2024",
        "2:45:00",
    ];
    assert_eq!(
        in_madrid(&log(&lines)),
        [
            "2024-10-27T00:10:00",
            "2024-10-27T00:50:00",
            "2024-10-27T01:05:00",
            "2024-10-27T01:45:00",
        ]
    );
}

#[test]
fn a_step_back_on_another_day_does_not_choose_the_later_hour() {
    let lines = [
        "2:30:00 TIMESTAMP 10/26/2024",
        "2:20:00 back",
        "23:00:00",
        "2:30:00",
    ];
    assert_eq!(
        in_madrid(&log(&lines)),
        ["2024-10-26T21:00:00", "2024-10-27T00:30:00"]
    );
}

#[test]
fn a_time_that_never_occurs_shifts_forward() {
    // At 02:00 the clocks of Madrid go forward to 03:00.
    assert_eq!(
        in_madrid(&log(&[
            "1:00:00 TIMESTAMP 3/31/2024",
            "1:59:59",
            "2:30:00",
            "3:00:00"
        ])),
        [
            "2024-03-31T00:59:59",
            "2024-03-31T01:30:00",
            "2024-03-31T01:00:00"
        ]
    );
}

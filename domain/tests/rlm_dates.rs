//! The RLM logs: the year of an event.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod log_support;
mod rlm_support;
mod utc;

use domain::log_format::LogFormat;
use domain::parse::Refusal;
use jiff::civil::date;
use proptest::collection::vec;
use proptest::prelude::*;
use rlm_support::{Log, Reader, report, times};

/// A debug log with an event at each of these times.
fn debug(times: &[&str]) -> String {
    let line = |time: &&str| format!("{time} (demo) OUT: f v1 by u@h\n");
    times.iter().map(line).collect()
}

/// The times of a log without a year, and its only warning, which says so.
fn guessed(log: &Log) -> Vec<String> {
    assert_eq!(log.read.warnings.len(), 1, "{:?}", log.read.warnings);
    assert!(log.read.warnings[0].starts_with("no line has a year"));
    log.times()
}

#[test]
fn the_year_is_that_of_the_last_line_with_one() {
    for line in [
        "START lic-01 05/11/2023 08:00:07",
        "START lic-01 05/11/2023 08:00",
        "05/11/2023 08:00",
        "END 05/11/2023 08:00",
    ] {
        assert_eq!(
            times(&[line, "05/11 09:30"]),
            ["2023-05-11T09:30:00"],
            "{line}"
        );
    }
}

#[test]
fn a_log_crosses_new_year_before_its_next_line_with_a_year() {
    assert_eq!(
        times(&[
            "START lic-01 12/30/2022 08:00:00",
            "12/31 23:59:59",
            "01/01 00:00",
            "01/01/2023 00:00",
            "01/01 00:00:30"
        ]),
        [
            "2022-12-31T23:59:59",
            "2023-01-01T00:00:00",
            "2023-01-01T00:00:30"
        ]
    );
    // Without another line with a year, twice, and after silences of some months.
    assert_eq!(
        times(&[
            "12/30/2022 08:00",
            "03/03 10:00",
            "08/24 10:00",
            "02/03 10:00"
        ]),
        [
            "2023-03-03T10:00:00",
            "2023-08-24T10:00:00",
            "2024-02-03T10:00:00"
        ]
    );
}

#[test]
fn time_goes_forward_however_long_the_silence_was() {
    // From half a year on, the same day of the previous year would be nearer.
    assert_eq!(
        times(&[
            "START lic-01 01/05/2023 10:00:00",
            "01/05 11:00",
            "07/20 00:01",
            "07/21/2023 00:00",
            "07/21 00:01"
        ]),
        [
            "2023-01-05T11:00:00",
            "2023-07-20T00:01:00",
            "2023-07-21T00:01:00"
        ]
    );
    assert_eq!(
        times(&["START lic-01 03/01/2023 10:00:00", "01/29 10:00"]),
        ["2024-01-29T10:00:00"]
    );
    // The same with a given date, and if the file's time gives the year.
    let log = debug(&["01/05 10:00", "09/04 10:00", "09/05 10:00"]);
    let expected = [
        "2024-01-05T10:00:00",
        "2024-09-04T10:00:00",
        "2024-09-05T10:00:00",
    ];
    let undated = Reader {
        latest: date(2024, 12, 31).at(0, 0, 0, 0),
        ..Reader::of(LogFormat::RlmDebug)
    };
    let dated = Reader {
        first_date: Some(date(2024, 1, 5)),
        ..undated
    };
    assert_eq!(dated.read(&log).times(), expected);
    assert_eq!(guessed(&undated.read(&log)), expected);
}

#[test]
fn a_clock_may_be_set_back_by_a_month() {
    let start = "START lic-01 05/11/2023 10:00:00";
    for (line, expected) in [
        ("04/11 10:00", "2023-04-11T10:00:00"),
        ("04/10 10:00", "2023-04-10T10:00:00"),
        ("04/09 10:00", "2024-04-09T10:00:00"),
    ] {
        let log = Reader::of(LogFormat::RlmReport).read(report(&[start, line]));
        // Time that goes back gives a warning, time that goes forward does not.
        let told = usize::from(expected.starts_with("2023"));
        assert_eq!(log.times(), [expected]);
        assert_eq!(log.read.warnings.len(), told, "{line}");
    }
    // Over New Year.
    let log = Reader::of(LogFormat::RlmReport).read(report(&[
        "START lic-01 01/05/2024 10:00:00",
        "12/20 10:00",
        "01/06 10:00",
    ]));
    assert_eq!(log.times(), ["2023-12-20T10:00:00", "2024-01-06T10:00:00"]);
}

#[test]
fn the_chosen_year_puts_no_event_after_the_file() {
    // The clock was set back over New Year: the first event is the latest.
    let reader = Reader {
        latest: date(2024, 12, 31).at(0, 0, 0, 0),
        ..Reader::of(LogFormat::RlmReport)
    };
    let log = reader.read(report(&["01/05 10:00", "12/20 10:00"]));
    assert_eq!(log.times(), ["2024-01-05T10:00:00", "2023-12-20T10:00:00"]);
}

#[test]
fn events_before_the_first_year_are_dated_by_it() {
    assert_eq!(
        times(&[
            "12/31 23:50",
            "01/01 00:10",
            "01/02/2023 00:00",
            "01/02 08:00"
        ]),
        [
            "2022-12-31T23:50:00",
            "2023-01-01T00:10:00",
            "2023-01-02T08:00:00"
        ]
    );
    // However long the silence before it, it comes after them.
    assert_eq!(
        times(&["05/11 10:00", "START lic-01 03/15/2024 08:00:00"]),
        ["2023-05-11T10:00:00"]
    );
    assert_eq!(
        times(&["05/11 10:00", "START lic-01 05/11/2024 09:30:00"]),
        ["2024-05-11T10:00:00"]
    );
}

#[test]
fn without_a_year_it_is_the_latest_one_that_fits() {
    let at = |latest| Reader {
        latest,
        ..Reader::of(LogFormat::RlmReport)
    };
    let log = report(&["05/10 09:00", "05/11 15:20"]);
    let latest = date(2024, 5, 11).at(15, 20, 0, 0);
    assert_eq!(
        guessed(&at(latest).read(&log)),
        ["2024-05-10T09:00:00", "2024-05-11T15:20:00"]
    );
    let latest = date(2024, 5, 11).at(15, 19, 59, 0);
    assert_eq!(
        guessed(&at(latest).read(&log)),
        ["2023-05-10T09:00:00", "2023-05-11T15:20:00"]
    );
    // It is the last event that counts, not the first.
    let log = report(&["12/31 23:00", "01/01 01:00"]);
    let latest = date(2024, 1, 1).at(2, 0, 0, 0);
    assert_eq!(
        guessed(&at(latest).read(&log)),
        ["2023-12-31T23:00:00", "2024-01-01T01:00:00"]
    );
}

#[test]
fn a_leap_day_is_from_a_leap_year() {
    // The file is of June 2023: 2020 is the latest year with the day.
    let reader = Reader {
        latest: date(2023, 6, 30).at(0, 0, 0, 0),
        ..Reader::of(LogFormat::RlmReport)
    };
    assert_eq!(
        guessed(&reader.read(report(&["02/29 10:00"]))),
        ["2020-02-29T10:00:00"]
    );
    assert_eq!(
        guessed(&reader.read(report(&["02/28 10:00", "02/29 10:00", "03/01 10:00"]))),
        [
            "2020-02-28T10:00:00",
            "2020-02-29T10:00:00",
            "2020-03-01T10:00:00"
        ]
    );
    // 2100 is not a leap year.
    let reader = Reader {
        latest: date(2103, 6, 30).at(0, 0, 0, 0),
        ..reader
    };
    assert_eq!(
        guessed(&reader.read(report(&["02/29 10:00"]))),
        ["2096-02-29T10:00:00"]
    );
    // A midnight counted at the end of February.
    assert_eq!(
        times(&["START lic-01 02/28/2023 20:00:00", "23:00", "01:00"]),
        ["2023-02-28T23:00:00", "2023-03-01T01:00:00"]
    );
    assert_eq!(
        times(&[
            "START lic-01 02/28/2024 20:00:00",
            "23:00",
            "01:00",
            "02/29 02:00"
        ]),
        [
            "2024-02-28T23:00:00",
            "2024-02-29T01:00:00",
            "2024-02-29T02:00:00"
        ]
    );
}

#[test]
fn a_first_date_from_outside_gives_the_year_and_the_day() {
    let from = |day| Reader {
        first_date: Some(day),
        ..Reader::of(LogFormat::RlmReport)
    };
    let log = from(date(2019, 12, 31)).read(report(&["23:00", "00:30", "01/02 10:00"]));
    assert_eq!(
        log.times(),
        [
            "2019-12-31T23:00:00",
            "2020-01-01T00:30:00",
            "2020-01-02T10:00:00"
        ]
        .map(str::to_owned)
    );
    let log = from(date(2019, 5, 11)).read(report(&["05/11 09:00"]));
    assert_eq!(log.times(), ["2019-05-11T09:00:00"]);
    assert_eq!(log.read.warnings, Vec::<String>::new());
    // The log takes precedence.
    let log =
        from(date(2019, 5, 11)).read(report(&["START lic-01 05/11/2024 08:00:00", "05/11 09:00"]));
    assert_eq!(log.times(), ["2024-05-11T09:00:00"]);
    assert_eq!(log.read.warnings.len(), 1);
}

#[test]
fn a_log_without_any_date_is_refused() {
    let reader = Reader::of(LogFormat::RlmReport);
    let log = report(&["RLM Report Log Format 1, version 9.3", "09:00", "10:00"]);
    assert_eq!(reader.pieces([log.as_bytes()]), Err(Refusal::NoDate));
    // Without an event, no date is needed.
    assert_eq!(
        reader
            .read("RLM Report Log Format 1, version 9.3\n")
            .read
            .lines,
        1
    );
    assert_eq!(reader.read("").read.lines, 0);
}

#[test]
fn a_debug_log_is_dated_the_same_way() {
    let reader = Reader::of(LogFormat::RlmDebug);
    assert_eq!(
        guessed(&reader.read(debug(&["12/31 23:59", "01/01 00:00", "05/11 15:20:33"]))),
        [
            "2023-12-31T23:59:00",
            "2024-01-01T00:00:00",
            "2024-05-11T15:20:33"
        ]
    );
    assert_eq!(
        guessed(&reader.read(debug(&["07/01 10:00"]))),
        ["2023-07-01T10:00:00"]
    );
    assert_eq!(
        guessed(&reader.read(debug(&["02/29 10:00", "03/01 10:00"]))),
        ["2024-02-29T10:00:00", "2024-03-01T10:00:00"]
    );
    let dated = Reader {
        first_date: Some(date(2020, 12, 1)),
        ..reader
    };
    let log = dated.read(debug(&["12/31 23:59", "01/01 00:00"]));
    assert_eq!(log.times(), ["2020-12-31T23:59:00", "2021-01-01T00:00:00"]);
    let log = reader.read(debug(&["02/30 10:00", "05/11 25:00"]));
    assert_eq!(log.read.events, []);
    let reasons: Vec<_> = log
        .read
        .rejected
        .iter()
        .map(|(_, reason)| reason.as_str())
        .collect();
    assert_eq!(
        reasons,
        ["there is no date 02/30", "25:00:00 is not a time of day"]
    );
    assert_eq!(log.read.warnings, Vec::<String>::new());
}

/// A log of events in report style at any time of any day, without a year.
fn any_days() -> impl Strategy<Value = Vec<String>> {
    let at = (1_u8..=12, 1_u8..=28, 0_u8..24, 0_u8..60);
    let line = at.prop_map(|(month, day, hour, minute)| {
        format!("{month:02}/{day:02} {hour:02}:{minute:02}")
    });
    vec(line, 1..12)
}

fn seconds(log: &Log) -> Vec<i64> {
    assert_eq!(log.read.rejected, []);
    log.read.events.iter().map(|event| event.at.0).collect()
}

proptest! {
    /// The clock goes back by a month at most and skips no year, and the year is
    /// the latest one that puts nothing after the file's time.
    #[test]
    fn every_date_follows_the_one_before_it(days in any_days(), dated: bool) {
        const DAY_S: i64 = 86_400;
        let days: Vec<_> = days.iter().map(String::as_str).collect();
        let reader = Reader {
            first_date: dated.then_some(date(2023, 3, 1)),
            ..Reader::of(LogFormat::RlmReport)
        };
        let found = seconds(&reader.read(report(&days)));
        prop_assert_eq!(found.len(), days.len());
        for pair in found.windows(2) {
            let step = pair[1] - pair[0];
            prop_assert!((-32 * DAY_S..366 * DAY_S).contains(&step), "{}", step);
        }
        if !dated {
            let latest = reader.zone.second(reader.latest, None).0;
            let left = latest - found.iter().max().unwrap();
            prop_assert!((0..=366 * DAY_S).contains(&left), "{}", left);
        }
    }
}

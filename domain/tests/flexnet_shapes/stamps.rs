//! Lines that start with a date, and often an offset.

use domain::log_format::LogFormat;

use super::log_support::{self, Zone, read_pieces};
use super::{DATED, TAKEN, dated, read};

fn at(clock: &str) -> String {
    let zone = Zone::named("Europe/Berlin");
    let log = format!("{clock} (d) DENIED: \"mesh\" anna@ws-1  {TAKEN}\n");
    let found = read_pieces(LogFormat::FlexnetDebug, &zone, None, [log.as_bytes()]).unwrap();
    assert_eq!(found.warnings, Vec::<String>::new(), "{clock}");
    assert_eq!(found.only().former, None);
    found.only().utc()
}

#[test]
fn a_line_with_a_date_uses_its_own_offset() {
    for clock in [
        "2025-03-04T08:35:00+01:00",
        "2025-03-04T08:35:00+0100",
        "2025-03-04T07:35:00Z",
        "2025-03-04T02:05:00-05:30",
        "2025-03-04T02:05:00-0530",
        "2025-03-04T07:35:00.123Z",
        "2025-03-04T07:35:00,5+00:00",
        " 2025-03-04T07:35:00Z",
        // Without an offset, in the zone of the log.
        "2025-03-04T08:35:00",
        "2025-03-04T08:35:00.999",
    ] {
        assert_eq!(at(clock), "2025-03-04T07:35:00", "{clock}");
    }
}

#[test]
fn an_event_with_an_unreadable_stamp_is_rejected() {
    for clock in [
        "2025-02-30T08:35:00Z",
        "2025-03-04T25:35:00Z",
        "2025-03-04T08:35:00+99:00",
    ] {
        let log = format!("{DATED}{clock} (d) OUT: \"mesh\" anna@ws-1\n");
        assert_eq!(read(log).rejected.len(), 1, "{clock}");
    }
    for clock in [
        "2025-03-04T08:35Z",
        "2025-03-04 08:35:00Z",
        "2025-03-04T08:35:00 UTC",
    ] {
        let log = format!("{DATED}{clock} (d) DENIED: \"mesh\" anna@ws-1\n");
        let found = read(log);
        assert_eq!(
            (found.events.len(), found.rejected.len()),
            (0, 0),
            "{clock}"
        );
        assert!(found.warnings[1].starts_with("line 2 mentions"), "{clock}");
    }
}

#[test]
fn the_clock_of_the_log_continues_from_a_stamp() {
    let found = read(
        "2025-03-04T23:30:00+01:00 (lmgrd) Please note\n\
         23:40:00 (d) OUT: \"mesh\" anna@ws-1\n\
         0:10:00 (d) OUT: \"mesh\" anna@ws-1\n",
    );
    assert_eq!(
        found.times(),
        ["2025-03-04T23:40:00", "2025-03-05T00:10:00"]
    );
}

#[test]
fn a_stamp_overrides_the_date_of_its_message() {
    let denied = "2025-03-04T23:30:00Z (d) DENIED: \"mesh\" anna@ws-1  (Taken. (-4,342))\n";
    for message in [
        "TIMESTAMP 3/5/2025",
        "FlexNet Licensing (v11.18) started on lic-01 (linux) (3/5/2025)",
        "(@lmgrd-SLOG@) Time: Wed Mar 05 2025 23:30:00 CET",
    ] {
        let log = format!("{denied}2025-03-04T23:30:00Z (lmgrd) {message}\n{denied}");
        let found = read(log);
        assert_eq!(found.times(), ["2025-03-04T23:30:00"; 2], "{message}");
        assert_eq!(found.warnings, Vec::<String>::new());
        assert_eq!(found.starts, Vec::<usize>::new());
    }
}

#[test]
fn silent_days_between_stamps_give_no_warning() {
    let found = read(
        "2025-03-04T17:00:00Z (d) OUT: \"mesh\" anna@ws-1\n\
         2025-03-09T08:00:00Z (d) OUT: \"mesh\" anna@ws-1\n\
         2025-03-09T08:00:00Z (d) OUT: \"mesh\" anna@ws-1\n",
    );
    assert_eq!(found.warnings, Vec::<String>::new());
    assert_eq!(found.events.len(), 3);
    assert_eq!(found.starts, Vec::<usize>::new());
}

#[test]
fn events_before_the_first_stamp_are_dated_from_it() {
    let found = read(
        "23:00:00 (d) OUT: \"mesh\" anna@ws-1\n\
         2025-03-05T01:00:00Z (d) OUT: \"mesh\" anna@ws-1\n",
    );
    assert_eq!(
        found.times(),
        ["2025-03-04T23:00:00", "2025-03-05T01:00:00"]
    );
}

#[test]
fn stored_events_of_plain_lines_among_stamps_are_recognized() {
    let found = dated(
        " 8:30:00 (d) OUT: \"mesh\" anna@ws-1\n\
         2025-03-06T08:35:00Z (d) OUT: \"mesh\" bert@ws-2\n\
         \x20 8:40:00 (d) OUT: \"mesh\" bert@ws-2\n\
         8:50:00 (d) OUT: \"mesh\" anna@ws-1\n",
    );
    let former: Vec<_> = found
        .events
        .iter()
        .map(|event| event.former.as_ref().map(log_support::Former::utc))
        .collect();
    let stored = Some("2025-03-04T08:50:00".to_owned());
    assert_eq!(former, [None, None, None, stored]);
    assert_eq!(found.warnings.len(), 1);
}

//! Logs that were joined: where one starts again.

use domain::log_format::LogFormat;
use domain::zone::ZoneLookup;

use super::log_support::{Zone, read_pieces};
use super::utc::Utc;
use super::{DATED, read};

#[test]
fn a_log_starts_again_where_a_date_steps_back() {
    let log = format!(
        "{DATED} 8:05:00 (d) OUT: \"mesh\" anna@ws-1\n 9:00:00 (lmgrd) TIMESTAMP 3/5/2025\n"
    );
    let found = read(format!("{log}{log}{log}"));
    assert_eq!(found.starts, [1, 2]);
    let stamped = "2025-03-04T08:00:00Z (d) OUT: \"mesh\" anna@ws-1\n\
                   2025-03-05T09:00:00Z (d) OUT: \"mesh\" anna@ws-1\n";
    let found = read(format!("{stamped}{stamped}"));
    assert_eq!(found.starts, [2]);
}

/// How often a log with these lines twice starts again, and how many of its denials
/// are the first of their second.
fn twice(lines: &str) -> (Vec<usize>, usize) {
    let found = read(format!("{lines}{lines}"));
    (found.starts.clone(), found.events.len())
}

#[test]
fn a_log_of_one_day_starts_again_too() {
    let denied = "(d) DENIED: \"mesh\" anna@ws-1  (Taken. (-4,342))\n";
    // The date comes first.
    let log = format!(" 8:00:00 (d) TIMESTAMP 3/4/2025\n 8:05:00 {denied}18:00:00 {denied}");
    assert_eq!(twice(&log), (vec![2], 4));
    // A whole day, so that the step back looks like midnight.
    let log = format!(" 0:10:00 (d) TIMESTAMP 3/4/2025\n 8:05:00 {denied}23:00:00 {denied}");
    assert_eq!(twice(&log), (vec![2], 4));
    // The lines of a start have the date after a while.
    for hour in [18, 23] {
        let log = format!(
            " 8:00:00 (lmgrd) -----------------------------------------------\n\
             \x20 8:00:00 (lmgrd) FlexNet Licensing (v11.18) started on lic-01 (linux) (3/4/2025)\n\
             \x20 8:05:00 {denied}{hour}:00:00 {denied}"
        );
        assert_eq!(twice(&log), (vec![2], 4), "until {hour}:00");
    }
    let log = format!("2025-03-04T08:00:00Z {denied}2025-03-04T18:00:00Z {denied}");
    assert_eq!(twice(&log), (vec![2], 4));
}

#[test]
fn an_hour_that_occurs_twice_is_one_log() {
    let found = read(
        "1:00:00 (d) TIMESTAMP 10/26/2025\n\
         2:59:59 (d) OUT: \"mesh\" anna@ws-1\n\
         2:00:00 (d) TIMESTAMP 10/26/2025\n\
         2:00:01 (d) OUT: \"mesh\" anna@ws-1\n",
    );
    assert_eq!(found.starts, Vec::<usize>::new());
}

#[test]
fn lines_out_of_order_around_midnight_are_one_log() {
    let found = read(
        "23:59:00 (d) TIMESTAMP 3/4/2025\n\
         0:00:00 (d) OUT: \"mesh\" anna@ws-1\n\
         23:59:59 (lmgrd) TIMESTAMP 3/4/2025\n\
         0:00:01 (d) OUT: \"mesh\" anna@ws-1\n",
    );
    assert_eq!(found.starts, Vec::<usize>::new());
    let stamped = "2025-03-05T00:00:00Z (d) OUT: \"mesh\" anna@ws-1\n\
                   2025-03-04T23:59:59Z (d) OUT: \"mesh\" anna@ws-1\n";
    assert_eq!(read(stamped).starts, Vec::<usize>::new());
}

/// How often a log of lines with these clocks starts again, in a zone.
fn starts(zone: &dyn ZoneLookup, clocks: &[&str]) -> Vec<usize> {
    let lines = clocks
        .iter()
        .map(|clock| format!("{clock} (d) OUT: \"mesh\" anna@ws-1\n"));
    let log = lines.collect::<Vec<_>>().concat();
    let read = read_pieces(LogFormat::FlexnetDebug, zone, None, [log.as_bytes()]);
    read.unwrap().starts
}

#[test]
fn lines_that_all_say_their_date_start_again_where_their_moment_steps_back() {
    let madrid = Zone::named("Europe/Madrid");
    let offset = ["2025-10-26T02:59:00+02:00", "2025-10-26T02:01:00+01:00"];
    assert_eq!(starts(&Utc, &offset), [0; 0], "the end of summer time");
    let local = ["2025-10-26T02:59:00", "2025-10-26T02:01:00"];
    assert_eq!(starts(&madrid, &local), [0; 0], "the end of summer time");
    assert_eq!(starts(&Utc, &local), [1], "a zone without summer time");
    for (second, meant) in [("08:04:00", &[][..]), ("08:03:59", &[1])] {
        for offset in ["", "Z", "+0100"] {
            let stamped = |clock: &str| format!("2025-03-04T{clock}{offset}");
            let clocks = [stamped("08:05:00"), stamped(second)];
            let clocks = clocks.each_ref().map(String::as_str);
            assert_eq!(starts(&madrid, &clocks), meant, "{clocks:?}");
        }
    }
}

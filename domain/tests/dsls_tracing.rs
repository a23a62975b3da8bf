//! Usage tracing in the Dassault Systèmes license server log: grants, returns, and files
//! that are written newest first.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod log_support;
mod utc;

use std::fmt::Write as _;

use domain::event::Outcome;
use domain::log_format::LogFormat;
use domain::parse::{LogParser, ParseContext};
use jiff::civil::DateTime;
use log_support::{Found, Read, Zone, read_pieces};
use utc::Utc;

const LOG: &str = include_str!("../fixtures/dsls-tracing.log");

fn read(log: impl AsRef<[u8]>) -> Read {
    log_support::read(LogFormat::Dsls, log).unwrap()
}

/// A traced line of a user, at a time with milliseconds.
fn traced(time: &str, word: &str, user: &str) -> String {
    format!(
        "2024/03/01 {time} I USGTRACING  {word}!!MESH!customer!48AB!Vendor V5!ConcurrentUser!1!STD!\
         ws-004 (4A1B)!10.0.0.4!{user}!{user}@D!C:\\mesh.exe!6.4!1\n"
    )
}

fn newest_first(log: &str) -> String {
    let mut lines: Vec<_> = log.lines().collect();
    lines.reverse();
    lines.iter().fold(String::new(), |mut log, line| {
        let _ = writeln!(log, "{line}");
        log
    })
}

/// The users, in the order of the events.
fn users(read: &Read) -> Vec<&str> {
    read.events.iter().map(|event| &*event.user).collect()
}

#[test]
fn grants_time_outs_and_detachments_have_the_names_of_the_denials() {
    let read = read(LOG);
    assert_eq!((&*read.rejected, &*read.warnings), (&[][..], &[][..]));
    let found: Vec<_> = read
        .events
        .iter()
        .map(|event| (event.outcome, event.who()))
        .collect();
    assert_eq!(
        found,
        [
            (Outcome::Denied, ("MESH", "nadia", "ws-004")),
            (Outcome::Granted, ("MESH", "nadia", "ws-004")),
            (Outcome::Denied, ("XM2-FTA", "otto", "ws-005")),
            (Outcome::Returned, ("MESH", "nadia", "ws-004")),
        ]
    );
    let timed_out = self::read(traced("09:00:00:000", "TimeOut", "nadia"));
    assert_eq!(timed_out.only().outcome, Outcome::Returned);
}

#[test]
fn the_customer_may_be_missing_and_the_host_may_have_no_id() {
    let line = traced("09:00:00:000", "Grant", "nadia").replace("!1!STD", "!12!STD");
    for line in [
        line.clone(),
        line.replace("!customer", ""),
        line.replace("!customer", "!"),
        line.replace(" (4A1B)", ""),
        line.replace("!customer", "").replace(" (4A1B)", ""),
        line.replace("mesh.exe", "a!b!c (x)!mesh.exe"),
        line.replace("MESH!", "MESH(customer)!"),
    ] {
        let read = read(&line);
        assert_eq!(read.only().who(), ("MESH", "nadia", "ws-004"), "{line}");
        assert!((read.only().count - 12.0).abs() < f64::EPSILON, "{line}");
    }
}

#[test]
fn other_words_of_usage_tracing_are_ignored() {
    for word in ["Release", "GRANT", "Grants", ""] {
        let read = read(traced("09:00:00:000", word, "nadia"));
        assert_eq!((read.events.len(), read.rejected.len()), (0, 0), "{word}");
    }
    let text = read("2024/03/01 09:00:00:000 I USGTRACING Usage tracing is on\n");
    assert_eq!((text.events.len(), text.rejected.len()), (0, 0));
}

#[test]
fn a_traced_event_that_cannot_be_read_is_rejected() {
    let good = traced("09:00:00:000", "Grant", "nadia");
    for word in ["Grant", "TimeOut", "Detachment"] {
        for (damaged, reason) in [
            (good.replace("2024/03/01", "2024/03/32"), "date and time"),
            (good.replace("2024/03/01 ", ""), "date and time"),
            (good.replace("MESH", ""), "no feature"),
            (good.replace("!1!STD", "!one!STD"), "number of licenses"),
            (good.replace("!1!STD", "!-1!STD"), "number of licenses"),
            (
                good.replace("!nadia!nadia@D!C:\\mesh.exe!6.4!1", "!nad"),
                "FEATURE!customer",
            ),
            (
                good.replace("!10.0.0.4!nadia!nadia@D!C:\\mesh.exe!6.4!1", ""),
                "FEATURE!customer",
            ),
            (
                "2024/03/01 09:00:00:000 I USGTRACING  Grant!!MESH\n".to_owned(),
                "FEATURE!customer",
            ),
            (
                "2024/03/01 09:00:00:000 I USGTRACING  Grant!!\n".to_owned(),
                "no feature",
            ),
        ] {
            let damaged = damaged.replace("Grant", word);
            let read = read(format!("{good}{damaged}{good}"));
            assert_eq!(read.events.len(), 2, "{damaged}");
            assert_eq!(read.rejected.len(), 1, "{damaged}");
            assert_eq!(read.rejected[0].0, 2);
            assert!(
                read.rejected[0].1.contains(reason),
                "{damaged}: {}",
                read.rejected[0].1
            );
        }
    }
}

#[test]
fn a_newest_first_log_says_what_the_oldest_first_one_says() {
    let events = |log: &str| {
        let mut events = read(log).events;
        for event in &mut events {
            event.line = 0;
        }
        events.sort_by_key(|event| event.at);
        events
    };
    assert_eq!(events(&newest_first(LOG)), events(LOG));
}

#[test]
fn within_a_second_events_are_in_time_order() {
    let log = [
        traced("09:00:00:100", "Grant", "a"),
        traced("09:00:00:200", "Grant", "b"),
        traced("09:00:00:200", "Grant", "c"),
        traced("09:00:01:000", "Grant", "d"),
        traced("09:00:01:001", "Grant", "e"),
        traced("09:00:01:002", "Grant", "f"),
        traced("09:00:03:000", "Grant", "g"),
        traced("09:00:03:000", "Grant", "h"),
    ]
    .concat();
    assert_eq!(users(&read(&log)).concat(), "abcdefgh");
    assert_eq!(users(&read(newest_first(&log))).concat(), "ghdefabc");
    // A single second: its milliseconds show the direction.
    let second: String = log
        .lines()
        .take(3)
        .fold(String::new(), |log, line| log + line + "\n");
    assert_eq!(users(&read(&second)).concat(), "abc");
    assert_eq!(users(&read(newest_first(&second))).concat(), "abc");
}

#[test]
fn a_line_without_an_event_shows_the_direction_too() {
    let events = [
        traced("09:00:00:200", "Grant", "b"),
        traced("09:00:00:100", "Grant", "a"),
    ]
    .concat();
    let earlier = "2024/03/01 08:00:00:000 I ADMINSERVER x\n";
    let later = "2024/03/01 10:00:00:000 I ADMINSERVER x\n";
    assert_eq!(
        users(&read(format!("{later}{events}{earlier}"))).concat(),
        "ab"
    );
    assert_eq!(
        users(&read(format!("{earlier}{events}{later}"))).concat(),
        "ba",
        "as logged"
    );
}

#[test]
fn an_oldest_first_log_waits_for_nothing() {
    let context = ParseContext {
        zone: &Utc,
        first_date: None,
        time: None,
        latest: DateTime::MAX,
    };
    let mut parser = LogParser::new(LogFormat::Dsls, context);
    let mut read = Read::default();
    for (log, events) in [
        (
            "2024/03/01 08:00:00:001 I STARTSERVER Server version 6.424.4\n".to_owned(),
            0,
        ),
        (traced("09:00:00:100", "Grant", "a"), 1),
        (traced("09:00:00:200", "Grant", "b"), 2),
        (traced("09:00:05:200", "Grant", "c"), 3),
    ] {
        parser.feed(log.as_bytes(), &mut read).unwrap();
        assert_eq!(read.events.len(), events);
    }
}

#[test]
fn in_a_newest_first_log_the_repeated_hour_is_read_from_its_second_pass_back() {
    let at = |clock: &str| {
        traced(&format!("{clock}:000"), "Grant", "a").replace("2024/03/01", "2024/10/27")
    };
    let clocks = [
        "04:00:00", "03:30:00", "02:50:00", "02:10:00", "02:59:00", "02:30:00", "01:30:00",
    ];
    let log: String = clocks.iter().map(|clock| at(clock)).collect();
    let zone = Zone::named("Europe/Madrid");
    let times = |log: &str| {
        read_pieces(LogFormat::Dsls, &zone, None, [log.as_bytes()])
            .unwrap()
            .times()
    };
    let starts = |log: &str| {
        let read = read_pieces(LogFormat::Dsls, &zone, None, [log.as_bytes()]);
        read.unwrap().starts
    };
    assert_eq!(starts(&log), [0; 0]);
    assert_eq!(starts(&newest_first(&log)), [0; 0]);
    let newest = times(&log);
    assert_eq!(
        newest,
        [
            "2024-10-27T03:00:00",
            "2024-10-27T02:30:00",
            "2024-10-27T01:50:00",
            "2024-10-27T01:10:00",
            "2024-10-27T00:59:00",
            "2024-10-27T00:30:00",
            "2024-10-26T23:30:00",
        ]
    );
    let mut oldest = times(&newest_first(&log));
    oldest.reverse();
    assert_eq!(newest, oldest);
}

#[test]
fn joined_logs_start_again_in_either_direction() {
    let log = format!("{LOG}{}", LOG.replace("2024/03/01", "2024/03/04"));
    let newest = newest_first(&log);
    assert_eq!(read(&log).starts, [0; 0]);
    assert_eq!(read(&newest).starts, [0; 0]);
    assert_eq!(read(format!("{log}{log}")).starts, [8]);
    assert_eq!(read(format!("{newest}{newest}")).starts, [8]);
    let day: String = ["08:00:00:000", "13:00:00:000", "18:00:00:000"]
        .map(|time| traced(time, "Grant", "anna"))
        .concat();
    let newest = newest_first(&day);
    assert_eq!(read(format!("{day}{day}")).starts, [3]);
    assert_eq!(read(format!("{newest}{newest}")).starts, [3]);
    // Of twenty minutes.
    let newest = newest_first(LOG);
    assert_eq!(read(format!("{LOG}{LOG}")).starts, [4]);
    assert_eq!(read(format!("{newest}{newest}")).starts, [4]);
}

#[test]
fn lines_in_disorder_are_one_log() {
    for (clocks, starts) in [
        (["09:00:00", "09:02:00", "09:01:00", "09:03:00"], &[][..]),
        (["09:00:00", "09:02:01", "09:01:00", "09:03:00"], &[2]),
        (["09:03:00", "09:01:00", "09:00:00", "09:01:00"], &[]),
        (["09:03:00", "09:01:00", "09:00:00", "09:01:01"], &[3]),
    ] {
        let log: String = clocks
            .map(|clock| traced(&format!("{clock}:000"), "Grant", "anna"))
            .concat();
        assert_eq!(read(log).starts, starts, "{clocks:?}");
    }
}

#[test]
fn the_events_kept_of_one_second_are_bounded() {
    let last = traced("09:00:05:000", "Grant", "z");
    let mut log = last.replace("09:00:05", "09:00:06") + &last;
    for event in 0..20_000_u32 {
        log += &traced("09:00:00:000", "Grant", &format!("u{event}"))
            .replace("mesh.exe", &"m".repeat(800));
    }
    let read = read(&log);
    assert_eq!(read.events.len(), 20_002);
    assert_eq!(read.warnings.len(), 1, "{:?}", read.warnings);
    let mut lines: Vec<_> = read.events.iter().map(|event| event.line).collect();
    lines.sort_unstable();
    assert!(lines.iter().copied().eq(1..=20_002));
}

#[test]
fn traced_lines_have_no_former_identity() {
    let blanks = traced("09:00:00:100", "Grant", "a").replace('\n', "  \n");
    let read_blanks = read(&blanks);
    assert_eq!(read_blanks.only().former, None);
    assert_eq!(
        read_blanks.events,
        read(traced("09:00:00:100", "Grant", "a")).events
    );
}

#[test]
fn a_newest_first_log_with_another_former_time_keeps_it() {
    let at = |clock: &str| {
        format!(
            "2024/10/27 {clock}:000 W LICENSESERV MDX not granted, x ( from client h (i)/a|u|u|x )\n"
        )
    };
    let log = [
        "03:30:00", "02:50:00", "02:10:00", "02:59:00", "02:30:00", "02:30:00",
    ]
    .map(at)
    .concat();
    let zone = Zone::named("Europe/Madrid");
    let read = read_pieces(LogFormat::Dsls, &zone, None, [log.as_bytes()]).unwrap();
    let times: Vec<_> = read.events.iter().map(Found::utc).collect();
    assert_eq!(
        times[2..],
        [
            "2024-10-27T01:10:00",
            "2024-10-27T00:59:00",
            "2024-10-27T00:30:00",
            "2024-10-27T00:30:00"
        ]
    );
    let former: Vec<_> = read
        .events
        .iter()
        .map(|event| event.former.as_ref().map(log_support::Former::utc))
        .collect();
    let later = |clock: &str| Some(format!("2024-10-27T{clock}"));
    assert_eq!(
        former,
        [
            None,
            None,
            None,
            later("01:59:00"),
            later("01:30:00"),
            later("01:30:00")
        ]
    );
}

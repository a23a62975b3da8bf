//! The usage log of Sentinel RMS.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod log_support;
mod utc;

use domain::event::Outcome;
use domain::log_format::LogFormat;
use jiff::civil::date;
use log_support::{Found, Read, Zone, read_pieces};

fn read(log: impl AsRef<[u8]>) -> Read {
    log_support::read(LogFormat::SentinelRms, log).unwrap()
}

/// A record with these levels, this transaction and this user and host.
fn record(levels: &str, transaction: &str, client: &str) -> String {
    format!(
        "{levels} MTI1 Tue Mar 04 08:33:34 2025 1741077214 mesh 2.1 {transaction} 1 0 {client} 7.00 3 \
         - - - - - - MQ== 905242 MTY2MDIyOA==\n"
    )
}

#[test]
fn issues_denials_and_releases_are_events() {
    let read = read(include_bytes!("../fixtures/sentinel-rms.log"));
    assert_eq!((&*read.rejected, &*read.warnings), (&[][..], &[][..]));
    assert_eq!(
        read.events
            .iter()
            .map(|event| event.outcome)
            .collect::<Vec<_>>(),
        [Outcome::Granted, Outcome::Denied, Outcome::Returned]
    );
    assert_eq!(
        read.events.iter().map(Found::who).collect::<Vec<_>>(),
        [
            ("99", "anna", "ws-1"),
            ("99", "bert", "ws-2"),
            ("99", "anna", "ws-1")
        ]
    );
    assert!(
        read.events
            .iter()
            .all(|event| event.version.is_empty() && event.product.is_empty())
    );
    assert_eq!(
        read.events[1].status,
        Some((
            "sentinel-rms".to_owned(),
            "denied".to_owned(),
            String::new()
        ))
    );
    assert_eq!(read.lines, 5);
}

#[test]
fn the_time_is_the_epoch_whatever_the_zone_and_the_date() {
    let log = record("2 0", "1", "bert ws-2");
    let zone = Zone::named("Europe/Madrid");
    let dated = Some(date(2020, 1, 1));
    let read = read_pieces(LogFormat::SentinelRms, &zone, dated, [log.as_bytes()]).unwrap();
    assert_eq!(read.only().utc(), "2025-03-04T08:33:34");
    assert_eq!((read.only().count, &*read.only().version), (3.0, "2.1"));
}

#[test]
fn a_transaction_gives_the_outcome_of_a_request() {
    use Outcome::{Denied, Granted, Returned};
    for (transaction, outcome) in [
        ("0", Some(Granted)),
        ("1", Some(Denied)),
        ("2", Some(Returned)),
        ("3", None),
        ("4", Some(Denied)),
        ("5", Some(Granted)),
        ("6", Some(Granted)),
        ("7", None),
        ("8", Some(Granted)),
        ("9", Some(Returned)),
        ("10", None),
        ("14", None),
    ] {
        let read = read(record("2 0", transaction, "bert ws-2"));
        assert_eq!(read.rejected, []);
        let found: Vec<_> = read.events.iter().map(|event| event.outcome).collect();
        assert_eq!(
            found,
            outcome.into_iter().collect::<Vec<_>>(),
            "{transaction}"
        );
    }
}

#[test]
fn a_user_s_name_may_contain_blanks_and_a_host_may_be_an_ip_address() {
    for (client, user, host) in [
        ("bert ws-2", "bert", "ws-2"),
        ("Bert van Oort ws-2", "Bert van Oort", "ws-2"),
        ("bert 10.0.0.2", "bert", "10.0.0.2"),
        ("Zoë ws-2", "Zoë", "ws-2"),
        ("DOMAIN\\bert ws-2.example", "DOMAIN\\bert", "ws-2.example"),
    ] {
        assert_eq!(
            read(record("2 0", "1", client)).only().who(),
            ("mesh", user, host),
            "{client}"
        );
    }
}

#[test]
fn a_later_version_s_lines_without_dashes_are_read() {
    let log = "# Startup Sentinel RMS Development Kit v9.50 Tue Mar 04 08:33:31 2025 1741077211 srv 140 1\n\
               2 0 MTI1 Tue Mar 04 08:33:33 2025  1741077213 99 v 1 1 0 anna ws-1 9.5.0.0123 1 - MA== 754986 OTM1MzQ1Nzk5\n\
               1 0 MTI1 Tue Mar  4 08:33:33 2025 1741077213 99 v 0 1 0 anna ws-1 9.50 2\n";
    let read = read(log);
    assert_eq!((read.events.len(), read.rejected.len()), (2, 0));
    assert_eq!(read.events[1].who(), ("99", "anna", "ws-1"));
}

#[test]
fn the_license_s_encryption_level_takes_precedence_and_an_encrypted_line_says_what_to_change() {
    for (levels, reason) in [
        ("1 0", None),
        ("2 0", None),
        ("0 0", None),
        ("4 1", None),
        ("3 2", None),
        ("3 0", Some("-lfe")),
        ("4 0", Some("-lfe")),
        ("2 3", Some("vendor")),
        ("1 4", Some("vendor")),
    ] {
        let read = read(record(levels, "1", "bert ws-2"));
        match reason {
            None => assert_eq!(read.only().who(), ("mesh", "bert", "ws-2"), "{levels}"),
            Some(word) => {
                assert_eq!(read.events, [], "{levels}");
                let (line, reason) = &read.rejected[0];
                let level = levels.split(' ').find(|level| *level > "2").unwrap();
                assert_eq!(*line, 1);
                assert!(
                    reason.contains(word) && reason.contains(level),
                    "{levels}: {reason}"
                );
            }
        }
    }
    let hidden = read("4 0 c2VhbGVkIHJlY29yZA==\n");
    assert!(
        hidden.rejected[0].1.contains("-lfe"),
        "whatever follows: {hidden:?}"
    );
}

#[test]
fn a_damaged_line_is_rejected_with_its_number_whatever_it_starts_with() {
    let good = record("2 0", "1", "bert ws-2");
    for (damaged, reason) in [
        (
            "MTI1 Tue Mar 04 08:33:34 2025 1741077214 mesh 2.1 1 1 0 bert ws-2 7.00 1\n".to_owned(),
            "levels",
        ),
        ("denied\n".to_owned(), "levels"),
        ("2 20 x\n".to_owned(), "levels"),
        ("2 0\n".to_owned(), "date"),
        (good.replace("Tue Mar", "Tue"), "date"),
        (good.replace("Mar", "Mrz"), "date"),
        (good.replace("08:33:34", "08:33"), "date"),
        (good.replace(" 1741077214", ""), "seconds since 1970"),
        (
            good.replace("1741077214", "17410x7214"),
            "seconds since 1970",
        ),
        (
            good.replace("1741077214", "99999999999999999999"),
            "seconds since 1970",
        ),
        (
            good.replace("mesh 2.1 1 1 0", "mesh 2.1 1 1"),
            "three numbers",
        ),
        (good.replace("mesh 2.1", "mesh"), "three numbers"),
        (good.replace(" bert", ""), "no user"),
        (good.replace("7.00 3", "7.00"), "no user"),
        (
            "2 0 MTI1 Tue Mar 04 08:33:34 2025 1741077214 mesh 2.1 1 1 0 bert ws\n".to_owned(),
            "no user",
        ),
    ] {
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

#[test]
fn a_log_of_starts_and_stops_has_no_events() {
    let read = read("# Startup SentinelLM v7.00 x\n\n# Shutdown SentinelLM v7.00 x\n");
    assert_eq!((read.events.len(), read.rejected.len()), (0, 0));
    assert!(
        read.warnings[0].contains("no events"),
        "{:?}",
        read.warnings
    );
}

#[test]
fn trailing_blanks_are_not_part_of_a_record() {
    let line = record("2 0", "1", "bert ws-2");
    let with_blanks = line.replace('\n', " \t\r\n");
    assert_eq!(read(with_blanks).events, read(line).events);
}

#[test]
fn a_time_outside_the_valid_range_is_rejected() {
    let milliseconds = record("2 0", "1", "bert ws-2").replace("1741077214", "1741077214000");
    let found = read(milliseconds);
    assert_eq!(found.events, []);
    let [(1, reason)] = &found.rejected[..] else {
        return assert_eq!(found.rejected, [], "one rejected line");
    };
    assert!(reason.contains("not between 1970 and 2106"), "{reason}");
}

#[test]
fn joined_logs_start_again_where_the_time_steps_back() {
    let log = include_str!("../fixtures/sentinel-rms.log");
    let next_day = log.replace("17410", "17411");
    assert_eq!(read(log).starts, [0; 0]);
    assert_eq!(read(format!("{log}{log}")).starts, [3], "of seven minutes");
    let in_hours = log.replace("174107", "174109");
    assert_eq!(read(format!("{log}{in_hours}{log}{in_hours}")).starts, [6]);
    assert_eq!(read(format!("{log}{next_day}{log}{next_day}")).starts, [6]);
}

#[test]
fn lines_in_disorder_are_one_log() {
    let at = |epoch: &str| record("2 0", "0", "bert ws-2").replace("1741077214", epoch);
    let starts = |second: &str| read(at("1741077300") + &at(second)).starts;
    assert_eq!(starts("1741077240"), [0; 0], "a minute");
    assert_eq!(starts("1741077239"), [1], "more than a minute");
}

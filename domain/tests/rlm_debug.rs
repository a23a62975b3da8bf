//! The RLM debug log: which lines are events, and what they say.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod log_support;
mod rlm_support;
mod utc;

use domain::event::Outcome;
use domain::log_format::LogFormat;
use jiff::civil::date;
use log_support::Found;
use rlm_support::{Log, Reader};

/// Reads a log whose first line is from 2024.
fn read(log: &str) -> Log {
    let first_date = Some(date(2024, 5, 11));
    Reader {
        first_date,
        ..Reader::of(LogFormat::RlmDebug)
    }
    .read(log)
}

fn event(message: &str) -> Found {
    read(&format!(
        "05/11 15:20 (demo) {message}\n05/11 15:20 (demo)         All licenses in use\n"
    ))
    .only()
    .clone()
}

/// Line, outcome and user of each event.
fn order(log: &Log) -> Vec<(u64, &str, &str)> {
    log.read
        .events
        .iter()
        .map(|event| (event.line, event.outcome.word(), &*event.user))
        .collect()
}

const MISSING: &str = "its reason line is missing: import the log again when it has grown";

#[test]
fn a_whole_log() {
    let log = Reader::of(LogFormat::RlmDebug).read(include_str!("../fixtures/rlm-debug.log"));
    assert_eq!(log.read.rejected, []);
    assert_eq!(log.read.warnings.len(), 1, "no line has a year");
    let events: Vec<_> = log
        .read
        .events
        .iter()
        .map(|event| {
            (
                event.utc(),
                event.outcome.word(),
                event.count,
                &*event.product,
                event.who(),
            )
        })
        .collect();
    let expected = [
        (
            "2023-12-31T23:55:00",
            "granted",
            1.0,
            "gridware",
            ("mesher", "nadia", "ws-1"),
        ),
        (
            "2023-12-31T23:56:00",
            "denied",
            2.0,
            "gridware",
            ("mesher pro", "it night shift@corp", "ws-2"),
        ),
        (
            "2023-12-31T23:56:00",
            "granted",
            3.0,
            "tilesoft",
            ("tiles", "otto", "ws-9"),
        ),
        (
            "2024-01-01T00:03:00",
            "returned",
            1.0,
            "gridware",
            ("mesher", "nadia", "ws-1"),
        ),
        (
            "2024-01-01T00:04:00",
            "returned",
            3.0,
            "tilesoft",
            ("tiles", "otto", "ws-9"),
        ),
    ];
    let expected =
        expected.map(|(at, word, count, isv, who)| (at.to_owned(), word, count, isv, who));
    assert_eq!(events, expected);
    assert_eq!(log.read.events[1].reason(), ("", "All licenses in use"));
}

#[test]
fn a_denial_and_its_reason() {
    let found = event("DENIED: (2) simulator v2.1 to cecil@win2008");
    assert_eq!(found.outcome, Outcome::Denied);
    assert_eq!(found.who(), ("simulator", "cecil", "win2008"));
    assert_eq!(found.product, "demo");
    assert_eq!(found.version, "2.1");
    assert_eq!(found.count.to_bits(), 2_f64.to_bits());
    let status = (
        "rlm".to_owned(),
        String::new(),
        "All licenses in use".to_owned(),
    );
    assert_eq!(found.status, Some(status));
    assert_eq!(
        found.rest,
        "(demo) DENIED: (2) simulator v2.1 to cecil@win2008\nAll licenses in use"
    );
}

#[test]
fn every_way_to_write_an_event() {
    for line in [
        "OUT: sim v2.1 by u@h => granted 1 sim|2.1|u|h",
        "OUT: (3) sim v2.1 by u@h => granted 3 sim|2.1|u|h",
        "OUT: sim v2.1 by u@h (3 licenses) => granted 3 sim|2.1|u|h",
        "OUT: sim v2.1 by u@h (1 license) (overdraft) [night run] => granted 1 sim|2.1|u|h",
        "OUT: sim v2.1 by u@h [a@b] => granted 1 sim|2.1|u|h",
        "OUT: sim v2.1 by u@h reserved => granted 1 sim|2.1|u|h",
        "IN: sim v2.1 by u@h => returned 1 sim|2.1|u|h",
        "IN: (client exit) sim v2.1 by u@h => returned 1 sim|2.1|u|h",
        "IN: (failed server back up) (2) sim v2.1 by u@h => returned 2 sim|2.1|u|h",
        "DENIED: sim v2.1 to u@h => denied 1 sim|2.1|u|h",
        "DENIED: no good sim v2.1 to u@h => denied 1 sim|2.1|u|h",
        "DENIED: (1) sim pro v2 to go v2.1 to u@h => denied 1 sim pro v2 to go|2.1|u|h",
        "DENIED: (1) sim v2.1 to go to work@h => denied 1 sim|2.1|go to work|h",
        "DENIED: (1) sim v2.1 to it v8@x to y@h => denied 1 sim|2.1|it v8@x to y|h",
        "DENIED: (1) sim vbeta to u@h => denied 1 sim|beta|u|h",
        "DENIED: (1) sim v to u@h => denied 1 sim||u|h",
        "DENIED: (1) sim v2.1 to Ann (IT) Lee@h => denied 1 sim|2.1|Ann (IT) Lee|h",
        "DENIED: (1) sim v2.1 to \"\"@\"\" => denied 1 sim|2.1||",
        "DENIED: (1) sim v2.1 to @ => denied 1 sim|2.1||",
    ] {
        let (message, expected) = line.split_once(" => ").unwrap();
        let found = event(message);
        let (feature, user, device) = found.who();
        let told = format!(
            "{} {} {feature}|{}|{user}|{device}",
            found.outcome.word(),
            found.count,
            found.version
        );
        assert_eq!(told, expected, "{message}");
    }
}

#[test]
fn lines_of_other_isvs_may_come_before_the_reason() {
    let log = read(
        "05/11 15:20 (demo) DENIED: (1) sim v2.1 to first@h\n\
         05/11 15:20 (rlm) a line of the server\n\
         05/11 15:20 (other) OUT: tiles v3 by second@h\n\
         05/11 15:21 (other) DENIED: (1) tiles v3 to third@h\n\
         a line without a time\n\
         05/11 15:21 (demo)\n\
         05/11 15:21 (demo)         All licenses in use\n\
         05/11 15:21 (third) IN: bricks v1 by fourth@h\n\
         05/11 15:21 (other)         Authorization has expired\n\
         05/11 15:22 (demo) an information\n",
    );
    assert_eq!(log.read.rejected, []);
    let expected = [
        (1, "denied", "first"),
        (3, "granted", "second"),
        (4, "denied", "third"),
        (8, "returned", "fourth"),
    ];
    assert_eq!(order(&log), expected);
    assert_eq!(log.read.events[0].reason(), ("", "All licenses in use"));
    assert_eq!(
        log.read.events[2].reason(),
        ("", "Authorization has expired")
    );
}

#[test]
fn only_an_indented_line_is_a_reason() {
    for indent in ["  ", "        ", "\t", " \t", "\t\t"] {
        let log = read(&format!(
            "05/11 15:20 (demo) DENIED: (1) sim v2.1 to first@h\n\
             05/11 15:20 (demo) Checkin failed for other\n\
             05/11 15:20 (demo)\n\
             05/11 15:20 (demo)Not even one blank\n\
             05/11 15:20 (demo){indent}All licenses in use\n\
             05/11 15:20 (demo){indent}Not a reason of anything\n"
        ));
        assert_eq!(log.only().reason(), ("", "All licenses in use"));
    }
    let info = "05/11 15:20 (demo) Checkin failed for other\n";
    let denied = "05/11 15:20 (demo) DENIED: (1) sim v2.1 to first@h\n";
    // The wait ends with an event, at the limit of lines, or at the end of the log.
    let log = read(&format!(
        "{denied}{info}05/11 15:20 (demo) OUT: sim v2.1 by second@h\n"
    ));
    assert_eq!(log.read.rejected, []);
    assert_eq!(
        order(&log),
        [(1, "denied", "first"), (3, "granted", "second")]
    );
    assert_eq!(log.read.events[0].reason(), ("", "no reason logged"));
    let log = read(&format!("{denied}{}", info.repeat(1_001)));
    assert_eq!(log.only().reason(), ("", "no reason logged"));
    let log = read(&format!("{denied}{}", info.repeat(1_000)));
    assert_eq!(log.read.rejected, [(1, MISSING.to_owned())]);
    assert_eq!(log.read.events, []);
}

#[test]
fn a_denial_that_another_event_follows_has_no_reason() {
    let log = read(
        "05/11 15:20 (demo) DENIED: (1) sim v2.1 to first@h\n\
         05/11 15:20 (demo) DENIED: (1) sim v2.1 to second@h\n\
         05/11 15:20 (demo)         All licenses in use\n\
         05/11 15:20 (demo) DENIED: (1) sim v2.1 to third@h\n\
         05/11 15:20 (demo) OUT: sim v2.1 by fourth@h\n",
    );
    assert_eq!(log.read.rejected, []);
    let reasons: Vec<_> = log.read.events[..3].iter().map(Found::reason).collect();
    assert_eq!(
        reasons,
        [
            ("", "no reason logged"),
            ("", "All licenses in use"),
            ("", "no reason logged")
        ]
    );
    assert_eq!(log.read.events[3].outcome, Outcome::Granted);
}

#[test]
fn a_denial_at_the_end_waits_for_the_log_to_grow() {
    let cut = "05/11 15:19 (demo) OUT: sim v2.1 by zero@h\n\
               05/11 15:20 (demo) DENIED: (1) sim v2.1 to first@h\n\
               05/11 15:20 (other) OUT: tiles v3 by second@h\n";
    let log = read(cut);
    assert_eq!(log.read.rejected, [(2, MISSING.to_owned())]);
    assert_eq!(
        order(&log),
        [(1, "granted", "zero"), (3, "granted", "second")]
    );
    let grown = read(&format!(
        "{cut}05/11 15:20 (demo)         All licenses in use\n"
    ));
    assert_eq!(grown.read.rejected, []);
    assert_eq!(
        order(&grown),
        [
            (1, "granted", "zero"),
            (2, "denied", "first"),
            (3, "granted", "second")
        ]
    );
    // The earlier events are unchanged.
    assert_eq!(log.hashes, [grown.hashes[0], grown.hashes[2]]);
}

#[test]
fn a_missing_reason_does_not_block_the_log() {
    let other = "05/11 15:20 (other) OUT: tiles v3 by second@h\n";
    let denied = "05/11 15:20 (demo) DENIED: (1) sim v2.1 to first@h\n";
    let late = "05/11 15:20 (demo)         All licenses in use\n";
    let log = read(&format!("{denied}{}{late}", other.repeat(999)));
    assert_eq!(log.read.events[0].reason(), ("", "All licenses in use"));
    let log = read(&format!("{denied}{}{late}", other.repeat(1_000)));
    assert_eq!(log.read.events[0].reason(), ("", "no reason logged"));
    assert_eq!(log.read.events.len(), 1_001);
    assert_eq!(log.read.rejected, []);
}

#[test]
fn a_line_that_starts_like_an_event_and_cannot_be_read_is_rejected() {
    for line in [
        "DENIED: => expected `product vX.Y to user@host`",
        "DENIED: (1) sim to u@h => expected `product vX.Y to user@host`",
        "DENIED: (1) sim v2.1 by u@h => expected `product vX.Y to user@host`",
        "DENIED: (1) sim v2.1 to u => expected `product vX.Y to user@host`",
        "DENIED: (1) v2.1 to u@h => expected `product vX.Y to user@host`",
        "DENIED: (99999999999) sim v2.1 to u@h => the number of licenses is too large",
        "OUT: sim v2.1 => expected `product vX.Y by user@host`",
        "IN: (client exit => expected `product vX.Y by user@host`",
    ] {
        let (message, reason) = line.split_once(" => ").unwrap();
        let log = read(&format!(
            "05/11 15:20 (demo) {message}\n05/11 15:20 (demo)    text\n"
        ));
        let word = message.split(':').next().unwrap();
        let reason = format!("damaged {word}: {reason}");
        assert_eq!(log.read.events, [], "{message}");
        assert_eq!(log.read.rejected, [(1, reason)], "{message}");
    }
}

#[test]
fn every_other_line_is_ignored() {
    for line in [
        "",
        "   ",
        "OUT: sim v2.1 by u@h",
        "15:20 (demo) OUT: sim v2.1 by u@h",
        "05/11 (demo) OUT: sim v2.1 by u@h",
        "05/11 15:20 demo OUT: sim v2.1 by u@h",
        "05/11 15:20 (demo OUT: sim v2.1 by u@h",
        "05/11 15:20 (demo) OUT sim v2.1 by u@h",
        "05/11 15:20 (demo) ROUT: sim v2.1 by u@h",
        "05/11 15:20 (demo) QUEUED: sim v2.1 by u@h",
        "05/11 15:20 (demo) Server started on lic-01 (hostid: ANY) for:",
        "05/11 15:20 (demo)",
        "05/11 15:20",
        "\u{feff}",
    ] {
        let log = read(&format!("{line}\n"));
        assert_eq!(
            (log.read.events, log.read.rejected),
            (vec![], vec![]),
            "{line}"
        );
    }
}

#[test]
fn seconds_years_and_marks_of_editors_do_not_matter() {
    let plain = "05/11/2024 15:20:33 (demo) OUT: sim v2.1 by Zo\u{eb}@h\n";
    let log = Reader::of(LogFormat::RlmDebug).read(plain);
    assert_eq!(log.only().utc(), "2024-05-11T15:20:33");
    assert_eq!(log.read.warnings, Vec::<String>::new());
    let windows = format!("\u{feff}  {}", plain.replace('\n', "  \r\n"));
    assert_eq!(log, Reader::of(LogFormat::RlmDebug).read(windows));
}

#[test]
fn the_hash_includes_the_reason_and_not_the_time_of_the_lines() {
    let denied = |clock: &str, reason: &str| {
        let log = read(&format!(
            "05/11 {clock} (demo) DENIED: (1) sim v2.1 to u@h\n05/11 15:59 (demo)   {reason}\n"
        ));
        assert_eq!(log.finals, [true]);
        log.hashes[0]
    };
    let hash = denied("15:20", "All licenses in use");
    assert_eq!(hash, denied("15:21", "All licenses in use"));
    assert_ne!(hash, denied("15:20", "Authorization has expired"));
}

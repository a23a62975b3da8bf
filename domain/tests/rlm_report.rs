//! The RLM report log: which lines are events, and what they say.

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
use log_support::Found;
use rlm_support::{Log, Reader};

/// The year of the lines that follow.
const START: &str = "START lic-01 05/11/2024 08:00:00\n";

fn read(log: &str) -> Log {
    Reader::of(LogFormat::RlmReport).read(log)
}

fn read_line(line: &str) -> Log {
    read(&format!("{START}{line}\n"))
}

fn only(line: &str) -> Found {
    read_line(line).only().clone()
}

#[test]
fn a_whole_log_with_every_record() {
    let log = read(include_str!("../fixtures/rlm-report.log"));
    assert_eq!(log.read.rejected, []);
    assert_eq!(log.read.warnings, Vec::<String>::new());
    let tell = |event: &Found| {
        let (feature, user, device) = event.who();
        let (line, word, at) = (event.line, event.outcome.word(), event.utc());
        format!("{line} {word} {at} {feature}|{user}|{device}")
    };
    let events: Vec<_> = log.read.events.iter().map(tell).collect();
    let expected = [
        "15 granted 2023-12-30T22:15:07 mesher|nadia|ws-1",
        "18 denied 2023-12-30T22:21:00 mesher|it night shift|ws-2",
        "21 denied 2023-12-31T09:30:00 solver||",
        "22 granted 2023-12-31T09:31:00 solver|nadia|ws-1",
        "28 returned 2024-01-01T00:00:02 mesher|nadia|ws-1",
        "33 returned 2024-01-01T08:00:00 mesher|otto|ws-9",
    ];
    assert_eq!(events, expected);
    assert!(
        log.read
            .events
            .iter()
            .all(|event| event.product == "gridware")
    );
    assert_eq!(log.finals, [true, true, false, true, true, true]);
    assert_eq!(log.read.lines, 38);
}

#[test]
fn a_denial_with_and_without_a_pid() {
    for (line, rest) in [
        (
            "DENY simulator 2.1 cecil win2008 \"\" 3 -22 1 05/11 15:20",
            "DENY simulator 2.1 cecil win2008 \"\" 3 -22 1",
        ),
        (
            "DENY simulator 2.1 cecil win2008 \"FDF37C\" 3 -22 1 485c 05/11 15:20",
            "DENY simulator 2.1 cecil win2008 \"FDF37C\" 3 -22 1 485c",
        ),
        (
            "DENY simulator 2.1 cecil win2008 \"\" 3 -22 1 05/11 15:20:33.1234",
            "DENY simulator 2.1 cecil win2008 \"\" 3 -22 1",
        ),
    ] {
        let found = only(line);
        assert_eq!(found.outcome, Outcome::Denied);
        assert_eq!(found.who(), ("simulator", "cecil", "win2008"));
        assert_eq!(found.version, "2.1");
        assert_eq!(found.count.to_bits(), 3_f64.to_bits());
        let status = ("rlm".to_owned(), "-22".to_owned(), String::new());
        assert_eq!(found.status, Some(status));
        assert_eq!(found.product, "", "no ISV line has named it");
        assert_eq!(found.rest, rest);
    }
}

#[test]
fn fractions_of_a_second_are_dropped() {
    let found = only("DENY sim 2.1 u h \"\" 1 -22 1 05/11 15:20:33.9999");
    assert_eq!(found.utc(), "2024-05-11T15:20:33");
}

#[test]
fn only_a_last_attempt_that_is_not_zero_is_final() {
    for (last_attempt, is_final) in [
        ("0", false),
        ("00", false),
        ("1", true),
        ("-1", true),
        ("7", true),
    ] {
        let log = read_line(&format!(
            "DENY sim 2.1 u h \"\" 1 -22 {last_attempt} 05/11 15:20"
        ));
        assert_eq!(log.only().outcome, Outcome::Denied);
        assert_eq!(log.finals, [is_final], "{last_attempt}");
    }
}

#[test]
fn an_overdraft_is_a_grant() {
    let log = read_line("DENY sim 2.1 u h \"\" 2 -39 0 05/11 15:20");
    assert_eq!(log.only().outcome, Outcome::Granted);
    assert_eq!(log.only().status, None);
    assert_eq!(log.finals, [true]);
}

#[test]
fn names_may_be_empty_or_have_spaces() {
    for (names, expected) in [
        ("sim 2.1 \"\" \"\"", ("sim", "", "")),
        ("sim 2.1 u \"\"", ("sim", "u", "")),
        ("sim 2.1 \"\" h", ("sim", "", "h")),
        ("sim 2.1  h", ("sim", "", "h")),
        ("sim 2.1 Ann  van Loon h", ("sim", "Ann  van Loon", "h")),
        ("sim 2.1 007 8", ("sim", "007", "8")),
        ("sim \"\" 007 8", ("sim", "007", "8")),
        ("sim beta ann h", ("sim", "ann", "h")),
        ("sim beta 10.0 h", ("sim", "10.0", "h")),
        ("night sim 2.1 ann lee h", ("night sim", "ann lee", "h")),
    ] {
        for isv_def in ["\"\"", "\"a b\"", "\" 1 \""] {
            let found = only(&format!("DENY {names} {isv_def} 1 -22 1 05/11 15:20"));
            assert_eq!(found.who(), expected, "{names} {isv_def}");
        }
    }
}

#[test]
fn an_isv_def_with_quotes_inside_is_one_word() {
    let found = only("DENY sim 2.1 u h \"a \"b\" 1 -22 1 05/11 15:20");
    assert_eq!(found.who(), ("sim", "u", "h"));
}

#[test]
fn a_checkout_in_each_style() {
    for (line, at) in [
        (
            "OUT sim 2.1 3 ann lee h \"x y\" 4 9 1 4b 0 1a2b \"p q\" \"sim\" \"2.0\" 05/11 15:20:33",
            "2024-05-11T15:20:33",
        ),
        (
            "OUT sim 2.1 3 ann lee h \"\" 4 9 1 4b 0 1a2b \"\" \"sim\" \"2.0\" 05/11 15:20:33.1234 \
             \"x64_w4 10.0\" \"C:\\a b\\sim 05/12 10:00:00.exe\" 0 \"\" 192.0.2.7",
            "2024-05-11T15:20:33",
        ),
        (
            "OUT sim 2.1 ann lee h \"\" 4 4b 0 15:20",
            "2024-05-11T15:20:00",
        ),
    ] {
        let found = only(line);
        assert_eq!(found.outcome, Outcome::Granted, "{line}");
        assert_eq!(found.who(), ("sim", "ann lee", "h"), "{line}");
        assert_eq!(found.version, "2.1");
        assert_eq!(found.count.to_bits(), 4_f64.to_bits());
        assert_eq!(found.status, None);
        assert_eq!(found.utc(), at);
    }
}

#[test]
fn empty_and_numeric_names_of_a_checkout_are_not_its_isv_def() {
    for (user, host) in [
        ("\"\"", "12"),
        ("\"\"", "\"\""),
        ("7", "\"\""),
        ("a 1", "\"\""),
    ] {
        for line in [
            format!(
                "OUT sim 2.1 3 {user} {host} \"\" 1 1 0 4b 0 1a \"\" \"sim\" \"2\" 05/11 09:00:00"
            ),
            format!("OUT sim 2.1 {user} {host} \"\" 1 4b 0 09:00"),
        ] {
            let found = only(&line);
            let names = (user.replace('"', ""), host.replace('"', ""));
            assert_eq!(
                found.who(),
                ("sim", names.0.as_str(), names.1.as_str()),
                "{line}"
            );
        }
    }
}

#[test]
fn the_rest_of_a_line_is_the_line_without_its_time() {
    for (line, rest) in [
        (
            "OUT sim 2.1 3 u h \"\" 1 1 0 4b 0 1a \"\" \"sim\" \"2\" 05/11 09:00:00",
            "OUT sim 2.1 3 u h \"\" 1 1 0 4b 0 1a \"\" \"sim\" \"2\"",
        ),
        (
            "OUT sim 2.1 3 u h \"\" 1 1 0 4b 0 1a \"\" \"sim\" \"2\" 05/11 09:00:00.5 \"os\" \"a\" 0 0 ::1",
            "OUT sim 2.1 3 u h \"\" 1 1 0 4b 0 1a \"\" \"sim\" \"2\" \"os\" \"a\" 0 0 ::1",
        ),
        (
            "OUT sim 2.1 u h \"\" 1 4b 0 09:00",
            "OUT sim 2.1 u h \"\" 1 4b 0",
        ),
        ("IN 1 1 4b 09:00", "IN 1 1 4b"),
        (
            "IN 2 sim 2.1 u h \"\" 1 0 0 4b 05/11 09:00:00",
            "IN 2 sim 2.1 u h \"\" 1 0 0 4b",
        ),
    ] {
        assert_eq!(only(line).rest, rest);
    }
}

#[test]
fn a_small_check_in_has_the_names_of_its_checkout() {
    let log = read(&format!(
        "ISV: gridware, RLM version 10.0 BL2\n{START}\
         INUSE mesher 3 1 otto ws-9 \"\" 1 7A 1f3c 05/10 20:00:00\n\
         OUT sim 2.1 ann lee h \"\" 4 4b 0 09:00\n\
         IN 1 3 4b 09:30\n\
         IN 1 1 4b 09:31\n\
         IN 2 1 7A 09:32\n\
         IN 1 2 ff 09:33\n"
    ));
    let returned: Vec<_> = log.read.events[1..]
        .iter()
        .map(|event| (event.who(), event.version.as_str(), event.count))
        .collect();
    let expected = [
        (("sim", "ann lee", "h"), "2.1", 3.0),
        // The first check-in returned everything: the handle is no longer valid.
        (("", "", ""), "", 1.0),
        (("mesher", "otto", "ws-9"), "3", 1.0),
        (("", "", ""), "", 2.0),
    ];
    assert_eq!(returned, expected);
    assert_eq!(log.read.count(Outcome::Returned), 4);
    assert!(
        log.read
            .events
            .iter()
            .all(|event| event.product == "gridware")
    );
    assert_eq!(log.read.rejected, []);
}

#[test]
fn handles_do_not_outlive_the_server() {
    for end in [
        "SHUTDOWN admin lic-01 05/11 10:00:00",
        "START lic-01 05/11/2024 10:00:00",
    ] {
        let log = read(&format!(
            "{START}OUT sim 2.1 u h \"\" 1 4b 0 09:00\n{end}\nIN 1 1 4b 11:00\n"
        ));
        assert_eq!(log.read.events[1].who(), ("", "", ""));
    }
}

#[test]
fn the_isv_is_the_product_from_its_line_on() {
    let deny = "DENY sim 2.1 u h \"\" 1 -22 1 05/11 15:20";
    let log = read(&format!(
        "{START}{deny}\nISV: demo, RLM version 10.0 BL2\n{deny}\nISV: other\n{deny}\n"
    ));
    let products: Vec<_> = log
        .read
        .events
        .iter()
        .map(|event| &*event.product)
        .collect();
    assert_eq!(products, ["", "demo", "other"]);
}

#[test]
fn marks_of_windows_editors_do_not_matter() {
    let reader = Reader::of(LogFormat::RlmReport);
    let plain = format!("{START}\nDENY sim 2.1 Zo\u{eb} h \"\" 1 -22 1 05/11 15:20\n");
    let windows = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    assert_eq!(reader.read(&plain), reader.read(windows));
    // A user name in Latin-1 is the same user.
    let latin_1: Vec<u8> = plain
        .chars()
        .map(|letter| u8::try_from(letter).unwrap())
        .collect();
    assert_eq!(reader.read(&plain), reader.read(latin_1));
}

#[test]
fn equal_lines_are_equal_and_others_are_not() {
    let log = read(&format!(
        "{START}\
         DENY sim 2.1 u h \"\" 1 -22 1 485c 05/11 15:20\n\
         DENY sim 2.1 u h \"\" 1 -22 1 485c 05/11 15:20\n\
         DENY sim 2.1 u h \"\" 1 -22 1 485d 05/11 15:20\n\
         DENY sim 2.1 u h \"\" 1 -22 0 485c 05/11 15:20\n"
    ));
    let [first, second, other_pid, not_final] = log.hashes[..] else {
        unreachable!("the log has four denials");
    };
    assert_eq!(first, second);
    assert_ne!(first, other_pid);
    assert_ne!(first, not_final);
}

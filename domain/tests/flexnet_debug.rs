//! The FlexNet Publisher debug log: which lines are events, and what they say.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod log_support;
mod utc;

use domain::event::Outcome;
use domain::log_format::LogFormat;
use log_support::{Found, Read};

/// A log with most kinds of lines that real ones have.
const LOG: &str = include_str!("../fixtures/flexnet-debug.log");

fn read(log: impl AsRef<[u8]>) -> Read {
    log_support::read(LogFormat::FlexnetDebug, log).unwrap()
}

/// Reads a log whose only event line has this message.
fn with(message: &str) -> Read {
    read(format!(
        " 9:00:00 (lmgrd) TIMESTAMP 3/1/2024\n 9:30:15 (saltd) {message}\n"
    ))
}

/// The event of a message.
fn event(message: &str) -> Found {
    let event = with(message).only().clone();
    assert_eq!(event.product, "saltd");
    assert_eq!(event.utc(), "2024-03-01T09:30:15");
    assert_eq!(event.rest, format!("(saltd) {message}").trim_end());
    event
}

fn assert_count(event: &Found, count: f64) {
    assert!((event.count - count).abs() < f64::EPSILON, "{event:?}");
}

#[test]
fn a_whole_log_is_read_without_rejected_lines() {
    let read = read(LOG);
    assert_eq!(read.rejected, []);
    // A line of the banner mentions a denial.
    assert_eq!(read.warnings.len(), 1);
    assert!(
        read.warnings[0].starts_with("line 6 "),
        "{:?}",
        read.warnings
    );
    assert_eq!(read.lines, LOG.lines().count() as u64);
    assert_eq!(
        read.events
            .iter()
            .map(|event| (event.outcome.word(), event.who(), event.count as u32))
            .collect::<Vec<_>>(),
        [
            ("denied", ("mesh_cloud", "nadia", "ws-004"), 1),
            ("granted", ("mesh_core", "nadia", "ws-004"), 1),
            ("granted", ("mesh_solver", "Bjorn van Oort", "ws-011"), 8),
            ("denied", ("mesh_solver", "nadia", "ws-004"), 4),
            ("denied", ("mesh_core", "it@night shift", "ws-020"), 1),
            ("returned", ("mesh_core", "nadia", "ws-004"), 1),
            ("returned", ("mesh_solver", "Bjorn van Oort", "ws-011"), 8),
        ]
    );
    assert!(read.events.iter().all(|event| event.product == "gridlm"));
    assert_eq!(read.events[5].utc(), "2022-06-09T23:59:58");
    assert_eq!(read.events[6].utc(), "2022-06-10T00:00:03");
}

#[test]
fn a_byte_order_mark_and_carriage_returns_change_nothing() {
    let windows = format!("\u{feff}{}", LOG.replace('\n', "\r\n"));
    assert_eq!(read(windows), read(LOG));
    let marked = "\u{feff}9:00:00 (d) OUT: \"f\" u@h\n9:00:01 (d) TIMESTAMP 3/1/2024\n";
    assert_eq!(read(marked).only().who(), ("f", "u", "h"));
}

#[test]
fn a_last_line_without_a_line_feed_is_read() {
    let read = read("9:00:00 (d) TIMESTAMP 3/1/2024\n9:00:01 (d) OUT: \"f\" u@h");
    assert_eq!(read.only().line, 2);
}

#[test]
fn each_documented_denial_is_read() {
    let lines = [
        (
            r#"DENIED: "64300ACD_F" u@h  (Licensed number of users already reached. (-4,342))"#,
            ("64300ACD_F", "u", "h"),
            ("-4", "Licensed number of users already reached"),
        ),
        (
            r#"DENIED: "NS5010_solid_modeling" u@h  "v2023.12"(License server system does not support this version of this feature. (-25,334))"#,
            ("NS5010_solid_modeling", "u", "h"),
            (
                "-25",
                "License server system does not support this version of this feature",
            ),
        ),
        (
            r#"UNSUPPORTED: "nx_point_cloud_view" (PORT_AT_HOST_PLUS   ) u@h  (No such feature exists. (-5,346))"#,
            ("nx_point_cloud_view", "u", "h"),
            ("-5", "No such feature exists"),
        ),
        (
            r#"UNSUPPORTED: "com.acme.hdt" (1A2B3C4D5E6F) u@h  (License server system does not support this feature. (-18,327:10054 ""))"#,
            ("com.acme.hdt", "u", "h"),
            ("-18", "License server system does not support this feature"),
        ),
        (
            "DENIED: DOORS u@h  [telelogic] (Licensed number of users already reached. (-4,342:10054 ))",
            ("DOORS", "u", "h"),
            ("-4", "Licensed number of users already reached"),
        ),
        (
            r#"DENIED: "f" u@h  (Licensed number of users already reached. (-4,342:10054 "WinSock: Connection reset by peer (client)"))"#,
            ("f", "u", "h"),
            ("-4", "Licensed number of users already reached"),
        ),
        (
            r#"DENIED: "f" u@h  (User/host not on INCLUDE list for feature (-39,147))"#,
            ("f", "u", "h"),
            ("-39", "User/host not on INCLUDE list for feature"),
        ),
        (
            r#"DENIED: "f" u@h  (Feature has expired. (-10,32))"#,
            ("f", "u", "h"),
            ("-10", "Feature has expired"),
        ),
    ];
    for (message, who, reason) in lines {
        let event = event(message);
        assert_eq!(event.outcome, Outcome::Denied, "{message}");
        assert_eq!(event.who(), who, "{message}");
        assert_eq!(event.reason(), reason, "{message}");
        assert_eq!(event.status.as_ref().unwrap().0, "flexnet-publisher");
    }
}

#[test]
fn a_reason_may_contain_parentheses() {
    let reason = |message: &str| {
        let event = event(message);
        let (code, description) = event.reason();
        (code.to_owned(), description.to_owned())
    };
    assert_eq!(
        reason(r#"DENIED: "f" u@h  (Invalid (inconsistent) license key or signature. (-8,523))"#),
        (
            "-8".to_owned(),
            "Invalid (inconsistent) license key or signature".to_owned()
        )
    );
    assert_eq!(
        reason(r#"DENIED: "f" u@h  (Kept out (see policy (-3 rule)))"#),
        (String::new(), "Kept out (see policy (-3 rule))".to_owned())
    );
    assert_eq!(
        reason(r#"DENIED: "f" u@h  (Kept out (by policy).)"#),
        (String::new(), "Kept out (by policy)".to_owned())
    );
}

#[test]
fn the_code_is_preferably_a_number_with_a_minor_one() {
    for (reason, expected) in [
        (r#"(x (-1,2:3 "text (-9)"))"#, ("-1", "x")),
        (r#"(x (-1,2:3 "text (-9:1)"))"#, ("-1", "x")),
        (r#"(x (-1,2:3 "text (-9,)"))"#, ("-1", "x")),
        ("(x (-7) y (-1,2) (-9))", ("-1", "x (-7) y")),
        ("(x (-1,2) y (-3,4))", ("-3", "x (-1,2) y")),
        // A number alone counts if there is nothing better.
        ("(x (-1))", ("-1", "x")),
        ("(x (-1) y (-3))", ("-3", "x (-1) y")),
        ("(x (-1, 2))", ("-1", "x")),
    ] {
        let denied = event(&format!("DENIED: \"f\" u@h  {reason}"));
        assert_eq!(denied.reason(), expected, "{reason}");
    }
}

#[test]
fn a_denial_without_a_code_keeps_its_text() {
    assert_eq!(
        event(r#"DENIED: "f" u@h  (All seats are taken.)"#).reason(),
        ("", "All seats are taken")
    );
    for message in [
        r#"DENIED: "f" u@h  "#,
        r#"DENIED: "f" u@h  ()"#,
        r#"DENIED: "f" u@h  (.)"#,
    ] {
        assert_eq!(
            event(message).reason(),
            ("", "no reason logged"),
            "{message}"
        );
    }
    assert_eq!(
        event(r#"DENIED: "f" u@h:1 Licensed number of users already reached."#).reason(),
        ("", "Licensed number of users already reached")
    );
    assert_eq!(event(r#"DENIED: "f" u@h  (-4,342)"#).reason(), ("-4", ""));
    // A text that was cut off in the middle still has its code.
    assert_eq!(
        event(r#"DENIED: "f" u@h  (Taken. (-4,342:10054 "WinSock"#).reason(),
        ("-4", "Taken")
    );
}

#[test]
fn unsupported_without_a_code_is_no_such_feature() {
    let unsupported = event(r#"UNSUPPORTED: "f" (PORT_AT_HOST_PLUS   ) u@h  (Not here.)"#);
    assert_eq!(unsupported.reason(), ("-5", "Not here"));
    assert_eq!(
        event(r#"UNSUPPORTED: "f" (PORT_AT_HOST_PLUS   ) u@h"#).reason(),
        ("-5", "")
    );
    assert_eq!(
        event(r#"UNSUPPORTED: "f" u@h  (Not here.)"#).who(),
        ("f", "u", "h")
    );
    assert_eq!(
        event(r#"UNSUPPORTED: "f" (PORT_AT_HOST_PLUS)   LOCAL SERVICE@h (Not here. (-18,327))"#)
            .who(),
        ("f", "LOCAL SERVICE", "h")
    );
}

#[test]
fn a_user_may_contain_blanks_and_at_signs() {
    let clients = [
        ("Mia Lund@host-1", ("Mia Lund", "host-1")),
        (
            "mia@acme.example@host-1.acme.example",
            ("mia@acme.example", "host-1.acme.example"),
        ),
        ("mia @ home@host-1", ("mia @ home", "host-1")),
        ("ACME\\mia@host-1", ("ACME\\mia", "host-1")),
        ("Mia (ext)@host-1", ("Mia (ext)", "host-1")),
        ("Mia  Lund@host-1", ("Mia  Lund", "host-1")),
        ("Zoë@hôte", ("Zoë", "hôte")),
        ("mia@", ("mia", "")),
        ("@host-1", ("", "host-1")),
        ("mia", ("mia", "")),
        ("Mia Lund", ("Mia Lund", "")),
    ];
    let tails = [
        "",
        "  ",
        "  (3 licenses)",
        "  [data @ x] (INACTIVE)",
        "  (SHUTDOWN)",
        "\t",
    ];
    for (client, (user, device)) in clients {
        for tail in tails {
            let event = event(&format!("OUT: \"f\" {client}{tail}"));
            assert_eq!(event.who(), ("f", user, device), "{client}{tail}");
        }
        let denied = event(&format!("DENIED: \"f\" {client}  (Taken. (-4,342))"));
        assert_eq!(denied.who(), ("f", user, device), "{client}");
        assert_eq!(denied.reason(), ("-4", "Taken"), "{client}");
    }
    // One blank is enough to end a host.
    assert_eq!(
        event("DENIED: \"f\" a b@h (Taken. (-4,342))").who(),
        ("f", "a b", "h")
    );
}

#[test]
fn a_byte_that_is_not_utf8_makes_no_second_user() {
    let read = read(b"9:00:00 (d) TIMESTAMP 3/1/2024\n9:00:01 (d) OUT: \"f\" Zo\xeb@h\n");
    assert_eq!(read.only().user, "Zoë");
}

#[test]
fn features_may_have_no_quotes_or_have_blanks_inside_them() {
    assert_eq!(
        event("OUT: TLSTOK-token u@h  [DOORS] (3 licenses)").who(),
        ("TLSTOK-token", "u", "h")
    );
    assert_eq!(
        event("IN:  \"two words\" u@h").who(),
        ("two words", "u", "h")
    );
    assert_eq!(event("OUT:\"f\" u@h").who(), ("f", "u", "h"));
}

#[test]
fn counts_come_from_the_licenses_and_are_one_otherwise() {
    for (message, count) in [
        ("OUT: \"f\" u@h", 1.0),
        ("OUT: \"f\" u@h  (20 licenses) ", 20.0),
        ("OUT: \"f\" u@h  (1 license)", 1.0),
        (
            "IN: \"f\" u@h  [a (9 licenses) b]  (2 licenses) (SHUTDOWN)",
            2.0,
        ),
        ("OUT: \"f\" u@h  [(handle 7)]", 1.0),
        ("OUT: \"f\" u@h  (SHUTDOWN) (4 licenses)", 4.0),
        (
            "IN: \"f\" @h (6) ^^^ 1.0 u ::1 7 0x1 6 9 p 11 19 3-1-2024 9:30:15 NO ^^^",
            6.0,
        ),
        (
            "DENIED: \"f\" u@h  (25 licenses) (Users are queued. (-24,332))",
            25.0,
        ),
        (
            "DENIED: \"f\" u@h  [x] (25 licenses) \"v2\"(Too many. (-24,332))",
            25.0,
        ),
        ("OUT: \"f\" u@h  (99999999999999999999 licenses)", 1.0),
        ("OUT: \"f\" u@h  ( licenses)", 1.0),
    ] {
        assert_count(&event(message), count);
    }
}

#[test]
fn a_version_comes_from_a_denial_or_a_verbose_suffix() {
    let denied = event(r#"DENIED: "f" u@h  "v2023.12"(Too new. (-25,334))"#);
    assert_eq!(denied.version, "v2023.12");
    let verbose = event(
        r#"OUT: "f1" nadia@ws-004 ^^^ 1.0 nadia 127.0.0.1 29865 0x12CE 1 3 proj 11 19 3-1-2024 9:30:15 NO ^^^"#,
    );
    assert_eq!(verbose.who(), ("f1", "nadia", "ws-004"));
    assert_eq!(verbose.version, "1.0");
}

#[test]
fn a_verbose_suffix_is_not_part_of_the_reason_and_names_a_missing_user() {
    let denied = event(
        r#"DENIED: "f1" @ws-004 (Licensed number of users already reached. (-4,342)) ^^^ 1.0 nadia 127.0.0.1 29865 0x12CE 3 3 proj 11 19 3-1-2024 9:30:15 NO ^^^"#,
    );
    assert_eq!(denied.who(), ("f1", "nadia", "ws-004"));
    assert_eq!(
        denied.reason(),
        ("-4", "Licensed number of users already reached")
    );
}

#[test]
fn old_style_messages_are_read() {
    let denied = event("DENIED: 3 mesh_core to nadia (03/01/24 09:30)");
    assert_eq!(denied.who(), ("mesh_core", "nadia", ""));
    assert_eq!(denied.reason(), ("", "no reason logged"));
    assert_count(&denied, 3.0);
    assert_eq!(
        event("DENIED: 3 mesh_core to nadia@ws-004").who(),
        ("mesh_core", "nadia", "ws-004")
    );

    let out = event("OUT: mesh_core by nadia (2 licenses)");
    assert_eq!(out.who(), ("mesh_core", "nadia", ""));
    assert_count(&out, 2.0);
    let back = event("IN: mesh_core by nadia@ws-004 (2 licenses) (used: 0:01:02:03)");
    assert_eq!(
        (back.outcome, back.who()),
        (Outcome::Returned, ("mesh_core", "nadia", "ws-004"))
    );
}

#[test]
fn a_line_that_starts_like_an_event_and_cannot_be_read_is_rejected() {
    for (message, reason) in [
        ("OUT:", "no feature"),
        ("OUT: ", "no feature"),
        ("OUT: \"\" u@h", "no feature"),
        ("OUT: \"f u@h", "not closed"),
        ("OUT: \"f\"", "no user"),
        ("IN: f", "no user"),
        (
            "DENIED: \"f\"  (Licensed number of users already reached. (-4,342))",
            "no user",
        ),
        ("UNSUPPORTED: \"f\" (PORT_AT_HOST_PLUS   )", "no user"),
        (
            "UNSUPPORTED: \"f\"  (No such feature exists. (-5,346))",
            "no user",
        ),
    ] {
        let read = with(message);
        assert_eq!(read.events, [], "{message}");
        assert_eq!(read.rejected.len(), 1, "{message}");
        assert_eq!(read.rejected[0].0, 2);
        assert!(
            read.rejected[0].1.contains(reason),
            "{message}: {}",
            read.rejected[0].1
        );
    }
    for clock in [
        "25:00:00",
        "2024-13-04T08:20:00",
        "2024-03-04T24:20:00+01:00",
        "2024-03-04T08:20:00+31:00",
        "2024-03-04T08:20:00-0160",
    ] {
        let read = read(format!(
            "9:00:00 (d) TIMESTAMP 3/1/2024\n{clock} (d) OUT: \"f\" u@h\n"
        ));
        assert_eq!(read.events, [], "{clock}");
        assert_eq!(
            read.rejected,
            [(2, "there is no such date, time of day or offset".to_owned())],
            "{clock}"
        );
    }
}

#[test]
fn everything_else_is_ignored() {
    for message in [
        "SERVER-OUT: \"f\" u@h",
        "QUEUED: \"f\" u@h  (3 licenses)",
        "DEQUEUED: \"f\" u@h  (3 licenses)",
        "Checkin failed feature \"f\": u h h",
        "IN server died: f by u (3 licenses) (used: 0:00:00:01)",
        "EXPIRED: f",
        "(@saltd-SLOG@) OUT: \"f\" u@h",
        "The words OUT: \"f\" u@h inside a message",
        "OUT \"f\" u@h",
        "out: \"f\" u@h",
    ] {
        let read = with(message);
        assert_eq!(
            (read.events.len(), read.rejected.len()),
            (0, 0),
            "{message}"
        );
    }
    for line in [
        "OUT: \"f\" u@h",
        "9:30 (d) OUT: \"f\" u@h",
        "9:30:15 d OUT: \"f\" u@h",
        "9:30:15 (d OUT: \"f\" u@h",
        "9:30:15 (d)OUT: \"f\" u@h",
        "lmgrd_1 | 9:30:15 (d) OUT: \"f\" u@h",
        "109:30:15 (d) OUT: \"f\" u@h",
        "",
    ] {
        let read = read(format!("9:00:00 (d) TIMESTAMP 3/1/2024\n{line}\n"));
        assert_eq!((read.events.len(), read.rejected.len()), (0, 0), "{line}");
    }
}

#[test]
fn the_product_is_the_daemon_whatever_its_name() {
    let read = read(
        "9:00:00 (lmgrd) TIMESTAMP 3/1/2024\n\
         9:00:01 (app name) OUT: \"f\" u@h\n\
         9:00:02 (cdslmd_1) OUT: \"f\" u@h\n",
    );
    let daemons: Vec<_> = read
        .events
        .iter()
        .map(|event| event.product.as_str())
        .collect();
    assert_eq!(daemons, ["app name", "cdslmd_1"]);
}

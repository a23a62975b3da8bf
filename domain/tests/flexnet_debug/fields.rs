//! The fields of an event: the user, the device, the feature, the number of licenses and the
//! version.

use domain::event::Outcome;

use super::log_support::Found;
use super::{event, read};

fn assert_count(event: &Found, count: f64) {
    assert!((event.count - count).abs() < f64::EPSILON, "{event:?}");
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

//! The FlexNet Publisher debug log: which lines are events, and what they say.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod fields;
#[path = "../log_support/mod.rs"]
mod log_support;
mod reasons;
#[path = "../utc/mod.rs"]
mod utc;

use domain::log_format::LogFormat;
use log_support::{Found, Read};

/// A log with most kinds of lines that real ones have.
const LOG: &str = include_str!("../../fixtures/flexnet-debug.log");

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

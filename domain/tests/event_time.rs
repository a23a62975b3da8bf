//! The time of Turnaway's own events: RFC 3339, and no other format.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod own_event_support;
mod utc;

use domain::log_format::LogFormat;
use own_event_support::{Read, try_read};

/// Reads a file with one event at `time`.
fn read(time: &str) -> Read {
    let line = format!(r#"{{"time":"{time}","outcome":"granted","feature":"mesh"}}"#);
    try_read(LogFormat::EventsNdjson, line.as_bytes()).unwrap()
}

#[test]
fn a_time_is_rfc_3339_and_nothing_else() {
    for time in [
        "2025-01-01T00:00:00Z",
        "2025-01-01t00:00:00z",
        "2025-01-01 00:00:00Z",
        "2025-01-01T00:00:00.5Z",
        "2025-01-01T00:00:00.123456789+00:00",
        "2025-01-01T23:59:00+23:59",
        "2024-12-31T18:30:00-05:30",
        "2024-12-31T23:59:60Z",
    ] {
        let at = read(time).only().at;
        assert!(
            (1_735_689_599..=1_735_689_600).contains(&at),
            "{time}: {at}"
        );
    }
    for time in [
        "2025-01-01T00Z",
        "2025-01-01T00:00Z",
        "20250101T000000Z",
        "2025-01-01T000000Z",
        "2025-01-01T02:00:00+02",
        "2025-01-01T02:00:00+0200",
        "2025-01-01T00:00:00+00:00:01",
        "2025-01-01T24:00:00+24:00",
        "2025-01-01T00:00:00+24:00",
        "2025-01-01T00:00:00+00:60",
        "2025-01-01T01:00:00+01:00[Europe/Madrid]",
        "2025-01-01T00:00:00Z[UTC]",
        "2025-01-01T00:00:00.Z",
        "2025-01-01T00:00:00,5Z",
        "2025-01-01T00:00:00 Z",
        "2025-01-01_00:00:00Z",
        "+002025-01-01T00:00:00Z",
        "2025-01-01T00:00:00\u{2212}01:00",
        "2025-13-01T00:00:00Z",
        "2025-01-01",
        "Z",
    ] {
        let reason = format!("time `{time}` is not RFC 3339 with an offset");
        assert!(read(time).only_reason().starts_with(&reason), "{time}");
    }
}

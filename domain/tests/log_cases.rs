//! Small FlexNet and RLM logs that were once read wrongly, with the right result.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod log_support;
mod utc;

use std::collections::HashMap;

use domain::event::{Event, Outcome};
use domain::identity::event_hash;
use domain::log_format::LogFormat;
use domain::parse::{EventSink, LogParser, ParseContext, detect};
use jiff::civil::{Date, date};
use log_support::{Found, Read, read_pieces};
use utc::Utc;

/// An event: its moment, outcome, user and code.
type Row = (&'static str, &'static str, &'static str, &'static str);

struct Case {
    name: &'static str,
    log: &'static [u8],
    first_date: Option<Date>,
    rows: &'static [Row],
    warnings: usize,
}

macro_rules! log {
    ($name:literal) => {
        include_bytes!(concat!("../fixtures/flexnet/", $name))
    };
}

const CASES: [Case; 9] = [
    Case {
        name: "lines that date themselves",
        log: log!("datestamp.log"),
        first_date: None,
        rows: &[
            ("2025-03-04T08:05:00", "denied", "anna", "-4"),
            ("2025-03-04T07:35:00", "denied", "bert", "-4"),
        ],
        warnings: 0,
    },
    Case {
        name: "clients that are newer than the daemon",
        log: log!("request-denied.log"),
        first_date: None,
        rows: &[
            ("2025-03-04T08:01:00", "denied", "", "-83"),
            ("2025-03-04T08:02:00", "denied", "", "-83"),
            ("2025-03-04T08:03:00", "denied", "anna", "-4"),
        ],
        warnings: 0,
    },
    Case {
        name: "a checkout from before the restart",
        log: log!("replayed-checkouts.log"),
        first_date: None,
        rows: &[
            ("2025-03-04T08:10:01", "granted", "anna", ""),
            ("2025-03-03T20:30:00", "granted", "bert", ""),
            ("2025-03-04T08:15:00", "denied", "carl", "-4"),
            ("2025-03-04T09:00:00", "denied", "dora", "-4"),
            ("2025-03-04T14:20:00", "denied", "emil", "-4"),
        ],
        warnings: 0,
    },
    Case {
        name: "dates of the server's own statistics",
        log: log!("slog-dates.log"),
        first_date: Some(date(2025, 1, 6)),
        rows: &[
            ("2025-01-06T09:06:18", "denied", "anna", "-4"),
            ("2025-01-06T17:46:43", "returned", "bert", ""),
            ("2025-01-07T11:00:00", "denied", "carl", "-4"),
        ],
        // 10:30 after 17:46 alone is not midnight.
        warnings: 1,
    },
    Case {
        name: "two logs joined, the first twice",
        log: log!("joined-logs.log"),
        first_date: None,
        rows: &[
            ("2025-03-04T08:05:00", "denied", "anna", "-4"),
            ("2025-03-05T09:10:00", "denied", "bert", "-4"),
        ],
        // A day without a line, twice, and the way back.
        warnings: 3,
    },
    Case {
        name: "blanks at the end",
        log: log!("trailing-blanks-a.log"),
        first_date: None,
        rows: &[
            ("2025-03-04T08:05:00", "granted", "anna", ""),
            ("2025-03-04T08:06:00", "denied", "bert", "-4"),
        ],
        warnings: 0,
    },
    Case {
        name: "no blanks at the end",
        log: log!("trailing-blanks-b.log"),
        first_date: None,
        rows: &[
            ("2025-03-04T08:05:00", "granted", "anna", ""),
            ("2025-03-04T08:06:00", "denied", "bert", "-4"),
        ],
        warnings: 0,
    },
    Case {
        name: "two blanks after the daemon",
        log: log!("two-blanks.log"),
        first_date: None,
        rows: &[
            ("2025-03-04T08:05:00", "denied", "anna", "-4"),
            ("2025-03-04T08:06:00", "denied", "bert", "-4"),
        ],
        warnings: 0,
    },
    Case {
        name: "a reason on the next line",
        log: log!("wrapped-reason.log"),
        first_date: None,
        rows: &[
            ("2025-03-04T08:05:00", "denied", "anna", "-4"),
            ("2025-03-04T08:06:00", "granted", "bert", ""),
        ],
        warnings: 0,
    },
];

/// Keeps each event once, as the database does: equal events of a second are distinguished by
/// their ordinal.
#[derive(Default)]
struct Stored {
    read: Read,
    ordinals: HashMap<(i64, u64), u32>,
    known: HashMap<(i64, u64, u32), usize>,
}

impl EventSink for Stored {
    fn event(&mut self, line: u64, event: &Event<'_>) {
        let (at, hash) = (event.at.0, event_hash(event));
        let ordinal = self.ordinals.entry((at, hash)).or_default();
        let place = self.known.len();
        let is_new = self.known.insert((at, hash, *ordinal), place).is_none();
        *ordinal += 1;
        if is_new {
            self.read.event(line, event);
        }
    }

    fn rejected(&mut self, line: u64, reason: String) {
        self.read.rejected(line, reason);
    }

    fn warning(&mut self, text: String) {
        self.read.warning(text);
    }

    fn restart_ordinals(&mut self) {
        self.ordinals.clear();
    }
}

fn stored(log: &[u8], first_date: Option<Date>) -> Read {
    let mut stored = Stored::default();
    let mut parser = LogParser::new(
        detect(log).unwrap(),
        ParseContext {
            zone: &Utc,
            first_date,
            time: None,
            latest: date(2025, 12, 31).at(0, 0, 0, 0),
        },
    );
    parser.feed(log, &mut stored).unwrap();
    parser.finish(&mut stored).unwrap();
    stored.read
}

fn row(event: &Found) -> (String, &str, &str, &str) {
    let code = event.status.as_ref().map_or("", |(_, code, _)| code);
    (event.utc(), event.outcome.word(), &event.user, code)
}

#[test]
fn each_log_is_read_as_it_should_be() {
    for case in CASES {
        let read = stored(case.log, case.first_date);
        let rows: Vec<_> = read.events.iter().map(row).collect();
        let expected: Vec<_> = case
            .rows
            .iter()
            .map(|(at, outcome, user, code)| ((*at).to_owned(), *outcome, *user, *code))
            .collect();
        assert_eq!(rows, expected, "{}", case.name);
        assert_eq!(read.rejected, [], "{}", case.name);
        assert_eq!(
            read.warnings.len(),
            case.warnings,
            "{}: {:?}",
            case.name,
            read.warnings
        );
    }
}

#[test]
fn each_log_reads_the_same_in_any_pieces_and_in_utf16() {
    for case in CASES {
        let read = |pieces: Vec<&[u8]>| {
            read_pieces(LogFormat::FlexnetDebug, &Utc, case.first_date, pieces).unwrap()
        };
        let whole = read(vec![case.log]);
        for size in 1..60 {
            assert_eq!(
                whole,
                read(case.log.chunks(size).collect()),
                "{}",
                case.name
            );
        }
        let text = format!("\u{feff}{}", std::str::from_utf8(case.log).unwrap());
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(
            detect(&utf16),
            Some(LogFormat::FlexnetDebug),
            "{}",
            case.name
        );
        assert_eq!(whole, read(vec![&utf16]), "{}", case.name);
    }
}

#[test]
fn a_log_with_trailing_blanks_is_recognized_without_them() {
    let hashes = |log| {
        let read = stored(log, None);
        let events = read.events.into_iter();
        events
            .map(|event| (event.at, event.rest))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        hashes(log!("trailing-blanks-a.log")),
        hashes(log!("trailing-blanks-b.log"))
    );
}

#[test]
fn utf16_of_powershell_is_read() {
    let text = "\u{feff} 8:00:00 (lmgrd) TIMESTAMP 3/4/2025\r\n 8:05:00 (gridlm) OUT: \"mesh\" \
                anna@ws-1\r\n 8:06:00 (gridlm) DENIED: \"mesh\" bert@ws-2  (Taken. \
                (-4,342))\r\n";
    for unit in [u16::to_le_bytes, u16::to_be_bytes] {
        let log: Vec<u8> = text.encode_utf16().flat_map(unit).collect();
        let read = stored(&log, None);
        assert_eq!(
            (read.count(Outcome::Denied), read.count(Outcome::Granted)),
            (1, 1)
        );
        assert_eq!((read.rejected.len(), read.warnings.len()), (0, 0));
    }
}

#[test]
fn our_own_events_are_read_in_utf16_too() {
    let csv = "time,outcome,feature,user\n2025-08-29T14:05:00Z,granted,mesh,Zoë\n";
    let ndjson = "{\"time\":\"2025-08-29T14:05:00Z\",\"outcome\":\"granted\",\"feature\":\"mesh\",\
                  \"user\":\"Zoë\"}\n";
    for (format, text) in [
        (LogFormat::EventsCsv, csv),
        (LogFormat::EventsNdjson, ndjson),
    ] {
        let marked = format!("\u{feff}{text}");
        let utf16: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(detect(&utf16), Some(format));
        let read = read_pieces(format, &Utc, None, utf16.chunks(3)).unwrap();
        assert_eq!(read.only().who(), ("mesh", "Zoë", ""));
    }
}

#[test]
fn a_log_joined_with_itself_counts_once() {
    for log in [
        &include_bytes!("../fixtures/sentinel-rms.log")[..],
        include_bytes!("../fixtures/ansysli_server.log"),
        include_bytes!("../fixtures/dsls-tracing.log"),
        b"2025-03-04T08:05:00Z (d) OUT: \"mesh\" anna@ws-1\n\
          2025-03-04T08:50:00Z (d) IN: \"mesh\" anna@ws-1\n",
    ] {
        // Equal lines of one second, so that an ordinal tells them apart.
        let lines = log.split_inclusive(|byte| *byte == b'\n');
        let log: Vec<u8> = lines.flat_map(|line| [line, line].concat()).collect();
        let once = stored(&log, None).events.len();
        assert_eq!(stored(&log.repeat(3), None).events.len(), once);
    }
}

//! The identity of a line that another program has read, in NDJSON and JSON.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod utc;

use domain::event::FormerIdentity;
use domain::event::LineIdentity;
use domain::event::{Event, Second};
use domain::log_format::LogFormat;
use domain::parse::{EventSink, LogParser, ParseContext, line_identity_json};
use proptest::prelude::*;
use serde_json::{Value, json};
use utc::Utc;

#[derive(Default)]
struct Read {
    lines: Vec<Option<LineIdentity>>,
    rejected: Vec<String>,
    warnings: Vec<String>,
}

impl EventSink for Read {
    fn event(&mut self, _line: u64, event: &Event<'_>) {
        assert_eq!(event.rest, "", "it is not part of the event");
        self.lines.push(event.line);
    }

    fn rejected(&mut self, _line: u64, reason: String) {
        self.rejected.push(reason);
    }

    fn warning(&mut self, text: String) {
        self.warnings.push(text);
    }
}

fn event(identity: &Value) -> Value {
    json!({
        "time": "2025-08-29T14:05:00Z", "outcome": "granted", "feature": "solver",
        "line_identity": identity,
    })
}

fn parsed(mut parser: LogParser<'_>, text: &str) -> Read {
    let mut read = Read::default();
    parser.feed(text.as_bytes(), &mut read).unwrap();
    parser.finish(&mut read).unwrap();
    read
}

fn read(identity: &Value) -> Read {
    let context = ParseContext {
        zone: &Utc,
        first_date: None,
        time: None,
        latest: jiff::civil::DateTime::constant(2026, 1, 1, 0, 0, 0, 0),
    };
    let event = event(identity);
    let lines = parsed(
        LogParser::new(LogFormat::EventsNdjson, context),
        &event.to_string(),
    );
    let document = parsed(LogParser::of_events_json(), &json!([event]).to_string());
    assert_eq!(document.lines, lines.lines);
    assert_eq!(document.rejected.len(), lines.rejected.len());
    lines
}

#[test]
fn an_invalid_identity_is_rejected_with_a_reason() {
    let whole = json!({ "hash": "00c0ffee00c0ffee", "ordinal": 0 });
    assert_eq!(
        read(&whole).lines,
        [Some(LineIdentity {
            hash: 0x00c0_ffee_00c0_ffee,
            ordinal: 0,
            former: None,
            unfinished: None,
        })]
    );
    assert_eq!(read(&Value::Null).lines, [None]);
    let but = |key: &str, value: Value| {
        let mut object = whole.clone();
        object[key] = value;
        object
    };
    let former = json!({ "time": "2025-08-30T14:05:00Z", "hash": "00c0ffee00c0ffee", "ordinal": 1,
        "changed": true });
    let former_but = |key: &str, value: Value| {
        let mut object = former.clone();
        object[key] = value;
        but("former", object)
    };
    assert!(
        read(&but("former", former.clone())).lines[0]
            .unwrap()
            .former
            .unwrap()
            .is_changed
    );
    assert_eq!(
        read(&but("former", Value::Null)).lines[0].unwrap().former,
        None
    );
    let whole_number = read(&but("ordinal", json!(7.0)));
    assert_eq!(whole_number.lines[0].unwrap().ordinal, 7);
    // There may be more keys in the future.
    assert_eq!(read(&but("more", json!(1))).rejected, Vec::<String>::new());
    for wrong in [
        json!("00c0ffee00c0ffee"),
        json!(7),
        json!(["00c0ffee00c0ffee", 0]),
        json!({}),
        but("hash", json!("c0ffee")),
        but("hash", json!("00C0FFEE00C0FFEE")),
        but("hash", json!(12)),
        but("ordinal", json!(-1)),
        but("ordinal", json!(4_294_967_296_u64)),
        but("ordinal", json!("0")),
        but("ordinal", json!(0.5)),
        but("ordinal", json!(-1.0)),
        but("ordinal", json!(1e300)),
        but("former", json!("yesterday")),
        but("former", json!({})),
        former_but("time", json!("yesterday")),
        former_but("hash", json!("")),
        former_but("ordinal", json!(-1)),
        former_but("changed", json!("true")),
    ] {
        let read = read(&wrong);
        assert_eq!(read.lines, [], "{wrong}");
        assert!(
            read.rejected[0].contains("16 hexadecimal digits"),
            "{wrong}: {:?}",
            read.rejected
        );
        assert_eq!(read.warnings, Vec::<String>::new());
    }
}

#[test]
fn csv_has_no_column_for_an_identity() {
    let context = ParseContext {
        zone: &Utc,
        first_date: None,
        time: None,
        latest: jiff::civil::DateTime::constant(2026, 1, 1, 0, 0, 0, 0),
    };
    let csv = "time,outcome,feature,line_identity\n2025-08-29T14:05:00Z,granted,solver,\n";
    let read = parsed(LogParser::new(LogFormat::EventsCsv, context), csv);
    assert_eq!(read.lines, [None]);
    assert_eq!(read.warnings.len(), 1);
}

fn former() -> impl Strategy<Value = FormerIdentity> {
    let at = 0..=Second::MAX.0;
    (at, any::<u64>(), any::<u32>(), any::<bool>()).prop_map(|(at, hash, ordinal, is_changed)| {
        FormerIdentity {
            at: Second(at),
            hash,
            ordinal,
            is_changed,
        }
    })
}

proptest! {
    #[test]
    fn an_identity_round_trips_through_json(
        hash in any::<u64>(),
        ordinal in any::<u32>(),
        former in proptest::option::of(former()),
        unfinished in proptest::option::of(former()),
    ) {
        let line = LineIdentity { hash, ordinal, former, unfinished };
        let (key, value) = line_identity_json(&line);
        prop_assert_eq!(key, "line_identity");
        prop_assert_eq!(read(&value).lines, [Some(line)]);
    }
}

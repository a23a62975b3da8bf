//! Turnaway's own events as NDJSON.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod own_event_support;
mod utc;

use domain::event::{Outcome, Source};
use domain::log_format::LogFormat;
use own_event_support::{Found, Read, event, read_pieces, try_read};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn read(ndjson: &str) -> Read {
    try_read(LogFormat::EventsNdjson, ndjson.as_bytes()).unwrap()
}

/// A complete denial, with one key changed.
fn denial_but(key: &str, value: Value) -> Read {
    let mut event = json!({
        "time": "2025-08-29T14:05:00Z",
        "outcome": "denied",
        "feature": "solver",
        "code_space": "our-own",
        "code": "17",
    });
    event[key] = value;
    read(&event.to_string())
}

#[test]
fn only_a_denial_before_its_feature_is_known_may_have_none() {
    let event = |code: &str, outcome: &str| {
        let event = json!({
            "time": "2025-08-29T14:05:00Z",
            "outcome": outcome,
            "code_space": "flexnet-publisher",
            "code": code,
        });
        read(&event.to_string())
    };
    assert_eq!(event("-83", "denied").only().feature, "");
    assert_eq!(event("-83", "granted").events, []);
    assert_eq!(event("-4", "denied").events, []);
    let other = denial_but("feature", json!(""));
    assert_eq!((other.events.len(), other.rejected.len()), (0, 1));
}

#[test]
fn a_line_of_a_log_is_taken_whatever_its_feature() {
    for feature in ["", " "] {
        let event = json!({
            "time": "2025-08-29T14:05:00Z",
            "outcome": "denied",
            "feature": feature,
            "code_space": "rlm",
            "code": "-22",
            "line_identity": {"hash": "00c0ffee00c0ffee", "ordinal": 0},
        });
        assert_eq!(read(&event.to_string()).only().feature, feature);
    }
}

#[test]
fn a_line_gives_every_field() {
    let event = json!({
        "time": "2025-08-29T14:05:00.999+02:00",
        "outcome": "denied",
        "account": "Acme",
        "server": "east",
        "source": "dynamic-monetization",
        "user": "cecil",
        "device": "ws12",
        "product": "Suite",
        "feature": "solver",
        "version": "2.1",
        "license_model": "elastic",
        "count": 0.5,
        "code_space": "elastic-access",
        "code": 201,
        "description": "Item not found in any effective rate table",
        "final": false,
        "id": "e-1",
    });
    let found = read(&format!("\u{feff}\r\n  \r\n{event}\r\n"));
    let expected = Found {
        at: 1_756_469_100,
        outcome: Outcome::Denied,
        account: "Acme".to_owned(),
        server: "east".to_owned(),
        source: Some(Source::DynamicMonetization),
        user: "cecil".to_owned(),
        device: "ws12".to_owned(),
        product: "Suite".to_owned(),
        feature: "solver".to_owned(),
        version: "2.1".to_owned(),
        model: "elastic".to_owned(),
        count: 0.5,
        status: Some((
            "elastic-access".to_owned(),
            "201".to_owned(),
            "Item not found in any effective rate table".to_owned(),
        )),
        is_final: false,
        id: Some("e-1".to_owned()),
        rest: String::new(),
    };
    assert_eq!(*found.only(), expected);
    assert_eq!(found.event_lines(), [3]);
    assert_eq!(found.lines, 3);
}

#[test]
fn null_is_absent() {
    let event = json!({
        "time": "2025-08-29T14:05:00Z", "outcome": "granted", "feature": "solver",
        "user": null, "count": null, "final": null, "source": null, "id": null, "code": null,
        "x": null,
    });
    let short = r#"{"time":"2025-08-29T14:05:00Z","outcome":"granted","feature":"solver"}"#;
    assert_eq!(read(&event.to_string()).only(), read(short).only());
}

#[test]
fn numbers_may_be_text_and_codes_may_be_numbers() {
    let count = |value: Value| denial_but("count", value).only().count;
    assert_eq!(count(json!("2.5")).to_bits(), 2.5_f64.to_bits());
    assert_eq!(count(json!(2)).to_bits(), 2.0_f64.to_bits());
    let code = |value: Value| denial_but("code", value).only().status.clone().unwrap().1;
    assert_eq!(code(json!(-22)), "-22");
    assert_eq!(code(json!("-22")), "-22");
    assert_eq!(denial_but("id", json!(17)).only().id.as_deref(), Some("17"));
    assert!(!denial_but("final", json!("False")).only().is_final);
}

#[test]
fn a_value_of_a_wrong_type_names_its_key() {
    let cases = [
        ("time", json!(1_756_469_100), "`time` must be text"),
        ("outcome", json!(true), "`outcome` must be text"),
        ("feature", json!(["solver"]), "`feature` must be text"),
        ("user", json!(12), "`user` must be text"),
        ("version", json!(2.1), "`version` must be text"),
        ("count", json!([1]), "`count` must be a number"),
        ("count", json!(true), "`count` must be a number"),
        ("code", json!(7.5), "`code` must be text or a whole number"),
        ("id", json!({"a": 1}), "`id` must be text or a whole number"),
        ("final", json!(1), "`final` must be true or false"),
    ];
    for (key, value, reason) in cases {
        assert_eq!(denial_but(key, value).only_reason(), reason);
    }
}

#[test]
fn an_invalid_line_says_what_to_change() {
    let cases = [
        ("{\"time\":", "not one complete JSON object per line"),
        ("[]", "not a JSON object: each line is one event in braces"),
        ("17", "not a JSON object: each line is one event in braces"),
        ("{} {}", "not JSON: column 4: trailing characters"),
        ("{\"a\":tru}", "not JSON: column 9: expected ident"),
        ("{}", "`time` is empty"),
        ("\u{1}", "not JSON: column 1: expected value"),
    ];
    for (line, reason) in cases {
        assert_eq!(read(line).only_reason(), reason, "{line}");
    }
    let nested = "[".repeat(100_000);
    assert!(read(&nested).only_reason().contains("recursion limit"));
    assert_eq!(
        denial_but("count", json!(-1))
            .only_reason()
            .split(':')
            .next(),
        Some("count `-1` is not a number of 0 or more, written like 2 or 0.5")
    );
}

#[test]
fn a_bad_line_does_not_stop_the_others() {
    let good = r#"{"time":"2025-08-29T14:05:00Z","outcome":"granted","feature":"solver"}"#;
    let found = read(&format!("{good}\n{{\n{good}\n\n}}\n{good}"));
    assert_eq!(found.event_lines(), [1, 3, 6]);
    let rejected: Vec<_> = found.rejected.iter().map(|(line, _)| *line).collect();
    assert_eq!(rejected, [2, 5]);
    assert_eq!(found.lines, 6);
}

#[test]
fn there_is_one_warning_for_each_unknown_key() {
    let line = |x: &str| {
        format!(
            r#"{{"time":"2025-08-29T14:05:00Z","outcome":"granted","feature":"solver","b":{x},"a":"y"}}"#
        )
    };
    let found = read(&[line("1"), line("[2]"), line("1")].join("\n"));
    assert_eq!(
        found.warnings,
        [
            "unknown key `a`: its content is not shown",
            "unknown key `b`: its content is not shown",
        ]
    );
    let rest: Vec<_> = found
        .events
        .iter()
        .map(|(_, event)| event.rest.as_str())
        .collect();
    assert_ne!(rest[0], rest[1]);
    assert_eq!(rest[0], rest[2]);
    // The same row as CSV is the same event.
    let csv = "time,outcome,feature,a,b\n2025-08-29T14:05:00Z,granted,solver,y,1\n";
    let csv = try_read(LogFormat::EventsCsv, csv.as_bytes()).unwrap();
    assert_eq!(csv.events[0].1, found.events[0].1);
}

proptest! {
    #[test]
    fn events_round_trip_through_lines(
        events in prop::collection::vec(event(), 0..6),
        piece in 1_usize..100,
    ) {
        let mut ndjson = String::new();
        for event in &events {
            let mut object: Map<String, Value> = event
                .columns()
                .into_iter()
                .map(|(name, cell)| (name.to_owned(), Value::String(cell)))
                .collect();
            object.insert("count".to_owned(), event.count.into());
            object.insert("final".to_owned(), event.is_final.into());
            ndjson.push_str(&Value::Object(object).to_string());
            ndjson.push('\n');
        }
        let found = read_pieces(LogFormat::EventsNdjson, ndjson.as_bytes(), piece, None).unwrap();
        prop_assert_eq!(found.rejected, []);
        let found: Vec<_> = found.events.into_iter().map(|(_, event)| event).collect();
        prop_assert_eq!(found, events);
    }

    #[test]
    fn any_bytes_in_any_pieces_are_read(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'\n'), Just(b'{'), Just(b'}')], 0..300),
        piece in 1_usize..50,
    ) {
        let whole = read_pieces(LogFormat::EventsNdjson, &bytes, 300, None).unwrap();
        prop_assert_eq!(read_pieces(LogFormat::EventsNdjson, &bytes, piece, None).unwrap(), whole);
    }
}

//! Access responses of Dynamic Monetization.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod own_event_support;
mod utc;

use domain::event::{Outcome, Second};
use domain::log_format::LogFormat;
use own_event_support::{Read, read_pieces, try_read};
use proptest::prelude::*;
use serde_json::{Value, json};

const NOON: Second = Second(1_756_468_800);

fn read(json: &str) -> Read {
    try_read(LogFormat::ElasticAccess, json.as_bytes()).unwrap()
}

fn read_at_noon(json: &str) -> Read {
    read_pieces(LogFormat::ElasticAccess, json.as_bytes(), 5, Some(NOON)).unwrap()
}

fn response() -> Value {
    json!({
        "correlationId": "c-17",
        "requester": {"type": "user", "value": "cecil"},
        "requestedItems": [
            {
                "item": "solver", "version": "2.1", "count": 0.25,
                "status": {"code": "201", "description": "Item not found in any effective rate table"},
                "totalTokensCharged": 0, "lineItems": [],
            },
            {"item": "mesh", "Version": "3", "count": 2, "status": {"code": 101, "description": "Checked out"}},
            {"item": "view", "requestedVersion": 1.5, "status": {"code": "102", "description": "No status"}},
        ],
    })
}

fn envelope() -> Value {
    json!({
        "time": "2025-08-29T14:05:00+02:00", "account": "Acme", "server": "east",
        "response": response(),
    })
}

/// An envelope whose only item is a complete denial, with one key changed.
fn item_but(key: &str, value: Value) -> Read {
    let mut document = envelope();
    document["response"]["requestedItems"] = json!([{"item": "solver", "status": {"code": "201"}}]);
    document["response"]["requestedItems"][0][key] = value;
    read(&document.to_string())
}

#[test]
fn each_item_is_an_event() {
    let found = read(&envelope().to_string());
    assert_eq!(found.rejected, []);
    let events: Vec<_> = found.events.iter().map(|(_, event)| event).collect();
    let [denied, granted, sibling] = events[..] else {
        unreachable!("three items: {events:?}");
    };
    assert_eq!(
        (denied.outcome, granted.outcome),
        (Outcome::Denied, Outcome::Granted)
    );
    assert_eq!(
        denied.status,
        Some((
            "elastic-access".to_owned(),
            "201".to_owned(),
            "Item not found in any effective rate table".to_owned()
        ))
    );
    assert_eq!(granted.status, None);
    assert!(denied.is_final && granted.is_final);
    assert_eq!(
        (denied.feature.as_str(), denied.version.as_str()),
        ("solver", "2.1")
    );
    assert_eq!(
        (granted.version.as_str(), sibling.version.as_str()),
        ("3", "1.5")
    );
    let counts = [denied.count, granted.count, sibling.count].map(f64::to_bits);
    assert_eq!(counts, [0.25, 2.0, 1.0].map(f64::to_bits));
    assert_eq!(denied.id.as_deref(), Some("c-17#0"));
    assert_eq!(sibling.id.as_deref(), Some("c-17#2"));
    for event in &events {
        assert_eq!(event.at, 1_756_469_100);
        assert_eq!(
            (event.account.as_str(), event.server.as_str()),
            ("Acme", "east")
        );
        assert_eq!((event.user.as_str(), event.device.as_str()), ("cecil", ""));
        assert_eq!(
            (event.product.as_str(), event.model.as_str()),
            ("", "elastic")
        );
    }
}

#[test]
fn the_sibling_of_a_failed_item_is_a_denial_that_is_not_final() {
    let found = read(&envelope().to_string());
    let sibling = &found.events[2].1;
    assert_eq!(
        (sibling.outcome, sibling.is_final),
        (Outcome::Denied, false)
    );
    assert_eq!(sibling.status.as_ref().unwrap().1, "102");
}

#[test]
fn a_bare_response_has_the_time_of_the_import() {
    let found = read_at_noon(&response().to_string());
    assert!(found.events.iter().all(|(_, event)| event.at == NOON.0));
    assert_eq!(found.events[0].1.account, "");
    // An envelope takes precedence.
    let found = read_at_noon(&envelope().to_string());
    assert_eq!(found.events[0].1.at, 1_756_469_100);
    let reason =
        "has no time: give it in an envelope with `time` and `response`, or for the import";
    assert_eq!(read(&response().to_string()).only_reason(), reason);
    let mut without_time = envelope();
    without_time["time"] = Value::Null;
    assert_eq!(read(&without_time.to_string()).only_reason(), reason);
}

#[test]
fn documents_are_read_in_any_layout() {
    let line = envelope().to_string();
    let pretty = serde_json::to_string_pretty(&envelope()).unwrap();
    let list = serde_json::to_string_pretty(&json!([envelope(), envelope()])).unwrap();
    let events = |json: &str, lines: &[u64]| {
        let found = read(json);
        assert_eq!(
            (found.rejected.len(), found.warnings.len()),
            (0, 0),
            "{json}"
        );
        assert_eq!(found.lines, json.lines().count() as u64);
        let starts: Vec<_> = lines.iter().flat_map(|line| [*line; 3]).collect();
        assert_eq!(found.event_lines(), starts);
        found
            .events
            .into_iter()
            .map(|(_, event)| event)
            .collect::<Vec<_>>()
    };
    let one = events(&line, &[1]);
    let two = [one.clone(), one.clone()].concat();
    assert_eq!(events(&pretty, &[1]), one);
    assert_eq!(
        events(&format!("\u{feff}\r\n{line}\r\n{line}\r\n"), &[2, 3]),
        two
    );
    assert_eq!(events(&format!("{line}{line}"), &[1, 1]), two);
    assert_eq!(events(&format!("[{line},{line}]"), &[1, 1]), two);
    let length = pretty.lines().count() as u64;
    assert_eq!(
        events(&format!("{pretty}\n{pretty}\n"), &[1, length + 1]),
        two
    );
    assert_eq!(events(&list, &[2, length + 2]), two);
}

#[test]
fn a_code_is_text_or_a_whole_number() {
    let code = |value: Value| {
        item_but("status", json!({"code": value}))
            .only()
            .status
            .clone()
    };
    let is = |code: &str| Some(("elastic-access".to_owned(), code.to_owned(), String::new()));
    assert_eq!(code(json!("2010")), is("2010"));
    assert_eq!(code(json!(2010)), is("2010"));
    assert_eq!(code(json!(" 201 ")), is("201"));
    assert_eq!(
        item_but("status", json!({"code": "101"})).only().status,
        None
    );
    // A status without a public number is found by its description.
    let text = "Insufficient elastic tokens available";
    let found = item_but("status", json!({"description": text}));
    let expected = ("elastic-access".to_owned(), String::new(), text.to_owned());
    assert_eq!(found.only().status, Some(expected));
}

#[test]
fn an_item_that_cannot_be_read_says_why() {
    let wrong = [
        ("item", Value::Null, "`item` is missing or empty"),
        ("item", json!([]), "`item` must be text"),
        (
            "status",
            Value::Null,
            "has no status: `status` needs a `code` or a `description`",
        ),
        (
            "status",
            json!({"code": "", "description": " "}),
            "has no status",
        ),
        ("status", json!("201"), "`status` must be an object"),
        ("status", json!({"code": 1.5}), "`code` must be text"),
        (
            "count",
            json!(-1),
            "count `-1` is not a number of 0 or more",
        ),
        (
            "count",
            json!("many"),
            "count `many` is not a number of 0 or more",
        ),
        ("count", json!(false), "`count` must be a number"),
        ("version", json!({}), "`version` must be text"),
    ];
    for (key, value, reason) in wrong {
        let found = item_but(key, value);
        let expected = format!("requestedItems[0]: {reason}");
        assert!(
            found.only_reason().starts_with(&expected),
            "{key}: {:?}",
            found.rejected
        );
    }
    let mut document = envelope();
    document["response"]["requestedItems"][1] = json!(7);
    let found = read(&document.to_string());
    assert_eq!((found.events.len(), found.rejected.len()), (2, 1));
    assert!(found.rejected[0].1.starts_with("requestedItems[1]: "));
    assert_eq!(
        item_but("count", json!("0.5")).only().count.to_bits(),
        0.5_f64.to_bits()
    );
}

#[test]
fn a_document_that_is_not_a_response_is_rejected_with_a_reason() {
    let changed = |key: &str, value: Value| {
        let mut document = envelope();
        document[key] = value;
        read(&document.to_string()).only_reason().to_owned()
    };
    assert_eq!(
        read("{}").only_reason(),
        "has no list `requestedItems`: it is not an access response"
    );
    assert!(changed("response", json!({})).starts_with("has no list `requestedItems`"));
    assert!(
        changed("time", json!("2025-08-29T14:05:00"))
            .starts_with("time `2025-08-29T14:05:00` is not RFC 3339")
    );
    assert!(
        changed("time", json!("2025-08-29T14Z"))
            .starts_with("time `2025-08-29T14Z` is not RFC 3339")
    );
    assert_eq!(changed("account", json!([])), "`account` must be text");
    assert!(
        read("{\"a\": tru}")
            .only_reason()
            .starts_with("broken JSON: expected ident")
    );
    let mut document = envelope();
    document["response"]["requester"] = json!("cecil");
    assert_eq!(
        read(&document.to_string()).only_reason(),
        "`requester` must be an object"
    );
    document["response"]["requester"] = Value::Null;
    assert_eq!(read(&document.to_string()).events[0].1.user, "");
    document["response"]["requestedItems"] = json!([]);
    let found = read(&document.to_string());
    assert_eq!((found.events.len(), found.rejected.len()), (0, 0));
}

#[test]
fn broken_json_costs_its_document_only() {
    let line = envelope().to_string();
    let pretty = serde_json::to_string_pretty(&envelope()).unwrap();
    let cut = &line[..line.len() - 5];
    let unquoted = line.replacen("\"solver\"", "\"solver", 1);
    let found = read(&format!(
        "{line}\n{cut}\n{line}\n{unquoted}\n{line} ]\n{line}\n{cut}"
    ));
    assert_eq!(found.event_lines(), [1, 1, 1, 3, 3, 3, 5, 5, 5, 6, 6, 6]);
    let rejected: Vec<_> = found.rejected.iter().map(|(line, _)| *line).collect();
    assert_eq!(rejected, [2, 4, 5, 7]);
    assert!(found.rejected[0].1.starts_with("broken JSON: "));
    assert_eq!(found.lines, 7);

    let length = pretty.lines().count() as u64;
    let broken = pretty.replacen(',', "", 1);
    let found = read(&format!("{broken}\n{pretty}\n"));
    assert_eq!(found.event_lines(), [length + 1; 3]);
    assert_eq!(found.rejected.len(), 1);
    assert_eq!(found.rejected[0].0, 1);
}

#[test]
fn an_array_without_an_end_is_a_warning() {
    let found = read(&format!("[{},", envelope()));
    assert_eq!((found.events.len(), found.rejected.len()), (3, 0));
    assert_eq!(
        found.warnings,
        ["line 1: the array of documents has no end: the file may have been cut off"]
    );
}

#[test]
fn an_item_without_a_correlation_id_is_identified_by_its_content() {
    let rest = |change: &dyn Fn(&mut Value)| {
        let mut document = envelope();
        document["response"]["correlationId"] = Value::Null;
        change(&mut document["response"]["requestedItems"][0]);
        let event = read(&document.to_string()).events[0].1.clone();
        assert_eq!(event.id, None);
        event.rest
    };
    let plain = rest(&|_| {});
    assert_eq!(plain, rest(&|_| {}));
    assert_ne!(plain, rest(&|item| item["totalTokensCharged"] = json!(3)));
    let mut document = envelope();
    document["response"]["correlationId"] = json!(17);
    let found = read(&document.to_string());
    assert_eq!(found.events[1].1.id.as_deref(), Some("17#1"));
}

#[test]
fn a_document_that_is_too_long_is_rejected() {
    let mut document = envelope();
    document["x"] = Value::String("x".repeat(16 << 20));
    let json = format!("{document}\n{}\n", envelope());
    let found = read_pieces(LogFormat::ElasticAccess, json.as_bytes(), 1 << 16, None).unwrap();
    assert_eq!(
        found.rejected,
        [(1, format!("the document is longer than {} bytes", 16 << 20))]
    );
    assert_eq!(found.event_lines(), [2, 2, 2]);
}

#[test]
fn text_that_is_not_utf_8_is_latin_1() {
    let json = envelope().to_string().replace("cecil", "J\u{1}rgen");
    let bytes: Vec<u8> = json
        .bytes()
        .map(|byte| if byte == 1 { 0xfc } else { byte })
        .collect();
    let found = try_read(LogFormat::ElasticAccess, &bytes).unwrap();
    assert_eq!(found.events[0].1.user, "Jürgen");
}

proptest! {
    #[test]
    fn any_bytes_in_any_pieces_are_read(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        piece in 1_usize..50,
    ) {
        let whole = read_pieces(LogFormat::ElasticAccess, &bytes, 200, Some(NOON)).unwrap();
        let pieces = read_pieces(LogFormat::ElasticAccess, &bytes, piece, Some(NOON)).unwrap();
        prop_assert_eq!(pieces, whole);
    }

    #[test]
    fn a_damaged_response_does_not_affect_the_others(
        at in any::<prop::sample::Index>(),
        byte in prop::sample::select(&b"\"{}[],:x\\ "[..]),
        piece in 1_usize..300,
    ) {
        let line = envelope().to_string();
        let mut damaged = line.clone().into_bytes();
        let at = at.index(damaged.len());
        damaged[at] = byte;
        let json = [line.as_bytes(), &damaged, line.as_bytes(), line.as_bytes()].join(&b'\n');
        let found = read_pieces(LogFormat::ElasticAccess, &json, piece, None).unwrap();
        for line in [1, 3, 4] {
            let events = found.events.iter().filter(|(at, _)| *at == line).count();
            prop_assert_eq!(events, 3, "line {}", line);
        }
        prop_assert!(found.rejected.iter().all(|(line, _)| *line == 2), "{:?}", found.rejected);
    }
}

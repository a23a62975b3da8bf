//! The identity of a log line, as a field of its event in NDJSON and JSON:
//! `"line_identity": {"hash": "00c0ffee00c0ffee", "ordinal": 0}`.
//!
//! A program that reads a log and sends its events includes it, so that the log can also be
//! imported and nothing is stored twice.

use serde_json::{Map, Value, json};

use super::own_event::rfc3339;
use crate::event::FormerIdentity;
use crate::event::LineIdentity;
use crate::identity::hash_of_hex;

/// Its key in an event.
pub(super) const KEY: &str = "line_identity";

/// What the value must be.
const WANTED: &str = "`line_identity` must be an object with `hash`, of 16 hexadecimal digits, \
                      and `ordinal`, a whole number from 0 to 4294967295; see docs/formats.md";

/// Reads the identity; `None` if it is null.
pub(super) fn read(value: &Value) -> Result<Option<LineIdentity>, &'static str> {
    if value.is_null() {
        return Ok(None);
    }
    let sent = value.as_object().and_then(of_object);
    sent.map(Some).ok_or(WANTED)
}

fn of_object(object: &Map<String, Value>) -> Option<LineIdentity> {
    Some(LineIdentity {
        hash: hash_of(object)?,
        ordinal: ordinal_of(object)?,
        former: other(object, "former").ok()?,
        unfinished: other(object, "unfinished").ok()?,
    })
}

/// Reads another identity within it; `None` if it is null.
fn other(object: &Map<String, Value>, key: &str) -> Result<Option<FormerIdentity>, &'static str> {
    match object.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(former) => {
            let former = former.as_object().and_then(of_former);
            former.map(Some).ok_or(WANTED)
        }
    }
}

fn of_former(object: &Map<String, Value>) -> Option<FormerIdentity> {
    Some(FormerIdentity {
        at: rfc3339(object.get("time")?.as_str()?)?,
        hash: hash_of(object)?,
        ordinal: ordinal_of(object)?,
        is_changed: object.get("changed")?.as_bool()?,
    })
}

fn hash_of(object: &Map<String, Value>) -> Option<u64> {
    hash_of_hex(object.get("hash")?.as_str()?)
}

fn ordinal_of(object: &Map<String, Value>) -> Option<u32> {
    let ordinal = object.get("ordinal")?;
    // JSON has only one kind of numbers: 7.0 is a whole one.
    let whole = || {
        ordinal
            .as_f64()
            .filter(|number| number.fract() == 0.0 && *number >= 0.0)
    };
    let ordinal = ordinal
        .as_u64()
        .or_else(|| whole().map(|number| number as u64));
    u32::try_from(ordinal?).ok()
}

/// An identity as the key and value of an event.
pub fn json(line: &LineIdentity) -> (&'static str, Value) {
    let hash = |hash: u64| format!("{hash:016x}");
    let mut object = Map::new();
    object.insert("hash".to_owned(), hash(line.hash).into());
    object.insert("ordinal".to_owned(), line.ordinal.into());
    for (key, other) in [("former", &line.former), ("unfinished", &line.unfinished)] {
        // Nothing is stored outside the valid time range.
        let Some(other) = other.filter(|other| other.at.packed().is_some()) else {
            continue;
        };
        let Ok(time) = jiff::Timestamp::from_second(other.at.0) else {
            continue;
        };
        let other = json!({
            "time": time.to_string(),
            "hash": hash(other.hash),
            "ordinal": other.ordinal,
            "changed": other.is_changed,
        });
        object.insert(key.to_owned(), other);
    }
    (KEY, Value::Object(object))
}

//! Access responses of Dynamic Monetization (Elastic Access), as JSON.
//!
//! One event per item: code 101 is a grant, any other a denial. A response has no time: an
//! envelope around it gives it, or the import.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::event::{Event, Outcome, Second};
use crate::names::{AccountName, FeatureName, LicenseModel, ServerName, UserName, VersionName};
use crate::status::{ELASTIC_ACCESS, LoggedStatus};

use super::documents::{DocumentError, Documents};
use super::lines::text;
use super::own_event::{count, rfc3339, shown};
use crate::parse::line_parser::EventSink;

/// The longest allowed document, in bytes.
const DOCUMENT_BYTES_MAX: usize = 16 << 20;

/// The code of an item that was checked out.
const CHECKED_OUT: &str = "101";

/// The code of the valid sibling of an item that failed an all-or-nothing session
/// request: it was denied, but not because of itself.
const NO_STATUS: &str = "102";

/// The license model of items that are paid for with elastic tokens.
const MODEL: &str = "elastic";

/// Reads events from access responses.
pub(super) struct ElasticAccess {
    documents: Documents,
    time: Option<Second>,
}

impl ElasticAccess {
    /// A parser for responses; `time` is the time of those without an envelope.
    pub(super) fn new(time: Option<Second>) -> Self {
        Self {
            documents: Documents::new(DOCUMENT_BYTES_MAX),
            time,
        }
    }

    pub(super) fn feed(&mut self, bytes: &[u8], sink: &mut dyn EventSink) {
        let time = self.time;
        self.documents.feed(bytes, &mut |line, document| {
            take(line, document, time, sink);
        });
    }

    pub(super) fn finish(&mut self, sink: &mut dyn EventSink) -> u64 {
        let time = self.time;
        self.documents
            .finish(&mut |line, document| take(line, document, time, sink))
    }
}

/// Why a document, or an item of it, cannot be read. The message says what to change.
#[derive(Debug, thiserror::Error)]
enum ResponseError {
    #[error("broken JSON: {0} of the document that starts here")]
    Json(#[from] serde_json::Error),
    #[error("has no list `requestedItems`: it is not an access response")]
    NoItems,
    #[error("has no time: give it in an envelope with `time` and `response`, or for the import")]
    NoTime,
    #[error("time `{0}` is not RFC 3339 with an offset: write it like 2025-08-29T14:05:00Z")]
    Time(String),
    #[error("`{0}` must be {1}")]
    WrongType(&'static str, &'static str),
    #[error("`item` is missing or empty")]
    NoItem,
    #[error("has no status: `status` needs a `code` or a `description`")]
    NoStatus,
    #[error("count `{0}` is not a number of 0 or more")]
    Count(String),
}

fn take(
    line: u64,
    document: Result<&[u8], DocumentError>,
    time: Option<Second>,
    sink: &mut dyn EventSink,
) {
    match document {
        Err(error @ DocumentError::OpenArray) => sink.warning(format!("line {line}: {error}")),
        Err(error) => sink.rejected(line, error.to_string()),
        Ok(bytes) => {
            if let Err(error) = read(line, &text(bytes), time, sink) {
                sink.rejected(line, error.to_string());
            }
        }
    }
}

/// Reads one document; an item that cannot be read does not affect the others.
fn read(
    line: u64,
    document: &str,
    time: Option<Second>,
    sink: &mut dyn EventSink,
) -> Result<(), ResponseError> {
    let outer: Map<String, Value> = serde_json::from_str(document)?;
    let response = match outer.get("response") {
        Some(Value::Object(response)) => response,
        _ => &outer,
    };
    let Some(Value::Array(items)) = response.get("requestedItems") else {
        return Err(ResponseError::NoItems);
    };
    let context = ResponseContext::of(&outer, response, time)?;
    for (index, item) in items.iter().enumerate() {
        if let Err(error) = context.read_item(line, index, item, sink) {
            sink.rejected(line, format!("requestedItems[{index}]: {error}"));
        }
    }
    Ok(())
}

/// What the items of a response have in common.
struct ResponseContext<'a> {
    at: Second,
    account: Cow<'a, str>,
    server: Cow<'a, str>,
    user: Cow<'a, str>,
    correlation: Cow<'a, str>,
}

impl<'a> ResponseContext<'a> {
    fn of(
        outer: &'a Map<String, Value>,
        response: &'a Map<String, Value>,
        time: Option<Second>,
    ) -> Result<Self, ResponseError> {
        let written = member(outer, "time")?;
        let at = match &*written {
            "" => time.ok_or(ResponseError::NoTime)?,
            text => rfc3339(text).ok_or_else(|| ResponseError::Time(shown(text)))?,
        };
        let user = match response.get("requester") {
            None | Some(Value::Null) => Cow::Borrowed(""),
            Some(Value::Object(requester)) => member(requester, "value")?,
            Some(_) => return Err(ResponseError::WrongType("requester", "an object")),
        };
        Ok(Self {
            at,
            account: member(outer, "account")?,
            server: member(outer, "server")?,
            user,
            correlation: member(response, "correlationId")?,
        })
    }

    fn read_item(
        &self,
        line: u64,
        index: usize,
        item: &Value,
        sink: &mut dyn EventSink,
    ) -> Result<(), ResponseError> {
        let Value::Object(fields) = item else {
            return Err(ResponseError::WrongType(
                "requestedItems",
                "a list of objects",
            ));
        };
        let feature = member(fields, "item")?;
        if feature.is_empty() {
            return Err(ResponseError::NoItem);
        }
        let version = version(fields)?;
        let (code, description) = status(fields)?;
        let code = code.trim();
        let outcome = if code == CHECKED_OUT {
            Outcome::Granted
        } else {
            Outcome::Denied
        };
        let id = (!self.correlation.is_empty()).then(|| format!("{}#{index}", self.correlation));
        // Without an id, everything else in the item is part of its identity.
        let rest = if id.is_none() {
            item.to_string()
        } else {
            String::new()
        };

        let mut event = Event::new(self.at, outcome, FeatureName(&feature));
        event.account = AccountName(&self.account);
        event.server = ServerName(&self.server);
        event.user = UserName(&self.user);
        event.version = VersionName(&version);
        event.model = LicenseModel(MODEL);
        event.count = item_count(fields)?;
        event.is_final = code != NO_STATUS;
        event.status = (outcome == Outcome::Denied).then_some(LoggedStatus {
            space: ELASTIC_ACCESS,
            code,
            description: &description,
        });
        event.id = id.as_deref();
        event.rest = &rest;
        sink.event(line, &event);
        Ok(())
    }
}

/// A member that is a string or a whole number; empty if it is missing or null.
fn member<'a>(
    object: &'a Map<String, Value>,
    key: &'static str,
) -> Result<Cow<'a, str>, ResponseError> {
    match object.get(key) {
        None | Some(Value::Null) => Ok(Cow::Borrowed("")),
        Some(Value::String(text)) => Ok(Cow::Borrowed(text)),
        Some(Value::Number(number)) if !number.is_f64() => Ok(Cow::Owned(number.to_string())),
        Some(_) => Err(ResponseError::WrongType(key, "text")),
    }
}

/// The requested version, whose key has changed between releases.
fn version(item: &Map<String, Value>) -> Result<Cow<'_, str>, ResponseError> {
    for key in ["version", "Version", "requestedVersion"] {
        let version = match item.get(key) {
            Some(Value::Number(number)) => Cow::Owned(number.to_string()),
            _ => member(item, key)?,
        };
        if !version.is_empty() {
            return Ok(version);
        }
    }
    Ok(Cow::Borrowed(""))
}

/// The code and description of an item's status, at least one of which is given.
fn status(item: &Map<String, Value>) -> Result<(Cow<'_, str>, Cow<'_, str>), ResponseError> {
    let status = match item.get("status") {
        None | Some(Value::Null) => return Err(ResponseError::NoStatus),
        Some(Value::Object(status)) => status,
        Some(_) => return Err(ResponseError::WrongType("status", "an object")),
    };
    let code = member(status, "code")?;
    let description = member(status, "description")?;
    if code.trim().is_empty() && description.trim().is_empty() {
        return Err(ResponseError::NoStatus);
    }
    Ok((code, description))
}

/// The requested count of an item, possibly a fraction; 1 if there is none.
fn item_count(item: &Map<String, Value>) -> Result<f64, ResponseError> {
    let text = match item.get("count") {
        None | Some(Value::Null) => return Ok(1.0),
        Some(Value::Number(number)) => Cow::Owned(number.to_string()),
        Some(Value::String(text)) => Cow::Borrowed(text.as_str()),
        Some(_) => return Err(ResponseError::WrongType("count", "a number")),
    };
    count(&text).ok_or_else(|| ResponseError::Count(shown(&text)))
}

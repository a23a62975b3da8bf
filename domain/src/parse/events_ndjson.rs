//! Turnaway's own events as NDJSON: one JSON object per line, with the columns of the CSV as
//! its keys.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::line_identity;
use super::own_event::{Column, Fields, UnknownNames};
use crate::parse::line_parser::{EventSink, LineParser, Read, Refusal};

/// Reads events from lines of JSON.
pub(super) struct EventsNdjson {
    unknown_names: UnknownNames,
}

impl EventsNdjson {
    pub(super) fn new() -> Self {
        Self {
            unknown_names: UnknownNames::default(),
        }
    }

    fn fields<'a>(
        &mut self,
        object: &'a Map<String, Value>,
        sink: &mut dyn EventSink,
    ) -> Result<Fields<'a>, String> {
        let mut fields = Fields::default();
        let mut unknown = Vec::new();
        for (key, value) in object {
            match Column::from_name(key) {
                Some(column) => {
                    let text = field(column, value).map_err(|error| error.to_string())?;
                    fields.set(column, text);
                }
                None if key == line_identity::KEY => {
                    fields.set_line(line_identity::read(value).map_err(str::to_owned)?);
                }
                None => unknown.push((key, value)),
            }
        }
        // Sorted, so that the order of keys does not affect identities.
        unknown.sort_by_key(|(key, _)| *key);
        for (key, value) in unknown {
            self.unknown_names.warn("key", key, sink);
            match value {
                Value::Null => {}
                Value::String(text) => fields.add_unknown(key, text),
                other => fields.add_unknown(key, &other.to_string()),
            }
        }
        Ok(fields)
    }
}

impl EventsNdjson {
    /// Reads one event of a line or of a document; an error says what is wrong.
    pub(super) fn read(
        &mut self,
        number: u64,
        json: &str,
        sink: &mut dyn EventSink,
    ) -> Result<(), String> {
        match serde_json::from_str(json) {
            Err(error) if error.is_eof() => Err("not one complete JSON object per line".to_owned()),
            Err(error) => Err(format!(
                "not JSON: column {}: {}",
                error.column(),
                what(&error)
            )),
            Ok(Value::Object(object)) => {
                let fields = self.fields(&object, sink)?;
                let event = fields.event().map_err(|error| error.to_string())?;
                sink.event(number, &event);
                Ok(())
            }
            Ok(_) => Err("not a JSON object: each line is one event in braces".to_owned()),
        }
    }
}

impl LineParser for EventsNdjson {
    fn line(&mut self, number: u64, line: &str, sink: &mut dyn EventSink) -> Result<Read, Refusal> {
        if line.trim().is_empty() {
            return Ok(Read::Ignored);
        }
        if let Err(reason) = self.read(number, line, sink) {
            sink.rejected(number, reason);
            return Ok(Read::Rejected);
        }
        Ok(Read::Event)
    }

    fn finish(&mut self, _: &mut dyn EventSink) -> Result<(), Refusal> {
        Ok(())
    }
}

/// A value of the wrong type.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` must be {wanted}", .column.name())]
struct WrongType {
    column: Column,
    wanted: &'static str,
}

/// A value as the text of a CSV cell; null is an empty cell.
fn field(column: Column, value: &Value) -> Result<Cow<'_, str>, WrongType> {
    let wanted = match (column, value) {
        (_, Value::Null) => return Ok(Cow::Borrowed("")),
        (_, Value::String(text)) => return Ok(Cow::Borrowed(text)),
        (Column::Count, Value::Number(number)) => return Ok(Cow::Owned(number.to_string())),
        // A longer or fractional number would not be printed as it was written.
        (Column::Code | Column::Id, Value::Number(number)) if !number.is_f64() => {
            return Ok(Cow::Owned(number.to_string()));
        }
        (Column::Final, Value::Bool(is_final)) => {
            return Ok(Cow::Borrowed(if *is_final { "true" } else { "false" }));
        }
        (Column::Count, _) => "a number",
        (Column::Code | Column::Id, _) => "text or a whole number",
        (Column::Final, _) => "true or false",
        _ => "text",
    };
    Err(WrongType { column, wanted })
}

/// What is wrong with some JSON, without serde's line number, which is always 1.
fn what(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((what, _)) => what.to_owned(),
        None => text,
    }
}

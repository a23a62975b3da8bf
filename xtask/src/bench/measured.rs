//! What a measuring program printed: one JSON document.

use std::process::Command;

use serde_json::Value;

use crate::failure::Failure;
use crate::step::output;

/// A document, or a part of it.
#[derive(Clone, Debug)]
pub(crate) struct Measured(Value);

impl Measured {
    /// Runs a program and reads what it prints.
    pub(crate) fn by(command: &mut Command) -> Result<Self, Failure> {
        Self::read(output(command)?.as_bytes())
    }

    /// Reads a document.
    pub(crate) fn read(document: &[u8]) -> Result<Self, Failure> {
        serde_json::from_slice(document)
            .map(Self)
            .map_err(|error| Failure::Bench {
                reason: format!("a program printed no JSON: {error}"),
            })
    }

    /// The number of a name.
    pub(crate) fn number(&self, name: &str) -> Result<f64, Failure> {
        self.found(name, Value::as_f64)
    }

    /// The text of a name.
    pub(crate) fn text(&self, name: &str) -> Result<&str, Failure> {
        self.found(name, Value::as_str)
    }

    /// The parts of a name's list.
    pub(crate) fn list(&self, name: &str) -> Result<Vec<Self>, Failure> {
        let list = self.found(name, Value::as_array)?;
        Ok(list.iter().cloned().map(Self).collect())
    }

    /// The part of a name.
    pub(crate) fn part(&self, name: &str) -> Result<Self, Failure> {
        self.found(name, Some).cloned().map(Self)
    }

    fn found<'a, T>(
        &'a self,
        name: &str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<T, Failure> {
        self.0
            .get(name)
            .and_then(read)
            .ok_or_else(|| Failure::Bench {
                reason: format!("a program printed no usable `{name}`"),
            })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let measured = Measured::read(br#"{"a": 1.5, "b": "text", "c": [{"a": 2}]}"#).unwrap();
        assert_eq!(measured.text("b").unwrap(), "text");
        let list = measured.list("c").unwrap();
        let numbers: Vec<f64> = list.iter().map(|part| part.number("a").unwrap()).collect();
        assert_eq!(numbers, [2.0]);
        let failure = measured.number("b").unwrap_err().to_string();
        assert!(failure.contains("`b`"), "{failure}");
        assert!(Measured::read(b"no").is_err());
    }
}

//! JSON in which a structure is a list of its fields in their order, without their names.
//!
//! It is what a page and the answers to its questions bring to the browser. A reader of
//! JSON with names compares each name it meets with those of every structure; that code
//! is the larger part of reading, and this reader has none of it. Any other reader of
//! JSON reads the same text.
//!
//! A number that is not whole has up to 15 digits; any other is the text of its bits, in
//! hexadecimal. A field may be left out only if it is the last of its structure.

mod decimal;
mod read;
mod write;

use std::fmt;

pub use read::read;
pub use write::write;

/// A text that is not of this form, or a value that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotCompactJson;

impl fmt::Display for NotCompactJson {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("not the JSON that was expected")
    }
}

impl std::error::Error for NotCompactJson {}

// What exactly is wrong helps nobody: both ends are of one version, and what a message
// is made with would be more code than the rest.
impl serde::de::Error for NotCompactJson {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self
    }

    fn invalid_value(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn serde::de::Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
}

impl serde::ser::Error for NotCompactJson {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests;

//! JSON in which a struct is a list of its fields in order, without their names.
//!
//! Pages and their requests use it to send data to the browser. A parser of JSON with names
//! compares each name with those of every struct, which is the larger part of the parser's
//! code; this one needs none of it. Any other JSON parser can read the same text.
//!
//! A number that is not whole has up to 15 digits; any other is the text of its bits, in
//! hexadecimal. A field may be omitted only if it is the last of its struct.

mod decimal;
mod read;
mod write;

use std::fmt;

pub use read::read;
pub use write::write;

/// A text that is not in this format, or a value that cannot be represented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotCompactJson;

impl fmt::Display for NotCompactJson {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("not the JSON that was expected")
    }
}

impl std::error::Error for NotCompactJson {}

// Details would help no one: both sides have the same version, and the code for a message
// would be larger than the rest.
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

//! Values of documents and queries, as schemas.

use std::borrow::Cow;

use domain::log_format::LogFormat;
use serde_json::{Value, json};
use utoipa::openapi::schema::{Schema, SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, SchemaFormat};
use utoipa::{Number, PartialSchema, ToSchema};

/// Declares a type for a schema.
macro_rules! value {
    ($(#[doc = $doc:literal])* $name:ident, $schema:expr) => {
        $(#[doc = $doc])*
        pub(crate) struct $name;

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                $schema.into()
            }
        }
    };
}

value!(
    /// How a request ended.
    OutcomeWord,
    of_types([Type::String]).enum_values(Some(["denied", "granted", "returned"]))
);

value!(
    /// The kind of a license server. An empty string means none.
    SourceWord,
    of_types([Type::String, Type::Null]).enum_values(Some([
        json!("cls"),
        json!("local"),
        json!("dynamic-monetization"),
        json!(""),
        Value::Null,
    ]))
);

value!(
    /// A number, or a string with one, which may be empty.
    EventCount,
    number_or(r"^([0-9]+(\.[0-9]+)?)?$")
);

value!(
    /// A number, or a string with one.
    ItemCount,
    number_or(r"^[0-9]+(\.[0-9]+)?$")
);

value!(
    /// A count of equal events.
    Ordinal,
    of_types([Type::Integer])
        .minimum(Some(Number::UInt(0)))
        .maximum(Some(Number::UInt(u32::MAX as usize)))
);

value!(
    /// A string, or an integer that is read as its digits.
    TextOrWhole,
    of_types([Type::String, Type::Integer, Type::Null])
        .minimum(Some(Number::Int(isize::MIN)))
        .maximum(Some(Number::UInt(usize::MAX)))
);

value!(
    /// A string, or a number that is read as written.
    TextOrNumber,
    of_types([Type::String, Type::Number, Type::Null])
);

value!(
    /// A boolean, or a string with one, which may be empty.
    Truth,
    of_types([Type::Boolean, Type::String, Type::Null]).enum_values(Some([
        json!(true),
        json!(false),
        json!("true"),
        json!("false"),
        json!(""),
        Value::Null,
    ]))
);

value!(
    /// A day, written `YYYY-MM-DD`.
    Day,
    text_of_format("date").examples([json!("2025-08-29")])
);

value!(
    /// A time in RFC 3339 with an offset.
    Moment,
    text_of_format("date-time")
);

value!(
    /// The IANA name of a time zone.
    TimeZone,
    text_of_format("time-zone").examples([json!("Europe/Berlin")])
);

value!(
    /// The name of a log format, or `auto`.
    LogFormatWord,
    of_types([Type::String]).enum_values(Some(
        ["auto"].into_iter().chain(LogFormat::ALL.map(LogFormat::word))
    ))
);

fn of_types<const N: usize>(types: [Type; N]) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::from_iter(types))
}

fn number_or(pattern: &str) -> ObjectBuilder {
    of_types([Type::Number, Type::String, Type::Null])
        .minimum(Some(Number::UInt(0)))
        .pattern(Some(pattern))
}

fn text_of_format(format: &str) -> ObjectBuilder {
    of_types([Type::String]).format(Some(SchemaFormat::Custom(format.to_owned())))
}

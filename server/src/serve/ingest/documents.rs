//! What a request brings, as schemas: what JSON Schema can say of what the parsers take.

use std::borrow::Cow;
use std::marker::PhantomData;

use domain::log_format::LogFormat;
use serde_json::{Value, json};
use utoipa::openapi::schema::{ArrayBuilder, OneOfBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{Object, ObjectBuilder, Ref, RefOr, SchemaFormat};
use utoipa::{Number, PartialSchema, ToSchema};

/// One document, or an array of them.
pub(crate) struct OneOrMany<T>(PhantomData<T>);

impl<T: ToSchema> ToSchema for OneOrMany<T> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("{}s", T::name()))
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

impl<T: ToSchema> PartialSchema for OneOrMany<T> {
    fn schema() -> RefOr<Schema> {
        let one = Ref::from_schema_name(T::name());
        let many = ArrayBuilder::new().items(one.clone());
        OneOfBuilder::new().item(one).item(many).into()
    }
}

/// Events as CSV, with a header row: docs/formats.md has the columns.
#[derive(ToSchema)]
#[schema(format = "events-csv")]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct EventsCsv(String);

/// A log in one of the formats of docs/formats.md.
#[derive(ToSchema)]
#[schema(format = "log")]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct Log(String);

/// One event, or an array of them.
pub(crate) type EventDocuments = OneOrMany<EventDocument>;

/// One access response, or an array of them.
pub(crate) type AccessEnvelopes = OneOrMany<AccessEnvelope>;

/// One event. What else it holds is kept and not shown.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct EventDocument {
    /// When it happened, from 1970 to 2106: RFC 3339 with an offset.
    #[schema(example = "2025-08-29T14:05:00Z", format = DateTime)]
    time: String,
    /// How the request ended.
    #[schema(schema_with = outcome)]
    outcome: String,
    /// The feature asked for.
    #[schema(example = "mesh_core", pattern = r"\S")]
    feature: String,
    /// The key's account, or left out.
    account: Option<String>,
    /// The key's server, or left out.
    server: Option<String>,
    /// The key's source, or left out.
    #[schema(schema_with = source)]
    source: Option<String>,
    /// Who asked.
    user: Option<String>,
    /// The machine that asked.
    device: Option<String>,
    /// The product asked for.
    product: Option<String>,
    /// The version asked for.
    version: Option<String>,
    /// The license model, such as `concurrent`, `metered` or `elastic`.
    license_model: Option<String>,
    /// How many licenses were asked for, 0 or more; 1 where it is left out.
    #[schema(schema_with = count)]
    count: Option<f64>,
    /// Where the code comes from, without a colon; a denial needs it.
    #[schema(example = "flexnet-publisher", pattern = "^[^:]*$")]
    code_space: Option<String>,
    /// The status code; a denial needs it or a description.
    #[schema(schema_with = text_or_whole)]
    code: Option<String>,
    /// The status in words.
    description: Option<String>,
    /// Whether the client gave up; true where it is left out.
    #[schema(schema_with = truth)]
    r#final: Option<bool>,
    /// The sender's own name of the event: it is stored once under it.
    #[schema(schema_with = text_or_whole)]
    id: Option<String>,
}

/// An access response with what it does not say of itself.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct AccessEnvelope {
    /// When the response was given, from 1970 to 2106: RFC 3339 with an offset.
    #[schema(example = "2025-08-29T14:05:00Z", format = DateTime)]
    time: String,
    /// The key's account, or left out.
    #[schema(schema_with = text_or_whole)]
    account: Option<String>,
    /// The key's server, or left out.
    #[schema(schema_with = text_or_whole)]
    server: Option<String>,
    /// The response as Dynamic Monetization returned it.
    response: AccessResponse,
}

/// The parts of an access response that are read.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct AccessResponse {
    /// The response's own name: its items are stored once under it.
    #[schema(rename = "correlationId", schema_with = text_or_whole)]
    correlation_id: Option<String>,
    /// Who asked.
    requester: Option<Requester>,
    /// Each item is one event.
    #[schema(rename = "requestedItems")]
    requested_items: Vec<RequestedItem>,
}

/// Who asked.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct Requester {
    /// The user.
    #[schema(schema_with = text_or_whole)]
    value: Option<String>,
}

/// What was asked for, and what became of it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct RequestedItem {
    /// The feature asked for.
    #[schema(example = "mesh_core", min_length = 1)]
    item: String,
    /// The version asked for.
    #[schema(schema_with = text_or_number)]
    version: Option<String>,
    /// How much of it was asked for, 0 or more; 1 where it is left out.
    #[schema(schema_with = item_count)]
    count: Option<f64>,
    /// What became of it.
    status: AccessStatus,
}

/// A status: 101 is a grant, any other a denial. It needs a code or a description.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct AccessStatus {
    /// The status code.
    #[schema(schema_with = text_or_whole)]
    code: Option<String>,
    /// The status in words.
    #[schema(schema_with = text_or_whole)]
    description: Option<String>,
}

fn of_types<const N: usize>(types: [Type; N]) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::from_iter(types))
}

fn outcome() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(["denied", "granted", "returned"]))
        .into()
}

fn source() -> Object {
    let words = [json!("cls"), json!("local"), json!("dynamic-monetization")];
    of_types([Type::String, Type::Null])
        .enum_values(Some(words.into_iter().chain([json!(""), Value::Null])))
        .into()
}

/// A number, as one or as text, which may be empty.
fn count() -> Object {
    number_or(r"^([0-9]+(\.[0-9]+)?)?$")
}

/// A number, as one or as text.
fn item_count() -> Object {
    number_or(r"^[0-9]+(\.[0-9]+)?$")
}

fn number_or(pattern: &str) -> Object {
    of_types([Type::Number, Type::String, Type::Null])
        .minimum(Some(Number::UInt(0)))
        .pattern(Some(pattern))
        .into()
}

/// A text, or a whole number that is taken for its digits.
fn text_or_whole() -> Object {
    of_types([Type::String, Type::Integer, Type::Null])
        .minimum(Some(Number::Int(isize::MIN)))
        .maximum(Some(Number::UInt(usize::MAX)))
        .into()
}

/// A text, or a number that is taken as it is written.
fn text_or_number() -> Object {
    of_types([Type::String, Type::Number, Type::Null]).into()
}

/// True or false, as such or as text.
fn truth() -> Object {
    let words = [json!(true), json!(false), json!("true"), json!("false")];
    of_types([Type::Boolean, Type::String, Type::Null])
        .enum_values(Some(words.into_iter().chain([json!(""), Value::Null])))
        .into()
}

/// A day, written `YYYY-MM-DD`.
pub(super) fn day() -> Object {
    text_of_format("date")
        .examples([json!("2025-08-29")])
        .into()
}

/// A moment, written as RFC 3339 with an offset.
pub(super) fn moment() -> Object {
    text_of_format("date-time").into()
}

/// An IANA name of a time zone.
pub(super) fn time_zone() -> Object {
    text_of_format("time-zone")
        .examples([json!("Europe/Berlin")])
        .into()
}

/// The word of a log format, or `auto`.
pub(super) fn log_format() -> Object {
    let words = LogFormat::ALL.map(LogFormat::word);
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(["auto"].into_iter().chain(words)))
        .into()
}

fn text_of_format(format: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::Custom(format.to_owned())))
}

//! What a request brings, as schemas: what JSON Schema can say of what the parsers take.

use std::borrow::Cow;
use std::marker::PhantomData;

use utoipa::openapi::schema::{ArrayBuilder, OneOfBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::values::{
    EventCount, ItemCount, Ordinal, OutcomeWord, SourceWord, TextOrNumber, TextOrWhole, Truth,
};

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
    #[schema(value_type = OutcomeWord)]
    outcome: String,
    /// The feature asked for. It may be empty or left out where `line_identity` says that the event is a line of a
    /// log, and where the denial came before the client named one: `flexnet-publisher` `-83`.
    #[schema(example = "mesh_core", pattern = r"\S")]
    feature: String,
    /// The key's account, or left out.
    account: Option<String>,
    /// The key's server, or left out.
    server: Option<String>,
    /// The key's source, or left out.
    #[schema(value_type = SourceWord, required = false)]
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
    #[schema(value_type = EventCount, required = false)]
    count: Option<f64>,
    /// Where the code comes from, without a colon; a denial needs it.
    #[schema(example = "flexnet-publisher", pattern = "^[^:]*$")]
    code_space: Option<String>,
    /// The status code; a denial needs it or a description.
    #[schema(value_type = TextOrWhole, required = false)]
    code: Option<String>,
    /// The status in words.
    description: Option<String>,
    /// Whether the client gave up; true where it is left out.
    #[schema(value_type = Truth, required = false)]
    r#final: Option<bool>,
    /// The sender's own name of the event: it is stored once under it.
    #[schema(value_type = TextOrWhole, required = false)]
    id: Option<String>,
    /// For a sender that has read the event from a log, as `turnaway forward` does: what identifies its line. The
    /// `id` is only looked up then.
    line_identity: Option<LineIdentity>,
}

/// What identifies a line of a log beside its server and its second, so that the log may be imported too.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct LineIdentity {
    /// The hash of the event and the rest of its line.
    #[schema(example = "00c0ffee00c0ffee", pattern = "^[0-9a-f]{16}$")]
    hash: String,
    /// How many equal events of the second stand before it in its file.
    #[schema(value_type = Ordinal)]
    ordinal: u32,
    /// What an earlier version identified the line by, where that is something else.
    former: Option<FormerIdentity>,
    /// What identifies the line where its log ends before the lines that say more of it.
    unfinished: Option<FormerIdentity>,
}

/// What else a line was identified by.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct FormerIdentity {
    /// When the event was said to have happened: RFC 3339 with an offset.
    #[schema(example = "2025-08-29T14:05:00Z", format = DateTime)]
    time: String,
    /// The hash of the event as it was read.
    #[schema(example = "00c0ffee00c0ffee", pattern = "^[0-9a-f]{16}$")]
    hash: String,
    /// How many equal events of that second stood before it.
    #[schema(value_type = Ordinal)]
    ordinal: u32,
    /// Whether the event has another time, status or feature now.
    changed: bool,
}

/// An access response with what it does not say of itself.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct AccessEnvelope {
    /// When the response was given, from 1970 to 2106: RFC 3339 with an offset.
    #[schema(example = "2025-08-29T14:05:00Z", format = DateTime)]
    time: String,
    /// The key's account, or left out.
    #[schema(value_type = TextOrWhole, required = false)]
    account: Option<String>,
    /// The key's server, or left out.
    #[schema(value_type = TextOrWhole, required = false)]
    server: Option<String>,
    /// The response as Dynamic Monetization returned it.
    response: AccessResponse,
}

/// The parts of an access response that are read.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct AccessResponse {
    /// The response's own name: its items are stored once under it.
    #[schema(rename = "correlationId", value_type = TextOrWhole, required = false)]
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
    #[schema(value_type = TextOrWhole, required = false)]
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
    #[schema(value_type = TextOrNumber, required = false)]
    version: Option<String>,
    /// How much of it was asked for, 0 or more; 1 where it is left out.
    #[schema(value_type = ItemCount, required = false)]
    count: Option<f64>,
    /// What became of it.
    status: AccessStatus,
}

/// A status: 101 is a grant, any other a denial. It needs a code or a description.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct AccessStatus {
    /// The status code.
    #[schema(value_type = TextOrWhole, required = false)]
    code: Option<String>,
    /// The status in words.
    #[schema(value_type = TextOrWhole, required = false)]
    description: Option<String>,
}

//! Request bodies as schemas, as far as JSON Schema can express what the parsers accept.

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

/// Events as CSV, with a header row; docs/formats.md lists the columns.
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

/// One event. Unknown fields are kept, but not shown.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct EventDocument {
    /// When it happened, from 1970 to 2106: RFC 3339 with an offset.
    #[schema(example = "2025-08-29T14:05:00Z", format = DateTime)]
    time: String,
    /// How the request ended.
    #[schema(value_type = OutcomeWord)]
    outcome: String,
    /// The requested feature. It may be empty or omitted if `line_identity` is set, or if the denial came
    /// before the client named a feature: `flexnet-publisher` `-83`.
    #[schema(example = "mesh_core", pattern = r"\S")]
    feature: String,
    /// The key's account, or omitted.
    account: Option<String>,
    /// The key's server, or omitted.
    server: Option<String>,
    /// The key's source, or omitted.
    #[schema(value_type = SourceWord, required = false)]
    source: Option<String>,
    /// The user who made the request.
    user: Option<String>,
    /// The machine that made the request.
    device: Option<String>,
    /// The requested product.
    product: Option<String>,
    /// The requested version.
    version: Option<String>,
    /// The license model, such as `concurrent`, `metered` or `elastic`.
    license_model: Option<String>,
    /// The number of licenses requested, 0 or more; defaults to 1.
    #[schema(value_type = EventCount, required = false)]
    count: Option<f64>,
    /// The origin of the code, without a colon; required for a denial.
    #[schema(example = "flexnet-publisher", pattern = "^[^:]*$")]
    code_space: Option<String>,
    /// The status code; a denial needs a code or a description.
    #[schema(value_type = TextOrWhole, required = false)]
    code: Option<String>,
    /// The status as text.
    description: Option<String>,
    /// Whether the client gave up; defaults to true.
    #[schema(value_type = Truth, required = false)]
    r#final: Option<bool>,
    /// A unique ID of the event in the sender's system; the event is stored once per ID.
    #[schema(value_type = TextOrWhole, required = false)]
    id: Option<String>,
    /// For senders that read events from a log, as `turnaway forward` does: the identity of the line. The `id`
    /// is then only used to find an existing event.
    line_identity: Option<LineIdentity>,
}

/// The identity of a log line within its server and second. It lets the same log be imported as well.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct LineIdentity {
    /// The hash of the event and the rest of its line.
    #[schema(example = "00c0ffee00c0ffee", pattern = "^[0-9a-f]{16}$")]
    hash: String,
    /// The number of equal events in the same second before it in its file.
    #[schema(value_type = Ordinal)]
    ordinal: u32,
    /// The identity that an earlier version gave the line, if different.
    former: Option<FormerIdentity>,
    /// The identity of the line if the log ends before the lines that complete it.
    unfinished: Option<FormerIdentity>,
}

/// Another identity of a line.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct FormerIdentity {
    /// The event's time in that identity: RFC 3339 with an offset.
    #[schema(example = "2025-08-29T14:05:00Z", format = DateTime)]
    time: String,
    /// The hash of the event in that identity.
    #[schema(example = "00c0ffee00c0ffee", pattern = "^[0-9a-f]{16}$")]
    hash: String,
    /// The number of equal events in that second before it.
    #[schema(value_type = Ordinal)]
    ordinal: u32,
    /// Whether the event's time, status or feature differ from that identity.
    changed: bool,
}

/// An access response with its context.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct AccessEnvelope {
    /// The time of the response, from 1970 to 2106: RFC 3339 with an offset.
    #[schema(example = "2025-08-29T14:05:00Z", format = DateTime)]
    time: String,
    /// The key's account, or omitted.
    #[schema(value_type = TextOrWhole, required = false)]
    account: Option<String>,
    /// The key's server, or omitted.
    #[schema(value_type = TextOrWhole, required = false)]
    server: Option<String>,
    /// The response as Dynamic Monetization returned it.
    response: AccessResponse,
}

/// The parts of an access response that are read.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct AccessResponse {
    /// The response's unique ID: its items are stored once per ID.
    #[schema(rename = "correlationId", value_type = TextOrWhole, required = false)]
    correlation_id: Option<String>,
    /// The user who made the request.
    requester: Option<Requester>,
    /// Each item is one event.
    #[schema(rename = "requestedItems")]
    requested_items: Vec<RequestedItem>,
}

/// The user who made the request.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct Requester {
    /// The user.
    #[schema(value_type = TextOrWhole, required = false)]
    value: Option<String>,
}

/// One requested item, and its result.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct RequestedItem {
    /// The requested feature.
    #[schema(example = "mesh_core", min_length = 1)]
    item: String,
    /// The requested version.
    #[schema(value_type = TextOrNumber, required = false)]
    version: Option<String>,
    /// The requested amount, 0 or more; defaults to 1.
    #[schema(value_type = ItemCount, required = false)]
    count: Option<f64>,
    /// The result.
    status: AccessStatus,
}

/// A status: 101 is a grant, any other a denial. It needs a code or a description.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct AccessStatus {
    /// The status code.
    #[schema(value_type = TextOrWhole, required = false)]
    code: Option<String>,
    /// The status as text.
    #[schema(value_type = TextOrWhole, required = false)]
    description: Option<String>,
}

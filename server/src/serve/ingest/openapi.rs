//! The addresses that take events, described as an `OpenAPI` document.

use axum::Json;
use serde_json::Value;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{IntoResponses, Modify, OpenApi, ToSchema};

use super::answer::{Problem, Taken};
use super::routes;

/// The description of what takes events.
pub(crate) async fn document() -> Json<Document> {
    Json(Description::openapi())
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Turnaway",
        description = "Denied license requests that arrive by themselves. A request is repeated without harm."
    ),
    paths(routes::events, routes::elastic_access, routes::logs, routes::sync),
    modifiers(&Key)
)]
struct Description;

/// The key of a request.
struct Key;

impl Modify for Key {
    fn modify(&self, document: &mut Document) {
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A key that `turnaway key add` made"))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("key", SecurityScheme::Http(bearer));
    }
}

/// How every address answers.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "the handlers answer; this says what they answer")]
pub(crate) enum Answers {
    /// What became of the events; all that is accepted is on the disk
    #[response(status = 200)]
    Taken(Taken),
    /// The body breaks off or cannot be unpacked, or the query is wrong
    #[response(status = 400)]
    Broken(Problem),
    /// No key, or none that is good
    #[response(status = 401)]
    NoKey(Problem),
    /// The body took too long to arrive
    #[response(status = 408)]
    TooSlow(Problem),
    /// The body has too many bytes
    #[response(status = 413)]
    TooLarge(Problem),
    /// The body is of a kind that is not taken
    #[response(status = 415)]
    WrongKind(Problem),
    /// Nothing could be taken
    #[response(status = 422)]
    NothingTaken(Problem),
    /// More is arriving than can be stored: come again after Retry-After
    #[response(status = 429)]
    Full(Problem),
    /// The record cannot be written now
    #[response(status = 503)]
    NotWritable(Problem),
}

/// One event. What else it holds is kept and not shown.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct EventDocument {
    /// When it happened: RFC 3339 with an offset.
    #[schema(example = "2025-08-29T14:05:00Z", format = DateTime)]
    time: String,
    /// How the request ended: `denied`, `granted` or `returned`.
    #[schema(example = "denied")]
    outcome: String,
    /// The feature asked for.
    #[schema(example = "mesh_core", min_length = 1)]
    feature: String,
    /// The key's account, or left out.
    account: Option<String>,
    /// The key's server, or left out.
    server: Option<String>,
    /// The key's source, or left out: `cls`, `local` or `dynamic-monetization`.
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
    /// How many licenses were asked for; 1 where it is left out.
    #[schema(minimum = 0)]
    count: Option<f64>,
    /// Where the code comes from; a denial needs it.
    #[schema(example = "flexnet-publisher")]
    code_space: Option<String>,
    /// The status code; a denial needs it or a description.
    #[schema(example = "-4")]
    code: Option<String>,
    /// The status in words.
    description: Option<String>,
    /// Whether the client gave up; true where it is left out.
    r#final: Option<bool>,
    /// The sender's own name of the event: it is stored once under it.
    id: Option<String>,
}

/// An access response with what it does not say of itself.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parser reads it; this says what it reads")]
pub(crate) struct AccessEnvelope {
    /// When the response was given: RFC 3339 with an offset.
    #[schema(example = "2025-08-29T14:05:00Z", format = DateTime)]
    time: String,
    /// The key's account, or left out.
    account: Option<String>,
    /// The key's server, or left out.
    server: Option<String>,
    /// The response as Dynamic Monetization returned it.
    #[schema(value_type = Object)]
    response: Value,
}

//! The addresses that take events, described as an `OpenAPI` document.

use axum::Json;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{IntoResponses, Modify, OpenApi};

use super::answer::{Problem, Taken};
use super::examples::Examples;
use super::routes;

/// The description of what takes events.
pub(crate) async fn document() -> Json<Document> {
    Json(described())
}

/// The same for whoever shows it.
pub(super) fn described() -> Document {
    Description::openapi()
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Turnaway",
        description = "Denied license requests that arrive by themselves. A request is repeated without harm."
    ),
    paths(routes::events, routes::elastic_access, routes::logs, routes::sync),
    modifiers(&Key, &Examples)
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

/// How every address answers: when, and what to change then.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "the handlers answer; this says what they answer")]
pub(crate) enum Answers {
    /// What became of the events. All that is accepted is on the disk
    #[response(status = 200)]
    Taken(Taken),
    /// The query is wrong, or the body breaks off or cannot be unpacked. Send the whole body, packed as its
    /// Content-Encoding says
    #[response(status = 400)]
    Broken(Problem),
    /// No key, or none that is good. Send `Authorization: Bearer KEY` with a key that nobody has revoked
    #[response(
        status = 401,
        headers(("WWW-Authenticate" = String, description = "`Bearer`"))
    )]
    NoKey(Problem),
    /// The body took more than two minutes to arrive. Send fewer events in one request
    #[response(status = 408)]
    TooSlow(Problem),
    /// The body has too many bytes. Send the events in several requests
    #[response(status = 413)]
    TooLarge(Problem),
    /// The body is of a kind that is not taken here, or packed in an unknown way. Send it with a Content-Type that
    /// the address takes, plain or with `Content-Encoding: gzip` or `zstd`
    #[response(status = 415)]
    WrongKind(Problem),
    /// Nothing could be taken. Change what the reasons in `result.rejected` name, line by line
    #[response(status = 422)]
    NothingTaken(Problem),
    /// More is arriving than can be stored. Send the same again after the seconds of Retry-After
    #[response(
        status = 429,
        headers(("Retry-After" = u32, description = "Seconds until another try is worth it"))
    )]
    Full(Problem),
    /// The record cannot be written now. Send the same again after the seconds of Retry-After
    #[response(
        status = 503,
        headers(("Retry-After" = u32, description = "Seconds until another try is worth it"))
    )]
    NotWritable(Problem),
}

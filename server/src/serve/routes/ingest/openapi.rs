//! The ingest API as an `OpenAPI` document.

use axum::Json;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::examples::Examples;
use super::routes;

/// The `OpenAPI` document of the ingest API.
pub(crate) async fn document() -> Json<Document> {
    Json(described())
}

/// The same as a value, for its page.
pub(super) fn described() -> Document {
    Description::openapi()
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Turnaway",
        description = "Ingest API. Requests are idempotent."
    ),
    paths(routes::events, routes::elastic_access, routes::logs, routes::sync),
    modifiers(&IngestKeyScheme, &Examples)
)]
struct Description;

/// How a request names its key.
struct IngestKeyScheme;

impl Modify for IngestKeyScheme {
    fn modify(&self, document: &mut Document) {
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A key created with `turnaway key add`"))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("key", SecurityScheme::Http(bearer));
    }
}

//! The ingest API: events over HTTP, with the key of a license server.

pub(super) mod api_description;
mod body;
mod documented_responses;
mod documents;
mod examples;
mod intake;
mod openapi;
mod push;
mod response;
mod routes;
#[cfg(test)]
mod tests;
mod values;

use axum::Router;
use axum::routing::{any, get, post};

use crate::serve::state::ingest::Ingest;

/// The ingest endpoints. They ignore cookies: only the key counts.
pub(crate) fn router(ingest: Ingest) -> Router {
    Router::new()
        .route(
            "/api/v1/events",
            post(routes::events).fallback(routes::wrong_method),
        )
        .route(
            "/api/v1/elastic-access",
            post(routes::elastic_access).fallback(routes::wrong_method),
        )
        .route(
            "/api/v1/logs",
            post(routes::logs).fallback(routes::wrong_method),
        )
        .route(
            "/usage/api/1.0/sync",
            post(routes::sync).fallback(routes::wrong_method),
        )
        .route("/api/openapi.json", get(openapi::document))
        .route("/api/v1/{*path}", any(routes::unknown_path))
        .route("/usage/{*path}", any(routes::unknown_path))
        .with_state(ingest)
}

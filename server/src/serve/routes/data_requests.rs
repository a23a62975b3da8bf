//! Requests of the pages' scripts. Their parameters are validated here, because Leptos would
//! report a missing one as a server error.

use axum::body::{Body, to_bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::view::FilterKey;
use leptos::prelude::provide_context;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use service::route::Route;

use app::request_error::RequestError;
use store::WorkError;

use crate::serve::extract::ReaderDataset;
use crate::serve::response::{again_later, not_stored, status_of};

/// The longest response that is searched for an error, in bytes.
const ERROR_BYTES_MAX: usize = 1 << 20;

/// The parameters of a page's data.
#[derive(Deserialize)]
pub(crate) struct ReportParameters {
    #[serde(rename = "route")]
    _route: Route,
    #[serde(rename = "query")]
    _query: String,
    #[serde(rename = "rows")]
    _rows: Option<usize>,
}

/// The parameters of usage.
#[derive(Deserialize)]
pub(crate) struct UsageParameters {
    #[serde(rename = "query")]
    _query: String,
}

/// The parameters of a filter's values.
#[derive(Deserialize)]
pub(crate) struct ValuesParameters {
    #[serde(rename = "query")]
    _query: String,
    #[serde(rename = "key")]
    _key: FilterKey,
}

/// The parameters of a row's neighbours.
#[derive(Deserialize)]
pub(crate) struct NeighboursParameters {
    #[serde(rename = "query")]
    _query: String,
    #[serde(rename = "row")]
    _row: u32,
    #[serde(rename = "version")]
    _version: u64,
}

/// A server function with the parameters `Q`.
pub(crate) async fn question<Q: DeserializeOwned>(
    ReaderDataset(dataset): ReaderDataset,
    question: Result<Query<Q>, QueryRejection>,
    request: Request<Body>,
) -> Response {
    if let Err(rejection) = question {
        let text = format!(
            "{}. `query` is a view's query string, URL-encoded\n",
            rejection.body_text()
        );
        return (StatusCode::BAD_REQUEST, text).into_response();
    }
    let context = move || provide_context(dataset.clone());
    let response = leptos_axum::handle_server_fns_with_context(context, request).await;
    not_stored(with_status(response.into_response()).await)
}

/// Gives each error its own status: Leptos answers all of them with 500.
async fn with_status(response: Response) -> Response {
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, ERROR_BYTES_MAX).await else {
        return parts.status.into_response();
    };
    let error = serde_json::from_slice(&body).ok();
    if let Some(error) = &error {
        parts.status = status_of(error);
    }
    let response = Response::from_parts(parts, Body::from(body));
    match error {
        Some(RequestError::Busy) => again_later(response, WorkError::Busy),
        _ => response,
    }
}

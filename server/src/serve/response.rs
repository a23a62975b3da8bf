//! Responses that handlers share. Only here do errors become HTTP.

use app::request_error::RequestError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use store::WorkError;

/// Marks a response that must not be cached, because it is soon outdated.
pub(crate) fn not_stored(mut response: Response) -> Response {
    let fresh = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, fresh);
    response
}

/// Marks a response that pages of the allowed origins may frame.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Framed;

/// Marks the response if it may be framed.
pub(crate) fn marked(mut response: Response, is_framed: bool) -> Response {
    if is_framed {
        response.extensions_mut().insert(Framed);
    }
    response
}

pub(crate) async fn not_found() -> impl IntoResponse {
    (
        StatusCode::NOT_FOUND,
        "There is nothing at this URL: the report is at / and /denials\n",
    )
}

/// Turns an error into a response. Nothing else does.
pub(crate) fn failure(error: &RequestError) -> Response {
    let response = (status_of(error), format!("{error}\n")).into_response();
    match error {
        RequestError::Busy => again_later(response, WorkError::Busy),
        _ => response,
    }
}

/// Adds a `Retry-After` header, for programs.
pub(crate) fn again_later(mut response: Response, not_done: WorkError) -> Response {
    let seconds = HeaderValue::from(not_done.retry_after_s());
    response.headers_mut().insert(header::RETRY_AFTER, seconds);
    response
}

/// The HTTP status of an error.
pub(crate) fn status_of(error: &RequestError) -> StatusCode {
    match error {
        RequestError::DatabaseUnreadable => StatusCode::INTERNAL_SERVER_ERROR,
        RequestError::NotWritten | RequestError::Busy => StatusCode::SERVICE_UNAVAILABLE,
        RequestError::Moved => StatusCode::CONFLICT,
        RequestError::TooMuch(_) => StatusCode::BAD_REQUEST,
        RequestError::Unreachable => StatusCode::BAD_GATEWAY,
    }
}

//! The slice of the frame that a browser answers from: a plain binary GET.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::event::Second;
use domain::frame::Frame;
use domain::scope::Scope;
use domain::slice::encode;
use serde::Deserialize;

use super::router::{Pages, failure};
use app::question_error::QuestionError;

/// The seconds that a slice holds, both inclusive; `v` is the data version that the
/// page knew, so that a later slice has an address of its own.
#[derive(Debug, Deserialize)]
pub(crate) struct SliceQuery {
    from: i64,
    to: i64,
    #[serde(rename = "v")]
    _version: u64,
}

/// The attempts of some seconds, as bytes.
pub(crate) async fn slice(
    State(pages): State<Pages>,
    query: Result<Query<SliceQuery>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(Query(query)) = query else {
        let text = "A slice wants from, to and v: seconds since 1970-01-01T00:00:00Z and the \
                    data version\n";
        return (StatusCode::BAD_REQUEST, text).into_response();
    };
    let frame = match pages.record.frame().await {
        Ok(frame) => frame,
        Err(error) => return failure(&QuestionError::of_record(&error)),
    };
    let tag = tag(&frame, &query);
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok());
    let tags = [
        (header::ETAG, HeaderValue::from_str(&tag).ok()),
        (
            header::CACHE_CONTROL,
            Some(HeaderValue::from_static("private, no-cache")),
        ),
        (
            header::CONTENT_TYPE,
            Some(HeaderValue::from_static("application/octet-stream")),
        ),
    ];
    let tags: HeaderMap = tags
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
    if known.is_some_and(|known| known.trim_start_matches("W/") == tag) {
        return (StatusCode::NOT_MODIFIED, tags).into_response();
    }
    let scope = Scope {
        earliest: Some(Second(query.from)),
        latest: Some(Second(query.to)),
        ..Scope::all()
    };
    let encoded =
        tokio::task::block_in_place(|| encoded(&frame, &scope, pages.record.slice_attempts_max()));
    match encoded {
        Ok(bytes) => (tags, bytes).into_response(),
        Err(too_many) => too_many.into_response(),
    }
}

/// The tag of a slice: other events, other seconds, another catalogue or another form of
/// the bytes make another one.
fn tag(frame: &Frame, query: &SliceQuery) -> String {
    let mut hasher = DefaultHasher::new();
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    (frame.version, frame.len(), frame.span()).hash(&mut hasher);
    frame.dictionaries.statuses.hash(&mut hasher);
    (query.from, query.to).hash(&mut hasher);
    format!("\"{:016x}\"", hasher.finish())
}

/// The attempts of a scope as bytes.
pub(crate) fn encoded(
    frame: &Frame,
    scope: &Scope,
    attempts_max: usize,
) -> Result<Vec<u8>, TooMany> {
    let from = scope.earliest.unwrap_or(Second::MIN);
    let to = scope.latest.unwrap_or(Second::MAX);
    // Counted before anything is copied.
    if frame.attempts_between(from, to) > attempts_max {
        return Err(TooMany(attempts_max));
    }
    Ok(encode(&frame.cut(scope).without_grants()))
}

/// The seconds hold more attempts than a browser is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("These seconds hold more than {0} attempts: ask for fewer, or let the server answer")]
pub(crate) struct TooMany(usize);

impl IntoResponse for TooMany {
    fn into_response(self) -> Response {
        (StatusCode::UNPROCESSABLE_ENTITY, format!("{self}\n")).into_response()
    }
}

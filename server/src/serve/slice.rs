//! The slice of the frame that a browser answers from: a plain binary GET.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::event::Second;
use domain::scope::Scope;
use domain::slice::encode;
use serde::Deserialize;

use super::router::{Pages, failure};
use app::denials_error::DenialsError;
use app::record::SLICE_ATTEMPTS_MAX;

/// The seconds that a slice holds, both inclusive; `v` is the data version that the
/// page knew, so that a later slice has an address of its own.
#[derive(Debug, Deserialize)]
pub struct SliceQuery {
    from: i64,
    to: i64,
    #[serde(rename = "v")]
    _version: u64,
}

/// The attempts of some seconds, as bytes.
pub async fn slice(
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
        Err(error) => return failure(&DenialsError::from(error)),
    };
    let tag = format!("\"{}-{}-{}\"", frame.version, query.from, query.to);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    let tags = [
        (header::ETAG, HeaderValue::from_str(&tag).ok()),
        (header::CACHE_CONTROL, Some(HeaderValue::from_static("private, no-cache"))),
        (header::CONTENT_TYPE, Some(HeaderValue::from_static("application/octet-stream"))),
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
    let bytes = tokio::task::block_in_place(|| {
        let cut = frame.cut(&scope).without_grants();
        (cut.len() <= SLICE_ATTEMPTS_MAX).then(|| encode(&cut))
    });
    match bytes {
        Some(bytes) => (tags, bytes).into_response(),
        None => {
            let text = format!(
                "These seconds hold more than {SLICE_ATTEMPTS_MAX} attempts: ask for fewer, or let \
                 the server answer\n"
            );
            (StatusCode::UNPROCESSABLE_ENTITY, text).into_response()
        }
    }
}

//! The slice of the frame that a browser computes its reports from, as plain binary.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use axum::extract::Query;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::event::Second;
use domain::frame::Frame;
use domain::slice::{MAGIC, Slice, encode};
use serde::Deserialize;

use crate::serve::extract::ReaderDataset;
use crate::serve::response::failure;
use app::request_error::RequestError;
use service::dataset::TooMany;

/// The range of seconds, both inclusive. `v` is the data version that the page has, whose frame
/// is used while it is cached; `since` identifies the slice that the browser has, so that only
/// a delta is sent.
#[derive(Debug, Deserialize)]
pub(crate) struct SliceQuery {
    from: i64,
    to: i64,
    #[serde(rename = "v")]
    version: u64,
    since: Option<u64>,
}

/// The attempts of a range, as bytes.
pub(crate) async fn slice(
    ReaderDataset(dataset): ReaderDataset,
    query: Result<Query<SliceQuery>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(Query(query)) = query else {
        let text = "A slice needs from, to and v: seconds since 1970-01-01T00:00:00Z and the \
                    data version\n";
        return (StatusCode::BAD_REQUEST, text).into_response();
    };
    let frame = match dataset.frame_of(query.version).await {
        Ok(frame) => frame,
        Err(error) => return failure(&RequestError::of_store(&error)),
    };
    let since = query.since.and_then(|mark| dataset.sent_slice(mark));
    let tag = tag(&frame, &query, since.as_ref());
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
    let (from, to) = (Second(query.from), Second(query.to));
    let seen = dataset.clone();
    let made = dataset.work(move || {
        let slice = seen.slice(&frame, from, to)?;
        Ok::<_, TooMany>(bytes_of(&slice, since.as_ref()))
    });
    let bytes = match made.await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(too_many)) => return refused(too_many),
        Err(not_done) => return failure(&RequestError::of_work(not_done)),
    };
    (tags, bytes).into_response()
}

/// The `ETag` of a slice. It changes with the events, the range, the catalogue, the byte format
/// and the base of a delta.
fn tag(frame: &Frame, query: &SliceQuery, since: Option<&Slice>) -> String {
    let mut hasher = DefaultHasher::new();
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    MAGIC.hash(&mut hasher);
    (frame.version, frame.len(), frame.span()).hash(&mut hasher);
    frame.dictionaries.statuses.hash(&mut hasher);
    (query.from, query.to).hash(&mut hasher);
    since.map(|since| since.mark).hash(&mut hasher);
    format!("\"{:016x}\"", hasher.finish())
}

/// A slice as bytes: as a delta if the browser's slice is known, otherwise whole.
fn bytes_of(slice: &Slice, since: Option<&Slice>) -> Vec<u8> {
    let whole = || encode(slice, &Slice::default());
    since.map_or_else(whole, |since| encode(slice, since))
}

/// More attempts than the browser may get.
fn refused(too_many: TooMany) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, format!("{too_many}\n")).into_response()
}

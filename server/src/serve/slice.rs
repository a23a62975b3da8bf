//! The slice of the frame that a browser answers from: a plain binary GET.

use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::event::Second;
use domain::frame::Frame;
use domain::slice::{MAGIC, Slice, encode};
use futures_util::StreamExt as _;
use futures_util::stream;
use serde::Deserialize;

use super::access::reader::{Reader, Who};
use super::room::{Held, Room};
use super::router::{Pages, Seen, failure};
use app::question_error::QuestionError;
use app::record::TooMany;

/// Bytes of slices on their way to users, and as many to those who opened a link: a browser
/// that does not read what it asked for keeps it in memory.
const ON_THE_WAY_BYTES: usize = 256 << 20;

/// Bytes of an attempt in a slice, at the most.
const ATTEMPT_BYTES_MAX: usize = 128;

/// Bytes that are handed to a connection at a time.
const PIECE_BYTES: usize = 64 * 1024;

/// Room for the slices that are on their way.
#[derive(Clone)]
pub(crate) struct SliceRooms {
    users: Room,
    links: Room,
}

impl SliceRooms {
    /// Room for a few slices of this number of attempts, at least.
    pub(crate) fn new(attempts_max: usize) -> Self {
        let few = attempts_max.saturating_mul(ATTEMPT_BYTES_MAX * 2);
        let room = || Room::new(few.max(ON_THE_WAY_BYTES));
        Self {
            users: room(),
            links: room(),
        }
    }

    fn of(&self, reader: &Reader) -> &Room {
        match reader.who {
            Who::User(_) => &self.users,
            Who::Link(_) => &self.links,
        }
    }
}

/// The seconds that a slice holds, both inclusive; `v` is the data version that the
/// page knew, whose frame it wants while that is remembered; `since` is the mark of the
/// slice that the browser has, so that only what is new is sent.
#[derive(Debug, Deserialize)]
pub(crate) struct SliceQuery {
    from: i64,
    to: i64,
    #[serde(rename = "v")]
    version: u64,
    since: Option<u64>,
}

/// The attempts of some seconds, as bytes.
pub(crate) async fn slice(
    State(pages): State<Pages>,
    reader: Reader,
    Seen(record): Seen,
    query: Result<Query<SliceQuery>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(Query(query)) = query else {
        let text = "A slice wants from, to and v: seconds since 1970-01-01T00:00:00Z and the \
                    data version\n";
        return (StatusCode::BAD_REQUEST, text).into_response();
    };
    let frame = match record.frame_of(query.version).await {
        Ok(frame) => frame,
        Err(error) => return failure(&QuestionError::of_record(&error)),
    };
    let since = query.since.and_then(|mark| record.sent_slice(mark));
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
    let seen = record.clone();
    let made = record.work(move || {
        let slice = seen.slice(&frame, from, to)?;
        Ok::<_, TooMany>(bytes_of(&slice, since.as_ref()))
    });
    let bytes = match made.await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(too_many)) => return refused(too_many),
        Err(not_done) => return failure(&QuestionError::of_work(not_done)),
    };
    let mut held = pages.slices.of(&reader).hold();
    match held.cover(bytes.len()) {
        Ok(()) => (tags, body(bytes, held)).into_response(),
        Err(_) => failure(&QuestionError::Busy),
    }
}

/// The bytes as a body, which holds their room until they are sent or the client has left. The
/// pieces are copies, so that a connection which is slow with the last one does not keep all.
fn body(bytes: Vec<u8>, held: Held) -> Body {
    let pieces = stream::unfold((bytes, 0, held), async |(bytes, at, held)| {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let piece = rest.get(..PIECE_BYTES).unwrap_or(rest);
        let piece = Bytes::copy_from_slice(piece);
        let next = at + piece.len();
        Some((Ok::<_, Infallible>(piece), (bytes, next, held)))
    });
    // What packs it asks on after the end.
    Body::from_stream(pieces.fuse())
}

/// The tag of a slice: other events, other seconds, another catalogue or another form of
/// the bytes make another one, and so does another slice that they add to.
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

/// A slice as bytes: by the one that the browser has, where that is known, else whole.
fn bytes_of(slice: &Slice, since: Option<&Slice>) -> Vec<u8> {
    let whole = || encode(slice, &Slice::default());
    since.map_or_else(whole, |since| encode(slice, since))
}

/// More than a browser is sent.
fn refused(too_many: TooMany) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, format!("{too_many}\n")).into_response()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use http_body_util::BodyExt as _;

    use super::*;

    #[tokio::test]
    async fn what_is_on_its_way_holds_room_until_it_is_sent_or_its_client_leaves() {
        let room = Room::new(400_000);
        let slice = || {
            (0..300_000_u32)
                .map(|place| place as u8)
                .collect::<Vec<u8>>()
        };
        let send = || {
            let mut held = room.hold();
            held.cover(slice().len()).map(|()| body(slice(), held))
        };
        let mut first = send().unwrap();
        assert!(send().is_err(), "there is room for one");
        let piece = first.frame().await.unwrap().unwrap().into_data().unwrap();
        assert_eq!(piece.len(), PIECE_BYTES);
        assert!(send().is_err(), "its client has not read all of it");
        drop(first);
        let second = send().unwrap();
        assert_eq!(second.collect().await.unwrap().to_bytes(), slice());
        assert!(send().is_ok(), "it was sent");
    }
}

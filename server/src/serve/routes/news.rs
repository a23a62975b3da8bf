//! The live connection of one page, as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use app::request_error::RequestError;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::{Stream, unfold};

use crate::serve::access::reader::Reader;
use crate::serve::extract::ReaderDataset;
use crate::serve::response::{failure, not_stored};
use crate::serve::state::AppState;
use crate::serve::state::live_connections::{LiveConnection, Sent};

/// How often an idle connection sends a comment, so that no proxy considers it dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// When a refused page may try again, in seconds.
const RETRY_AFTER_S: u32 = 30;

/// `GET /news`: an event `version` for each version of what the reader may see, starting with
/// the current one, and a last event `ended` when the reader's access ends.
pub(crate) async fn news(
    State(pages): State<AppState>,
    reader: Reader,
    _: ReaderDataset,
) -> Response {
    let Some(listening) = pages.news.listen(reader.clone()) else {
        return not_stored(too_many());
    };
    if let Err(error) = pages.news.greet(listening.number, &reader).await {
        return failure(&RequestError::of_store(&error));
    }
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
    let events = Sse::new(events(listening)).keep_alive(keep_alive);
    let mut response = not_stored(events.into_response());
    // A buffering proxy would hold back the response forever.
    let no = HeaderValue::from_static("no");
    let buffering = HeaderName::from_static("x-accel-buffering");
    response.headers_mut().insert(buffering, no);
    response
}

/// The events of a page, from the first on.
fn events(listening: LiveConnection) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold(
        (Some(listening), Sent::default()),
        |(listening, known)| async move {
            let mut listening = listening?;
            // What was sent before the stream was first polled counts too.
            let sent = loop {
                let sent = *listening.receiver.borrow_and_update();
                if sent != known {
                    break sent;
                }
                // This fails when the server stops, and the stream ends.
                listening.receiver.changed().await.ok()?;
            };
            match (sent.ended, sent.version) {
                (Some(why), _) => {
                    let event = Event::default().event("ended").data(why.word());
                    Some((Ok(event), (None, sent)))
                }
                (None, version) => {
                    let version = version.unwrap_or_default().to_string();
                    let event = Event::default().event("version").data(version);
                    Some((Ok(event), (Some(listening), sent)))
                }
            }
        },
    )
}

/// The response if there are too many: the page polls the version instead.
fn too_many() -> Response {
    let text = "Too many open live connections: poll /version instead.\n";
    let retry_after = HeaderValue::from(RETRY_AFTER_S);
    let headers = [(header::RETRY_AFTER, retry_after)];
    (StatusCode::SERVICE_UNAVAILABLE, headers, text).into_response()
}

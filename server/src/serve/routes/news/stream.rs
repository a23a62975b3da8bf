//! The news of one page, as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use app::question_error::QuestionError;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::{Stream, unfold};

use super::open_pages::{Listening, Told};
use crate::serve::access::reader::Reader;
use crate::serve::extract::Seen;
use crate::serve::response::{failure, not_stored};
use crate::serve::state::Pages;

/// How often a comment goes to a page that is told nothing, so that no proxy takes its
/// connection for a dead one.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// When a page that was not taken may come again, in seconds.
const RETRY_AFTER_S: u32 = 30;

/// `GET /news`: an event `version` for each version of what the reader may see, first the
/// present one, and an event `ended`, with which it closes, when they may see nothing more.
pub(crate) async fn news(State(pages): State<Pages>, reader: Reader, _: Seen) -> Response {
    let Some(listening) = pages.news.listen(reader.clone()) else {
        return not_stored(too_many());
    };
    if let Err(error) = pages.news.greet(listening.number, &reader).await {
        return failure(&QuestionError::of_record(&error));
    }
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
    let events = Sse::new(events(listening)).keep_alive(keep_alive);
    let mut response = not_stored(events.into_response());
    // A proxy that gathers an answer before it sends it would gather for ever.
    let no = HeaderValue::from_static("no");
    let buffering = HeaderName::from_static("x-accel-buffering");
    response.headers_mut().insert(buffering, no);
    response
}

/// What a page is told, from the first on.
fn events(listening: Listening) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold(
        (Some(listening), Told::default()),
        |(listening, known)| async move {
            let mut listening = listening?;
            // What was told before the stream was first asked counts too.
            let told = loop {
                let told = *listening.told.borrow_and_update();
                if told != known {
                    break told;
                }
                // It fails when the server stops; the stream ends then.
                listening.told.changed().await.ok()?;
            };
            match (told.ended, told.version) {
                (Some(why), _) => {
                    let event = Event::default().event("ended").data(why.word());
                    Some((Ok(event), (None, told)))
                }
                (None, version) => {
                    let version = version.unwrap_or_default().to_string();
                    let event = Event::default().event("version").data(version);
                    Some((Ok(event), (Some(listening), told)))
                }
            }
        },
    )
}

/// The answer where there are too many: the page asks for the version instead.
fn too_many() -> Response {
    let text = "Too many open live connections: poll /version instead.\n";
    let retry_after = HeaderValue::from(RETRY_AFTER_S);
    let headers = [(header::RETRY_AFTER, retry_after)];
    (StatusCode::SERVICE_UNAVAILABLE, headers, text).into_response()
}

//! Responses being sent. What a browser does not read stays in memory, so there is a limit in
//! total and per user or link, and each response has a deadline.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use app::request_error::RequestError;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::serve::access::reader::Reader;
use crate::serve::response::failure;
use crate::serve::state::AppState;
use crate::serve::state::memory_budget::{BudgetExhausted, Reservation};
use crate::serve::state::response_limits::SENDING_MAX;

/// Bytes handed to a connection at a time. A response of at most this size needs no
/// reservation, like the connection's own buffers.
const PIECE_BYTES: usize = 64 * 1024;

/// Makes a response under a permit and sends it within the limits. The permit lasts until the
/// response has its reservation: nothing is uncounted in between.
pub(crate) async fn with_permit(
    State(pages): State<AppState>,
    reader: Reader,
    request: Request,
    next: Next,
) -> Response {
    let permit = match pages.sending.making.enter(reader.who.requester()) {
        Ok(slot) => slot.permit().await,
        Err(busy) => Err(busy),
    };
    match permit {
        Ok(_permit) => in_bounds(State(pages), reader, request, next).await,
        Err(not_done) => failure(&RequestError::of_work(not_done)),
    }
}

/// Sends a response within the limits.
pub(crate) async fn in_bounds(
    State(pages): State<AppState>,
    reader: Reader,
    request: Request,
    next: Next,
) -> Response {
    let held = pages
        .sending
        .room_of(&reader.who)
        .hold_for(reader.who.requester());
    let (parts, body) = next.run(request).await.into_parts();
    match sent(body, held, SENDING_MAX).await {
        Ok(body) => Response::from_parts(parts, body),
        Err(Unsent::BudgetExhausted) => failure(&RequestError::Busy),
        Err(Unsent::Broken) => {
            let text = "the response was interrupted\n";
            (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
        }
    }
}

/// Why a response is not sent.
#[derive(Debug)]
enum Unsent {
    BudgetExhausted,
    Broken,
}

impl From<BudgetExhausted> for Unsent {
    fn from(_: BudgetExhausted) -> Self {
        Self::BudgetExhausted
    }
}

/// A body that is made completely and then holds its reservation until it is sent, the client
/// has left, or it took too long.
async fn sent(body: Body, mut held: Reservation, time_max: Duration) -> Result<Body, Unsent> {
    let bytes = whole(body, &mut held).await?;
    if bytes.len() <= PIECE_BYTES {
        return Ok(bytes.into());
    }
    held.cover(bytes.len())?;
    Ok(in_pieces(bytes, held, time_max))
}

/// All bytes of a body. They are reserved as they come.
async fn whole(body: Body, held: &mut Reservation) -> Result<Bytes, Unsent> {
    let mut chunks = body.into_data_stream();
    let Some(first) = next_chunk(&mut chunks).await? else {
        return Ok(Bytes::new());
    };
    let Some(second) = next_chunk(&mut chunks).await? else {
        // Without copying: the largest responses are one chunk.
        return Ok(first);
    };
    let mut bytes = [first, second].concat();
    while let Some(chunk) = next_chunk(&mut chunks).await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > PIECE_BYTES {
            held.cover(bytes.len())?;
        }
    }
    Ok(bytes.into())
}

async fn next_chunk(chunks: &mut BodyDataStream) -> Result<Option<Bytes>, Unsent> {
    chunks.next().await.transpose().map_err(|_| Unsent::Broken)
}

/// What remains to be sent.
struct Unread {
    bytes: Bytes,
    _held: Reservation,
}

/// The bytes as a body. The chunks are copies, so that a connection that is slow with the last
/// one does not keep all of them.
fn in_pieces(bytes: Bytes, held: Reservation, time_max: Duration) -> Body {
    let unread = Unread { bytes, _held: held };
    let unread = Arc::new(Mutex::new(Some(unread)));
    let (reading, read) = oneshot::channel::<()>();
    let late = Arc::downgrade(&unread);
    // A body is not polled while its reader takes nothing, so it cannot check the deadline
    // itself.
    tokio::spawn(async move {
        if timeout(time_max, read).await.is_err()
            && let Some(unread) = late.upgrade()
        {
            drop(unread.lock().unwrap_or_else(PoisonError::into_inner).take());
        }
    });
    let pieces = stream::unfold(
        (unread, reading, false),
        async |(unread, reading, ended)| {
            if ended {
                return None;
            }
            let piece = next_piece(&unread);
            let ended = piece.is_err();
            let piece = piece.transpose()?;
            Some((piece, (unread, reading, ended)))
        },
    );
    // The compression layer polls again after the end.
    Body::from_stream(pieces.fuse())
}

/// The next chunk; `None` at the end, and an error if it took too long.
fn next_piece(unread: &Mutex<Option<Unread>>) -> io::Result<Option<Bytes>> {
    let mut unread = unread.lock().unwrap_or_else(PoisonError::into_inner);
    let late = || io::Error::new(io::ErrorKind::TimedOut, "the response was not read in time");
    let Unread { bytes, .. } = unread.as_mut().ok_or_else(late)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    let piece = bytes.split_to(bytes.len().min(PIECE_BYTES));
    Ok(Some(Bytes::copy_from_slice(&piece)))
}

#[cfg(test)]
#[path = "sending_tests.rs"]
mod tests;

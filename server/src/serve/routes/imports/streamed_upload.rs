//! An upload that is parsed while it is received: its bytes pass from the request to the parser
//! through a short queue, and are never held as a whole.

use std::io::{self, Read};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::multipart::Field;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;

use crate::serve::access::monotonic_clock::MonotonicSecond;

/// Chunks that wait between network and parser. A chunk is what one read returns, some 10 kB.
const PIECES: usize = 16;

/// The longest pause in an upload. A browser that vanished must not keep the server from
/// stopping.
pub(super) const SILENCE_MAX: Duration = Duration::from_mins(2);

/// The minimum rate over the whole upload, in bytes per second; slower ones are aborted. At
/// this rate 1 GB takes 30 hours, slower than any real line. A trickle must not occupy one of
/// the few threads forever.
const BYTES_PER_S_MIN: u64 = 10_000;

/// The time after which the rate is checked.
const SLOW_MAX: Duration = Duration::from_mins(10);

/// The largest file whose rest is read and discarded, as a multiple of the largest that is
/// imported.
const DISCARDED_FILES_MAX: u64 = 16;

enum Chunk {
    Bytes(Bytes),
    /// The file is complete. Without it, the sender went away.
    End,
    TooLarge(u64),
}

/// The end that the network fills.
pub(super) struct UploadWriter {
    pieces: Sender<Chunk>,
    bytes_max: u64,
    silence_max: Duration,
}

/// The end that the parser reads, on its own thread.
pub(super) struct UploadReader {
    pieces: Receiver<Chunk>,
    piece: Bytes,
    has_ended: bool,
}

/// An upload of at most this many bytes.
pub(super) fn upload_channel(bytes_max: u64) -> (UploadWriter, UploadReader) {
    let (sender, receiver) = channel(PIECES);
    let filling = UploadWriter {
        pieces: sender,
        bytes_max,
        silence_max: SILENCE_MAX,
    };
    let file = UploadReader {
        pieces: receiver,
        piece: Bytes::new(),
        has_ended: false,
    };
    (filling, file)
}

impl UploadWriter {
    /// Passes on the bytes of a field. Waits while the parser is behind; once the parser needs
    /// no more, the rest is read and discarded so that the browser gets its response. Returns
    /// whether the sender went silent or is too slow by the clock, so that nothing more is
    /// expected of it.
    pub(super) async fn fill(
        self,
        mut field: Field<'_>,
        clock: impl Fn() -> MonotonicSecond + Send,
    ) -> bool {
        let mut bytes = 0_u64;
        let mut is_too_large = false;
        let begun = clock();
        // Time in which the parser was behind is not the sender's.
        let mut behind_s = 0;
        loop {
            let passed = clock().since(begun) - behind_s;
            let passed = u64::try_from(passed).unwrap_or(0);
            let left =
                time_for(bytes.min(self.bytes_max)).saturating_sub(Duration::from_secs(passed));
            if left.is_zero() {
                return true;
            }
            let piece = match timeout(left.min(self.silence_max), field.chunk()).await {
                Ok(Ok(Some(piece))) => piece,
                Ok(Ok(None)) => {
                    let _ = self.pieces.send(Chunk::End).await;
                    return false;
                }
                // If the request breaks off, `End` is not sent.
                Ok(Err(_)) => return false,
                Err(_) => return true,
            };
            bytes += piece.len() as u64;
            let chunk = if bytes <= self.bytes_max {
                Chunk::Bytes(piece)
            } else if bytes > self.bytes_max.saturating_mul(DISCARDED_FILES_MAX) {
                return false;
            } else if std::mem::replace(&mut is_too_large, true) {
                // The files after this one are still imported.
                continue;
            } else {
                Chunk::TooLarge(self.bytes_max)
            };
            let waits_since = clock();
            let _ = self.pieces.send(chunk).await;
            behind_s += clock().since(waits_since);
        }
    }
}

/// How long an upload may take before more than this many bytes are received.
fn time_for(bytes: u64) -> Duration {
    SLOW_MAX + Duration::from_secs(bytes / BYTES_PER_S_MIN)
}

impl Read for UploadReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() && !self.has_ended {
            // The thread may block, though it also drives the import.
            #[expect(
                clippy::disallowed_methods,
                reason = "the thread is one of a `WorkPool`, and drives this import alone"
            )]
            let next = tokio::task::block_in_place(|| self.pieces.blocking_recv());
            match next {
                Some(Chunk::Bytes(piece)) => self.piece = piece,
                Some(Chunk::End) => self.has_ended = true,
                Some(Chunk::TooLarge(max)) => {
                    let text = format!("it is larger than {} GB", max >> 30);
                    return Err(io::Error::new(io::ErrorKind::FileTooLarge, text));
                }
                None => {
                    let text = "the upload is incomplete";
                    return Err(io::Error::new(io::ErrorKind::UnexpectedEof, text));
                }
            }
        }
        let bytes = self.piece.len().min(buffer.len());
        let piece = self.piece.split_to(bytes);
        if let Some(into) = buffer.get_mut(..bytes) {
            into.copy_from_slice(&piece);
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use axum::body::Body;
    use axum::extract::{FromRequest as _, Multipart, Request};
    use futures_util::{StreamExt as _, stream};

    use super::*;

    /// What a reader gets of some chunks after which the sender goes away.
    fn read(pieces: Vec<Chunk>) -> (Vec<u8>, Option<io::ErrorKind>) {
        let (filling, mut file) = upload_channel(9);
        for piece in pieces {
            assert!(filling.pieces.try_send(piece).is_ok(), "there is room");
        }
        drop(filling);
        let mut bytes = Vec::new();
        let error = file.read_to_end(&mut bytes).err();
        (bytes, error.map(|error| error.kind()))
    }

    /// Whether an upload counts as silent whose sender stops after some bytes.
    async fn is_silent(ends: bool) -> bool {
        let end = if ends { END } else { "" };
        let chunks = stream::iter([format!("{HEAD}half{end}")]);
        let mut body = form(chunks.chain(stream::pending())).await;
        let field = body.next_field().await.unwrap().unwrap();
        let (mut filling, _file) = upload_channel(100);
        // What was sent is read; nothing more is waited for.
        filling.silence_max = Duration::ZERO;
        filling.fill(field, || MonotonicSecond(0)).await
    }

    /// A form of these chunks, which come one by one.
    async fn form<S>(chunks: S) -> Multipart
    where
        S: futures_util::Stream<Item = String> + Send + 'static,
    {
        // Of chunks that are there at once it would make one.
        let one_by_one = chunks.then(|chunk| async {
            tokio::task::yield_now().await;
            Ok::<_, io::Error>(chunk)
        });
        let request = Request::post("/")
            .header("content-type", "multipart/form-data; boundary=b")
            .body(Body::from_stream(one_by_one))
            .unwrap();
        Multipart::from_request(request, &()).await.unwrap()
    }

    const HEAD: &str =
        "--b\r\ncontent-disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\n";

    const END: &str = "\r\n--b--\r\n";

    /// A file of this many chunks of 100 bytes, as a form.
    fn file_of(chunks: usize) -> impl Iterator<Item = String> {
        let head = [HEAD.to_owned()].into_iter();
        let chunks = std::iter::repeat_n("x".repeat(100), chunks);
        head.chain(chunks).chain([END.to_owned()])
    }

    #[tokio::test]
    async fn a_parser_that_is_behind_takes_no_time_from_the_sender() {
        const CHUNKS: usize = 3 * PIECES;
        let mut body = form(stream::iter(file_of(CHUNKS)).chain(stream::pending())).await;
        let field = body.next_field().await.unwrap().unwrap();
        let (filling, mut file) = upload_channel(1_000_000);
        let now = AtomicI64::new(0);
        let clock = || MonotonicSecond(now.load(Ordering::Relaxed));
        let read = async {
            while file.pieces.len() < PIECES {
                tokio::task::yield_now().await;
            }
            // The next chunk is there, and waits for room.
            for _ in 0..PIECES {
                tokio::task::yield_now().await;
            }
            // Longer than the whole upload may take.
            now.store(1_000_000, Ordering::Relaxed);
            let mut bytes = 0;
            loop {
                match file.pieces.recv().await {
                    Some(Chunk::Bytes(piece)) => bytes += piece.len(),
                    Some(Chunk::End) => return Some(bytes),
                    _ => return None,
                }
            }
        };
        let (is_silent, bytes) = tokio::join!(filling.fill(field, clock), read);
        assert_eq!((is_silent, bytes), (false, Some(CHUNKS * 100)));
    }

    #[tokio::test]
    async fn the_rest_of_a_file_that_is_too_large_is_discarded() {
        let sent = Arc::new(AtomicI64::new(0));
        let counted = Arc::clone(&sent);
        let chunks = stream::iter(file_of(12)).inspect(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        let mut body = form(chunks).await;
        let field = body.next_field().await.unwrap().unwrap();
        let (filling, mut file) = upload_channel(200);
        assert!(!filling.fill(field, || MonotonicSecond(0)).await);
        assert_eq!(sent.load(Ordering::Relaxed), 14, "all of it was read");
        let mut bytes = 0;
        let last = loop {
            match file.pieces.recv().await.unwrap() {
                Chunk::Bytes(piece) => bytes += piece.len(),
                last => break last,
            }
        };
        assert!(bytes <= 200 && matches!(last, Chunk::TooLarge(200)));
        assert!(
            file.pieces
                .recv()
                .await
                .is_none_or(|chunk| matches!(chunk, Chunk::End))
        );
    }

    #[tokio::test]
    async fn a_silent_sender_is_not_waited_for() {
        assert!(is_silent(false).await);
        assert!(!is_silent(true).await);
    }

    #[test]
    fn a_trickle_is_aborted_and_a_slow_line_is_not() {
        assert_eq!(time_for(0), SLOW_MAX);
        // One byte per minute.
        let hours = Duration::from_hours(1);
        assert!(time_for(60) < hours);
        // Two gigabytes over a line of 128 kbit/s.
        let bytes = 2_000_000_000;
        assert!(time_for(bytes) > Duration::from_secs(bytes / 16_000));
    }

    #[test]
    fn only_a_complete_file_ends() {
        let piece = |text: &'static str| Chunk::Bytes(Bytes::from_static(text.as_bytes()));
        let whole = vec![piece("one"), piece(""), piece("two"), Chunk::End];
        assert_eq!(read(whole), (b"onetwo".to_vec(), None));
        let broken = Some(io::ErrorKind::UnexpectedEof);
        assert_eq!(read(vec![piece("one")]), (b"one".to_vec(), broken));
        let large = Some(io::ErrorKind::FileTooLarge);
        let pieces = vec![piece("one"), Chunk::TooLarge(9)];
        assert_eq!(read(pieces), (b"one".to_vec(), large));
    }
}

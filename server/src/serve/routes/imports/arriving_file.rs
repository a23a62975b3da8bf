//! A file that arrives while it is read: its bytes go from the request to the parser
//! through a short queue, and are nowhere whole.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::multipart::Field;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;

/// Pieces that wait between the network and the parser. A piece is what arrives at once,
/// some 10 kB.
const PIECES: usize = 16;

/// How long nothing may arrive. A browser that went away without a word must not keep the
/// server from ending.
pub(super) const SILENCE_MAX: Duration = Duration::from_mins(2);

/// Bytes that arrive in a second at least, over the whole of a file, or it is given up: a line
/// on which 1 GB takes 30 hours is slower than any that one uploads by. What trickles must not
/// keep one of a few threads for ever.
const BYTES_PER_S_MIN: u64 = 10_000;

/// How long a file may take before that counts.
const SLOW_MAX: Duration = Duration::from_mins(10);

enum Piece {
    Bytes(Bytes),
    /// The file is whole. Without it the sender went away.
    End,
    TooLarge(u64),
}

/// The end that the network fills.
pub(super) struct Filling {
    pieces: Sender<Piece>,
    bytes_max: u64,
    silence_max: Duration,
}

/// The end that the parser reads, on a thread of its own.
pub(super) struct ArrivingFile {
    pieces: Receiver<Piece>,
    piece: Bytes,
    has_ended: bool,
}

/// A file of at most so many bytes.
pub(super) fn arriving_file(bytes_max: u64) -> (Filling, ArrivingFile) {
    let (sender, receiver) = channel(PIECES);
    let filling = Filling {
        pieces: sender,
        bytes_max,
        silence_max: SILENCE_MAX,
    };
    let file = ArrivingFile {
        pieces: receiver,
        piece: Bytes::new(),
        has_ended: false,
    };
    (filling, file)
}

impl Filling {
    /// Hands over the bytes of a field. Waits while the parser is behind; where it wants no
    /// more, the rest is read and thrown away, so that the browser gets its answer.
    /// Says whether the sender fell silent, so that nothing after it is waited for.
    pub(super) async fn fill(self, mut field: Field<'_>) -> bool {
        let mut bytes = 0_u64;
        let begun = Instant::now();
        loop {
            let left = time_for(bytes).saturating_sub(begun.elapsed());
            let piece = match timeout(left.min(self.silence_max), field.chunk()).await {
                Ok(Ok(Some(piece))) => piece,
                Ok(Ok(None)) => {
                    let _ = self.pieces.send(Piece::End).await;
                    return false;
                }
                // Where the request breaks off nothing says that it was whole.
                Ok(Err(_)) => return false,
                Err(_) => return true,
            };
            bytes += piece.len() as u64;
            if bytes > self.bytes_max {
                let _ = self.pieces.send(Piece::TooLarge(self.bytes_max)).await;
                return false;
            }
            let _ = self.pieces.send(Piece::Bytes(piece)).await;
        }
    }
}

/// How long a file may take until more than these bytes of it are here.
fn time_for(bytes: u64) -> Duration {
    SLOW_MAX + Duration::from_secs(bytes / BYTES_PER_S_MIN)
}

impl Read for ArrivingFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() && !self.has_ended {
            // The thread may wait, though it also drives the import.
            #[expect(
                clippy::disallowed_methods,
                reason = "the thread is one of a `WorkPool`, and drives this import alone"
            )]
            let next = tokio::task::block_in_place(|| self.pieces.blocking_recv());
            match next {
                Some(Piece::Bytes(piece)) => self.piece = piece,
                Some(Piece::End) => self.has_ended = true,
                Some(Piece::TooLarge(max)) => {
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

    use axum::body::Body;
    use axum::extract::{FromRequest as _, Multipart, Request};
    use futures_util::{StreamExt as _, stream};

    use super::*;

    /// What a reader gets of some pieces, after which the sender goes away.
    fn read(pieces: Vec<Piece>) -> (Vec<u8>, Option<io::ErrorKind>) {
        let (filling, mut file) = arriving_file(9);
        for piece in pieces {
            assert!(filling.pieces.try_send(piece).is_ok(), "there is room");
        }
        drop(filling);
        let mut bytes = Vec::new();
        let error = file.read_to_end(&mut bytes).err();
        (bytes, error.map(|error| error.kind()))
    }

    /// Whether a file whose sender says no more after some bytes fell silent.
    async fn is_silent(ends: bool) -> bool {
        let head =
            "--b\r\ncontent-disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\nhalf";
        let end = if ends { "\r\n--b--\r\n" } else { "" };
        let pieces = stream::iter([Ok::<_, io::Error>(format!("{head}{end}"))]);
        let request = Request::post("/")
            .header("content-type", "multipart/form-data; boundary=b")
            .body(Body::from_stream(pieces.chain(stream::pending())))
            .unwrap();
        let mut body = Multipart::from_request(request, &()).await.unwrap();
        let field = body.next_field().await.unwrap().unwrap();
        let (mut filling, _file) = arriving_file(100);
        // What is there is read; nothing else is waited for.
        filling.silence_max = Duration::ZERO;
        filling.fill(field).await
    }

    #[tokio::test]
    async fn a_sender_who_says_no_more_is_not_waited_for() {
        assert!(is_silent(false).await);
        assert!(!is_silent(true).await);
    }

    #[test]
    fn what_trickles_is_given_up_and_a_slow_line_is_not() {
        assert_eq!(time_for(0), SLOW_MAX);
        // A byte a minute.
        let hours = Duration::from_hours(1);
        assert!(time_for(60) < hours);
        // Two gigabytes by a line of 128 kbit/s.
        let bytes = 2_000_000_000;
        assert!(time_for(bytes) > Duration::from_secs(bytes / 16_000));
    }

    #[test]
    fn only_a_file_that_arrived_whole_ends() {
        let piece = |text: &'static str| Piece::Bytes(Bytes::from_static(text.as_bytes()));
        let whole = vec![piece("one"), piece(""), piece("two"), Piece::End];
        assert_eq!(read(whole), (b"onetwo".to_vec(), None));
        let broken = Some(io::ErrorKind::UnexpectedEof);
        assert_eq!(read(vec![piece("one")]), (b"one".to_vec(), broken));
        let large = Some(io::ErrorKind::FileTooLarge);
        let pieces = vec![piece("one"), Piece::TooLarge(9)];
        assert_eq!(read(pieces), (b"one".to_vec(), large));
    }
}

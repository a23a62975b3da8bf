//! A file that is streamed to a reader. A separate thread writes it slightly ahead of the
//! reader and stops when the reader has left: the file is never in memory as a whole.

use std::io::{self, Write};
use std::time::Instant;

use axum::body::{Body, Bytes};
use futures_util::StreamExt as _;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{self, error::TrySendError};

use crate::serve::state::response_limits::SENDING_MAX;

/// Bytes per chunk.
const CHUNK_BYTES: usize = 64 * 1024;

/// Chunks written ahead of the reader.
const CHUNKS_AHEAD: usize = 4;

/// A part of a file.
enum Part {
    Bytes(Bytes),
    /// The end. A file without it has broken off.
    End,
}

/// The writing end of a file. Writing waits for the reader, and fails when the reader has left
/// or takes too long.
pub(crate) struct FileWriter {
    chunk: Vec<u8>,
    parts: mpsc::Sender<Part>,
    until: Instant,
    runtime: Handle,
}

/// Both ends of a file: what is written to the first is the body of the response. Write from a
/// thread that may block, not from the runtime's own.
pub(crate) fn file_stream() -> (FileWriter, Body) {
    file_stream_until(Instant::now() + SENDING_MAX)
}

fn file_stream_until(until: Instant) -> (FileWriter, Body) {
    let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
    let writer = FileWriter {
        chunk: Vec::with_capacity(CHUNK_BYTES),
        parts: sender,
        until,
        runtime: Handle::current(),
    };
    let bytes = futures_util::stream::unfold(Some(receiver), |receiver| async move {
        let mut receiver = receiver?;
        match receiver.recv().await {
            Some(Part::Bytes(bytes)) => Some((Ok(bytes), Some(receiver))),
            Some(Part::End) => None,
            // The connection breaks off too, so that a part isn't taken for the whole.
            None => Some((Err(io::Error::other("the file broke off")), None)),
        }
    });
    // The compression layer polls once more after the end.
    (writer, Body::from_stream(bytes.fuse()))
}

impl FileWriter {
    /// Whether the reader is still there; if not, the work of making the file can be saved.
    pub(crate) fn has_reader(&self) -> bool {
        !self.parts.is_closed()
    }

    /// Sends the rest, and marks the end.
    pub(crate) fn end(mut self) -> io::Result<()> {
        if !self.chunk.is_empty() {
            self.send_chunk()?;
        }
        self.send(Part::End)
    }

    fn send_chunk(&mut self) -> io::Result<()> {
        let chunk = std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK_BYTES));
        self.send(Part::Bytes(chunk.into()))
    }

    fn send(&self, part: Part) -> io::Result<()> {
        let gone = || io::Error::from(io::ErrorKind::BrokenPipe);
        match self.parts.try_send(part) {
            Ok(()) => Ok(()),
            Err(TrySendError::Closed(_)) => Err(gone()),
            Err(TrySendError::Full(part)) => {
                let left = self.until.saturating_duration_since(Instant::now());
                let sent = self.runtime.block_on(self.parts.send_timeout(part, left));
                sent.map_err(|_| gone())
            }
        }
    }
}

impl Write for FileWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.chunk.extend_from_slice(bytes);
        if self.chunk.len() >= CHUNK_BYTES {
            self.send_chunk()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]
    #![allow(
        clippy::disallowed_methods,
        reason = "a test starts one file at a time"
    )]

    use http_body_util::BodyExt as _;
    use tokio::task::spawn_blocking;

    use super::*;

    const LARGE: usize = CHUNK_BYTES * (CHUNKS_AHEAD + 3);

    #[tokio::test]
    async fn what_is_written_is_read() {
        let (mut writer, body) = file_stream();
        let made = spawn_blocking(move || {
            for byte in 0..LARGE {
                writer.write_all(&[byte as u8])?;
            }
            writer.end()
        });
        let read = body.collect().await.unwrap().to_bytes();
        made.await.unwrap().unwrap();
        assert_eq!(read.len(), LARGE);
        assert!((0..).zip(&read).all(|(place, byte)| place as u8 == *byte));
    }

    #[tokio::test]
    async fn writing_ends_when_the_reader_has_left() {
        let (mut writer, mut body) = file_stream();
        let made = spawn_blocking(move || {
            while writer.write_all(b"on and on").is_ok() {}
            writer.has_reader()
        });
        let first = body.frame().await.unwrap().unwrap();
        assert!(!first.into_data().unwrap().is_empty());
        drop(body);
        assert!(!made.await.unwrap());
    }

    #[tokio::test]
    async fn a_reader_who_takes_too_long_is_given_up() {
        let (mut writer, body) = file_stream_until(Instant::now());
        let made = spawn_blocking(move || while writer.write_all(b"on and on").is_ok() {});
        made.await.unwrap();
        let read = body.collect().await;
        assert!(read.is_err(), "a partial file is an error");
    }

    #[tokio::test]
    async fn a_file_whose_maker_stops_is_an_error() {
        let (mut writer, body) = file_stream();
        spawn_blocking(move || writer.write_all(&vec![0; CHUNK_BYTES]))
            .await
            .unwrap()
            .unwrap();
        assert!(body.collect().await.is_err());
    }
}

//! A request's body, read completely before it is processed, within limits.

use std::io::Read;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use futures_util::StreamExt as _;

use super::response::IngestError;
use crate::serve::state::memory_budget::{BudgetExhausted, Reservation};

/// The longest time for receiving a body. A slow sender occupies only its own memory.
const BODY_TIME_MAX: Duration = Duration::from_mins(2);

/// Bytes decompressed at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// The compression of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    Plain,
    Gzip,
    Zstd,
}

impl Compression {
    /// The compression that the headers name.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, IngestError> {
        let mut values = headers.get_all(header::CONTENT_ENCODING).iter();
        let value = values.next().map(|value| value.to_str().unwrap_or("?"));
        let word = value.unwrap_or("identity").trim().to_ascii_lowercase();
        match (&*word, values.next()) {
            ("identity" | "", None) => Ok(Self::Plain),
            ("gzip" | "x-gzip", None) => Ok(Self::Gzip),
            ("zstd", None) => Ok(Self::Zstd),
            _ => Err(IngestError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "the Content-Encoding of the body is not supported",
                "send it with `Content-Encoding: gzip` or `zstd`, or uncompressed",
            )),
        }
    }
}

impl From<BudgetExhausted> for IngestError {
    fn from(_: BudgetExhausted) -> Self {
        Self::busy()
    }
}

/// Reads a body to its end.
pub(crate) async fn read(
    headers: &HeaderMap,
    body: Body,
    bytes_max: usize,
    held: &mut Reservation,
) -> Result<Vec<u8>, IngestError> {
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > bytes_max as u64) {
        return Err(IngestError::too_large(bytes_max));
    }
    let read = async {
        let mut bytes = Vec::new();
        let mut chunks = body.into_data_stream();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| broken("the body is incomplete"))?;
            if bytes.len() + chunk.len() > bytes_max {
                return Err(IngestError::too_large(bytes_max));
            }
            held.cover(bytes.len() + chunk.len())?;
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    };
    let read = tokio::time::timeout(BODY_TIME_MAX, read).await;
    read.unwrap_or_else(|_| {
        Err(IngestError::new(
            StatusCode::REQUEST_TIMEOUT,
            "the body was not received within two minutes",
            "send fewer events in one request",
        ))
    })
}

/// Decompresses a body.
pub(crate) fn decompress(
    packing: Compression,
    packed: Vec<u8>,
    bytes_max: usize,
    held: &mut Reservation,
) -> Result<Vec<u8>, IngestError> {
    let unreadable = |_| broken("the body cannot be decompressed");
    match packing {
        Compression::Plain => Ok(packed),
        Compression::Gzip => {
            let reader = flate2::bufread::MultiGzDecoder::new(&*packed);
            inflate(reader, packed.len(), bytes_max, held)
        }
        Compression::Zstd => {
            let reader = zstd::stream::read::Decoder::with_buffer(&*packed).map_err(unreadable)?;
            inflate(reader, packed.len(), bytes_max, held)
        }
    }
}

fn inflate(
    mut reader: impl Read,
    packed: usize,
    bytes_max: usize,
    held: &mut Reservation,
) -> Result<Vec<u8>, IngestError> {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = (&mut reader).take(CHUNK_BYTES as u64);
        let read = chunk.read_to_end(&mut bytes);
        if read.map_err(|_| broken("the body cannot be decompressed"))? == 0 {
            return Ok(bytes);
        }
        if bytes.len() > bytes_max {
            return Err(IngestError::too_large(bytes_max));
        }
        held.cover(packed + bytes.len())?;
    }
}

fn broken(error: &str) -> IngestError {
    let what_to_do = "send the complete body, compressed as its Content-Encoding says";
    IngestError::new(StatusCode::BAD_REQUEST, error, what_to_do)
}

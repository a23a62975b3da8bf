//! Bodies that are too large, too many, or never end.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::http::header;
use futures_util::stream;

use super::{BYTES_MAX, IngestServer, JSON, NDJSON, denial, gzip, ndjson};
use crate::serve::routes::ingest::body::{Compression, decompress};
use crate::serve::state::ingest::BODIES;
use crate::serve::state::memory_budget::MemoryBudget;

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_in_every_form() {
    let server = IngestServer::new().await;
    let large = " ".repeat(BYTES_MAX + 1);
    let packed = gzip(large.as_bytes());
    assert!(packed.len() < BYTES_MAX / 100, "it compresses well");
    let plain = server.post("/api/v1/events", NDJSON, large.clone()).await;
    plain.assert_refused(413, &["several requests"]);
    // Without a Content-Length.
    let pieces = large
        .into_bytes()
        .chunks(1000)
        .map(Bytes::copy_from_slice)
        .collect::<Vec<_>>();
    let pieces = stream::iter(pieces.into_iter().map(Ok::<_, Infallible>));
    let chunked = server
        .post("/api/v1/events", NDJSON, Body::from_stream(pieces))
        .await;
    chunked.assert_refused(413, &["several requests"]);
    let headers = [
        (header::CONTENT_TYPE, NDJSON),
        (header::CONTENT_ENCODING, "gzip"),
    ];
    let packed = server.post_with("/api/v1/events", &headers, packed).await;
    packed.assert_refused(413, &["decompressed"]);
    let headers = [
        (header::CONTENT_TYPE, JSON),
        (header::CONTENT_LENGTH, "999999999999"),
    ];
    let refused = server.post_with("/api/v1/events", &headers, "").await;
    refused.assert_refused(413, &[]);
    assert_eq!(server.stored().await, (0, 0));
}

#[tokio::test]
async fn bodies_without_room_have_to_retry() {
    let server = IngestServer::new().await;
    let body = || ndjson(&[denial(1)]);
    {
        // This many others are being received.
        let others: Vec<_> = (1..=BODIES as u64)
            .map(|requester| server.ingest.0.room.hold_for(requester))
            .collect();
        let mut held = Vec::new();
        for mut other in others {
            let zeros = vec![0; BYTES_MAX];
            let packed = gzip(&zeros);
            decompress(Compression::Gzip, packed, BYTES_MAX, &mut other).ok();
            held.push(other);
        }
        let answer = server.post("/api/v1/events", NDJSON, body()).await;
        answer.assert_refused(429, &["later"]);
        assert_eq!(answer.header(header::RETRY_AFTER), "1");
    }
    let answer = server.post("/api/v1/events", NDJSON, body()).await;
    answer.assert_taken([1, 0, 0]);
}

#[test]
fn decompressing_stops_where_the_room_ends() {
    let room = MemoryBudget::shared(256 * 1024, 256 * 1024);
    let packed = gzip(&vec![0; 1 << 20]);
    let unpacked = decompress(Compression::Gzip, packed, 1 << 30, &mut room.hold_for(0));
    assert!(unpacked.is_err());
    let packed = gzip(&vec![0; 100_000]);
    let unpacked = decompress(Compression::Gzip, packed, 1 << 30, &mut room.hold_for(0));
    assert_eq!(unpacked.unwrap().len(), 100_000);
}

#[tokio::test]
async fn a_body_that_breaks_off_stores_nothing() {
    let server = IngestServer::new().await;
    let pieces = [
        Ok(Bytes::from(ndjson(&[denial(1)]))),
        Err(std::io::Error::other("the line is dead")),
    ];
    let body = Body::from_stream(stream::iter(pieces));
    let answer = server.post("/api/v1/events", NDJSON, body).await;
    answer.assert_refused(400, &["the body is incomplete"]);
    assert_eq!(server.stored().await, (0, 0));
}

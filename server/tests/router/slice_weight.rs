//! The slice stays small on the wire.

use axum::http::{StatusCode, header};

use super::Served;

/// Everything, as a page requests it.
const ALL: &str = "/slice?from=0&to=4294967295&v=1";

/// The encodings that a browser accepts over loopback.
const ACCEPTED: &str = "gzip, deflate, br, zstd";

/// The attempts of the default demo: with fewer, names would weigh more.
const ATTEMPTS: u64 = 150_000;

/// The maximum bytes per attempt on the wire, including names and everything else.
const ATTEMPT_BYTES_MAX: u64 = 5;

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_takes_few_bytes_on_the_wire() {
    let served = Served::demo(ATTEMPTS).await;
    let answer = served
        .get_with(ALL, &[(header::ACCEPT_ENCODING, ACCEPTED)])
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_ne!(answer.header(header::CONTENT_ENCODING), "");
    let bytes = answer.body.len() as u64;
    assert!(
        bytes <= ATTEMPT_BYTES_MAX * ATTEMPTS,
        "the slice takes {bytes} bytes for {ATTEMPTS} attempts"
    );
}

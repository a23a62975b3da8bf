//! Refused requests, and what the refusal says.

use axum::body::Body;
use axum::http::{Request, header};
use domain::event::Source;

use super::{CSV, IngestServer, JSON, NDJSON, denial};

const ENDPOINTS: [&str; 4] = [
    "/api/v1/events",
    "/api/v1/elastic-access",
    "/api/v1/logs",
    "/usage/api/1.0/sync",
];

#[tokio::test]
async fn without_a_key_nothing_is_read() {
    let server = IngestServer::new().await;
    for target in ENDPOINTS {
        let request = Request::post(target).body(Body::from("{")).unwrap();
        let answer = server.ask(request).await;
        answer.assert_refused(401, &["key", "Authorization: Bearer"]);
        assert_eq!(answer.header(header::WWW_AUTHENTICATE), "Bearer");
    }
    let request = Request::post("/api/v1/logs?zone=x");
    let request = request.body(Body::from("")).unwrap();
    server.ask(request).await.assert_refused(401, &[]);
}

#[tokio::test]
async fn only_post_is_accepted_and_other_paths_are_not_found() {
    let server = IngestServer::new().await;
    for target in ENDPOINTS {
        for method in ["GET", "PUT", "DELETE", "OPTIONS"] {
            let request = Request::builder().method(method).uri(target);
            let answer = server.ask(request.body(Body::empty()).unwrap()).await;
            answer.assert_refused(405, &["POST"]);
            assert_eq!(answer.header(header::ALLOW), "POST");
        }
    }
    for target in ["/api/v1/event", "/api/v1/events/1", "/usage/api/2.0/sync"] {
        let answer = server.post(target, JSON, "[]").await;
        answer.assert_refused(404, &["/api/v1/events"]);
    }
}

#[tokio::test]
async fn a_key_of_another_source_may_not_send_access_responses() {
    let server = IngestServer::new().await;
    let answer = server.post("/api/v1/elastic-access", JSON, "{}").await;
    answer.assert_refused(
        403,
        &[
            "local",
            "use a key that was created for the source dynamic-monetization",
        ],
    );
    let other = IngestServer::of(Source::DynamicMonetization).await;
    let answer = other.post("/api/v1/elastic-access", JSON, "{}").await;
    answer.assert_refused(422, &[]);
}

#[tokio::test]
async fn an_unknown_content_type_is_refused() {
    let server = IngestServer::new().await;
    for (target, wanted) in [
        ("/api/v1/events", "application/x-ndjson"),
        ("/api/v1/logs", "text/plain"),
    ] {
        let answer = server.post(target, "image/png", "x").await;
        answer.assert_refused(415, &[wanted]);
    }
    for encoding in ["br", "gzip, gzip", "deflate"] {
        let headers = [
            (header::CONTENT_TYPE, JSON),
            (header::CONTENT_ENCODING, encoding),
        ];
        let answer = server.post_with("/api/v1/events", &headers, "[]").await;
        answer.assert_refused(415, &["gzip"]);
    }
}

#[tokio::test]
async fn what_cannot_be_decompressed_is_refused_as_a_whole() {
    let server = IngestServer::new().await;
    let whole = super::gzip(super::ndjson(&[denial(1), denial(2)]).as_bytes());
    let cut = whole[..whole.len() - 9].to_vec();
    for (encoding, body) in [
        ("gzip", b"no gzip".to_vec()),
        ("zstd", b"no zstd".to_vec()),
        ("gzip", cut),
    ] {
        let headers = [
            (header::CONTENT_TYPE, NDJSON),
            (header::CONTENT_ENCODING, encoding),
        ];
        let answer = server.post_with("/api/v1/events", &headers, body).await;
        answer.assert_refused(400, &["decompressed", "Content-Encoding"]);
    }
    assert_eq!(server.stored().await, (0, 0));
}

#[tokio::test]
async fn a_body_without_any_valid_event_gets_the_reasons() {
    let server = IngestServer::new().await;
    for (kind, body, lines) in [(JSON, "what?", 1), (NDJSON, "{}\n\n7\n", 2)] {
        let answer = server.post("/api/v1/events", kind, body).await;
        answer.assert_refused(422, &["result.rejected"]);
        assert_eq!(answer.body["result"]["rejected_total"], lines);
    }
    let answer = server.post("/api/v1/events", CSV, "time,feature\n").await;
    answer.assert_refused(422, &["no column `outcome`"]);
    let answer = server.post("/api/v1/events", CSV, "").await;
    answer.assert_refused(422, &["empty"]);
}

//! The ingest endpoints share the pages' outer middleware, and need none of the pages'
//! sessions.

use std::io::{self, Read as _, Write as _};

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Request, StatusCode, header};
use domain::event::Source;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use futures_util::{StreamExt as _, stream};
use store::NewKey;
use tokio::sync::oneshot;
use tower::ServiceExt as _;

use super::{Answer, HOST, Served, by_test};

const EVENTS: &str = "/api/v1/events";

const DENIAL: &str = "{\"time\":\"2025-08-29T10:00:00Z\",\"outcome\":\"denied\",\"feature\":\"mesh\",\
                      \"code_space\":\"flexnet-publisher\",\"code\":\"-4\"}\n";

/// The largest body that these servers take (`served::routed`).
const BODY_BYTES_MAX: usize = 1 << 20;

async fn key(served: &Served) -> String {
    key_named(served, "first").await
}

/// A key of the same license server.
async fn key_named(served: &Served, name: &str) -> String {
    let key = NewKey {
        name: name.to_owned(),
        account: "Brenn".to_owned(),
        server: "eu-1".to_owned(),
        source: Source::Local,
    };
    served
        .store
        .add_key(&key, &by_test())
        .await
        .unwrap()
        .reveal()
}

/// Events as a license server sends them: with a key, and without a cookie.
fn push(key: &str, headers: &[(&'static str, &str)], body: impl Into<Body>) -> Request<Body> {
    let request = Request::post(EVENTS)
        .header(header::HOST, HOST)
        .header(header::AUTHORIZATION, format!("Bearer {key}"))
        .header(header::CONTENT_TYPE, "application/x-ndjson");
    let mut request = request.body(body.into()).unwrap();
    for (name, value) in headers {
        let value = HeaderValue::from_str(value).unwrap();
        request.headers_mut().insert(*name, value);
    }
    request
}

/// The largest body, and then nothing more but no end either; the receiver gets a message once
/// the server has read it and waits for the rest.
fn unfinished_body() -> (Body, oneshot::Receiver<()>) {
    let (asks, asked) = oneshot::channel();
    let begun = Bytes::from(vec![b' '; BODY_BYTES_MAX]);
    let begun = stream::iter([Ok::<_, io::Error>(begun)]);
    let rest = stream::once(async move {
        asks.send(()).unwrap();
        std::future::pending().await
    });
    (Body::from_stream(begun.chain(rest)), asked)
}

async fn attempts(served: &Served) -> u64 {
    let report = served.report("range=all").await;
    report["attempts"].as_u64().unwrap()
}

/// The number of new events according to a response.
fn accepted(answer: &Answer) -> u64 {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    body["accepted"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_enough_and_its_events_are_on_the_pages() {
    let served = Served::empty().await;
    let key = key(&served).await;
    assert_eq!(attempts(&served).await, 0);
    let answer = served.ask_as_it_is(push(&key, &[], DENIAL)).await;
    assert_eq!(accepted(&answer), 1);
    assert_eq!(attempts(&served).await, 1);
    // A reader's cookie is not a key.
    let mut request = push(&key, &[("sec-fetch-site", "same-origin")], DENIAL);
    let cookie = served.cookie.parse().unwrap();
    request.headers_mut().insert(header::COOKIE, cookie);
    request.headers_mut().remove(header::AUTHORIZATION);
    let answer = served.ask_as_it_is(request).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_accepted_before_there_is_an_administrator() {
    let served = Served::setup_required().await;
    let key = key(&served).await;
    let answer = served.ask_as_it_is(push(&key, &[], DENIAL)).await;
    assert_eq!(accepted(&answer), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_page_cannot_push_even_with_a_key() {
    let served = Served::empty().await;
    let key = key(&served).await;
    let foreign: [&[(&'static str, &str)]; 5] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://example.org")],
        &[("origin", "null")],
        // Headers that browsers add, and license server scripts do not.
        &[("cookie", &served.cookie)],
    ];
    for headers in foreign {
        let answer = served.ask_as_it_is(push(&key, headers, DENIAL)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
    }
    // DNS rebinding: a foreign host name that points here.
    let rebound = push(&key, &[("host", "example.org")], DENIAL);
    let answer = served.ask_as_it_is(rebound).await;
    assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(attempts(&served).await, 0);
    // The same origin is one of our own pages.
    let own = push(&key, &[("origin", "http://127.0.0.1:3000")], DENIAL);
    assert_eq!(accepted(&served.ask_as_it_is(own).await), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn compressed_bodies_and_responses_pass_the_middleware() {
    let served = Served::empty().await;
    let key = key(&served).await;
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(DENIAL.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let gzip = [("content-encoding", "gzip"), ("accept-encoding", "gzip")];
    let answer = served.ask_as_it_is(push(&key, &gzip, packed)).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header(header::CONTENT_ENCODING), "gzip");
    let mut text = String::new();
    GzDecoder::new(&*answer.body)
        .read_to_string(&mut text)
        .unwrap();
    assert!(text.contains("\"accepted\":1"), "{text}");
    let zstd = zstd::encode_all(DENIAL.as_bytes(), 1).unwrap();
    let headers = [("content-encoding", "zstd")];
    let answer = served.ask_as_it_is(push(&key, &headers, zstd)).await;
    assert_eq!(accepted(&answer), 0, "it is already stored");
}

/// One license server that sends much, or slowly, must not keep the others out.
#[tokio::test(flavor = "multi_thread")]
async fn bodies_of_one_key_leave_room_for_those_of_another() {
    let served = Served::empty().await;
    let slow = key(&served).await;
    let other = key_named(&served, "second").await;
    // A key has room for two of the largest bodies.
    let mut receiving = Vec::new();
    for _ in 0..2 {
        let (body, asked) = unfinished_body();
        let request = push(&slow, &[], body);
        receiving.push(tokio::spawn(served.router.clone().oneshot(request)));
        asked.await.unwrap();
    }
    let refused = served.ask_as_it_is(push(&slow, &[], DENIAL)).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.header(header::RETRY_AFTER), "1");
    let answer = served.ask_as_it_is(push(&other, &[], DENIAL)).await;
    assert_eq!(accepted(&answer), 1);

    // Senders that hang up give their room back.
    for task in receiving {
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    }
    let answer = served.ask_as_it_is(push(&slow, &[], DENIAL)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn responses_have_the_common_headers() {
    let served = Served::empty().await;
    let key = key(&served).await;
    let answers = [
        (200, served.ask_as_it_is(push(&key, &[], DENIAL)).await),
        (401, served.ask_as_it_is(push("none", &[], DENIAL)).await),
        (422, served.ask_as_it_is(push(&key, &[], "{\n")).await),
        (405, served.get(EVENTS).await),
        (404, served.get("/api/v1/nowhere").await),
    ];
    for (status, answer) in answers {
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
        let json = answer.header(header::CONTENT_TYPE);
        assert_eq!(json, "application/json", "{status}");
        for (name, value) in [
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::X_FRAME_OPTIONS, "DENY"),
            (header::REFERRER_POLICY, "no-referrer"),
        ] {
            assert_eq!(answer.header(name), value, "{status}");
        }
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        assert!(policy.contains("default-src 'none'"), "{policy}");
        assert!(!answer.headers.contains_key(header::SET_COOKIE), "{status}");
        assert!(!answer.text().contains(&key), "{status}");
    }
}

//! Valid and invalid keys.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::event::Source;
use store::Secret;

use super::{IngestServer, JSON, START, by, denial};

/// Forged keys of each kind.
const FORGED: usize = 2_000;

async fn status_with(server: &IngestServer, authorization: &str) -> StatusCode {
    let request = Request::post("/api/v1/events")
        .header(header::AUTHORIZATION, authorization)
        .header(header::CONTENT_TYPE, JSON)
        .body(Body::from(denial(1).to_string()))
        .unwrap();
    server.ask(request).await.status
}

/// A key with one bit flipped.
fn altered(secret: &str, place: usize) -> String {
    let mut bytes = secret.as_bytes().to_vec();
    let at = place % bytes.len();
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let other = letters[place / bytes.len() % letters.len()];
    bytes[at] = if bytes[at] == other { b'.' } else { other };
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn ten_thousand_invalid_keys_open_nothing() {
    let server = IngestServer::new().await;
    let good = server.secret.clone();
    let revoked = server.key("revoked", Source::Local).await;
    server
        .store
        .revoke_key("revoked", &by(START))
        .await
        .unwrap();
    let mut tried = 0;
    for n in 0..FORGED {
        let random = Secret::random().unwrap().reveal();
        let cut = &good[..n % good.len()];
        let longer = format!("{good}{n}");
        let altered = altered(&good, n);
        for forged in [&*revoked, &*random, cut, &*longer, &*altered] {
            let status = status_with(&server, &format!("Bearer {forged}")).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{forged}");
            tried += 1;
        }
    }
    assert_eq!(tried, 5 * FORGED);
    for wrong in [
        good.clone(),
        format!("Basic {good}"),
        format!("Bearer{good}"),
        format!("Bearer {good} {good}"),
        "Bearer".to_owned(),
        String::new(),
    ] {
        assert_eq!(status_with(&server, &wrong).await, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(server.stored().await, (0, 0));
    assert_eq!(
        status_with(&server, &format!("bearer {good}")).await,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_revoked_key_is_refused_from_then_on() {
    let server = IngestServer::new().await;
    for n in 0..50 {
        let name = format!("key {n}");
        let secret = server.key(&name, Source::Local).await;
        let authorization = format!("Bearer {secret}");
        assert_eq!(status_with(&server, &authorization).await, StatusCode::OK);
        server.store.revoke_key(&name, &by(START)).await.unwrap();
        let revoked = status_with(&server, &authorization).await;
        assert_eq!(revoked, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn a_second_key_in_one_request_is_ignored() {
    let server = IngestServer::new().await;
    let authorization = format!("Bearer {}", server.secret);
    let request = Request::post("/api/v1/events")
        .header(header::AUTHORIZATION, &authorization)
        .header(header::AUTHORIZATION, &authorization)
        .header(header::CONTENT_TYPE, JSON)
        .body(Body::from("[]"))
        .unwrap();
    server.ask(request).await.assert_refused(401, &[]);
}

#[tokio::test]
async fn no_response_contains_a_key() {
    let server = IngestServer::new().await;
    for body in ["[]", "{", "7"] {
        let answer = server.post("/api/v1/events", JSON, body).await;
        assert!(!format!("{answer:?}").contains(&server.secret));
    }
}

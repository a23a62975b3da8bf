//! The ingest endpoints, without a network.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod events;
mod identities;
mod keys;
mod limits;
mod logs;
mod openapi;
mod refusals;
mod replaced;
mod replays;

use std::io::Write as _;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use domain::catalogue::Catalogue;
use domain::event::Source;
use domain::frame::Frame;
use domain::scope::Scope;
use http_body_util::BodyExt as _;
use serde_json::Value;
use store::{Actor, Mode, NewKey, Store};
use tempfile::TempDir;
use tower::ServiceExt as _;

use super::{Ingest, router};

/// Creates and revokes keys, at this second.
fn by(at: i64) -> Actor<'static> {
    Actor {
        who: "test",
        from: "test",
        at,
    }
}

/// 2025-08-29T10:00:00Z.
const START: i64 = 1_756_461_600;

const JSON: &str = "application/json";
const NDJSON: &str = "application/x-ndjson";
const CSV: &str = "text/csv";

/// The largest body of these tests.
const BYTES_MAX: usize = 1 << 20;

/// A denial in our own format at a second of the hour.
fn denial(second: u32) -> Value {
    serde_json::json!({
        "time": format!("2025-08-29T10:{:02}:{:02}Z", second / 60, second % 60),
        "outcome": "denied",
        "user": "nadia",
        "feature": "mesh",
        "code_space": "flexnet-publisher",
        "code": "-4",
    })
}

/// NDJSON.
fn ndjson(events: &[Value]) -> String {
    let lines = events.iter().map(|event| format!("{event}\n"));
    lines.collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A database with a key, and the endpoints that fill it.
struct IngestServer {
    _folder: TempDir,
    store: Store,
    ingest: Ingest,
    router: Router,
    /// The key of the server `eu-1` of the account `Brenn`.
    secret: String,
}

impl IngestServer {
    async fn new() -> Self {
        Self::of(Source::Local).await
    }

    async fn of(source: Source) -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("turnaway.db");
        let store = Store::open(&path, Mode::Create).await.unwrap();
        let ingest = Ingest::new(store.clone(), Catalogue::built_in(), BYTES_MAX);
        let router = router(ingest.clone());
        let mut server = Self {
            _folder: folder,
            store,
            ingest,
            router,
            secret: String::new(),
        };
        server.secret = server.key("first", source).await;
        server
    }

    /// Another key of the same server.
    async fn key(&self, name: &str, source: Source) -> String {
        let key = NewKey {
            name: name.to_owned(),
            account: "Brenn".to_owned(),
            server: "eu-1".to_owned(),
            source,
        };
        self.store.add_key(&key, &by(START)).await.unwrap().reveal()
    }

    /// Posts with the key and further headers.
    async fn post_with(
        &self,
        target: &str,
        headers: &[(header::HeaderName, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let authorization = format!("Bearer {}", self.secret);
        let mut request = Request::post(target).header(header::AUTHORIZATION, authorization);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        self.ask(request.body(body.into()).unwrap()).await
    }

    async fn post(&self, target: &str, content_type: &str, body: impl Into<Body>) -> Answer {
        let headers = [(header::CONTENT_TYPE, content_type)];
        self.post_with(target, &headers, body).await
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: serde_json::from_slice(&body).unwrap(),
        }
    }

    async fn frame(&self) -> Frame {
        let scope = Scope::all();
        let frame = self.store.frame(Catalogue::default(), &scope).await;
        frame.unwrap()
    }

    /// The denials and grants in the database.
    async fn stored(&self) -> (usize, usize) {
        let frame = self.frame().await;
        (frame.len(), frame.grants.at.len())
    }
}

/// A response, which is always JSON.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

impl Answer {
    fn header(&self, name: header::HeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Asserts the counts: accepted, duplicates, rejected.
    fn assert_taken(&self, meant: [u64; 3]) {
        assert_eq!(self.status, StatusCode::OK, "{self:?}");
        let counts = ["accepted", "duplicates", "rejected_total"];
        let counts = counts.map(|name| self.body[name].as_u64().unwrap());
        assert_eq!(counts, meant, "{self:?}");
    }

    /// Asserts a refusal that contains these words.
    fn assert_refused(&self, status: u16, words: &[&str]) {
        assert_eq!(self.status.as_u16(), status, "{self:?}");
        let log_settings = ["error", "what_to_do"].map(|name| self.body[name].as_str().unwrap());
        let log_settings = log_settings.join(" · ");
        for word in words {
            assert!(log_settings.contains(word), "no `{word}` in {log_settings}");
        }
    }
}

//! What the router answers, without a network: a record in a folder of its own, a site
//! made up for the test, and one request after another.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop where it fails"
)]

mod addresses;
mod denials_page;
mod element;
mod exports;
mod files;
mod html;
mod overview;
mod plain_form;
mod questions;
mod security;
mod slice;
mod slice_weight;
mod table_pages;
mod tables;
mod version;
mod weight;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use app::page_data::PageData;
use app::record::Record;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use domain::catalogue::Catalogue;
use domain::demo::{DemoOptions, generate};
use domain::event::{Event, Outcome, Second, Source};
use domain::names::{AccountName, DeviceName, FeatureName, UserName};
use domain::report::{ReportContext, report};
use domain::status::LoggedStatus;
use http_body_util::BodyExt as _;
use jiff::civil::date;
use store::{Batch, Mode, Origin, Store};
use tempfile::TempDir;
use tower::ServiceExt as _;

use super::ingest::Ingest;
use super::router::router;
use super::site::Site;
use crate::report::json::json;
use html::Tag;

/// 2025-08-29T10:00:00Z.
const START: i64 = 1_756_461_600;

/// A host that the router answers to.
const HOST: &str = "127.0.0.1:3000";

/// A denial so many seconds after [`START`].
fn denied(seconds: i64) -> Event<'static> {
    Event {
        account: AccountName("Brenn"),
        user: UserName("nadia"),
        device: DeviceName("ws-1"),
        status: Some(LoggedStatus {
            space: "flexnet-publisher",
            code: "-4",
            description: "Licensed number of users already reached",
        }),
        ..Event::new(
            Second(START + seconds),
            Outcome::Denied,
            FeatureName("mesh"),
        )
    }
}

/// A router with its record and its site.
struct Served {
    folder: TempDir,
    store: Store,
    record: Arc<Record>,
    router: Router,
}

impl Served {
    /// An empty record, and a site of one file.
    async fn empty() -> Self {
        let folder = TempDir::new().unwrap();
        let package = folder.path().join("site/pkg/abc");
        fs::create_dir_all(&package).unwrap();
        fs::write(package.join("turnaway_bg.wasm"), "made up").unwrap();
        let store = Store::open(&folder.path().join("turnaway.db"), Mode::Create)
            .await
            .unwrap();
        Self::start(folder, store, Catalogue::built_in(), 500_000)
    }

    /// The same record and site, served with another catalogue.
    fn restarted(self, catalogue: Catalogue) -> Self {
        Self::start(self.folder, self.store, catalogue, 500_000)
    }

    /// The same record and site; a browser is sent at most so many attempts.
    fn sending(self, slice_attempts: usize) -> Self {
        let catalogue = Catalogue::built_in();
        Self::start(self.folder, self.store, catalogue, slice_attempts)
    }

    fn start(folder: TempDir, store: Store, catalogue: Catalogue, slice_attempts: usize) -> Self {
        let ingest = Ingest::new(store.clone(), catalogue.clone(), 1 << 20);
        let record = Arc::new(Record::new(store.clone(), catalogue, slice_attempts));
        let site = Site::find(Some(&folder.path().join("site"))).unwrap();
        let router = router(Arc::clone(&record), site, ingest);
        Self {
            folder,
            store,
            record,
            router,
        }
    }

    /// A record of events.
    async fn of(events: &[Event<'_>]) -> Self {
        let served = Self::empty().await;
        served.import(events).await;
        served
    }

    /// A record of demo data, with so many attempts.
    async fn demo(attempts: u64) -> Self {
        let served = Self::empty().await;
        let options = DemoOptions {
            attempts,
            ..DemoOptions::new(date(2025, 8, 31))
        };
        let mut batch = Batch::default();
        generate(&options, &mut |event| push(&mut batch, event));
        served.append(batch).await;
        served
    }

    async fn import(&self, events: &[Event<'_>]) {
        let mut batch = Batch::default();
        for event in events {
            push(&mut batch, event);
        }
        self.append(batch).await;
    }

    async fn append(&self, mut batch: Batch) {
        let mut writer = self.store.writer().await.unwrap();
        let import = writer
            .begin_import("test", "events-csv", START)
            .await
            .unwrap();
        writer.append(&mut batch, import).await.unwrap();
        writer.close().await.unwrap();
    }

    /// What `turnaway report --json` prints of a view.
    async fn report(&self, query: &str) -> serde_json::Value {
        let question = self.record.question(query).await.unwrap();
        let context = ReportContext {
            now: question.now,
            zone: &question.zone,
        };
        let report = report(&question.frame, &question.view, &context, usize::MAX);
        serde_json::from_str(&json(&question.view, &report)).unwrap()
    }

    /// The path of a file of the site's package.
    fn package_file(&self, name: &str) -> PathBuf {
        self.folder.path().join("site/pkg/abc").join(name)
    }

    async fn get(&self, target: &str) -> Answer {
        self.get_with(target, &[]).await
    }

    /// Gets with headers.
    async fn get_with(&self, target: &str, headers: &[(header::HeaderName, &str)]) -> Answer {
        let mut request = Request::get(target).header(header::HOST, HOST);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes().to_vec(),
        }
    }

    /// The page at a target that answers.
    async fn page(&self, target: &str) -> String {
        let answer = self.get(target).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            "text/html; charset=utf-8"
        );
        answer.text()
    }
}

fn push(batch: &mut Batch, event: &Event<'_>) {
    let origin = Origin {
        account: Some("Somebody".to_owned()),
        server: "default".to_owned(),
        source: Source::Local,
    };
    // Reading the catalogue takes longer than all the rest.
    thread_local!(static CATALOGUE: Catalogue = Catalogue::built_in());
    CATALOGUE
        .with(|catalogue| batch.push(event, &origin, catalogue))
        .unwrap();
}

/// What a page's island starts from.
fn island_data(tags: &[Tag]) -> PageData {
    let mut islands = tags.iter().filter(|tag| tag.name == "leptos-island");
    let island = islands.next().expect("the page has an island");
    assert!(islands.next().is_none(), "and only one");
    let props = island.attribute("data-props").expect("with its data");
    let props: serde_json::Value = serde_json::from_str(props).expect("as JSON");
    app::compact_json::read(props["data"].as_str().expect("a text")).expect("of this form")
}

/// A text as a value within a query string.
fn escaped(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// An answer, read to its end.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    /// The value of a header; empty when it is not there.
    fn header(&self, name: header::HeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

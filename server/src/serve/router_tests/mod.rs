//! What the router answers, without a network: a record in a folder of its own, a site
//! made up for the test, and one request after another.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop where it fails"
)]

mod access;
mod addresses;
mod api_page;
mod arriving;
mod denials_page;
mod element;
mod exports;
mod files;
mod first_start;
mod html;
mod imports;
mod link_scope;
mod links;
mod news;
mod open_links;
mod openid;
mod openid_provider;
mod overview;
mod own_pages;
mod plain_form;
mod questions;
mod security;
mod sign_in;
mod slice;
mod slice_weight;
mod sources;
mod table_pages;
mod tables;
mod users;
mod version;
mod weight;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use app::audience::Audience;
use app::page_data::PageData;
use app::record::{Record, SeenRecord};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use domain::catalogue::Catalogue;
use domain::demo::{DemoOptions, generate};
use domain::event::{Event, Outcome, Second, Source};
use domain::names::{AccountName, DeviceName, FeatureName, UserName};
use domain::report::{ReportContext, report};
use domain::scope::Scope;
use domain::status::LoggedStatus;
use http_body_util::BodyExt as _;
use jiff::civil::date;
use store::{
    Batch, By, Mode, NewUser, Origin, Password, Proven, Rights, Secret, SignInName, Store, UserId,
};
use tempfile::TempDir;
use tower::ServiceExt as _;

use super::access::Access;
use super::access::one_time_link::{OneTimeLink, Opens};
use super::access::served_at::ServedAt;
use super::ingest::Ingest;
use super::news::News;
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
    /// The record as whoever sees everything sees it.
    record: SeenRecord,
    router: Router,
    /// The open pages. Nothing looks for news but a test that says so.
    news: Arc<News>,
    /// The cookie of an administrator.
    cookie: String,
    /// The second that it is for sign-ins.
    clock: Arc<AtomicI64>,
}

impl Served {
    /// An empty record with an administrator, and a site of one file.
    async fn empty() -> Self {
        let mut served = Self::before_the_first().await;
        let name = SignInName::new("root").unwrap();
        let store = &served.store;
        let by = by_test();
        let root = store.add_first_administrator(name, None, &by);
        let (_, secret) = root.await.unwrap();
        served.cookie = cookie_of(&secret);
        served
    }

    /// The same without anybody who could sign in.
    async fn before_the_first() -> Self {
        let folder = TempDir::new().unwrap();
        let package = folder.path().join("site/pkg/abc");
        fs::create_dir_all(&package).unwrap();
        fs::write(package.join("turnaway_bg.wasm"), "made up").unwrap();
        let store = Store::open(&folder.path().join("turnaway.db"), Mode::Create)
            .await
            .unwrap();
        let cookie = String::new();
        Self::start(folder, store, Catalogue::built_in(), 500_000, cookie)
    }

    /// The same, with a link from the console that was not used yet; its path.
    fn with_link(mut self, opens: Opens) -> (Self, String) {
        let (link, secret) = OneTimeLink::new(opens).unwrap();
        let site = Site::find(Some(&self.folder.path().join("site"))).unwrap();
        let access = access(self.store.clone(), link, &self.clock);
        let catalogue = Catalogue::built_in();
        let ingest = Ingest::new(self.store.clone(), catalogue.clone(), 1 << 20);
        let record = Record::new(self.store.clone(), catalogue, 500_000);
        (self.router, self.news) = router(Arc::new(record), site, access, ingest);
        (self, format!("/first/{}", secret.reveal()))
    }

    /// The same, where pages of an origin may frame the report of a link.
    fn embedded_by(mut self, origin: &str) -> Self {
        let site = Site::find(Some(&self.folder.path().join("site"))).unwrap();
        let access = access(self.store.clone(), OneTimeLink::default(), &self.clock);
        let access = access.embedded_by(vec![origin.parse().unwrap()]);
        let catalogue = Catalogue::built_in();
        let ingest = Ingest::new(self.store.clone(), catalogue.clone(), 1 << 20);
        let record = Record::new(self.store.clone(), catalogue, 500_000);
        (self.router, self.news) = router(Arc::new(record), site, access, ingest);
        self
    }

    /// Lets so many seconds pass.
    fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    /// The same record and site, served with another catalogue.
    fn restarted(self, catalogue: Catalogue) -> Self {
        Self::start(self.folder, self.store, catalogue, 500_000, self.cookie)
    }

    /// The same record and site; a browser is sent at most so many attempts.
    fn sending(self, slice_attempts: usize) -> Self {
        let catalogue = Catalogue::built_in();
        Self::start(
            self.folder,
            self.store,
            catalogue,
            slice_attempts,
            self.cookie,
        )
    }

    fn start(
        folder: TempDir,
        store: Store,
        catalogue: Catalogue,
        slice_attempts: usize,
        cookie: String,
    ) -> Self {
        let ingest = Ingest::new(store.clone(), catalogue.clone(), 1 << 20);
        let record = Arc::new(Record::new(store.clone(), catalogue, slice_attempts));
        let site = Site::find(Some(&folder.path().join("site"))).unwrap();
        let clock = Arc::new(AtomicI64::new(START));
        let access = access(store.clone(), OneTimeLink::default(), &clock);
        let (router, news) = router(Arc::clone(&record), site, access, ingest);
        let record = record.seen_by(Arc::new(Scope::all()), Audience::LinkMaker);
        Self {
            folder,
            store,
            record,
            router,
            news,
            cookie,
            clock,
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
            .begin_import("test", "events-csv", &By::command_line(Second(START)))
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

    /// Asks as the administrator, unless the request brings a cookie of its own.
    async fn ask(&self, mut request: Request<Body>) -> Answer {
        let cookie = self.cookie.parse().unwrap();
        let headers = request.headers_mut();
        headers.entry(header::COOKIE).or_insert(cookie);
        self.ask_as_it_is(request).await
    }

    /// Sends a form as one of our own pages does, with a cookie or none.
    async fn post(&self, target: &str, form: &[(&str, &str)], cookie: &str) -> Answer {
        self.ask_as_it_is(posted(target, form, cookie)).await
    }

    /// Gets with a cookie or none.
    async fn get_as(&self, target: &str, cookie: &str) -> Answer {
        let request = Request::get(target)
            .header(header::HOST, HOST)
            .header(header::COOKIE, cookie);
        self.ask_as_it_is(request.body(Body::empty()).unwrap())
            .await
    }

    /// Adds a user with a password.
    async fn add_user(&self, name: &str, rights: Rights) -> UserId {
        let new = NewUser {
            name: SignInName::new(name).unwrap(),
            rights,
            password: Some(Password::new(PASSWORD).unwrap()),
        };
        self.store.add_user(new, &by_test()).await.unwrap()
    }

    /// The cookie of a user who signed in.
    async fn cookie_of(&self, user: UserId) -> String {
        let users = self.store.users().await.unwrap();
        let user = users.into_iter().find(|known| known.id == user).unwrap();
        let (proven, by) = (Proven::otherwise(user), by_test());
        let begun = self.store.begin_session(&proven, None, &by).await;
        cookie_of(&begun.unwrap().unwrap())
    }

    async fn ask_as_it_is(&self, request: Request<Body>) -> Answer {
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

/// The password of every user that has one.
const PASSWORD: &str = "correct horse battery";

fn by_test() -> By<'static> {
    By {
        who: "test",
        from: "test",
        at: START,
    }
}

/// A form as one of our own pages sends it.
fn posted(target: &str, form: &[(&str, &str)], cookie: &str) -> Request<Body> {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(form);
    Request::post(target)
        .header(header::HOST, HOST)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body.finish()))
        .unwrap()
}

/// The cookie of a session.
fn cookie_of(secret: &Secret) -> String {
    format!("turnaway-3000={}", secret.reveal())
}

fn access(store: Store, link: OneTimeLink, clock: &Arc<AtomicI64>) -> Access {
    let clock = Arc::clone(clock);
    let clock = Box::new(move || clock.load(Ordering::Relaxed));
    Access::new(store, ServedAt::Loopback { port: 3000 }, link, clock)
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

    /// The cookie that it gives; empty where it gives none.
    fn cookie(&self) -> &str {
        let set = self.header(header::SET_COOKIE);
        set.split(';').next().unwrap_or_default()
    }

    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

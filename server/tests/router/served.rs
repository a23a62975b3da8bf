//! A complete server without a socket, for router tests.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::catalogue::Catalogue;
use domain::demo::{DemoOptions, generate};
use domain::event::{Event, Second, Source};
use domain::report::{ReportContext, report};
use domain::scope::Scope;
use http_body_util::BodyExt as _;
use jiff::civil::date;
use service::audience::Audience;
use service::dataset::{Dataset, ScopedDataset};
use store::{
    Actor, Authenticated, Batch, Mode, NewUser, Origin, Password, Rights, Secret, SignInName,
    Store, UserId,
};
use tempfile::TempDir;
use tower::ServiceExt as _;

use super::{Answer, HOST, PASSWORD, START, by_test, posted};
use server::parts::Access;
use server::parts::Ingest;
use server::parts::LiveConnections;
use server::parts::MonotonicSecond;
use server::parts::PublicUrl;
use server::parts::Site;
use server::parts::json;
use server::parts::router;
use server::parts::{OneTimeLink, Opens};

/// A router with its dataset and its site.
pub(crate) struct Served {
    pub(crate) folder: TempDir,
    pub(crate) store: Store,
    pub(crate) dataset: Arc<Dataset>,
    /// The dataset as seen by a reader without limits.
    pub(crate) scoped: ScopedDataset,
    pub(crate) router: Router,
    /// The open pages. Nothing is polled unless a test does so.
    pub(crate) news: Arc<LiveConnections>,
    /// The cookie of an administrator.
    pub(crate) cookie: String,
    /// The system clock, for sign-ins.
    pub(crate) clock: Arc<AtomicI64>,
    /// The monotonic clock, for limits.
    pub(crate) steady: Arc<AtomicI64>,
}

impl Served {
    /// An empty database with an administrator, and a site of one file.
    pub(crate) async fn empty() -> Self {
        let mut served = Self::setup_required().await;
        let name = SignInName::new("root").unwrap();
        let store = &served.store;
        let by = by_test();
        let root = store.add_first_administrator(name, None, &by);
        let (_, secret) = root.await.unwrap();
        served.cookie = cookie_of(&secret);
        served
    }

    /// The same without any user.
    pub(crate) async fn setup_required() -> Self {
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

    /// The same, with an unused one-time link; returns its path.
    pub(crate) fn with_link(self, opens: Opens) -> (Self, String) {
        let (link, secret) = OneTimeLink::new(opens).unwrap();
        let access = access(self.store.clone(), link, &self.clock, &self.steady);
        (
            self.served_by(access),
            format!("/first/{}", secret.reveal()),
        )
    }

    /// The same, with an origin that may frame the report of a link.
    pub(crate) fn embedded_by(self, origin: &str) -> Self {
        let origins = vec![origin.parse().unwrap()];
        self.with_access(|access| access.embedded_by(origins))
    }

    /// The same dataset and site, with another access.
    pub(crate) fn with_access(self, change: impl FnOnce(Access) -> Access) -> Self {
        let link = OneTimeLink::default();
        let access = change(access(self.store.clone(), link, &self.clock, &self.steady));
        self.served_by(access)
    }

    fn served_by(mut self, access: Access) -> Self {
        let dataset = Dataset::new(self.store.clone(), Catalogue::built_in(), 500_000);
        (self.router, self.news) = routed(
            &self.folder,
            Arc::new(dataset),
            access,
            Catalogue::built_in(),
        );
        self
    }

    /// Lets this many seconds pass.
    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
        self.steady.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Sets the system clock back or forward.
    pub(crate) fn set_clock_by(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    /// The same dataset and site, served with another catalogue.
    pub(crate) fn restarted(self, catalogue: Catalogue) -> Self {
        Self::start(self.folder, self.store, catalogue, 500_000, self.cookie)
    }

    /// The same dataset and site, with a limit on the attempts of a slice.
    pub(crate) fn sending(self, slice_attempts: usize) -> Self {
        let catalogue = Catalogue::built_in();
        Self::start(
            self.folder,
            self.store,
            catalogue,
            slice_attempts,
            self.cookie,
        )
    }

    pub(crate) fn start(
        folder: TempDir,
        store: Store,
        catalogue: Catalogue,
        slice_attempts: usize,
        cookie: String,
    ) -> Self {
        let dataset = Dataset::new(store.clone(), catalogue.clone(), slice_attempts);
        let dataset = Arc::new(dataset);
        let clock = Arc::new(AtomicI64::new(START));
        let steady = Arc::default();
        let access = access(store.clone(), OneTimeLink::default(), &clock, &steady);
        let (router, news) = routed(&folder, Arc::clone(&dataset), access, catalogue);
        let scoped = dataset.seen_by(Arc::new(Scope::all()), Audience::LinkCreator);
        Self {
            folder,
            store,
            dataset,
            scoped,
            router,
            news,
            cookie,
            clock,
            steady,
        }
    }

    /// A database of events.
    pub(crate) async fn of(events: &[Event<'_>]) -> Self {
        let served = Self::empty().await;
        served.import(events).await;
        served
    }

    /// A database of demo data, with this many attempts.
    pub(crate) async fn demo(attempts: u64) -> Self {
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

    pub(crate) async fn import(&self, events: &[Event<'_>]) {
        let mut batch = Batch::default();
        for event in events {
            push(&mut batch, event);
        }
        self.append(batch).await;
    }

    pub(crate) async fn append(&self, mut batch: Batch) {
        let mut writer = self.store.writer().await.unwrap();
        let import = writer
            .begin_import("test", "events-csv", &Actor::command_line(Second(START)))
            .await
            .unwrap();
        writer.append(&mut batch, import).await.unwrap();
        writer.close().await.unwrap();
    }

    /// The output of `turnaway report --json` for a view.
    pub(crate) async fn report(&self, query: &str) -> serde_json::Value {
        let question = self.scoped.question(query).await.unwrap();
        let context = ReportContext {
            now: question.now,
            zone: &question.zone,
        };
        let report = report(&question.frame, &question.view, &context, usize::MAX);
        serde_json::from_str(&json(&question.view, &report)).unwrap()
    }

    /// The path of a file of the site's package.
    pub(crate) fn package_file(&self, name: &str) -> PathBuf {
        self.folder.path().join("site/pkg/abc").join(name)
    }

    pub(crate) async fn get(&self, target: &str) -> Answer {
        self.get_with(target, &[]).await
    }

    /// Gets with headers.
    pub(crate) async fn get_with(
        &self,
        target: &str,
        headers: &[(header::HeaderName, &str)],
    ) -> Answer {
        let mut request = Request::get(target).header(header::HOST, HOST);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a request as the administrator, unless it has a cookie of its own.
    pub(crate) async fn ask(&self, mut request: Request<Body>) -> Answer {
        let cookie = self.cookie.parse().unwrap();
        let headers = request.headers_mut();
        headers.entry(header::COOKIE).or_insert(cookie);
        self.ask_as_it_is(request).await
    }

    /// Submits a form as one of our own pages does, with or without a cookie.
    pub(crate) async fn post(&self, target: &str, form: &[(&str, &str)], cookie: &str) -> Answer {
        self.ask_as_it_is(posted(target, form, cookie)).await
    }

    /// Gets with or without a cookie.
    pub(crate) async fn get_as(&self, target: &str, cookie: &str) -> Answer {
        let request = Request::get(target)
            .header(header::HOST, HOST)
            .header(header::COOKIE, cookie);
        self.ask_as_it_is(request.body(Body::empty()).unwrap())
            .await
    }

    /// Follows the redirect of a successful form, as a browser does.
    pub(crate) async fn followed(&self, answer: &Answer, cookie: &str) -> Answer {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        self.get_as(answer.header(header::LOCATION), cookie).await
    }

    /// Adds a user with a password.
    pub(crate) async fn add_user(&self, name: &str, rights: Rights) -> UserId {
        let new = NewUser {
            name: SignInName::new(name).unwrap(),
            rights,
            password: Some(Password::new(PASSWORD).unwrap()),
        };
        self.store.add_user(new, &by_test()).await.unwrap()
    }

    /// The cookie of a signed-in user.
    pub(crate) async fn cookie_of(&self, user: UserId) -> String {
        let users = self.store.users().await.unwrap();
        let user = users.into_iter().find(|known| known.id == user).unwrap();
        let (proven, by) = (Authenticated::without_password(user), by_test());
        let begun = self.store.begin_session(&proven, None, &by).await;
        cookie_of(&begun.unwrap().unwrap())
    }

    pub(crate) async fn ask_as_it_is(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes().to_vec(),
        }
    }

    /// The page at a URL.
    pub(crate) async fn page(&self, target: &str) -> String {
        let answer = self.get(target).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            "text/html; charset=utf-8"
        );
        answer.text()
    }
}

/// The router for a dataset, with the site in a folder.
fn routed(
    folder: &TempDir,
    dataset: Arc<Dataset>,
    access: Access,
    catalogue: Catalogue,
) -> (Router, Arc<LiveConnections>) {
    let site = Site::find(Some(&folder.path().join("site"))).unwrap();
    let ingest = Ingest::new(access.store.clone(), catalogue, 1 << 20);
    router(dataset, site, access, ingest)
}

pub(crate) fn access(
    store: Store,
    link: OneTimeLink,
    clock: &Arc<AtomicI64>,
    steady: &Arc<AtomicI64>,
) -> Access {
    let (clock, steady) = (Arc::clone(clock), Arc::clone(steady));
    let clock = Box::new(move || clock.load(Ordering::Relaxed));
    let steady = Box::new(move || MonotonicSecond(steady.load(Ordering::Relaxed)));
    let public_url = PublicUrl::Loopback { port: 3000 };
    Access::new(store, public_url, link, clock, steady)
}

/// The cookie of a session.
fn cookie_of(secret: &Secret) -> String {
    format!("turnaway-3000={}", secret.reveal())
}

fn push(batch: &mut Batch, event: &Event<'_>) {
    let origin = Origin {
        account: Some("Somebody".to_owned()),
        server: "default".to_owned(),
        source: Source::Local,
    };
    // Reading the catalogue takes longer than everything else.
    thread_local!(static CATALOGUE: Catalogue = Catalogue::built_in());
    CATALOGUE
        .with(|catalogue| batch.push(event, &origin, catalogue))
        .unwrap();
}

//! Live connections of open pages, event by event.

use std::io::Write as _;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use futures_util::FutureExt as _;
use http_body_util::BodyExt as _;
use store::{LINK_SESSION_S, NewUser, Password, Rights, Role, SESSION_S, SignInName, UserId};
use tower::ServiceExt as _;

use super::links::{Opened, link_for};
use super::{HOST, SESSION_IDLE_S, Served, by_test, denied};
use domain::event::Event;
use domain::names::AccountName;

/// The live connection of a page.
pub(super) struct Page(Response);

impl Page {
    /// The next event and its data; `None` if the stream ended.
    async fn next(&mut self) -> Option<(String, String)> {
        let frame = self.0.body_mut().frame().await?;
        let bytes = frame.unwrap().into_data().unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let mut lines = text.lines();
        let event = lines.next().unwrap().strip_prefix("event: ").unwrap();
        let data = lines.next().unwrap().strip_prefix("data: ").unwrap();
        Some((event.to_owned(), data.to_owned()))
    }

    pub(super) async fn version(&mut self) -> u64 {
        let (event, data) = self.next().await.unwrap();
        assert_eq!(event, "version");
        data.parse().unwrap()
    }

    /// Nothing was sent, and the connection is open.
    pub(super) fn is_quiet(&mut self) -> bool {
        self.0.body_mut().frame().now_or_never().is_none()
    }

    /// The reason for the end was sent as the last event.
    async fn has_ended(mut self, why: &str) {
        let told = ("ended".to_owned(), why.to_owned());
        assert_eq!(self.next().await, Some(told));
        assert_eq!(self.next().await, None);
    }
}

async fn response(served: &Served, cookie: &str) -> Response {
    response_at(served, "/news", cookie).await
}

async fn response_at(served: &Served, target: &str, cookie: &str) -> Response {
    let request = Request::get(target)
        .header(header::HOST, HOST)
        .header(header::COOKIE, cookie)
        .header(header::ACCEPT_ENCODING, "br, gzip, zstd")
        .body(Body::empty())
        .unwrap();
    served.router.clone().oneshot(request).await.unwrap()
}

pub(super) async fn open(served: &Served, cookie: &str) -> Page {
    let response = response(served, cookie).await;
    assert_eq!(response.status(), StatusCode::OK);
    Page(response)
}

async fn open_shared(served: &Served, opened: &Opened) -> Page {
    let response = response_at(served, &opened.at("/news"), &opened.cookie).await;
    assert_eq!(response.status(), StatusCode::OK);
    Page(response)
}

pub(super) async fn look(served: &Served) {
    served.news.check_readers().await.unwrap();
    served.news.check_data().await.unwrap();
}

/// A user who sees only `Brenn`, with a session cookie.
pub(super) async fn of_brenn(served: &Served) -> (UserId, String) {
    let rights = Rights::of_accounts(Role::CustomerSuccess, ["Brenn"]).unwrap();
    let user = served.add_user("Mira", rights).await;
    (user, served.cookie_of(user).await)
}

pub(super) fn denied_to(account: &str, seconds: i64) -> Event<'_> {
    Event {
        account: AccountName(account),
        ..denied(seconds)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_gets_the_current_version_and_each_newer_one() {
    let served = Served::of(&[denied(0)]).await;
    let mut page = open(&served, &served.cookie).await;
    let first = page.version().await;
    assert_eq!(first, served.scoped.version().await.unwrap());
    look(&served).await;
    assert!(page.is_quiet());
    served.import(&[denied(0), denied(60)]).await;
    look(&served).await;
    assert!(page.version().await > first);
    look(&served).await;
    assert!(page.is_quiet());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_a_stream_that_is_neither_buffered_nor_cached() {
    let served = Served::empty().await;
    let response = response(&served, &served.cookie).await;
    let header = |name: &str| {
        response
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap())
    };
    assert_eq!(header("content-type"), Some("text/event-stream"));
    assert_eq!(header("content-encoding"), None);
    assert_eq!(header("cache-control"), Some("no-store"));
    assert_eq!(header("x-accel-buffering"), Some("no"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_one_is_notified_of_other_accounts_data() {
    let served = Served::of(&[denied_to("Brenn", 0), denied_to("Dorn", 0)]).await;
    let (_, cookie) = of_brenn(&served).await;
    let mut page = open(&served, &cookie).await;
    let first = page.version().await;
    look(&served).await;
    served.import(&[denied_to("Dorn", 60)]).await;
    look(&served).await;
    assert!(page.is_quiet(), "not even that there is new data");
    served.import(&[denied_to("Brenn", 60)]).await;
    look(&served).await;
    assert_ne!(page.version().await, first);
    let version = served.get_as("/version", &cookie).await.text();
    assert_eq!(version.trim_end().parse::<u64>().unwrap(), {
        let mut again = open(&served, &cookie).await;
        again.version().await
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_nothing_is_sent() {
    let served = Served::empty().await;
    let refused = response(&served, "").await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_ends_with_its_session_and_others_continue() {
    let served = Served::empty().await;
    let user = served.add_user("Mira", Rights::all(Role::Producer)).await;
    let (first, second) = (served.cookie_of(user).await, served.cookie_of(user).await);
    let (mut page, mut other) = (open(&served, &first).await, open(&served, &second).await);
    page.version().await;
    other.version().await;
    served.post("/sign-out", &[], &first).await;
    look(&served).await;
    page.has_ended("session").await;
    assert!(other.is_quiet());
    // As `turnaway user` does in another process.
    served.store.end_sessions(user, &by_test()).await.unwrap();
    look(&served).await;
    other.has_ended("session").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn removal_and_a_new_password_end_a_page() {
    let served = Served::empty().await;
    let user = served.add_user("Mira", Rights::all(Role::Producer)).await;
    let cookie = served.cookie_of(user).await;
    let mut page = open(&served, &cookie).await;
    page.version().await;
    let password = Password::new("another long password").unwrap();
    let by = by_test();
    let set = served.store.set_password(user, Some(password), None, &by);
    set.await.unwrap();
    look(&served).await;
    page.has_ended("session").await;
    let cookie = served.cookie_of(user).await;
    let mut page = open(&served, &cookie).await;
    page.version().await;
    served.store.remove_user(user, &by_test()).await.unwrap();
    look(&served).await;
    page.has_ended("session").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_ends_when_its_readers_rights_change() {
    let served = Served::of(&[denied_to("Brenn", 0)]).await;
    let (user, cookie) = of_brenn(&served).await;
    let mut page = open(&served, &cookie).await;
    page.version().await;
    let same = Rights::of_accounts(Role::CustomerSuccess, ["Brenn"]).unwrap();
    let set = served.store.set_rights(user, &same, &by_test()).await;
    set.unwrap();
    look(&served).await;
    assert!(page.is_quiet());
    let other = Rights::of_accounts(Role::CustomerSuccess, ["Dorn"]).unwrap();
    let set = served.store.set_rights(user, &other, &by_test()).await;
    set.unwrap();
    look(&served).await;
    page.has_ended("rights").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_ends_with_time_unless_its_session_was_used() {
    let served = Served::empty().await;
    let mut page = open(&served, &served.cookie).await;
    page.version().await;
    let later = |seconds: i64| served.clock.fetch_add(seconds, Ordering::Relaxed);
    later(SESSION_IDLE_S - 1);
    look(&served).await;
    assert!(page.is_quiet());
    let secret = served.cookie.split_once('=').unwrap().1;
    let hash = store::Secret::parse(secret).unwrap().hash();
    let now = served.clock.load(Ordering::Relaxed);
    served.store.touch_session(&hash, now).await.unwrap();
    later(1);
    look(&served).await;
    assert!(page.is_quiet(), "it was used elsewhere");
    later(SESSION_IDLE_S);
    look(&served).await;
    page.has_ended("session").await;
    const { assert!(SESSION_IDLE_S * 2 < SESSION_S) };
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_a_link_ends_with_the_link() {
    let served = Served::of(&[denied(0)]).await;
    let (id, path) = served.link(link_for("Brenn")).await;
    let (first, second) = (served.opened(&path).await, served.opened(&path).await);
    let mut page = open_shared(&served, &first).await;
    let mut other = open_shared(&served, &second).await;
    page.version().await;
    other.version().await;
    served
        .post(&first.at("/sign-out"), &[], &first.cookie)
        .await;
    look(&served).await;
    page.has_ended("link-session").await;
    assert!(other.is_quiet(), "other visitors' pages continue");
    served.store.revoke_link(id, &by_test()).await.unwrap();
    look(&served).await;
    other.has_ended("link").await;
    let (_, path) = served.link(link_for("Brenn")).await;
    let opened = served.opened(&path).await;
    let mut page = open_shared(&served, &opened).await;
    page.version().await;
    // A link's session is shorter than the link's life.
    served.clock.fetch_add(LINK_SESSION_S, Ordering::Relaxed);
    look(&served).await;
    page.has_ended("link-session").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_per_reader_are_bounded_and_a_closed_one_makes_room() {
    let served = Served::empty().await;
    let mut pages = Vec::new();
    for _ in 0..20 {
        pages.push(open(&served, &served.cookie).await);
    }
    let refused = response(&served, &served.cookie).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.headers()[header::RETRY_AFTER], "30");
    let (_, cookie) = of_brenn(&served).await;
    open(&served, &cookie).await.version().await;
    pages.pop();
    open(&served, &served.cookie).await.version().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_pages_together_are_bounded() {
    let served = Served::empty().await;
    let mut pages = Vec::new();
    for number in 0..25 {
        let rights = Rights::all(Role::Producer);
        // Without a password, whose hashing is slow on purpose.
        let new = NewUser {
            name: SignInName::new(&format!("u{number}")).unwrap(),
            rights,
            password: None,
        };
        let user = served.store.add_user(new, &by_test()).await.unwrap();
        let cookie = served.cookie_of(user).await;
        for _ in 0..20 {
            pages.push(open(&served, &cookie).await);
        }
    }
    let refused = response(&served, &served.cookie).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test(flavor = "multi_thread")]
async fn link_visitors_leave_room_for_users() {
    let served = Served::of(&[denied(0)]).await;
    let mut pages = Vec::new();
    let mut is_full = async |path: &str, sessions: usize| {
        for _ in 0..sessions {
            let opened = served.opened(path).await;
            for _ in 0..20 {
                pages.push(open_shared(&served, &opened).await);
            }
        }
        let opened = served.opened(path).await;
        let refused = response_at(&served, &opened.at("/news"), &opened.cookie).await;
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
        let text = served.get_shared(&opened, "/news").await.text();
        assert!(text.starts_with("Too many open live connections"), "{text}");
    };
    // A link has 100 connections for all its visitors; four such links use up the share of
    // links.
    for _ in 0..4 {
        let (_, path) = served.link(link_for("Brenn")).await;
        is_full(&path, 5).await;
    }
    let (_, path) = served.link(link_for("Brenn")).await;
    is_full(&path, 0).await;
    open(&served, &served.cookie).await.version().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_ends_when_the_clock_is_set_back_before_its_session() {
    let served = Served::empty().await;
    let mut page = open(&served, &served.cookie).await;
    page.version().await;
    look(&served).await;
    served.set_clock_by(-30 * 86_400);
    look(&served).await;
    page.has_ended("session").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopping_server_ends_live_connections() {
    let served = Served::empty().await;
    let mut page = open(&served, &served.cookie).await;
    page.version().await;
    served.news.close();
    assert_eq!(
        page.next().await,
        None,
        "without saying that the session ended"
    );
    let refused = response(&served, &served.cookie).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
}

/// How long until an open page knows of a revocation, with a server's polling. `cargo test -p
/// server --features app/ssr revocation -- --nocapture` prints it.
#[tokio::test(flavor = "multi_thread")]
async fn revocation_reaches_an_open_page_and_every_later_request() {
    let served = Served::empty().await;
    let user = served.add_user("Mira", Rights::all(Role::Producer)).await;
    served.news.poll();
    for (who, is_own) in [("this process", true), ("another process", false)] {
        let mut took: Vec<Duration> = Vec::new();
        for _ in 0..7 {
            let cookie = served.cookie_of(user).await;
            let mut page = open(&served, &cookie).await;
            page.version().await;
            let begun = Instant::now();
            if is_own {
                served
                    .post("/account/sign-out-everywhere", &[], &cookie)
                    .await;
            } else {
                served.store.end_sessions(user, &by_test()).await.unwrap();
            }
            let answer = served.get_as("/version", &cookie).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
            page.has_ended("session").await;
            took.push(begun.elapsed());
        }
        took.sort();
        let median = took[took.len() / 2].as_millis();
        let mut output = std::io::stdout();
        writeln!(output, "revoked by {who}, a page knows after {median} ms").unwrap();
    }
}

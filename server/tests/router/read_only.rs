//! GET requests change nothing: for every readable route and every kind of reader, the database
//! is the same afterwards, byte for byte, and no cookie is set or cleared.
//!
//! The exceptions are listed here: the use of a session is noted, which extends it; a browser
//! that returns from the OpenID provider is signed in; and the single cookie that an earlier
//! version set for all links is exchanged for the link's own.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::{Method, Request, header};
use store::{Rights, Role, Secret};
use tower::ServiceExt as _;

use super::links::link_for;
use super::{Answer, HOST, SESSION_IDLE_S, Served, by_test, denied};
use server::parts::Opens;

/// The readable routes, as named in the routers, each with a request.
const READ: [(&str, &[&str]); 35] = [
    (
        "Route::Overview.path()",
        &["/", "/?range=all&account=Brenn"],
    ),
    (
        "Route::Denials.path()",
        &[
            "/denials",
            "/denials?range=all&embed",
            "/denials?user=a&typed=b",
        ],
    ),
    ("\"/denials/\"", &["/denials/?range=all"]),
    (
        "\"/table/{name}\"",
        &["/table/denials-summary?range=all", "/table/nothing"],
    ),
    (
        "\"/export/{file}\"",
        &[
            "/export/denials-summary.csv?range=all",
            "/export/denials-by-user.xlsx",
        ],
    ),
    ("\"/data/report\"", &["/data/report?route=Overview&query="]),
    ("\"/data/usage\"", &["/data/usage?query=range%3Dall"]),
    ("\"/data/values\"", &["/data/values?query=&key=Account"]),
    (
        "\"/data/neighbours\"",
        &["/data/neighbours?query=&row=0&version=1"],
    ),
    ("\"/slice\"", &["/slice?from=0&to=2000000000&v=1", "/slice"]),
    ("\"/version\"", &["/version"]),
    ("\"/news\"", &["/news"]),
    ("\"/first/{secret}\"", &["/first/{first}", "/first/nothing"]),
    ("\"/sign-in\"", &["/sign-in?to=/users"]),
    (
        "provider_sign_in::RETURN",
        &["/sign-in/return?state=a&code=b"],
    ),
    ("\"/account\"", &["/account"]),
    ("\"/users\"", &["/users"]),
    ("\"/audit\"", &["/audit", "/audit?before=3"]),
    ("\"/api\"", &["/api"]),
    ("\"/api/openapi.json\"", &["/api/openapi.json"]),
    ("\"/api/v1/{*path}\"", &["/api/v1/nothing"]),
    ("\"/usage/{*path}\"", &["/usage/nothing"]),
    ("\"/imports\"", &["/imports", "/imports?before=9"]),
    ("\"/imports/{id}\"", &["/imports/1", "/imports/99"]),
    ("\"/sources\"", &["/sources"]),
    (
        "\"/l/{secret}\"",
        &["/l/{link}", "/l/{password}", "/l/nothing"],
    ),
    ("\"/links\"", &["/links"]),
    ("\"/links/new\"", &["/links/new?range=all"]),
    // It has no content, and requesting it does nothing.
    ("\"/sign-out\"", &["/sign-out"]),
    ("SIGNED_OUT", &["/signed-out"]),
    ("\"/sources/key\"", &["/sources/key"]),
    ("\"/links/{id}/url\"", &["/links/1/url", "/links/99/url"]),
    ("\"/links/{id}/edit\"", &["/links/1/edit", "/links/99/edit"]),
    ("\"/imports/{id}/take-back\"", &["/imports/1/take-back"]),
    ("\"/api/v1/events\"", &["/api/v1/events"]),
];

/// The first argument of each `.route(…)` in a file whose handlers answer GET.
fn routed(text: &str) -> Vec<String> {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let calls = text.split(".route(").skip(1);
    let calls = calls.filter_map(|call| call.split_once(','));
    let read = calls.filter(|(_, handlers)| {
        let handlers = handlers.split(".layer(").next().unwrap_or_default();
        ["get(", "any("]
            .iter()
            .any(|method| handlers.contains(method))
    });
    read.map(|(path, _)| path.trim().to_owned()).collect()
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            sources(&path, into);
        } else if !name.contains("test") && !path.to_string_lossy().contains("tests/") {
            into.push(path);
        }
    }
}

#[test]
fn every_readable_route_is_covered() {
    let mut files = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/serve");
    sources(&folder, &mut files);
    let texts = files.iter().map(|file| fs::read_to_string(file).unwrap());
    let texts: Vec<String> = texts.filter(|text| text.contains(".route(")).collect();
    let routed: BTreeSet<String> = texts.iter().flat_map(|text| routed(text)).collect();
    assert!(routed.len() > 20, "{routed:?}");
    let known: BTreeSet<String> = READ.iter().map(|(path, _)| (*path).to_owned()).collect();
    let missing: Vec<_> = routed.difference(&known).collect();
    assert!(missing.is_empty(), "add {missing:?} here");
}

/// The database and its write-ahead log.
fn stored(served: &Served) -> Vec<Vec<u8>> {
    let of = |name| fs::read(served.folder.path().join(name)).unwrap_or_default();
    vec![of("turnaway.db"), of("turnaway.db-wal")]
}

async fn ask(served: &Served, method: &Method, target: &str, cookie: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(target)
        .header(header::HOST, HOST)
        .header(header::COOKIE, cookie)
        .header("sec-fetch-site", "cross-site");
    let request = request.body(Body::empty()).unwrap();
    let response = served.router.clone().oneshot(request).await.unwrap();
    let (parts, _) = response.into_parts();
    // The body of a live connection would not end.
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: Vec::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_changes_by_get() {
    let (served, first) = Served::of(&[denied(0)]).await.with_link(Opens::SignIn);
    let (_, link) = served.link(link_for("Brenn")).await;
    let with_password = store::NewLink {
        password: Some(store::Password::new("a long password").unwrap()),
        ..link_for("Brenn")
    };
    let (_, password) = served.link(with_password).await;
    let opened = served.opened(&link).await;
    let mut readers = vec![
        ("no one", String::new()),
        ("an administrator", served.cookie.clone()),
        (
            "an unknown cookie",
            format!("turnaway-3000={}", Secret::random().unwrap().reveal()),
        ),
        ("a link", opened.cookie.clone()),
        (
            "an administrator with a link",
            format!("{}; {}", served.cookie, opened.cookie),
        ),
    ];
    let brenn = Rights::of_accounts(Role::CustomerSuccess, ["Brenn"]).unwrap();
    for (name, rights) in [
        ("producer", Rights::all(Role::Producer)),
        ("customer success", brenn),
    ] {
        let user = served.add_user(name, rights).await;
        readers.push((name, served.cookie_of(user).await));
    }
    let gone = served.add_user("gone", Rights::all(Role::Producer)).await;
    readers.push(("someone who is signed out", served.cookie_of(gone).await));
    served.store.end_sessions(gone, &by_test()).await.unwrap();
    let (id, ended) = served.link(link_for("Brenn")).await;
    let ended = served.opened(&ended).await;
    readers.push(("a link that has ended", ended.cookie.clone()));
    served.store.revoke_link(id, &by_test()).await.unwrap();

    let before = stored(&served);
    let audit = served.store.audit(None, 100).await.unwrap();
    for method in [Method::GET, Method::HEAD] {
        for (reader, cookie) in &readers {
            let targets = READ.iter().flat_map(|(_, targets)| *targets);
            // A link's report answers at the same URLs below its own path.
            let shared = targets.clone().map(|target| opened.at(target));
            let targets = targets.map(|target| (*target).to_owned()).chain(shared);
            for target in targets {
                let target = target.replace("/first/{first}", &first);
                let target = target.replace("/l/{link}", &link);
                let target = target.replace("/l/{password}", &password);
                let answer = ask(&served, &method, &target, cookie).await;
                let set = answer.headers.get(header::SET_COOKIE);
                assert_eq!(set, None, "{method} {target} as {reader}");
                assert_eq!(stored(&served), before, "{method} {target} as {reader}");
            }
        }
    }
    assert_eq!(served.store.audit(None, 100).await.unwrap(), audit);
    // All of them still have the same access.
    let answer = served.post(&first, &[], "").await;
    assert_eq!(answer.status.as_u16(), 303);
    served.opened(&link).await;
}

/// The one change by reading as a user: the session is extended when used.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_used_is_noted_and_nothing_else() {
    let served = Served::of(&[denied(0)]).await;
    let hash = Secret::parse(served.cookie.split_once('=').unwrap().1);
    let hash = hash.unwrap().hash();
    let now = || served.clock.load(std::sync::atomic::Ordering::Relaxed);
    served.pass(299);
    let before = stored(&served);
    served.get("/denials").await;
    assert_eq!(stored(&served), before, "not with every request");
    served.pass(1);
    // An open page does not count as use.
    served.get("/version").await;
    assert_eq!(stored(&served), before);
    served.get("/denials").await;
    let ends_at = async || {
        served
            .store
            .session(&hash, now())
            .await
            .unwrap()
            .unwrap()
            .ends_at
    };
    while ends_at().await != now() + SESSION_IDLE_S {
        tokio::task::yield_now().await;
    }
    let audit = served.store.audit(None, 100).await.unwrap();
    assert!(
        audit
            .iter()
            .all(|line| line.who == "test" || line.at == super::START),
        "{audit:?}"
    );
}

/// The same for a link's session.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_used_is_noted() {
    let served = Served::of(&[denied(0)]).await;
    let (_, path) = served.link(link_for("Brenn")).await;
    let link = served.opened(&path).await;
    let hash = Secret::parse(link.cookie.split_once('=').unwrap().1);
    let hash = hash.unwrap().hash();
    served.pass(300);
    let now = served.clock.load(std::sync::atomic::Ordering::Relaxed);
    let is_touch_due = async || {
        let session = served.store.link_session(&hash, now).await.unwrap();
        session.unwrap().is_touch_due
    };
    let before = stored(&served);
    // An open page does not count as use.
    served.get_as(&link.at("/version"), &link.cookie).await;
    assert_eq!(stored(&served), before);
    assert!(is_touch_due().await);
    served.get_as(&link.at("/denials"), &link.cookie).await;
    while is_touch_due().await {
        tokio::task::yield_now().await;
    }
}

//! Access rights: every URL without a session and for each role.

use app::tables::name::TableName;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::event::{Event, Second};
use domain::names::{AccountName, DeviceName, UserName};
use store::{Rights, Role};

use super::{HOST, Served, denied};
use crate::files_read_back::{rows, texts};

/// Pages of the report, and the user's own page, which every user may read.
pub(crate) const PAGES: [&str; 5] = [
    "/",
    "/denials?range=all",
    "/denials/",
    "/table/denials-summary?range=all",
    "/account",
];

/// URLs for programs, which are refused rather than redirected to the sign-in.
pub(crate) const ANSWERS: [&str; 8] = [
    "/export/denials-summary.csv?range=all",
    "/export/denials-summary.xlsx?range=all",
    "/data/report?route=Denials&query=range%3Dall",
    "/data/usage?query=range%3Dall",
    "/data/values?query=range%3Dall&key=Account",
    "/data/neighbours?query=range%3Dall&row=0&version=1",
    "/slice?from=0&to=4294967295&v=1",
    "/version",
];

/// Pages of administrators.
pub(crate) const MANAGEMENT: [&str; 2] = ["/users", "/audit"];

/// Pages for some users, each covered by its own tests.
pub(crate) const OTHERS: [&str; 6] = [
    "/imports",
    "/imports/1",
    "/sources",
    "/links",
    "/links/new?range=all",
    "/api",
];

/// Pages of one link or key, which may not exist or was shown already.
const OF_ONE: [&str; 3] = ["/sources/key?name=a", "/links/1/edit", "/links/1/url"];

/// The form actions of these pages.
const OTHER_FORMS: [&str; 6] = [
    "/links/new",
    "/links/1/edit",
    "/links/revoke",
    "/links/rotate",
    "/imports",
    "/imports/1/take-back",
];

/// Form actions, and who may use them.
const FORMS: [(&str, bool); 10] = [
    ("/users/add", true),
    ("/users/role", true),
    ("/users/password", true),
    ("/users/sign-out", true),
    ("/users/remove", true),
    ("/sources/add-key", true),
    ("/sources/revoke-key", true),
    ("/account/password", false),
    ("/account/sign-out-everywhere", false),
    ("/sign-out", false),
];

/// Invalid cookies.
async fn forged(served: &Served) -> Vec<String> {
    let real = served.cookie.clone();
    let (name, secret) = real.split_once('=').unwrap();
    let last = if secret.ends_with('A') { "E" } else { "A" };
    let mut forged = vec![
        String::new(),
        format!("{name}="),
        format!("{name}={}", "A".repeat(43)),
        format!("{name}={}", &secret[..42]),
        format!("{name}={secret}A"),
        format!("{name}={}{last}", &secret[..42]),
        format!("{name}={}", secret.to_lowercase()),
        format!("turnaway={secret}"),
        format!("turnaway-3001={secret}"),
        format!("__Host-turnaway={secret}"),
    ];
    // One whose session has ended.
    let user = served
        .add_user("ended", Rights::all(Role::Administrator))
        .await;
    let ended = served.cookie_of(user).await;
    served
        .store
        .end_sessions(user, &super::by_test())
        .await
        .unwrap();
    forged.push(ended);
    forged
}

pub(crate) fn holds(answer: &super::Answer, name: &str) -> bool {
    let name = name.as_bytes();
    answer.body.windows(name.len()).any(|part| part == name)
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_there_is_only_the_sign_in() {
    let served = Served::of(&[denied(0), denied(60)]).await;
    for cookie in forged(&served).await {
        let pages = PAGES
            .into_iter()
            .chain(MANAGEMENT)
            .chain(OTHERS)
            .chain(OF_ONE);
        for target in pages.chain(["/nothing"]) {
            let answer = served.get_as(target, &cookie).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{target} {cookie}");
            let to = answer.header(header::LOCATION);
            assert!(to.starts_with("/sign-in"), "{target}: {to}");
            assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
            assert!(answer.body.is_empty());
        }
        // The live connection never ends.
        for target in ANSWERS.into_iter().chain(["/news"]) {
            let answer = served.get_as(target, &cookie).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{target} {cookie}");
            assert!(!holds(&answer, "Brenn") && !holds(&answer, "nadia"));
            assert_eq!(answer.header(header::ETAG), "");
        }
        let forms = FORMS.into_iter().map(|(target, _)| target);
        for target in forms.chain(OTHER_FORMS) {
            let answer = served.post(target, &[("user", "1")], &cookie).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{target} {cookie}");
        }
    }
    let file = served.get_as("/pkg/abc/turnaway_bg.wasm", "").await;
    assert_eq!(
        file.status,
        StatusCode::OK,
        "the files of the site hold no data"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_reads_the_report_and_administrators_manage() {
    let served = Served::of(&[denied(0), denied(60)]).await;
    for role in Role::ALL {
        let user = served.add_user(role.word(), Rights::all(role)).await;
        let cookie = served.cookie_of(user).await;
        let manages = role == Role::Administrator;
        for target in PAGES.into_iter().filter(|target| *target != "/denials/") {
            let answer = served.get_as(target, &cookie).await;
            assert_eq!(answer.status, StatusCode::OK, "{target} {role:?}");
            assert!(answer.text().contains(role.word()), "its reader is named");
            let links = answer.text().contains("href=\"/users\"");
            assert_eq!(links, manages, "{target} {role:?}");
        }
        let version = served.scoped.version().await.unwrap();
        let neighbours = format!("/data/neighbours?query=range%3Dall&row=0&version={version}");
        let moved = |target: &&str| !target.starts_with("/data/neighbours");
        for target in ANSWERS.into_iter().filter(moved).chain([&*neighbours]) {
            let answer = served.get_as(target, &cookie).await;
            assert_eq!(answer.status, StatusCode::OK, "{target} {role:?}");
        }
        for target in MANAGEMENT {
            let answer = served.get_as(target, &cookie).await;
            let status = if manages {
                StatusCode::OK
            } else {
                StatusCode::FORBIDDEN
            };
            assert_eq!(answer.status, status, "{target} {role:?}");
        }
        for (target, _) in FORMS.into_iter().filter(|(_, managed)| *managed) {
            // A form without fields: for an authorised user the error is that they are missing.
            let answer = served.post(target, &[], &cookie).await;
            let status = if manages {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::FORBIDDEN
            };
            assert_eq!(answer.status, status, "{target} {role:?}");
        }
    }
}

/// Whether a response contains a name: as text, or in a workbook, which is compressed.
pub(crate) fn tells(answer: &super::Answer, name: &str) -> bool {
    holds(answer, name)
        || match answer.body.get(..2) {
            Some(b"PK") => rows(&answer.body)
                .iter()
                .flat_map(|row| texts(row))
                .any(|text| text.contains(name)),
            _ => false,
        }
}

/// Every readable URL, with the downloads and the page of each table.
pub(crate) fn every_address() -> impl Iterator<Item = String> {
    let tables = TableName::all().flat_map(|table| {
        let word = table.word();
        [
            format!("/table/{word}?range=all"),
            format!("/export/{word}.csv?range=all"),
            format!("/export/{word}.xlsx?range=all"),
        ]
    });
    let targets = PAGES.into_iter().chain(ANSWERS).chain(MANAGEMENT);
    let targets = targets.chain(OTHERS).chain(OF_ONE);
    targets.map(str::to_owned).chain(tables)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limited_user_sees_nothing_of_other_accounts() {
    let own = |seconds| Event {
        account: AccountName("Dorn"),
        user: UserName("selma"),
        device: DeviceName("dev-7"),
        ..denied(seconds)
    };
    let served = Served::of(&[denied(0), denied(60), own(90)]).await;
    let rights = Rights::of_accounts(Role::CustomerSuccess, ["Dorn"]).unwrap();
    let user = served.add_user("Mira", rights).await;
    let cookie = served.cookie_of(user).await;
    let version = served.get_as("/version", &cookie).await;
    let neighbours = format!(
        "/data/neighbours?query=range%3Dall&row=0&version={}",
        version.text().trim()
    );
    let answer = served.get_as(&neighbours, &cookie).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(holds(&answer, "selma"));
    let targets = every_address().chain([neighbours]);
    let mut told = 0;
    for target in targets {
        let answer = served.get_as(&target, &cookie).await;
        for foreign in ["Brenn", "nadia", "ws-1"] {
            assert!(!tells(&answer, foreign), "{target}");
        }
        told += usize::from(tells(&answer, "Dorn"));
    }
    assert!(told >= 21, "only {told} URLs show their own account");
    // A view of another account finds nothing, and reveals no more.
    let view = "/denials?range=all&account=Brenn";
    let answer = served.get_as(view, &cookie).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(!holds(&answer, "nadia") && !holds(&answer, "ws-1"));
    // Nor does the version reveal how much the database grows.
    let version = || async { served.get_as("/version", &cookie).await.text().clone() };
    let before = version().await;
    served.import(&[denied(120)]).await;
    assert_eq!(version().await, before);
    served.import(&[own(150)]).await;
    assert_ne!(version().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slice_of_one_scope_is_no_base_for_another() {
    let served = Served::of(&[denied(0), denied(60)]).await;
    let rights = Rights::of_accounts(Role::CustomerSuccess, ["Dorn"]).unwrap();
    let user = served.add_user("Mira", rights).await;
    let cookie = served.cookie_of(user).await;
    let frame = served.scoped.frame().await.unwrap();
    let (from, to) = (Second(0), Second(4_294_967_295));
    let whole = served.scoped.slice(&frame, from, to).unwrap();
    let target = format!("/slice?from=0&to=4294967295&v=1&since={}", whole.mark);
    let answer = served.get_as(&target, &cookie).await;
    let alone = served.get_as("/slice?from=0&to=4294967295&v=1", &cookie);
    assert_eq!(answer.body, alone.await.body, "it is sent as a whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_changes_by_get() {
    let served = Served::empty().await;
    let before = served.store.audit(None, 100).await.unwrap();
    for (target, _) in FORMS {
        for method in [Method::GET, Method::HEAD] {
            let request = Request::builder().method(method).uri(target);
            let request = request.header(header::HOST, HOST);
            let answer = served.ask(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{target}");
        }
    }
    assert_eq!(served.store.audit(None, 100).await.unwrap(), before);
    assert_eq!(served.get("/version").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_session_takes_effect_with_the_next_request() {
    let served = Served::of(&[denied(0)]).await;
    let user = served.add_user("Mira", Rights::all(Role::Producer)).await;
    let cookie = served.cookie_of(user).await;
    assert_eq!(
        served.get_as("/version", &cookie).await.status,
        StatusCode::OK
    );
    served
        .store
        .remove_user(user, &super::by_test())
        .await
        .unwrap();
    let answer = served.get_as("/version", &cookie).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

//! Signing in and out.

use std::net::SocketAddr;
use std::sync::atomic::Ordering;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use store::{Rights, Role};

use super::element::Element;
use super::{Answer, PASSWORD, SESSION_IDLE_S, START, Served, posted};

async fn with_mira() -> Served {
    let served = Served::empty().await;
    served.add_user("Mira", Rights::all(Role::Producer)).await;
    served
}

async fn sign_in(served: &Served, name: &str, password: &str) -> Answer {
    let form = [
        ("name", name),
        ("password", password),
        ("to", "/denials?range=all"),
    ];
    served.post("/sign-in", &form, "").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_leads_back_to_the_requested_page() {
    let served = with_mira().await;
    let answer = served.get_as("/denials?range=all", "").await;
    let form = answer.header(header::LOCATION).to_owned();
    assert_eq!(form, "/sign-in?to=%2Fdenials%3Frange%3Dall");
    let page = served.get_as(&form, "").await;
    assert_eq!(page.status, StatusCode::OK);
    let page = Element::of_html(&page.text());
    let to = page
        .named("input")
        .into_iter()
        .find(|input| input.attribute("name") == "to");
    assert_eq!(to.unwrap().attribute("value"), "/denials?range=all");

    let answer = sign_in(&served, "Mira", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header(header::LOCATION), "/denials?range=all");
    let set = answer.header(header::SET_COOKIE);
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(set.contains(attribute), "{set}");
    }
    let page = served.get_as("/denials?range=all", answer.cookie()).await;
    assert_eq!(page.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_leads_to_no_other_site() {
    let served = with_mira().await;
    for to in [
        "https://example.org",
        "//example.org",
        "/\\example.org",
        "javascript:x",
        "\u{e9}",
    ] {
        let form = [("name", "Mira"), ("password", PASSWORD), ("to", to)];
        let answer = served.post("/sign-in", &form, "").await;
        assert_eq!(answer.header(header::LOCATION), "/", "{to}");
        let to: String = super::escaped(to);
        let page = served.get_as(&format!("/sign-in?to={to}"), "").await;
        assert!(!page.text().contains("example.org"), "{to}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_name_and_a_wrong_password_get_the_same_page() {
    let served = with_mira().await;
    let known = sign_in(&served, "Mira", "wrong").await;
    let unknown = sign_in(&served, "Mika", "wrong").await;
    assert_eq!(known.status, StatusCode::UNAUTHORIZED);
    assert_eq!(unknown.status, StatusCode::UNAUTHORIZED);
    // The scripts after the document contain this response's nonce.
    let same = |answer: &Answer, name: &str| {
        let text = answer.text();
        let (document, _) = text.split_once("</html>").unwrap();
        document.replace(name, "NAME")
    };
    assert_eq!(same(&known, "Mira"), same(&unknown, "Mika"));
    assert!(known.text().contains("The name or the password is wrong."));
    assert_eq!((known.cookie(), unknown.cookie()), ("", ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_ten_failures_even_the_correct_password_waits() {
    let served = with_mira().await;
    for _ in 0..10 {
        let answer = sign_in(&served, "Mira", "wrong").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    served.pass(60);
    let answer = sign_in(&served, "Mira", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.header(header::RETRY_AFTER), "840");
    assert_eq!(answer.cookie(), "");
    served.pass(840);
    let answer = sign_in(&served, "Mira", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_the_current_password_is_limited_too() {
    let served = with_mira().await;
    let here = sign_in(&served, "Mira", PASSWORD).await;
    let form = [("present", "wrong"), ("password", "another long password")];
    let set = async || served.post("/account/password", &form, here.cookie()).await;
    for _ in 0..10 {
        assert_eq!(set().await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let answer = set().await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.header(header::RETRY_AFTER), "900");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_a_long_time_without_requests() {
    let served = with_mira().await;
    let answer = sign_in(&served, "Mira", PASSWORD).await;
    let status = async |at: i64| {
        served.clock.store(at, Ordering::Relaxed);
        served.get_as("/version", answer.cookie()).await.status
    };
    assert_eq!(status(START + SESSION_IDLE_S - 1).await, StatusCode::OK);
    // Its use is noted in the background; without a note the session ends.
    let fresh = sign_in(&served, "Mira", PASSWORD).await;
    served.clock.fetch_add(SESSION_IDLE_S, Ordering::Relaxed);
    let late = served.get_as("/version", fresh.cookie()).await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_renews_the_session() {
    let served = with_mira().await;
    let first = sign_in(&served, "Mira", PASSWORD).await;
    let form = [("name", "Mira"), ("password", PASSWORD)];
    let second = served.post("/sign-in", &form, first.cookie()).await;
    assert_ne!(first.cookie(), second.cookie());
    let status = async |answer: &Answer| served.get_as("/version", answer.cookie()).await.status;
    assert_eq!(status(&first).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(&second).await, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_this_session_and_everywhere_ends_all() {
    let served = with_mira().await;
    let first = sign_in(&served, "Mira", PASSWORD).await;
    let second = sign_in(&served, "Mira", PASSWORD).await;
    let third = sign_in(&served, "Mira", PASSWORD).await;
    let status = async |answer: &Answer| served.get_as("/version", answer.cookie()).await.status;
    let out = served.post("/sign-out", &[], first.cookie()).await;
    assert_eq!(out.header(header::LOCATION), "/sign-in");
    assert!(out.header(header::SET_COOKIE).contains("Max-Age=0"));
    assert_eq!(out.headers["clear-site-data"], "\"cache\"");
    assert_eq!(status(&first).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(&second).await, StatusCode::OK);
    let target = "/account/sign-out-everywhere";
    served.post(target, &[], second.cookie()).await;
    assert_eq!(status(&second).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(&third).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_needs_the_current_one_and_ends_other_sessions() {
    let served = with_mira().await;
    let here = sign_in(&served, "Mira", PASSWORD).await;
    let elsewhere = sign_in(&served, "Mira", PASSWORD).await;
    let status = async |answer: &Answer| served.get_as("/version", answer.cookie()).await.status;
    let set = async |present: &str, password: &str| {
        let form = [("present", present), ("password", password)];
        served
            .post("/account/password", &form, here.cookie())
            .await
            .status
    };
    let other = "another long password";
    assert_eq!(set("wrong", other).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(set("", other).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        set(PASSWORD, "short").await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(status(&elsewhere).await, StatusCode::OK);
    assert_eq!(set(PASSWORD, other).await, StatusCode::SEE_OTHER);
    assert_eq!(status(&here).await, StatusCode::OK);
    assert_eq!(status(&elsewhere).await, StatusCode::UNAUTHORIZED);
    let before = sign_in(&served, "Mira", PASSWORD).await;
    assert_eq!(before.status, StatusCode::UNAUTHORIZED);
    let after = sign_in(&served, "Mira", other).await;
    assert_eq!(after.status, StatusCode::SEE_OTHER);
}

/// The same form from another client IP.
fn from(address: [u8; 4], mut request: Request<Body>) -> Request<Body> {
    let peer = ConnectInfo(SocketAddr::from((address, 5000)));
    request.extensions_mut().insert(peer);
    request
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_locks_no_one_out() {
    let served = with_mira().await;
    for number in 0..11_u8 {
        let form = [("name", "Mira"), ("password", "wrong")];
        let request = from([192, 0, 2, number], posted("/sign-in", &form, ""));
        let answer = served.ask_as_it_is(request).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let form = [("name", "Mira"), ("password", PASSWORD)];
    let request = from([198, 51, 100, 7], posted("/sign-in", &form, ""));
    let answer = served.ask_as_it_is(request).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_as_another_user_ends_the_previous_session() {
    let served = with_mira().await;
    served.add_user("Noor", Rights::all(Role::Producer)).await;
    let first = sign_in(&served, "Mira", PASSWORD).await;
    let form = [("name", "Noor"), ("password", PASSWORD)];
    served.post("/sign-in", &form, first.cookie()).await;
    let lines = served.store.audit(None, 2).await.unwrap();
    let told: Vec<_> = lines.iter().map(|line| (&*line.who, &*line.what)).collect();
    assert_eq!(told, [("Noor", "signed-in"), ("Mira", "signed-out")]);
}

//! The first start, and its one-time link.

use axum::http::{StatusCode, header};
use store::Role;

use super::{PASSWORD, Served};
use server::parts::Opens;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_served_before_there_is_an_administrator() {
    let served = Served::setup_required().await;
    let (served, link) = served.with_link(Opens::FirstAdministrator);
    for target in [
        "/", "/denials", "/sign-in", "/version", "/slice", "/users", "/nothing",
    ] {
        for cookie in ["", "turnaway-3000=abc"] {
            let answer = served.get_as(target, cookie).await;
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{target}");
            assert!(
                answer.text().contains("the link that it printed"),
                "{target}"
            );
        }
    }
    let other = format!("/first/{}", "A".repeat(43));
    for (target, status) in [
        (&*link, StatusCode::OK),
        (&other, StatusCode::NOT_FOUND),
        ("/pkg/abc/turnaway_bg.wasm", StatusCode::OK),
    ] {
        assert_eq!(served.get_as(target, "").await.status, status, "{target}");
    }
    let signed_in = served
        .post("/sign-in", &[("name", "administrator")], "")
        .await;
    assert_eq!(signed_in.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_link_creates_the_first_administrator_once() {
    let served = Served::setup_required().await;
    let (served, link) = served.with_link(Opens::FirstAdministrator);
    // Viewing it does not use it up.
    for _ in 0..3 {
        let page = served.get_as(&link, "").await;
        assert!(page.text().contains("administrator"));
    }
    assert!(served.store.users().await.unwrap().is_empty());
    let short = [("name", "Mira"), ("password", "short")];
    let refused = served.post(&link, &short, "").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("at least 12 characters"));
    assert!(refused.text().contains("Mira"), "what was typed is kept");
    let form = [("name", "Mira"), ("password", PASSWORD)];
    let made = served.post(&link, &form, "").await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    assert_eq!(made.header(header::LOCATION), "/");
    let page = served.get_as("/", made.cookie()).await;
    assert_eq!(page.status, StatusCode::OK);
    let users = served.store.users().await.unwrap();
    assert_eq!(users.len(), 1);
    assert_eq!(users[0].rights.role(), Role::Administrator);
    assert!(users[0].has_password);

    for _ in 0..2 {
        assert_eq!(served.get_as(&link, "").await.status, StatusCode::NOT_FOUND);
        let again = served.post(&link, &form, "").await;
        assert_eq!(again.status, StatusCode::NOT_FOUND);
        assert_eq!(again.cookie(), "");
    }
    assert_eq!(served.store.users().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_name_the_first_is_called_administrator() {
    let served = Served::setup_required().await;
    let (served, link) = served.with_link(Opens::FirstAdministrator);
    let made = served.post(&link, &[], "").await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    let users = served.store.users().await.unwrap();
    assert_eq!(users[0].name, "administrator");
    assert!(!users[0].has_password);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_link_is_void_once_the_command_line_added_an_administrator() {
    let served = Served::empty().await;
    let (served, link) = served.with_link(Opens::FirstAdministrator);
    assert_eq!(served.get_as(&link, "").await.status, StatusCode::NOT_FOUND);
    let answer = served.post(&link, &[("name", "Mallory")], "").await;
    assert_eq!(
        (answer.status, answer.cookie()),
        (StatusCode::NOT_FOUND, "")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_link_signs_in_as_the_first_administrator_once() {
    let served = Served::empty().await;
    let (served, link) = served.with_link(Opens::SignIn);
    assert!(served.get_as(&link, "").await.text().contains("root"));
    let opened = served.post(&link, &[], "").await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER);
    let page = served.get_as("/users", opened.cookie()).await;
    assert_eq!(page.status, StatusCode::OK);
    let again = served.post(&link, &[], "").await;
    assert_eq!((again.status, again.cookie()), (StatusCode::NOT_FOUND, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_concurrent_openings_one_succeeds() {
    let served = Served::empty().await;
    let (served, link) = served.with_link(Opens::SignIn);
    let (one, two, three) = tokio::join!(
        served.post(&link, &[], ""),
        served.post(&link, &[], ""),
        served.post(&link, &[], ""),
    );
    let given = [one, two, three]
        .iter()
        .filter(|answer| !answer.cookie().is_empty())
        .count();
    assert_eq!(given, 1);
}

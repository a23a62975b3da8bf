//! Links that are open in a browser already: how they open again, and how many there may be.

use axum::http::{StatusCode, header};
use store::OPEN_LINKS_MAX;

use super::browser::{Browser, of_dorn};
use super::links::{Opened, link_for};
use super::{Served, by_test, denied};

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_open_in_a_browser_opens_there_without_a_click() {
    let browser = Browser::new().await;
    let served = &browser.served;
    let (link, path) = served.link(link_for("Brenn")).await;
    let opened = served.opened(&path).await;
    let opens = async || served.store.link(link).await.unwrap().unwrap().opens;
    let before = served.store.audit(None, 100).await.unwrap();
    for (cookie, is_open) in [
        (opened.cookie.clone(), true),
        (format!("{}; {}", browser.cookies, opened.cookie), true),
        (browser.cookies.clone(), false),
        (served.cookie.clone(), false),
        (String::new(), false),
    ] {
        let answer = served.get_as(&path, &cookie).await;
        assert!(answer.set_cookies().is_empty());
        if is_open {
            assert_eq!(answer.status, StatusCode::SEE_OTHER);
            let to = answer.header(header::LOCATION);
            assert_eq!(to, opened.at("/denials?range=all"));
            assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
        } else {
            assert_eq!(answer.status, StatusCode::OK);
            assert!(answer.text().contains("Open the report"));
        }
    }
    assert_eq!(opens().await, 1, "viewing does not count");
    assert_eq!(served.store.audit(None, 100).await.unwrap(), before);
    let out = served
        .post(&opened.at("/sign-out"), &[], &opened.cookie)
        .await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
    let page = served.get_as(&path, &opened.cookie).await;
    assert_eq!(page.status, StatusCode::OK, "it has to be opened again");
    let again = served.opened(&path).await;
    assert_eq!(again.base, opened.base);
    served.store.revoke_link(link, &by_test()).await.unwrap();
    let revoked = served.get_as(&path, &again.cookie).await;
    assert_eq!(revoked.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_framed_link_opens_again_in_its_frame() {
    let browser = Browser::new().await;
    let served = browser.served.embedded_by("https://portal.example");
    let (_, path) = served.link(link_for("Brenn")).await;
    let framed = format!("{path}?embed");
    let opened = Opened::of(&served.post(&framed, &[], "").await);
    let again = served.get_as(&framed, &opened.cookie).await;
    let to = again.header(header::LOCATION);
    assert_eq!(to, opened.at("/denials?range=all&embed"));
    // The page shown when it is not open may be framed as well.
    for target in ["/denials?embed", "/signed-out?embed"] {
        let page = served.get_as(&opened.at(target), "").await;
        let policy = page.header(header::CONTENT_SECURITY_POLICY);
        assert!(policy.contains("frame-ancestors https://portal.example"));
        assert_eq!(page.header(header::X_FRAME_OPTIONS), "", "{target}");
    }
    // Signing out clears both kinds of cookies.
    let out = served
        .post(&opened.at("/sign-out"), &[], &opened.cookie)
        .await;
    let cleared = out.set_cookies();
    assert_eq!(cleared.len(), 2);
    assert!(cleared.iter().any(|cookie| cookie.contains("Partitioned")));
}

#[tokio::test(flavor = "multi_thread")]
async fn open_links_per_browser_are_bounded_and_its_user_stays_signed_in() {
    let served = Served::of(&[denied(0)]).await;
    let mut open: Vec<Opened> = Vec::new();
    for number in 0..OPEN_LINKS_MAX + 2 {
        let (_, path) = served.link(link_for("Brenn")).await;
        let mut cookies: Vec<&str> = open.iter().map(|opened| &*opened.cookie).collect();
        cookies.push(&served.cookie);
        let answer = served.post(&path, &[], &cookies.join("; ")).await;
        let new = Opened::of(&answer);
        let cleared: Vec<&str> = answer.set_cookies().split_off(1);
        if number < OPEN_LINKS_MAX {
            assert!(cleared.is_empty(), "{cleared:?}");
        } else {
            let oldest = open.remove(0);
            let (name, _) = oldest.cookie.split_once('=').unwrap();
            assert_eq!(cleared.len(), 1, "{cleared:?}");
            assert!(cleared[0].starts_with(&format!("{name}=;")), "{cleared:?}");
            let ended = served.get_shared(&oldest, "/version").await;
            assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
        }
        open.push(new);
        served.pass(1);
    }
    assert_eq!(open.len(), OPEN_LINKS_MAX);
    for opened in &open {
        let version = served.get_shared(opened, "/version").await;
        assert_eq!(version.status, StatusCode::OK);
    }
    assert_eq!(served.get("/version").await.status, StatusCode::OK);
    let bytes: usize = open.iter().map(|opened| opened.cookie.len() + 2).sum();
    assert!(bytes < 1024, "{bytes} bytes of every request");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_single_cookie_of_an_earlier_version_leads_to_its_links_path() {
    let served = Served::of(&[denied(0), of_dorn(60)]).await;
    let (link, path) = served.link(link_for("Brenn")).await;
    let opened = served.opened(&path).await;
    let (_, secret) = opened.cookie.split_once('=').unwrap();
    let earlier = format!("turnaway-link-3000={secret}");
    for (target, to) in [
        (
            "/denials?range=all&user=nadia",
            "/denials?range=all&user=nadia",
        ),
        ("/denials", "/denials"),
        (
            "/table/denials-summary?range=all",
            "/table/denials-summary?range=all",
        ),
    ] {
        let answer = served.get_as(target, &earlier).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{target}");
        assert_eq!(answer.header(header::LOCATION), opened.at(to));
        let cookies = answer.set_cookies();
        assert!(cookies[0].starts_with(&opened.cookie), "{cookies:?}");
        assert!(
            cookies[1].starts_with("turnaway-link-3000=;"),
            "{cookies:?}"
        );
    }
    let revisit = served.get_as(&path, &earlier).await;
    let to = revisit.header(header::LOCATION);
    assert_eq!(to, opened.at("/denials?range=all"));
    assert!(revisit.set_cookies()[0].starts_with(&opened.cookie));
    // It opens nothing by itself, and leads only to the report.
    for target in [
        "/version",
        "/export/what-to-do.csv",
        "/slice?from=0&to=1&v=1",
    ] {
        let answer = served.get_as(target, &earlier).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{target}");
    }
    let below = served.get_as(&opened.at("/version"), &earlier).await;
    assert_eq!(below.status, StatusCode::UNAUTHORIZED);
    let page = served.get_as("/users", &earlier).await;
    assert!(page.header(header::LOCATION).starts_with("/sign-in"));
    // A user still has their own report.
    let both = format!("{}; {earlier}", served.cookie);
    let report = served.get_as("/denials?range=all", &both).await;
    assert_eq!(report.status, StatusCode::OK);
    assert!(report.text().contains("selma"));
    served.store.revoke_link(link, &by_test()).await.unwrap();
    let ended = served.get_as("/denials", &earlier).await;
    assert!(ended.header(header::LOCATION).starts_with("/sign-in"));
    assert!(ended.set_cookies().is_empty());
}

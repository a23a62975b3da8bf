//! What opens a link, what ends it, and who may frame its report.

use axum::http::{StatusCode, header};
use store::{NewLink, Password, Rights, Role, Secret};

use super::links::{Opened, link_for, link_url_in};
use super::{Answer, Served, by_test, denied};

const DAY_S: i64 = 86_400;

#[tokio::test(flavor = "multi_thread")]
async fn every_invalid_link_gets_the_same_page() {
    let served = Served::of(&[denied(0)]).await;
    let (revoked, of_revoked) = served.link(link_for("Brenn")).await;
    served.store.revoke_link(revoked, &by_test()).await.unwrap();
    let (rotated, of_rotated) = served.link(link_for("Brenn")).await;
    let new = served.store.rotate_link(rotated, &by_test()).await.unwrap();
    let (_, of_expired) = served
        .link(NewLink {
            days: 1,
            password: Some(Password::new("correct horse battery").unwrap()),
            ..link_for("Brenn")
        })
        .await;
    let rights = Rights::all(Role::CustomerSuccess);
    let gone = served.add_user("gone", rights).await;
    let owner = served.user(gone).await;
    let of_gone = served
        .store
        .add_link(&owner, link_for("Brenn"), &by_test())
        .await
        .unwrap();
    served.store.remove_user(gone, &by_test()).await.unwrap();
    served.pass(DAY_S);
    let unknown = Secret::random().unwrap().reveal();
    let first = served.get_as("/l/closed", "").await;
    assert_eq!(first.status, StatusCode::NOT_FOUND);
    // Each page has its own nonce.
    let plain = |answer: &Answer| {
        let headers = answer.headers.iter();
        let headers = headers.filter(|(name, _)| *name != header::CONTENT_SECURITY_POLICY);
        let headers: Vec<String> = headers.map(|header| format!("{header:?}")).collect();
        let text = answer.text();
        let body = text.split("<script nonce").next().unwrap_or_default();
        (answer.status, headers, body.to_owned())
    };
    for path in [
        of_revoked,
        of_rotated,
        of_expired,
        format!("/l/{}", of_gone.1.reveal()),
        format!("/l/{unknown}"),
        format!("/l/{}", &unknown[..42]),
        format!("/l/{unknown}A"),
        "/l/%00".to_owned(),
    ] {
        let page = served.get_as(&path, "").await;
        assert_eq!(plain(&page), plain(&first), "{path}");
        let opened = served
            .post(&path, &[("password", "correct horse battery")], "")
            .await;
        assert_eq!(plain(&opened), plain(&first), "{path}");
    }
    let working = format!("/l/{}", new.reveal());
    assert_eq!(served.get_as(&working, "").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_button_of_an_open_link_leads_to_its_report() {
    let served = Served::of(&[denied(0)]).await;
    let with_password = NewLink {
        password: Some(Password::new("correct horse battery").unwrap()),
        ..link_for("Brenn")
    };
    let (id, path) = served.link(with_password).await;
    let typed = [("password", "correct horse battery")];
    let first = served.post(&path, &typed, "").await;
    let cookie = first.header(header::SET_COOKIE);
    let cookie = cookie.split(';').next().unwrap().to_owned();
    // A second click continues the first tab's session.
    let again = served.post(&path, &[], &cookie).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(
        again.header(header::LOCATION),
        first.header(header::LOCATION)
    );
    assert_eq!(again.headers.get(header::SET_COOKIE), None);
    let report = again.header(header::LOCATION);
    assert_eq!(served.get_as(report, &cookie).await.status, StatusCode::OK);
    assert_eq!(served.store.link(id).await.unwrap().unwrap().opens, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_link_takes_effect_with_the_next_request() {
    let served = Served::of(&[denied(0)]).await;
    let version = async |opened: &Opened| served.get_shared(opened, "/version").await.status;
    let (id, path) = served.link(link_for("Brenn")).await;
    let opened = served.opened(&path).await;
    assert_eq!(version(&opened).await, StatusCode::OK);
    let number = id.number().to_string();
    let form = [("link", &*number)];
    let rotated = served.post("/links/rotate", &form, &served.cookie).await;
    let rotated = served.followed(&rotated, &served.cookie).await;
    let path = link_url_in(&rotated.text());
    assert_eq!(version(&opened).await, StatusCode::UNAUTHORIZED);
    // A page says so.
    let page = served.get_shared(&opened, "/denials").await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert!(page.text().contains("You are not signed in to this report"));
    let opened = served.opened(&path).await;
    assert_eq!(version(&opened).await, StatusCode::OK);
    let revoked = served.post("/links/revoke", &form, &served.cookie);
    assert_eq!(revoked.await.status, StatusCode::SEE_OTHER);
    assert_eq!(version(&opened).await, StatusCode::UNAUTHORIZED);
    // Nor does its page turn into the report of a user who viewed it.
    let both = format!("{}; {}", served.cookie, opened.cookie);
    for target in [
        "/version",
        "/data/report?route=Denials&query=range%3Dall",
        "/denials",
    ] {
        let answer = served.get_as(&opened.at(target), &both).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{target}");
    }
    // A link that has ended cannot be ended again.
    let again = served.post("/links/revoke", &form, &served.cookie);
    assert_eq!(again.await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // A link also ends by time.
    let (_, path) = served
        .link(NewLink {
            days: 2,
            ..link_for("Brenn")
        })
        .await;
    let opened = served.opened(&path).await;
    served.pass(2 * DAY_S - 1);
    assert_eq!(version(&opened).await, StatusCode::OK);
    served.pass(1);
    assert_eq!(version(&opened).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_can_be_guessed_a_few_times() {
    let served = Served::of(&[denied(0)]).await;
    let (_, path) = served
        .link(NewLink {
            password: Some(Password::new("correct horse battery").unwrap()),
            ..link_for("Brenn")
        })
        .await;
    let right = [("password", "correct horse battery")];
    let page = served.get_as(&path, "").await;
    assert!(page.text().contains("type=\"password\""));
    assert_eq!(
        served.post(&path, &right, "").await.status,
        StatusCode::SEE_OTHER
    );
    for _ in 0..10 {
        let answer = served.post(&path, &[("password", "wrong")], "").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.header(header::SET_COOKIE).is_empty());
    }
    let lines = served.store.audit(None, 100).await.unwrap();
    let wrong = lines
        .iter()
        .filter(|line| line.what == "link-password-wrong");
    assert_eq!(wrong.count(), 10, "the link's owner can see it");
    let answer = served.post(&path, &right, "").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!answer.header(header::RETRY_AFTER).is_empty());
    served.pass(15 * 60);
    assert_eq!(
        served.post(&path, &right, "").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_allowed_sites_may_frame_a_report_and_only_a_links() {
    let served = Served::of(&[denied(0)]).await;
    let policy = |answer: &Answer| answer.header(header::CONTENT_SECURITY_POLICY).to_owned();
    let (_, path) = served.link(link_for("Brenn")).await;
    let asked = format!("{path}?embed");
    let page = served.get_as(&asked, "").await;
    assert!(policy(&page).contains("frame-ancestors 'none'"));
    assert_eq!(page.header(header::X_FRAME_OPTIONS), "DENY");

    let served = served.embedded_by("https://portal.example");
    let page = served.get_as(&asked, "").await;
    assert!(policy(&page).contains("frame-ancestors https://portal.example"));
    assert_eq!(page.header(header::X_FRAME_OPTIONS), "");
    let opened = served.post(&asked, &[], "").await;
    assert!(
        opened
            .header(header::LOCATION)
            .ends_with("/denials?range=all&embed")
    );
    let cookies = opened.headers.get_all(header::SET_COOKIE).iter();
    let cookies: Vec<_> = cookies.map(|cookie| cookie.to_str().unwrap()).collect();
    // A frame on the same site also gets the cookie of our own pages, which may be outdated.
    assert!(cookies[0].contains("SameSite=Lax") && cookies[0].ends_with("Max-Age=0"));
    let cookie = cookies[1];
    for attribute in ["SameSite=None", "Secure", "Partitioned"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    let opened = Opened::of(&opened);
    for target in ["/denials?embed", "/table/denials-by-user?embed"] {
        let report = served.get_shared(&opened, target).await;
        assert!(policy(&report).contains("frame-ancestors https://portal.example"));
        assert_eq!(report.header(header::X_FRAME_OPTIONS), "", "{target}");
        assert!(report.text().contains("data-framed"));
    }
    // Nothing else may be framed: not without `embed`, and no user's page.
    let plain = served.get_shared(&opened, "/denials").await;
    assert_eq!(plain.header(header::X_FRAME_OPTIONS), "DENY");
    for target in [
        "/denials?embed",
        "/links?embed",
        "/account?embed",
        "/sign-in?embed",
    ] {
        let page = served.get(target).await;
        assert!(policy(&page).contains("frame-ancestors 'none'"), "{target}");
        assert_eq!(page.header(header::X_FRAME_OPTIONS), "DENY", "{target}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn link_openings_per_client_ip_and_minute_are_bounded() {
    let served = Served::of(&[denied(0)]).await;
    let (_, path) = served.link(link_for("Brenn")).await;
    let opened = served.opened(&path).await;
    for _ in 1..60 {
        served.opened(&path).await;
    }
    let refused = served.post(&path, &[], "").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.header(header::RETRY_AFTER), "60");
    assert!(refused.text().contains("Try again in a minute."));
    // An open link continues, and its button leads to it.
    let again = served.post(&path, &[], &opened.cookie).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    served.pass(60);
    served.opened(&path).await;
}

//! Several links and a user in one browser: each report uses only its own session.

use axum::http::{StatusCode, header};
use domain::scope::Scope;
use store::{Rights, Role};

use super::access::{every_address, tells};
use super::browser::{Browser, OF_BRENN, OF_DORN};
use super::links::Opened;
use super::{by_test, html, island_data};

#[tokio::test(flavor = "multi_thread")]
async fn each_path_uses_its_own_session() {
    let browser = Browser::new().await;
    let mut told = [0; 2];
    for target in every_address() {
        for (place, opened) in [&browser.brenn, &browser.dorn].into_iter().enumerate() {
            let (own, foreign) = match place {
                0 => (OF_BRENN[0], OF_DORN),
                _ => (OF_DORN[0], OF_BRENN),
            };
            let answer = browser.get(&opened.at(&target)).await;
            for name in foreign {
                // A missing page lists the other reports of this browser.
                let is_way_back = answer.status == StatusCode::NOT_FOUND && name == foreign[0];
                assert!(is_way_back || !tells(&answer, name), "{target}: {name}");
            }
            told[place] += usize::from(answer.status == StatusCode::OK && tells(&answer, own));
        }
        // Outside of them the user is served as without any link.
        let both = browser.get(&target).await;
        let alone = browser.served.get(&target).await;
        assert_eq!(both.status, alone.status, "{target}");
        assert_eq!(both.set_cookies(), alone.set_cookies(), "{target}");
        for name in [OF_BRENN, OF_DORN].concat() {
            assert_eq!(tells(&both, name), tells(&alone, name), "{target}: {name}");
        }
    }
    assert!(told.iter().all(|told| *told >= 18), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_accepts_no_other_links_cookie_and_no_users() {
    let browser = Browser::new().await;
    let served = &browser.served;
    let (_, secret) = browser.brenn.cookie.split_once('=').unwrap();
    let (name, _) = browser.dorn.cookie.split_once('=').unwrap();
    let (_, user) = served.cookie.split_once('=').unwrap();
    let unknown = Opened {
        cookie: String::new(),
        base: "/shared/0123456789abcdef".to_owned(),
    };
    for cookie in [
        browser.brenn.cookie.clone(),
        format!("{name}={secret}"),
        format!("{name}={user}"),
        format!("turnaway-3000={secret}"),
        format!("turnaway-link-3000={secret}"),
        served.cookie.clone(),
        String::new(),
    ] {
        for target in every_address() {
            let there = served.get_as(&browser.dorn.at(&target), &cookie).await;
            let nowhere = served.get_as(&unknown.at(&target), &cookie).await;
            let is_page = ["/data/", "/export/", "/slice", "/version"];
            let is_page = !is_page.iter().any(|start| target.starts_with(start));
            assert_eq!(there.status, StatusCode::UNAUTHORIZED, "{target} {cookie}");
            assert_eq!(there.status, nowhere.status);
            assert!(
                !tells(&there, "Dorn") && !tells(&there, "selma"),
                "{target}"
            );
            if is_page {
                let text = there.text();
                assert!(text.contains("You are not signed in to this report"));
            } else {
                assert_eq!(there.body, nowhere.body, "no one learns which links exist");
            }
        }
        let forged = served
            .post(&browser.dorn.at("/sign-out"), &[], &cookie)
            .await;
        assert_eq!(
            forged.status,
            StatusCode::SEE_OTHER,
            "there is nothing to end"
        );
    }
    let right = served.get_shared(&browser.dorn, "/version").await;
    assert_eq!(right.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_url_of_a_links_pages_is_under_its_path() {
    let browser = Browser::new().await;
    let base = format!("{}/", browser.dorn.base);
    for target in [
        "/denials?range=all",
        "/denials?range=all&compare=before&status=flexnet-publisher:-4&sort=user",
        "/denials?user=nobody",
        "/denials?color=red",
        "/table/denials-summary?range=all",
        "/table/denials-by-account?range=all",
    ] {
        let page = browser.get(&browser.dorn.at(target)).await;
        assert_eq!(page.status, StatusCode::OK, "{target}");
        let (tags, _) = html::read(&page.text());
        let mut under = 0;
        for tag in tags {
            for (name, value) in &tag.attributes {
                if !matches!(name.as_str(), "href" | "src" | "action") {
                    continue;
                }
                let is_file = value.starts_with("/pkg/") || value.starts_with("data:image/");
                let is_under = value.starts_with(&base);
                assert!(is_file || is_under || value.starts_with('#'), "{tag:?}");
                under += usize::from(is_under);
            }
        }
        assert!(under >= 4, "{target}: {under}");
    }
    // Plain form submissions redirect below the path, too.
    let typed = browser.dorn.at("/denials?also-user=selma");
    let folded = browser.get(&typed).await;
    assert_eq!(folded.status, StatusCode::SEE_OTHER);
    let to = folded.header(header::LOCATION);
    assert_eq!(to, browser.dorn.at("/denials?user=selma"));
    let slashed = browser.get(&browser.dorn.at("/denials/?a=b")).await;
    assert_eq!(
        slashed.header(header::LOCATION),
        browser.dorn.at("/denials?a=b")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_and_slices_are_cached_by_scope() {
    let browser = Browser::new().await;
    let slice = async |opened: Option<&Opened>, since: &str| {
        let target = format!("/slice?from=0&to=4294967295&v=1{since}");
        let target = opened.map_or(target.clone(), |opened| opened.at(&target));
        browser.get(&target).await
    };
    let brenn = slice(Some(&browser.brenn), "").await;
    let dorn = slice(Some(&browser.dorn), "").await;
    let own = slice(None, "").await;
    let tags = [&brenn, &dorn, &own].map(|answer| answer.header(header::ETAG));
    assert!(tags[0] != tags[1] && tags[1] != tags[2] && tags[0] != tags[2]);
    // A slice of one report is no base for another's delta.
    let frame = browser.served.scoped.frame().await.unwrap();
    let seconds = (
        domain::event::Second(0),
        domain::event::Second(4_294_967_295),
    );
    let whole = browser.served.scoped.slice(&frame, seconds.0, seconds.1);
    let since = format!("&since={}", whole.unwrap().mark);
    assert!(browser.served.scoped.sees_everything() && Scope::all().is_all());
    assert_eq!(slice(Some(&browser.dorn), &since).await.body, dorn.body);
    assert_eq!(slice(Some(&browser.brenn), &since).await.body, brenn.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_page_is_refused_another_readers_data() {
    let browser = Browser::new().await;
    let served = &browser.served;
    let rights = Rights::of_accounts(Role::CustomerSuccess, ["Dorn"]).unwrap();
    let mira = served.add_user("Mira", rights).await;
    let mira_cookie = served.cookie_of(mira).await;
    let asked = async |target: &str, cookie: &str| {
        let (tags, _) = html::read(&served.get_as(target, cookie).await.text());
        // A page sends its requests below the path that its island was given.
        island_data(&tags).asks.join("")
    };
    let of_root = asked("/denials", &served.cookie).await;
    let of_mira = asked("/denials", &mira_cookie).await;
    let of_link = asked(&browser.dorn.at("/denials"), &browser.dorn.cookie).await;
    assert!(of_root.starts_with("/as/") && of_mira.starts_with("/as/"));
    assert!(of_link.starts_with(&browser.dorn.at("/as/")));
    let status = async |base: &str, target: &str, cookie: &str| {
        let answer = served.get_as(&format!("{base}{target}"), cookie).await;
        assert!(answer.status == StatusCode::OK || !tells(&answer, "Dorn"));
        answer.status
    };
    for target in [
        "/version",
        "/slice?from=0&to=4294967295&v=1",
        "/data/report?route=Denials&query=range%3Dall",
        "/data/usage?query=range%3Dall",
        "/data/values?query=range%3Dall&key=Account",
        "/export/denials-summary.csv?range=all",
        "/export/denials-by-account.xlsx?range=all",
    ] {
        assert_eq!(
            status(&of_root, target, &served.cookie).await,
            StatusCode::OK
        );
        assert_eq!(status(&of_mira, target, &mira_cookie).await, StatusCode::OK);
        let link_cookie = &browser.dorn.cookie;
        assert_eq!(status(&of_link, target, link_cookie).await, StatusCode::OK);
        // Another user has signed in to the browser while the page was open.
        let other = status(&of_root, target, &mira_cookie).await;
        assert_eq!(other, StatusCode::CONFLICT, "{target}");
        let other = status(&of_mira, target, &served.cookie).await;
        assert_eq!(other, StatusCode::CONFLICT, "{target}");
        let nobody = status(&of_mira, target, "").await;
        assert_eq!(nobody, StatusCode::UNAUTHORIZED, "{target}");
    }
    let other = status(&of_root, "/news", &mira_cookie).await;
    assert_eq!(other, StatusCode::CONFLICT);
    assert_eq!(
        status("/as/zz", "/version", &mira_cookie).await,
        StatusCode::CONFLICT
    );
    // The same if rights changed while the page was hidden.
    let rights = Rights::of_accounts(Role::CustomerSuccess, ["Brenn"]).unwrap();
    served
        .store
        .set_rights(mira, &rights, &by_test())
        .await
        .unwrap();
    let changed = status(&of_mira, "/version", &mira_cookie).await;
    assert_eq!(changed, StatusCode::CONFLICT);
}

//! Several links and a user in one browser: each report uses only its own session, and other
//! URLs show the ways back.

use axum::http::{StatusCode, header};
use domain::event::Event;
use domain::names::{AccountName, DeviceName, UserName};
use domain::scope::Scope;
use store::{LINK_SESSION_S, OPEN_LINKS_MAX, Rights, Role, Secret};

use super::access::{every_address, tells};
use super::links::{Opened, link_for};
use super::{Answer, Served, by_test, denied, html, island_data};

/// A denial of another account than that of [`denied`].
fn of_dorn(seconds: i64) -> Event<'static> {
    Event {
        account: AccountName("Dorn"),
        user: UserName("selma"),
        device: DeviceName("dev-7"),
        ..denied(seconds)
    }
}

const OF_BRENN: [&str; 3] = ["Brenn", "nadia", "ws-1"];
const OF_DORN: [&str; 3] = ["Dorn", "selma", "dev-7"];

/// A browser in which links for two accounts are open and a user is signed in.
struct Browser {
    served: Served,
    brenn: Opened,
    dorn: Opened,
    /// All of its cookies.
    cookies: String,
}

impl Browser {
    async fn new() -> Self {
        let served = Served::of(&[denied(0), denied(60), of_dorn(90)]).await;
        let (_, of_brenn) = served.link(link_for("Brenn")).await;
        let (_, of_dorn) = served.link(link_for("Dorn")).await;
        let brenn = served.opened(&of_brenn).await;
        // The second is opened in the same browser.
        let with_first = format!("{}; {}", served.cookie, brenn.cookie);
        let answer = served.post(&of_dorn, &[], &with_first).await;
        let dorn = Opened::of(&answer);
        assert_eq!(answer.set_cookies().len(), 1, "the other one stays");
        let cookies = format!("{with_first}; {}", dorn.cookie);
        Self {
            served,
            brenn,
            dorn,
            cookies,
        }
    }

    async fn get(&self, target: &str) -> Answer {
        self.served.get_as(target, &self.cookies).await
    }

    /// The cookies of both links, without the user's.
    fn of_links(&self) -> String {
        format!("{}; {}", self.brenn.cookie, self.dorn.cookie)
    }
}

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
async fn signing_out_of_one_report_keeps_the_others() {
    let browser = Browser::new().await;
    let served = &browser.served;
    let target = browser.brenn.at("/sign-out");
    let answer = served.post(&target, &[], &browser.cookies).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let signed_out = browser.brenn.at("/signed-out");
    assert_eq!(answer.header(header::LOCATION), signed_out);
    let (name, _) = browser.brenn.cookie.split_once('=').unwrap();
    let [cleared] = *answer.set_cookies() else {
        panic!("it takes one cookie away");
    };
    assert!(cleared.starts_with(&format!("{name}=;")) && cleared.contains("Max-Age=0"));

    let left = format!("{}; {}", served.cookie, browser.dorn.cookie);
    let page = served.get_as(&signed_out, &left).await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    assert!(text.contains("You are signed out of this report"));
    assert!(text.contains("Open the link you were sent to sign in again."));
    assert!(!text.contains("ended") && !text.contains("Brenn"), "{text}");
    let way = format!("href=\"{}\"", browser.dorn.at("/denials?range=all"));
    assert!(text.contains(&way) && text.contains("Denials of Dorn"));
    assert!(text.contains("Back to your own report"));
    let without_user = served.get_as(&signed_out, &browser.dorn.cookie).await;
    assert!(!without_user.text().contains("your own report"));
    let alone = served.get_as(&signed_out, "").await.text();
    assert!(!alone.contains("Open in this browser") && !alone.contains("Dorn"));

    let ended = browser.get(&browser.brenn.at("/version")).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    let other = browser.get(&browser.dorn.at("/version")).await;
    assert_eq!(other.status, StatusCode::OK);
    assert_eq!(browser.get("/version").await.status, StatusCode::OK);
    // It was signed in again elsewhere.
    let again = served.get_shared(&browser.dorn, "/signed-out").await;
    assert_eq!(again.header(header::LOCATION), browser.dorn.at("/denials"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_links_visitor_sees_what_is_not_shared_and_the_ways_back() {
    let browser = Browser::new().await;
    let served = &browser.served;
    let (_, third) = served.link(link_for("Elm")).await;
    let third = served.opened(&third).await;
    let before = served.store.audit(None, 100).await.unwrap();
    for target in [
        "/",
        "/denials?range=all",
        "/table/denials-summary",
        "/account",
        "/users",
        "/links",
        "/imports",
        "/sources",
        "/audit",
        "/api",
        "/nothing",
    ] {
        let answer = served.get_as(target, &browser.of_links()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{target}");
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
        assert!(answer.set_cookies().is_empty(), "{target}");
        let text = answer.text();
        assert!(text.contains("isn’t part of the shared report"), "{text}");
        for (opened, name) in [(&browser.brenn, "Brenn"), (&browser.dorn, "Dorn")] {
            let way = format!("href=\"{}\"", opened.at("/denials?range=all"));
            assert!(text.contains(&way), "{target}");
            assert!(text.contains(&format!("Denials of {name}")), "{target}");
        }
        assert!(!text.contains("Elm") && !text.contains("nadia"), "{target}");
        assert!(text.contains("href=\"/sign-in"), "a user gets in as before");
        // Within a link's path, too.
        if target != "/" && !target.starts_with("/denials") && !target.starts_with("/table") {
            let below = served.get_shared(&browser.dorn, target).await;
            assert_eq!(below.status, StatusCode::NOT_FOUND, "{target}");
            let text = below.text();
            assert!(text.contains("Denials of Dorn") && !text.contains("Brenn"));
            assert!(!text.contains("/sign-in"));
        }
    }
    for target in [
        "/version",
        "/slice?from=0&to=1&v=1",
        "/export/what-to-do.csv",
    ] {
        let answer = served.get_as(target, &browser.of_links()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{target}");
    }
    assert_eq!(served.store.audit(None, 100).await.unwrap(), before);
    for opened in [&browser.brenn, &browser.dorn, &third] {
        let version = served.get_shared(opened, "/version").await;
        assert_eq!(version.status, StatusCode::OK, "no session ended");
    }
    // A link that has ended leads nowhere, and neither does a forged cookie.
    served.pass(LINK_SESSION_S);
    let random = Secret::random().unwrap().reveal();
    let forged = format!("turnaway-link-3000-0123456789abcdef={random}");
    for cookie in [browser.of_links(), forged] {
        let answer = served.get_as("/users", &cookie).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert!(answer.header(header::LOCATION).starts_with("/sign-in"));
    }
}

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
    let frame = browser.served.record.frame().await.unwrap();
    let seconds = (
        domain::event::Second(0),
        domain::event::Second(4_294_967_295),
    );
    let whole = browser.served.record.slice(&frame, seconds.0, seconds.1);
    let since = format!("&since={}", whole.unwrap().mark);
    assert!(browser.served.record.sees_everything() && Scope::all().is_all());
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
        "/data/report?place=Denials&query=range%3Dall",
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

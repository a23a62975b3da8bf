//! Outside of a link's report and after signing out of it, the page shows the ways back to the
//! reports that are open in the browser.

use axum::http::{StatusCode, header};
use store::{LINK_SESSION_S, Secret};

use super::browser::Browser;
use super::links::link_for;

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
        assert!(text.contains("isn't part of the shared report"), "{text}");
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

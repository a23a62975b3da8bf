//! Requests that another site's page sends through a reader's browser have no effect.

use axum::http::{HeaderValue, Request, StatusCode};
use axum::{body::Body, http::header};

use super::{PASSWORD, Served, posted};

/// A form that adds a user, sent by various kinds of pages.
fn add(name: &str, headers: &[(&'static str, &str)], cookie: &str) -> Request<Body> {
    let form = [
        ("name", name),
        ("role", "administrator"),
        ("accounts", "all"),
    ];
    let mut request = posted("/users/add", &form, cookie);
    request.headers_mut().remove("sec-fetch-site");
    for (name, value) in headers {
        let value = HeaderValue::from_str(value).unwrap();
        request.headers_mut().insert(*name, value);
    }
    request
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_page_changes_nothing() {
    let served = Served::empty().await;
    let foreign: [&[(&'static str, &str)]; 9] = [
        &[],
        &[
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
        ],
        &[
            ("sec-fetch-site", "cross-site"),
            ("origin", "http://127.0.0.1:3000"),
        ],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "")],
        &[("origin", "https://example.org")],
        &[("origin", "http://127.0.0.1:3001")],
        &[("origin", "https://127.0.0.1:3000")],
        &[("origin", "null")],
    ];
    for headers in foreign {
        let request = add("Mallory", headers, &served.cookie);
        let answer = served.ask_as_it_is(request).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
    }
    assert_eq!(served.store.users().await.unwrap().len(), 1);
    let own: [(&str, &[(&'static str, &str)]); 3] = [
        ("Mira", &[("sec-fetch-site", "same-origin")]),
        ("Noor", &[("sec-fetch-site", "none")]),
        ("Otto", &[("origin", "http://127.0.0.1:3000")]),
    ];
    for (name, headers) in own {
        let answer = served
            .ask_as_it_is(add(name, headers, &served.cookie))
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{headers:?}");
    }
    assert_eq!(served.store.users().await.unwrap().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_page_signs_no_one_in() {
    let served = Served::empty().await;
    let rights = store::Rights::all(store::Role::Producer);
    served.add_user("Mira", rights).await;
    let form = [("name", "Mira"), ("password", PASSWORD)];
    for (site, status) in [
        ("cross-site", StatusCode::FORBIDDEN),
        ("same-site", StatusCode::FORBIDDEN),
        ("same-origin", StatusCode::SEE_OTHER),
    ] {
        let mut request = posted("/sign-in", &form, "");
        let value = HeaderValue::from_static(site);
        request.headers_mut().insert("sec-fetch-site", value);
        let answer = served.ask_as_it_is(request).await;
        assert_eq!(answer.status, status, "{site}");
        let gives = !answer.header(header::SET_COOKIE).is_empty();
        assert_eq!(gives, status == StatusCode::SEE_OTHER, "{site}");
    }
    // A script is no browser: without a cookie it acts for no one.
    let mut request = posted("/sign-in", &form, "");
    request.headers_mut().remove("sec-fetch-site");
    request.headers_mut().remove(header::COOKIE);
    let answer = served.ask_as_it_is(request).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

//! Routes, and the caching of their responses.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};

use super::element::Element;
use super::{HOST, Served, denied};

/// URLs of the report's data.
const ANSWERS: [&str; 9] = [
    "/",
    "/denials?range=all",
    "/table/denials-summary?range=all",
    "/export/denials-summary.csv",
    "/export/activations-by-product.xlsx",
    "/data/report?route=Overview&query=",
    "/data/usage?query=range%3Dall",
    "/data/values?query=&key=Account",
    "/version",
];

#[tokio::test(flavor = "multi_thread")]
async fn each_page_has_a_url() {
    let served = Served::of(&[denied(0)]).await;
    for (target, title) in [
        ("/", "License Server Usage and Denials"),
        ("/denials", "Denied License Requests"),
    ] {
        let page = Element::of_html(&served.page(target).await);
        let headings: Vec<String> = page.named("h1").iter().map(|h1| h1.text()).collect();
        assert_eq!(headings, [title]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn responses_are_not_cached() {
    let served = Served::of(&[denied(0)]).await;
    let version = served.scoped.version().await.unwrap();
    let neighbours = format!("/data/neighbours?query=&row=0&version={version}");
    for target in ANSWERS.into_iter().chain([&*neighbours]) {
        let answer = served.get(target).await;
        assert_eq!(answer.status, StatusCode::OK, "{target}");
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store", "{target}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trailing_slash_redirects_to_the_page() {
    let served = Served::empty().await;
    let answer = served.get("/denials/?range=all").await;
    assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(answer.header(header::LOCATION), "/denials?range=all");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_url_says_where_the_report_is() {
    let served = Served::empty().await;
    for target in [
        "/nothing",
        "/api/nothing",
        "/slice/1",
        "/version/1",
        "/table",
        "/table/",
        "/table/nothing",
        "/export/denials-summary",
        "/export/denials-summary.pdf",
        "/export/nothing.csv",
        "/export/..%2fdenials-summary.csv",
        "/%F0%9F%A6%80",
    ] {
        let answer = served.get(target).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{target}");
        assert!(answer.text().contains("/denials"), "{target}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn routes_of_the_report_are_read_only() {
    let served = Served::of(&[denied(0)]).await;
    let others = ["/data/neighbours", "/slice"];
    for target in ANSWERS.into_iter().chain(others) {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            let request = Request::builder().method(method.clone()).uri(target);
            let request = request
                .header(header::HOST, HOST)
                .header("sec-fetch-site", "same-origin")
                .body(Body::empty())
                .unwrap();
            let answer = served.ask(request).await;
            assert_eq!(
                answer.status,
                StatusCode::METHOD_NOT_ALLOWED,
                "{method} {target}"
            );
            assert!(
                answer.header(header::ALLOW).contains("GET"),
                "{method} {target}"
            );
        }
    }
}

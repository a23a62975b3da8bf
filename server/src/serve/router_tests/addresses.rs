//! Which address answers what, and the page's questions to the server.

use app::answer::DenialsData;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::view::View;

use super::{HOST, Served, denied};

#[tokio::test(flavor = "multi_thread")]
async fn the_root_leads_to_the_report() {
    let answer = Served::empty().await.get("/").await;
    assert_eq!(answer.status, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(answer.header(header::LOCATION), "/denials");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_address_says_where_the_report_is() {
    let served = Served::empty().await;
    for target in [
        "/nothing",
        "/denials/",
        "/api",
        "/api/nothing",
        "/slice/1",
        "/%F0%9F%A6%80",
    ] {
        let answer = served.get(target).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{target}");
        assert!(answer.text().contains("/denials"), "{target}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_only_read() {
    let served = Served::of(&[denied(0)]).await;
    for target in ["/denials", "/api/denials", "/slice", "/"] {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            let request = Request::builder().method(method.clone()).uri(target);
            let request = request
                .header(header::HOST, HOST)
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

#[tokio::test(flavor = "multi_thread")]
async fn the_server_answers_a_question_as_the_record_does() {
    let served = Served::demo(1_000).await;
    for query in [
        "",
        "range=all",
        "range=all&category=capacity&not-source=cls&measure=true&theme=dark",
        "range=all&tz=Europe/Madrid&q=a%26b&user=",
        "color=red&range=30d&tz=Mars/Olympus",
        "?range=all",
        "%",
        "&&&===",
    ] {
        let escaped = query
            .replace('%', "%25")
            .replace('&', "%26")
            .replace('=', "%3D");
        let answer = served.get(&format!("/api/denials?query={escaped}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/json");
        let mut data: DenialsData = serde_json::from_slice(&answer.body).unwrap();
        let expected = served
            .record
            .denials(query, app::answer::TABLE_ROWS)
            .await
            .unwrap();
        // The moment may be a second later.
        data.now_s = expected.now_s;
        assert_eq!(data, expected, "{query}");
        let errors = View::parse(query).errors.len();
        assert!(data.notices.len() >= errors, "{query}: {:?}", data.notices);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_the_server_is_not_stored() {
    let served = Served::of(&[denied(0)]).await;
    let answer = served.get("/api/denials?query=range%3Dall").await;
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_without_a_view_is_a_bad_request() {
    let served = Served::of(&[denied(0)]).await;
    for target in ["/api/denials", "/api/denials?range=all"] {
        let answer = served.get(target).await;
        assert!(
            answer.status.is_client_error(),
            "{target}: {}",
            answer.status
        );
        assert!(
            answer.text().contains("query"),
            "{target}: {}",
            answer.text()
        );
    }
}

//! Downloads are written while they are read, a few at a time, and only slightly ahead of the
//! reader.

use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use tokio::task::JoinSet;
use tower::ServiceExt as _;

use super::links::link_for;
use super::{HOST, Served};
use server::parts::{FILES_MAX, OF_LINKS_MAX, OF_READER_MAX, WAITING_MAX};

const CSV: &str = "/export/denials-summary.csv?range=all";
const XLSX: &str = "/export/denials-summary.xlsx?range=all";

/// Far more attempts than are written ahead of a reader.
const ATTEMPTS: u64 = 30_000;

/// The response to a download, its body not read yet.
async fn asked(served: &Served, target: &str, cookie: &str) -> Response<Body> {
    let request = Request::get(target)
        .header(header::HOST, HOST)
        .header(header::COOKIE, cookie)
        .body(Body::empty())
        .unwrap();
    served.router.clone().oneshot(request).await.unwrap()
}

/// The first bytes of a download that is not read to its end.
async fn begun(served: &Served, target: &str) -> Body {
    let response = asked(served, target, &served.cookie).await;
    assert_eq!(response.status(), StatusCode::OK);
    let mut body = response.into_body();
    let first = body.frame().await.unwrap().unwrap();
    let first = first.into_data().unwrap();
    assert!(
        !first.is_empty() && first.len() < 200_000,
        "{}",
        first.len()
    );
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn an_abandoned_download_is_not_written_any_more() {
    let served = Served::demo(ATTEMPTS).await;
    for target in [CSV, XLSX] {
        // Each one still being written would keep its permit, and there are few.
        for _ in 0..2 * FILES_MAX {
            drop(begun(&served, target).await);
        }
    }
    let whole = served.get(CSV).await;
    let lines = whole.body.split(|byte| *byte == b'\n').count();
    assert!(
        lines > ATTEMPTS as usize,
        "a later one is complete: {lines}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_has_two_at_once_a_few_wait_and_others_retry() {
    let served = Served::demo(ATTEMPTS).await;
    let running = [begun(&served, CSV).await, begun(&served, XLSX).await];
    assert_eq!(running.len(), OF_READER_MAX);
    let (router, cookie) = (served.router.clone(), served.cookie.clone());
    let mut others = JoinSet::new();
    for _ in 0..40 {
        let request = Request::get(CSV)
            .header(header::HOST, HOST)
            .header(header::COOKIE, &cookie)
            .body(Body::empty())
            .unwrap();
        others.spawn(router.clone().oneshot(request));
    }
    for _ in 0..40 - WAITING_MAX {
        let refused = others.join_next().await.unwrap().unwrap().unwrap();
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(refused.headers()[header::RETRY_AFTER], "5");
        let text = refused.into_body().collect().await.unwrap().to_bytes();
        assert!(text.starts_with(b"too many exports"), "{text:?}");
    }
    // Another reader does not wait, however much this one requests.
    let (_, path) = served.link(link_for("Oxmoor Pumpworks")).await;
    let link = served.opened(&path).await;
    let other = asked(&served, &link.at(CSV), &link.cookie).await;
    assert_eq!(other.status(), StatusCode::OK);
    drop(running);
    while let Some(waited) = others.join_next().await {
        // It is abandoned unread, which makes room for the next.
        assert_eq!(waited.unwrap().unwrap().status(), StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn csv_is_compressed_in_transit_and_a_workbook_is_not() {
    let served = Served::demo(300).await;
    for (target, encoding) in [(CSV, "br"), (XLSX, "")] {
        let answer = served
            .get_with(target, &[(header::ACCEPT_ENCODING, "br")])
            .await;
        assert_eq!(answer.header(header::CONTENT_ENCODING), encoding);
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_of_links_leave_files_for_users() {
    let served = Served::demo(ATTEMPTS).await;
    let mut running = Vec::new();
    for _ in 0..OF_LINKS_MAX / OF_READER_MAX {
        let (_, path) = served.link(link_for("Oxmoor Pumpworks")).await;
        let link = served.opened(&path).await;
        for _ in 0..OF_READER_MAX {
            running.push(asked(&served, &link.at(CSV), &link.cookie).await);
        }
    }
    assert!(running.iter().all(|file| file.status() == StatusCode::OK));
    // Further ones of one link wait, and a user's does not.
    let (_, path) = served.link(link_for("Oxmoor Pumpworks")).await;
    let link = served.opened(&path).await;
    let target = link.at(CSV);
    let mut waiting = std::pin::pin!(asked(&served, &target, &link.cookie));
    let soon = std::time::Duration::from_millis(500);
    let waited = tokio::time::timeout(soon, waiting.as_mut()).await;
    assert!(waited.is_err(), "it waits for another link's download");
    for _ in 0..FILES_MAX - OF_LINKS_MAX {
        running.push(asked(&served, CSV, &served.cookie).await);
    }
    assert_eq!(running.len(), FILES_MAX);
    assert!(running.iter().all(|file| file.status() == StatusCode::OK));
    drop(running);
    assert_eq!(waiting.await.status(), StatusCode::OK);
}

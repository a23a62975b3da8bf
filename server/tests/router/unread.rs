//! Unread responses are bounded in total, so that others have room.

use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use domain::event::Event;
use domain::names::{DeviceName, FeatureName, LicenseModel, ProductName, ServerName, UserName};
use tower::ServiceExt as _;

use super::links::link_for;
use super::{HOST, Served, denied};

/// Far more than the size that needs no reservation.
const NAME_BYTES: usize = 250_000;

/// A database whose slice has some 45 MB.
async fn of_long_names() -> Served {
    let names: Vec<String> = (0..30)
        .map(|number| format!("{number}{}", "a".repeat(NAME_BYTES)))
        .collect();
    let events = names.iter().zip(0..).map(|(name, seconds)| Event {
        user: UserName(name),
        device: DeviceName(name),
        product: ProductName(name),
        feature: FeatureName(name),
        model: LicenseModel(name),
        server: ServerName(name),
        ..denied(seconds)
    });
    Served::of(&events.collect::<Vec<_>>()).await
}

async fn asked(served: &Served, target: &str, cookie: &str) -> Response<Body> {
    let request = Request::get(target)
        .header(header::HOST, HOST)
        .header(header::COOKIE, cookie)
        .body(Body::empty())
        .unwrap();
    served.router.clone().oneshot(request).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_nothing_has_to_retry_and_others_are_answered() {
    let served = of_long_names().await;
    let (_, path) = served.link(link_for("Brenn")).await;
    let greedy = served.opened(&path).await;
    let (_, path) = served.link(link_for("Brenn")).await;
    let other = served.opened(&path).await;
    let slice = "/slice?from=0&to=4294967295&v=0";
    let mut unread = Vec::new();
    let refused = loop {
        let answer = asked(&served, &greedy.at(slice), &greedy.cookie).await;
        if answer.status() != StatusCode::OK {
            break answer;
        }
        unread.push(answer);
        assert!(unread.len() <= 3, "they are not bounded");
    };
    assert!(!unread.is_empty());
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.headers()[header::RETRY_AFTER], "5");
    // Pages share the same limit, and short responses need no reservation.
    let mut pages = Vec::new();
    let table = greedy.at("/table/denials-summary?range=all");
    while let answer = asked(&served, &table, &greedy.cookie).await
        && answer.status() == StatusCode::OK
    {
        pages.push(answer);
        assert!(pages.len() <= 50, "they are not bounded");
    }
    let version = served.get_shared(&greedy, "/version").await;
    assert_eq!(version.status, StatusCode::OK);
    assert_eq!(
        served.get_shared(&other, slice).await.status,
        StatusCode::OK
    );
    assert_eq!(served.get(slice).await.status, StatusCode::OK);
    drop((unread, pages));
    assert_eq!(
        served.get_shared(&greedy, slice).await.status,
        StatusCode::OK
    );
}

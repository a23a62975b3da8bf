//! Answers that nobody reads are bounded in sum, so that others have room.

use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use domain::event::Event;
use domain::names::{DeviceName, FeatureName, LicenseModel, ProductName, ServerName, UserName};
use tower::ServiceExt as _;

use super::links::link_for;
use super::{HOST, Served, denied};

/// Far more than what needs no room.
const NAME_BYTES: usize = 250_000;

/// A record whose slice has some 45 MB.
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
async fn who_reads_nothing_is_told_to_come_again_and_others_are_answered() {
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
        assert!(unread.len() <= 3, "they have no bound");
    };
    assert!(!unread.is_empty());
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.headers()[header::RETRY_AFTER], "5");
    // Pages go by the same bound, and what is short needs no room.
    let mut pages = Vec::new();
    let table = greedy.at("/table/denials-summary?range=all");
    while let answer = asked(&served, &table, &greedy.cookie).await
        && answer.status() == StatusCode::OK
    {
        pages.push(answer);
        assert!(pages.len() <= 50, "they have no bound");
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

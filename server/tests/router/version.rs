//! The data version, which open pages poll for new data.

use axum::http::StatusCode;

use super::{Served, denied};

async fn version(served: &Served) -> u64 {
    let answer = served.get("/version").await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.text().trim_end().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_grows_with_what_is_stored() {
    let served = Served::empty().await;
    assert_eq!(version(&served).await, 0);
    served.import(&[denied(0)]).await;
    let first = version(&served).await;
    assert!(first > 0);
    // Known events are not new data.
    served.import(&[denied(0)]).await;
    assert_eq!(version(&served).await, first);
    served.import(&[denied(0), denied(60)]).await;
    assert!(version(&served).await > first);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_knows_the_version_that_it_shows() {
    let served = Served::of(&[denied(0), denied(60)]).await;
    let data = served
        .scoped
        .first_page(service::route::Route::Denials, "range=all")
        .await;
    assert_eq!(data.unwrap().version, version(&served).await);
}

//! A database that cannot be written any more: what pages say of it.

#![cfg(unix)]

use std::fs;

use axum::http::StatusCode;
use store::{Rights, Role};

use super::{PASSWORD, Served, denied};

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_written_is_said_to_be() {
    let served = Served::of(&[denied(0)]).await;
    served.add_user("Mira", Rights::all(Role::Producer)).await;
    fs::remove_file(served.store.path()).unwrap();
    let form = [("name", "Mira"), ("password", PASSWORD), ("to", "/")];
    let answer = served.post("/sign-in", &form, "").await;
    let text = answer.text();
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{text}");
    assert!(
        text.contains("cannot be written right now, and nothing was changed"),
        "{text}"
    );
    assert!(!text.contains("turnaway.db"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_password_is_no_failure_where_the_session_cannot_be_begun() {
    let served = Served::of(&[denied(0)]).await;
    served.add_user("Mira", Rights::all(Role::Producer)).await;
    let (path, aside) = (served.store.path(), served.folder.path().join("aside"));
    fs::rename(path, &aside).unwrap();
    let form = [("name", "Mira"), ("password", PASSWORD), ("to", "/")];
    for _ in 0..12 {
        let answer = served.post("/sign-in", &form, "").await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    }
    fs::rename(&aside, path).unwrap();
    let answer = served.post("/sign-in", &form, "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

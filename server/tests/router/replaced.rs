//! A database that can no longer be written: what pages say.

#![cfg(unix)]

use std::fs;

use axum::http::StatusCode;
use store::{Rights, Role};

use super::{PASSWORD, Served, denied};

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_write_is_reported() {
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
async fn a_correct_password_is_no_failure_when_the_session_cannot_begin() {
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

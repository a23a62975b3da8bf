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
        text.contains("cannot be written just now, and nothing was changed"),
        "{text}"
    );
    assert!(!text.contains("turnaway.db"), "{text}");
}

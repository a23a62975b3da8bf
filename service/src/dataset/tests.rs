//! Loading new events, for requests that may be cancelled.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use std::sync::Arc;

use domain::catalogue::Catalogue;
use domain::event::{Event, Outcome, Second, Source};
use domain::names::FeatureName;
use domain::status::LoggedStatus;
use futures_util::FutureExt as _;
use store::{Actor, Batch, Mode, Origin, Store};

use super::Dataset;

/// Stores denials.
async fn filled(store: &Store, events: i64) {
    let mut batch = Batch::default();
    let origin = Origin {
        account: Some("Brenn".to_owned()),
        server: "eu-1".to_owned(),
        source: Source::Local,
    };
    for at in 0..events {
        let event = Event {
            status: Some(LoggedStatus {
                space: "own",
                code: "1",
                description: "",
            }),
            ..Event::new(Second(at), Outcome::Denied, FeatureName("mesh"))
        };
        batch.push(&event, &origin, &Catalogue::default()).unwrap();
    }
    let mut writer = store.writer().await.unwrap();
    let by = Actor::command_line(Second(0));
    let import = writer.begin_import("test", "events-csv", &by);
    let import = import.await.unwrap();
    writer.append(&mut batch, import).await.unwrap();
    writer.close().await.unwrap();
}

/// On one thread, so that the loading a request started does not continue before the test
/// wants it.
#[tokio::test(flavor = "current_thread")]
async fn loading_started_by_a_cancelled_request_is_done_once() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("turnaway.db");
    let store = Store::open(&path, Mode::Create).await.unwrap();
    filled(&store, 100).await;
    let dataset = Arc::new(Dataset::new(store, Catalogue::default(), 10));
    let mut asked = Box::pin(dataset.frame());
    while dataset.loader.try_lock().is_ok() {
        assert!(asked.as_mut().now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    drop(asked);
    assert!(dataset.loader.try_lock().is_err(), "it is being read");
    while dataset.frame.read().await.version == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(dataset.frame.read().await.len(), 100);
    assert_eq!(dataset.frame().await.unwrap().len(), 100);
}

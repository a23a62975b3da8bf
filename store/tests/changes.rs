//! Changes that wait for another process's write.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use futures_util::FutureExt as _;
use store::{Actor, StoreError, WorkError};
use support::{START, TestDatabase};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_change_waits_for_the_lock_and_a_bounded_number_behind_it() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut other = place.raw().await;
    sqlx::query("begin immediate")
        .execute(&mut other)
        .await
        .unwrap();
    let by = Actor {
        who: "test",
        from: "test",
        at: START,
    };
    // The first has the permit, and keeps it when its request is cancelled.
    let mut first = Box::pin(store.note(&by, "first", ""));
    assert!(first.as_mut().now_or_never().is_none());
    drop(first);
    let names: Vec<String> = (0..10)
        .map(|number| format!("requester {number}"))
        .collect();
    let bys = names.iter().map(|who| Actor { who, ..by });
    let bys: Vec<Actor<'_>> = bys.collect();
    let note = |number: usize| Box::pin(store.note(&bys[number % 10], "later", ""));
    let mut later: Vec<_> = (0..100).map(note).collect();
    for change in &mut later {
        assert!(change.as_mut().now_or_never().is_none());
    }
    let refused = store.note(&by, "too late", "").await;
    assert!(
        matches!(refused, Err(StoreError::Work(WorkError::Busy))),
        "{refused:?}"
    );
    later.truncate(3);
    let mut again = note(0);
    assert!(
        again.as_mut().now_or_never().is_none(),
        "who left made room"
    );
    sqlx::query("rollback").execute(&mut other).await.unwrap();
    for change in later.into_iter().chain([again]) {
        change.await.unwrap();
    }
    let lines = store.audit(None, 100).await.unwrap();
    assert!(lines.iter().all(|line| line.what == "later"), "{lines:?}");
    assert_eq!(lines.len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_requester_leaves_room_for_others() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut other = place.raw().await;
    sqlx::query("begin immediate")
        .execute(&mut other)
        .await
        .unwrap();
    let addresses: Vec<String> = (0..10).map(|last| format!("2001:db8::{last}")).collect();
    let bys: Vec<Actor<'_>> = addresses
        .iter()
        .map(|from| Actor {
            who: "a link's reader",
            from,
            at: START,
        })
        .collect();
    // One network, whichever of its addresses it comes from.
    let mut waiting: Vec<_> = bys
        .iter()
        .map(|by| Box::pin(store.note(by, "one", "")))
        .collect();
    for change in &mut waiting {
        assert!(change.as_mut().now_or_never().is_none());
    }
    let refused = store.note(&bys[0], "one", "").await;
    assert!(
        matches!(refused, Err(StoreError::Work(WorkError::Busy))),
        "{refused:?}"
    );
    let by = Actor {
        from: "2001:db8:0:1::1",
        ..bys[0]
    };
    let mut from_elsewhere = Box::pin(store.note(&by, "another", ""));
    assert!(from_elsewhere.as_mut().now_or_never().is_none(), "it waits");
    drop(waiting);
    sqlx::query("rollback").execute(&mut other).await.unwrap();
    from_elsewhere.await.unwrap();
}

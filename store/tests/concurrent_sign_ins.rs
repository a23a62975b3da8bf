//! Many who sign in at once. Alone in its file, since all passwords of a process share what
//! compares them.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod support;

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use store::{Password, StoreError, WorkError};
use support::TestDatabase;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bounded_number_of_sign_ins_waits_and_who_leaves_makes_room() {
    let place = TestDatabase::new();
    let store = place.open().await;
    // Each has a connection of the pool by turns, so that all come to the comparison.
    let sign_in = || store.user_with_password("Mira", Password::typed("wrong"));
    for _ in 0..1500 {
        let mut left = Box::pin(sign_in());
        for _ in 0..10 {
            if left.as_mut().now_or_never().is_some() {
                break;
            }
            tokio::task::yield_now().await;
        }
    }
    // At most two of these run on; the others are forgotten.
    let done = join_all((0..90).map(|_| sign_in())).await;
    assert!(
        done.iter().all(Result::is_ok),
        "there is room for all of them"
    );
    let done = join_all((0..250).map(|_| sign_in())).await;
    let refused = done
        .iter()
        .filter(|done| matches!(done, Err(StoreError::Work(WorkError::Busy))));
    let refused = refused.count();
    assert!(refused > 0, "more than 102 wait at once");
    let answered = done.iter().filter(|done| matches!(done, Ok(None))).count();
    assert_eq!(answered + refused, 250);
    assert!(answered >= 102, "{answered}");
}

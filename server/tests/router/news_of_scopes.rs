//! The news of open pages where what some of their readers see cannot be looked at.

use std::sync::Arc;

use domain::scope::Scope;
use futures_util::FutureExt as _;
use futures_util::future::join_all;
use service::audience::Audience;

use super::Served;
use super::news::{denied_to, look, of_brenn, open};

/// Readers of one scope that work or wait at most.
const OF_A_SCOPE_MAX: usize = 200;

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_that_cannot_be_looked_at_keeps_no_news_from_the_others() {
    let served = Served::of(&[denied_to("Brenn", 0), denied_to("Dorn", 0)]).await;
    let (_, cookie) = of_brenn(&served).await;
    // It is looked at first.
    let mut page = open(&served, &cookie).await;
    let first = page.version().await;
    let mut other = open(&served, &served.cookie).await;
    let first_of_other = other.version().await;
    look(&served).await;

    // Its readers have as much under way as they may: their data is not cut for them.
    let scope = Scope {
        accounts: Some(["Brenn".to_owned()].into()),
        ..Scope::all()
    };
    let dataset = served.dataset.seen_by(Arc::new(scope), Audience::Customer);
    let mut waiting = Vec::new();
    while waiting.len() < OF_A_SCOPE_MAX {
        let mut work = dataset.work(|| ()).boxed();
        if (&mut work).now_or_never().is_none() {
            waiting.push(work);
        }
    }
    served
        .import(&[denied_to("Brenn", 60), denied_to("Dorn", 60)])
        .await;
    for _ in 0..2 {
        assert!(served.news.check_data().await.is_err());
    }
    assert!(other.version().await > first_of_other);
    assert!(page.is_quiet());

    join_all(waiting).await;
    look(&served).await;
    assert_ne!(page.version().await, first, "the next look does it");
    assert!(other.is_quiet());
}

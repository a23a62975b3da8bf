//! What a clock that is set back or forward does to sign-ins and sessions: no more than the
//! rules say.

use axum::http::{StatusCode, header};
use domain::zone::DAY_S;
use store::{By, Proven, Rights, Role};

use super::{PASSWORD, START, Served};

/// The seconds until the next sign-in; none where the sign-in was answered.
async fn wait(served: &Served, password: &str) -> Option<i64> {
    let form = [("name", "Mira"), ("password", password)];
    let answer = served.post("/sign-in", &form, "").await;
    (answer.status == StatusCode::TOO_MANY_REQUESTS)
        .then(|| answer.header(header::RETRY_AFTER).parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_keeps_no_one_waiting_longer_than_the_rule() {
    for set_by in [-30 * DAY_S, 30 * DAY_S] {
        let served = Served::empty().await;
        served.add_user("Mira", Rights::all(Role::Producer)).await;
        for _ in 0..10 {
            assert_eq!(wait(&served, "wrong").await, None);
        }
        assert_eq!(wait(&served, PASSWORD).await, Some(15 * 60));
        served.set_clock_by(set_by);
        assert_eq!(
            wait(&served, PASSWORD).await,
            Some(15 * 60),
            "neither more nor less"
        );
        served.pass(15 * 60 - 1);
        assert_eq!(wait(&served, PASSWORD).await, Some(1));
        served.pass(1);
        assert_eq!(wait(&served, PASSWORD).await, None);
    }
}

async fn is_signed_in(served: &Served, cookie: &str) -> bool {
    served.get_as("/version", cookie).await.status == StatusCode::OK
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_began_before_the_clock_was_set_back_has_ended() {
    let served = Served::empty().await;
    let cookie = served.cookie.clone();
    served.set_clock_by(-3600);
    assert!(
        is_signed_in(&served, &cookie).await,
        "a clock may be a little wrong"
    );
    served.set_clock_by(-1);
    assert!(
        !is_signed_in(&served, &cookie).await,
        "it would last longer than it may"
    );
    // Signing in works at once, and what began in the future is gone for good.
    let user = served.add_user("Mira", Rights::all(Role::Producer)).await;
    served.set_clock_by(-30 * DAY_S);
    let store = &served.store;
    let users = store.users().await.unwrap();
    let user = users.into_iter().find(|known| known.id == user).unwrap();
    let by = By {
        who: "test",
        from: "test",
        at: START - 3601 - 30 * DAY_S,
    };
    let begun = store
        .begin_session(&Proven::otherwise(user), None, &by)
        .await;
    let other = format!("turnaway-3000={}", begun.unwrap().unwrap().reveal());
    assert!(is_signed_in(&served, &other).await);
    served.set_clock_by(30 * DAY_S + 3601);
    assert!(!is_signed_in(&served, &cookie).await);
}

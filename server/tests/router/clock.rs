//! What changes of the system clock do to sign-ins and sessions: nothing beyond the rules.

use axum::http::{StatusCode, header};
use domain::zone::DAY_S;
use store::{Actor, Authenticated, Rights, Role};

use super::{PASSWORD, START, Served};

/// The seconds until the next sign-in; `None` if the sign-in was answered.
async fn wait(served: &Served, password: &str) -> Option<i64> {
    let form = [("name", "Mira"), ("password", password)];
    let answer = served.post("/sign-in", &form, "").await;
    (answer.status == StatusCode::TOO_MANY_REQUESTS)
        .then(|| answer.header(header::RETRY_AFTER).parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_the_clock_does_not_extend_the_wait() {
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
async fn a_session_from_the_future_has_ended() {
    let served = Served::empty().await;
    let cookie = served.cookie.clone();
    served.set_clock_by(-3600);
    assert!(
        is_signed_in(&served, &cookie).await,
        "a small clock error is tolerated"
    );
    served.set_clock_by(-1);
    assert!(
        !is_signed_in(&served, &cookie).await,
        "it would last too long"
    );
    // Signing in works at once, and the session from the future stays ended.
    let user = served.add_user("Mira", Rights::all(Role::Producer)).await;
    served.set_clock_by(-30 * DAY_S);
    let store = &served.store;
    let users = store.users().await.unwrap();
    let user = users.into_iter().find(|known| known.id == user).unwrap();
    let by = Actor {
        who: "test",
        from: "test",
        at: START - 3601 - 30 * DAY_S,
    };
    let begun = store
        .begin_session(&Authenticated::without_password(user), None, &by)
        .await;
    let other = format!("turnaway-3000={}", begun.unwrap().unwrap().reveal());
    assert!(is_signed_in(&served, &other).await);
    served.set_clock_by(30 * DAY_S + 3601);
    assert!(!is_signed_in(&served, &cookie).await);
}

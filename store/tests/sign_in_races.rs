//! What happens at the very moment of a sign-in.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use sqlx::Connection as _;
use store::{
    Actor, Authenticated, NewUser, Password, Rights, Role, Secret, SecretHash, SignInName, Store,
    UserError, UserId,
};
use support::{START, TestDatabase};

const PASSWORD: &str = "correct horse battery";
const OTHER: &str = "another long password";

fn by(who: &'static str) -> Actor<'static> {
    Actor {
        who,
        from: "console",
        at: START,
    }
}

async fn add(store: &Store, name: &str) -> UserId {
    let new = NewUser {
        name: SignInName::new(name).unwrap(),
        rights: Rights::all(Role::Producer),
        password: Some(Password::new(PASSWORD).unwrap()),
    };
    store.add_user(new, &by("root")).await.unwrap()
}

async fn proven(store: &Store, name: &str) -> Authenticated {
    let typed = Password::typed(PASSWORD);
    let proven = store.user_with_password(name, typed).await.unwrap();
    proven.unwrap()
}

async fn begin(store: &Store, proven: &Authenticated) -> Option<Secret> {
    store
        .begin_session(proven, None, &by("Mira"))
        .await
        .unwrap()
}

async fn set(store: &Store, id: UserId, password: Option<Password>, kept: Option<&SecretHash>) {
    let by = by("root");
    let set = store.set_password(id, password, kept, &by);
    set.await.unwrap();
}

#[tokio::test]
async fn a_password_that_is_reset_while_it_is_compared_begins_nothing() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mira = add(&store, "Mira").await;
    let compared = proven(&store, "Mira").await;
    assert!(begin(&store, &compared).await.is_some());
    let other = Password::new(OTHER).unwrap();
    set(&store, mira, Some(other), None).await;
    assert_eq!(begin(&store, &compared).await, None);
    // The same password set again is another one too: a reset ends every session.
    let same = Password::new(PASSWORD).unwrap();
    set(&store, mira, Some(same), None).await;
    assert_eq!(begin(&store, &compared).await, None);
    let compared = proven(&store, "Mira").await;
    set(&store, mira, None, None).await;
    assert_eq!(begin(&store, &compared).await, None);
}

#[tokio::test]
async fn a_user_who_is_removed_meanwhile_begins_nothing() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mira = add(&store, "Mira").await;
    let compared = proven(&store, "Mira").await;
    let otherwise = Authenticated::without_password(compared.user.clone());
    store.remove_user(mira, &by("root")).await.unwrap();
    assert_eq!(begin(&store, &compared).await, None);
    assert_eq!(begin(&store, &otherwise).await, None);
    let lines = store.audit(None, 100).await.unwrap();
    assert!(lines.iter().all(|line| line.what != "signed-in"));
}

#[tokio::test]
async fn the_session_that_a_sign_in_replaces_is_noted_under_its_own_user() {
    let place = TestDatabase::new();
    let store = place.open().await;
    add(&store, "Mira").await;
    add(&store, "Noor").await;
    let first = begin(&store, &proven(&store, "Mira").await).await.unwrap();
    let noor = proven(&store, "Noor").await;
    let replaced = first.hash();
    let by_noor = by("Noor");
    let begun = store.begin_session(&noor, Some(&replaced), &by_noor);
    begun.await.unwrap().unwrap();
    assert_eq!(store.session(&first.hash(), START).await.unwrap(), None);
    let lines = store.audit(None, 2).await.unwrap();
    let logged: Vec<_> = lines.iter().map(|line| (&*line.who, &*line.what)).collect();
    assert_eq!(logged, [("Noor", "signed-in"), ("Mira", "signed-out")]);
}

#[tokio::test]
async fn a_session_that_cannot_begin_ends_none() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mira = add(&store, "Mira").await;
    let first = begin(&store, &proven(&store, "Mira").await).await.unwrap();
    let compared = proven(&store, "Mira").await;
    let replaced = first.hash();
    let other = Password::new(OTHER).unwrap();
    set(&store, mira, Some(other), Some(&replaced)).await;
    let by_mira = by("Mira");
    let begun = store.begin_session(&compared, Some(&replaced), &by_mira);
    assert_eq!(begun.await.unwrap(), None);
    assert!(store.session(&replaced, START).await.unwrap().is_some());
}

#[tokio::test]
async fn there_is_no_first_administrator_who_could_not_sign_in() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut raw = place.raw().await;
    let fails = "create trigger fails before insert on sessions begin \
                 select raise(abort, 'no session'); end";
    sqlx::query(fails).execute(&mut raw).await.unwrap();
    let first = || {
        let name = SignInName::new("root").unwrap();
        let store = &store;
        async move {
            store
                .add_first_administrator(name, None, &by("console"))
                .await
        }
    };
    assert!(matches!(first().await, Err(UserError::Store(_))));
    assert_eq!(store.first_administrator().await.unwrap(), None);
    // The link may be opened again.
    sqlx::query("drop trigger fails")
        .execute(&mut raw)
        .await
        .unwrap();
    let (id, secret) = first().await.unwrap();
    let session = store.session(&secret.hash(), START).await.unwrap();
    assert_eq!(session.unwrap().user.id, id);
    raw.close().await.unwrap();
}

#[tokio::test]
async fn debug_shows_no_hash() {
    let place = TestDatabase::new();
    let store = place.open().await;
    add(&store, "Mira").await;
    let compared = proven(&store, "Mira").await;
    assert_eq!(format!("{compared:?}"), "Authenticated(Mira by password)");
}

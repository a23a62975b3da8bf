//! Users as an OpenID provider knows them.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod support;

use store::{Actor, NewUser, ProviderUser, Rights, Role, SignInName, Store, UserId};
use support::{START, TestDatabase};

const PROVIDER: &str = "https://id.example";

fn by() -> Actor<'static> {
    Actor {
        who: "someone",
        from: "127.0.0.1",
        at: START,
    }
}

async fn add(store: &Store, name: &str) -> UserId {
    let new = NewUser {
        name: SignInName::new(name).unwrap(),
        rights: Rights::all(Role::Producer),
        password: None,
    };
    store.add_user(new, &by()).await.unwrap()
}

/// The name of the user whom a provider means.
async fn meant(
    store: &Store,
    provider: &str,
    subject: &str,
    email: Option<&str>,
) -> Option<String> {
    let named = ProviderUser {
        provider: provider.to_owned(),
        subject: subject.to_owned(),
        email: email.map(str::to_owned),
    };
    let proven = store.user_of_provider(&named, &by()).await.unwrap();
    proven.map(|proven| proven.user.name)
}

#[tokio::test]
async fn a_verified_address_is_taken_once_and_the_id_from_then_on() {
    let place = TestDatabase::new();
    let store = place.open().await;
    add(&store, "mira@brenn.example").await;
    let mira = Some("mira@brenn.example".to_owned());
    assert_eq!(meant(&store, PROVIDER, "7", None).await, None);
    let email = Some("Mira@Brenn.example");
    assert_eq!(meant(&store, PROVIDER, "7", email).await, mira);
    // The e-mail address changes, or is not sent: the id decides.
    assert_eq!(meant(&store, PROVIDER, "7", None).await, mira);
    let other = Some("other@brenn.example");
    assert_eq!(meant(&store, PROVIDER, "7", other).await, mira);
    // Another person with her former e-mail address is not signed in as her.
    assert_eq!(meant(&store, PROVIDER, "8", email).await, None);
    let met = store.audit(None, 100).await.unwrap();
    let met = met.iter().filter(|line| line.what == "provider-met");
    let met: Vec<_> = met.map(|line| (&*line.who, &*line.detail)).collect();
    assert_eq!(met, [("mira@brenn.example", "https://id.example: 7")]);
}

#[tokio::test]
async fn no_user_is_added_and_a_removed_one_is_forgotten() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let email = Some("mira@brenn.example");
    assert_eq!(meant(&store, PROVIDER, "7", email).await, None);
    assert!(store.users().await.unwrap().is_empty());
    let id = add(&store, "mira@brenn.example").await;
    assert!(meant(&store, PROVIDER, "7", email).await.is_some());
    store.remove_user(id, &by()).await.unwrap();
    assert_eq!(meant(&store, PROVIDER, "7", email).await, None);
    // Added again she is a new user, under another id too.
    add(&store, "mira@brenn.example").await;
    assert_eq!(meant(&store, PROVIDER, "7", None).await, None);
    assert!(meant(&store, PROVIDER, "8", email).await.is_some());
}

#[tokio::test]
async fn another_provider_has_ids_of_its_own() {
    let place = TestDatabase::new();
    let store = place.open().await;
    add(&store, "mira@brenn.example").await;
    let email = Some("mira@brenn.example");
    assert!(meant(&store, PROVIDER, "7", email).await.is_some());
    let other = "https://other.example";
    assert_eq!(meant(&store, other, "7", None).await, None);
    assert!(meant(&store, other, "9", email).await.is_some());
    assert!(meant(&store, other, "9", None).await.is_some());
    assert_eq!(meant(&store, PROVIDER, "7", None).await, None);
}

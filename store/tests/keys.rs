//! Keys are made, used, listed and revoked.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod support;

use domain::catalogue::Catalogue;
use domain::event::Source;
use store::{Actor, Batch, KeyError, NewKey, Pushed, Secret, Store};

use support::{START, TestDatabase, denied, origin};

/// The person who creates and revokes keys, at a second.
fn by(at: i64) -> Actor<'static> {
    Actor {
        who: "test",
        from: "test",
        at,
    }
}

fn new_key(name: &str) -> NewKey {
    NewKey {
        name: name.to_owned(),
        account: "Nordlicht".to_owned(),
        server: "eu-1".to_owned(),
        source: Source::Cls,
    }
}

async fn add(store: &Store, name: &str) -> Secret {
    store.add_key(&new_key(name), &by(START)).await.unwrap()
}

#[tokio::test]
async fn a_key_is_found_by_its_secret_until_it_is_revoked() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let (one, other) = (add(&store, "one").await, add(&store, "other").await);
    let found = store.key_of(one.hash()).await.unwrap().unwrap();
    assert_eq!(
        (&*found.name, &*found.account, &*found.server, found.source),
        ("one", "Nordlicht", "eu-1", Source::Cls)
    );
    assert_eq!((found.made_at, found.last_used_at), (START, None));
    let unknown = Secret::random().unwrap();
    assert_eq!(store.key_of(unknown.hash()).await.unwrap(), None);

    store.revoke_key("one", &by(START + 5)).await.unwrap();
    assert_eq!(store.key_of(one.hash()).await.unwrap(), None);
    assert!(store.key_of(other.hash()).await.unwrap().is_some());
    let listed = store.keys().await.unwrap();
    let revoked: Vec<_> = listed
        .iter()
        .map(|key| (&*key.name, key.revoked_at))
        .collect();
    assert_eq!(revoked, [("one", Some(START + 5)), ("other", None)]);
    let lines = store.audit(None, 10).await.unwrap();
    let lines: Vec<_> = lines
        .iter()
        .map(|line| (&*line.what, &*line.detail))
        .collect();
    let meant = [
        ("key-revoked", "one"),
        ("key-made", "other"),
        ("key-made", "one"),
    ];
    assert_eq!(lines, meant, "the latest first, and no secret");
}

#[tokio::test]
async fn what_cannot_be_is_refused() {
    let place = TestDatabase::new();
    let store = place.open().await;
    add(&store, "one").await;
    let again = store.add_key(&new_key("one"), &by(START)).await;
    assert!(matches!(again, Err(KeyError::NameTaken(_))), "{again:?}");
    let nameless = store.add_key(&new_key(""), &by(START)).await;
    assert!(matches!(nameless, Err(KeyError::Empty)), "{nameless:?}");
    store.revoke_key("one", &by(START)).await.unwrap();
    for gone in ["one", "none"] {
        let revoked = store.revoke_key(gone, &by(START)).await;
        assert!(matches!(revoked, Err(KeyError::NotFound(_))), "{revoked:?}");
    }
}

#[tokio::test]
async fn a_key_was_last_used_when_something_came() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let secret = add(&store, "one").await;
    let key = store.key_of(secret.hash()).await.unwrap().unwrap();
    let import = store.begin_import_of_key(&key, START).await.unwrap();
    let (crowd, committing) = store.group_commit().await.unwrap();
    let mut batch = Batch::default();
    let pushed = batch.push(&denied(1), &origin("Nordlicht"), &Catalogue::default());
    pushed.unwrap();
    let pushed = Pushed {
        import,
        lines: 1,
        rejected: 0,
        at: START + 60,
    };
    crowd.append(batch, pushed).await.unwrap();
    let key = store.key_of(secret.hash()).await.unwrap().unwrap();
    assert_eq!(key.last_used_at, Some(START + 60));
    drop(crowd);
    committing.end().await.unwrap();
}

#[tokio::test]
async fn the_file_does_not_hold_the_secret() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let secret = add(&store, "one").await;
    store.close().await;
    let text = secret.reveal();
    let bytes = std::fs::read(place.path()).unwrap();
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|part| part == needle);
    assert!(holds(secret.hash().bytes()));
    assert!(!holds(text.as_bytes()));
}

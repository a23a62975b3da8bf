//! Editing a link: what is changed, what ends with it, and what is refused.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod support;

use domain::view::View;
use store::{
    Actor, LINK_DAYS_MAX, LinkEdit, LinkId, LinkRefusal, NewLink, NewUser, Password, PasswordEdit,
    Rights, Role, Secret, SignInName, Store,
};
use support::{START, TestDatabase};

const DAY_S: i64 = 86_400;
const PASSWORD: &str = "correct horse battery";

fn by(at: i64) -> Actor<'static> {
    Actor {
        who: "Mira",
        from: "console",
        at,
    }
}

/// A link that works for 30 days, without a password.
async fn link(store: &Store) -> (LinkId, Secret) {
    let new = NewUser {
        name: SignInName::new("Mira").unwrap(),
        rights: Rights::all(Role::CustomerSuccess),
        password: None,
    };
    store.add_user(new, &by(START)).await.unwrap();
    let owner = store.user_named("Mira").await.unwrap().unwrap();
    let new = NewLink {
        accounts: std::iter::once("Brenn".to_owned()).collect(),
        filters: View::default().filters,
        earliest: None,
        masks_users: false,
        masks_devices: false,
        note: "Before".to_owned(),
        password: None,
        days: 30,
    };
    store.add_link(&owner, new, &by(START)).await.unwrap()
}

fn edit() -> LinkEdit {
    LinkEdit {
        note: "Before".to_owned(),
        expires_at: None,
        password: PasswordEdit::Keep,
    }
}

fn set(password: &str) -> LinkEdit {
    LinkEdit {
        password: PasswordEdit::Set(Password::new(password).unwrap()),
        ..edit()
    }
}

async fn opens(store: &Store, secret: &Secret, password: &str, at: i64) -> bool {
    let password = Password::typed(password);
    let opened = store
        .open_link(&secret.hash(), password, &[], &by(at))
        .await;
    opened.unwrap().is_some()
}

async fn open(store: &Store, secret: &Secret, password: &str) -> Secret {
    let password = Password::typed(password);
    let opened = store
        .open_link(&secret.hash(), password, &[], &by(START))
        .await;
    opened.unwrap().unwrap().session
}

async fn is_open(store: &Store, session: &Secret) -> bool {
    let session = store.link_session(&session.hash(), START + 5).await;
    session.unwrap().is_some()
}

#[tokio::test]
async fn note_and_end_change_and_the_url_stays() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let (id, secret) = link(&store).await;
    let session = open(&store, &secret, "").await;
    let changed = LinkEdit {
        note: " After\r\nMonday ".to_owned(),
        expires_at: Some(START + 60 * DAY_S),
        ..edit()
    };
    store.edit_link(id, changed, &by(START + 1)).await.unwrap();
    let link = store.link(id).await.unwrap().unwrap();
    assert_eq!(link.note, "After\nMonday");
    assert_eq!(link.expires_at, START + 60 * DAY_S);
    assert!(is_open(&store, &session).await);
    assert!(opens(&store, &secret, "", START + 59 * DAY_S).await);
    store.edit_link(id, edit(), &by(START + 2)).await.unwrap();
    let link = store.link(id).await.unwrap().unwrap();
    assert_eq!(link.expires_at, START + 60 * DAY_S, "it was left out");
    let noted = store.audit(None, 1).await.unwrap();
    assert_eq!(noted.first().unwrap().what, "link-edited");
}

#[tokio::test]
async fn a_new_password_ends_what_was_opened_and_removing_it_ends_nothing() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let (id, secret) = link(&store).await;
    let session = open(&store, &secret, "").await;
    store
        .edit_link(id, set(PASSWORD), &by(START))
        .await
        .unwrap();
    assert!(!is_open(&store, &session).await);
    assert!(!opens(&store, &secret, "", START).await);
    let session = open(&store, &secret, PASSWORD).await;
    store.edit_link(id, edit(), &by(START)).await.unwrap();
    assert!(!opens(&store, &secret, "", START).await, "it was kept");
    assert!(is_open(&store, &session).await);
    let removed = LinkEdit {
        password: PasswordEdit::Remove,
        ..edit()
    };
    store.edit_link(id, removed, &by(START)).await.unwrap();
    assert!(opens(&store, &secret, "", START).await);
    assert!(is_open(&store, &session).await);
    assert!(!store.link(id).await.unwrap().unwrap().has_password);
}

#[tokio::test]
async fn an_expired_link_works_again_and_a_revoked_one_does_not() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let (id, secret) = link(&store).await;
    let late = START + 40 * DAY_S;
    assert!(!opens(&store, &secret, "", late).await);
    let longer = LinkEdit {
        expires_at: Some(late + DAY_S),
        ..edit()
    };
    let edited = store.edit_link(id, longer.clone(), &by(late)).await;
    edited.unwrap();
    assert!(opens(&store, &secret, "", late).await);
    store.revoke_link(id, &by(late)).await.unwrap();
    let again = store.edit_link(id, longer, &by(late)).await;
    assert!(matches!(again, Err(LinkRefusal::Gone)));
    assert!(!opens(&store, &secret, "", late).await);
}

#[tokio::test]
async fn an_edit_has_the_bounds_of_a_new_link() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let (id, _) = link(&store).await;
    let longest = START + (i64::from(LINK_DAYS_MAX) + 1) * DAY_S;
    for expires_at in [START - 1, START, longest + 1, i64::MAX] {
        let edit = LinkEdit {
            expires_at: Some(expires_at),
            ..edit()
        };
        let refused = store.edit_link(id, edit, &by(START)).await;
        assert!(matches!(refused, Err(LinkRefusal::LastDay)), "{expires_at}");
    }
    for note in ["a\u{0}b", &"a".repeat(1001)] {
        let edit = LinkEdit {
            note: note.to_owned(),
            ..edit()
        };
        let refused = store.edit_link(id, edit, &by(START)).await;
        assert!(matches!(refused, Err(LinkRefusal::Note)));
    }
    let unknown = LinkId::from_number(99);
    let refused = store.edit_link(unknown, edit(), &by(START)).await;
    assert!(matches!(refused, Err(LinkRefusal::Gone)));
    let link = store.link(id).await.unwrap().unwrap();
    assert_eq!(link.expires_at, START + 30 * DAY_S);
}

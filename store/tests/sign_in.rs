//! Users, their sessions and the audit log.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use sqlx::Connection as _;
use store::{
    Actor, Authenticated, NewUser, Password, Rights, Role, SESSION_S, Secret, SignInName, Store,
    UserError, UserId,
};
use support::{START, TestDatabase, count};

const PASSWORD: &str = "correct horse battery";

/// Seconds without a request after which a session ends.
const SESSION_IDLE_S: i64 = 12 * 3600;

fn by(at: i64) -> Actor<'static> {
    Actor {
        who: "root",
        from: "console",
        at,
    }
}

fn new(name: &str, rights: Rights, password: Option<&str>) -> NewUser {
    NewUser {
        name: SignInName::new(name).unwrap(),
        rights,
        password: password.map(|password| Password::new(password).unwrap()),
    }
}

async fn add(store: &Store, name: &str, role: Role) -> UserId {
    let new = new(name, Rights::all(role), None);
    store.add_user(new, &by(START)).await.unwrap()
}

/// Begins a session of a user who proved it by other means than a password.
async fn begin(store: &Store, user: UserId, at: i64) -> Secret {
    let users = store.users().await.unwrap();
    let user = users.into_iter().find(|known| known.id == user).unwrap();
    let (proven, by) = (Authenticated::without_password(user), by(at));
    let begun = store.begin_session(&proven, None, &by);
    begun.await.unwrap().unwrap()
}

/// Whether a secret is of a session at a moment.
async fn is_signed_in(store: &Store, secret: &Secret, at: i64) -> bool {
    store.session(&secret.hash(), at).await.unwrap().is_some()
}

#[tokio::test]
async fn a_user_signs_in_with_name_and_password_and_nothing_else() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let with = new("Mira", Rights::all(Role::Producer), Some(PASSWORD));
    store.add_user(with, &by(START)).await.unwrap();
    add(&store, "Noor", Role::Producer).await;
    let found = |name: &'static str, password: &'static str| {
        let store = store.clone();
        async move {
            let typed = Password::typed(password);
            let user = store.user_with_password(name, typed).await.unwrap();
            user.map(|proven| proven.user.name)
        }
    };
    assert_eq!(found("Mira", PASSWORD).await.as_deref(), Some("Mira"));
    assert_eq!(found("mira", PASSWORD).await.as_deref(), Some("Mira"));
    for (name, password) in [
        ("Mira", "correct horse"),
        ("Mira", ""),
        ("Noor", PASSWORD),
        ("Noor", ""),
        ("nobody", PASSWORD),
        ("nobody", "nobody's password"),
        ("", ""),
    ] {
        assert_eq!(found(name, password).await, None, "{name} {password}");
    }
}

#[tokio::test]
async fn there_is_one_first_administrator() {
    let place = TestDatabase::new();
    let store = place.open().await;
    assert_eq!(store.first_administrator().await.unwrap(), None);
    add(&store, "Mira", Role::Producer).await;
    assert_eq!(store.first_administrator().await.unwrap(), None);
    let first = |name: &str| {
        let name = SignInName::new(name).unwrap();
        let store = &store;
        async move { store.add_first_administrator(name, None, &by(START)).await }
    };
    let (id, secret) = first("administrator").await.unwrap();
    assert!(is_signed_in(&store, &secret, START).await);
    let found = store.first_administrator().await.unwrap().unwrap();
    assert_eq!((found.id, found.name.as_str()), (id, "administrator"));
    let second = first("another").await;
    assert!(matches!(second, Err(UserError::NotTheFirst)));
    assert_eq!(store.users().await.unwrap().len(), 2);
}

#[tokio::test]
async fn two_at_once_make_one_first_administrator() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let first = |name: &str| {
        let name = SignInName::new(name).unwrap();
        let store = &store;
        async move { store.add_first_administrator(name, None, &by(START)).await }
    };
    let (one, two) = tokio::join!(first("one"), first("two"));
    assert!(one.is_ok() != two.is_ok());
    assert_eq!(store.users().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_name_is_given_once() {
    let place = TestDatabase::new();
    let store = place.open().await;
    add(&store, "Mira", Role::Producer).await;
    let again = new(" MIRA ", Rights::all(Role::Administrator), None);
    let again = store.add_user(again, &by(START)).await;
    assert!(matches!(again, Err(UserError::NameTaken)));
    for name in ["", "  ", "a\nb", "a\u{202e}b", &"a".repeat(101)] {
        assert!(SignInName::new(name).is_err(), "{name:?}");
    }
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mira = add(&store, "Mira", Role::Administrator).await;
    let producer = Rights::all(Role::Producer);
    let removed = store.remove_user(mira, &by(START)).await;
    assert!(matches!(removed, Err(UserError::LastAdministrator)));
    let demoted = store.set_rights(mira, &producer, &by(START)).await;
    assert!(matches!(demoted, Err(UserError::LastAdministrator)));
    let noor = add(&store, "Noor", Role::Administrator).await;
    let demoted = store.set_rights(mira, &producer, &by(START)).await;
    demoted.unwrap();
    let removed = store.remove_user(noor, &by(START)).await;
    assert!(matches!(removed, Err(UserError::LastAdministrator)));
    store.remove_user(mira, &by(START)).await.unwrap();
    let gone = store.remove_user(mira, &by(START)).await;
    assert!(matches!(gone, Err(UserError::Unknown)));
}

#[tokio::test]
async fn an_id_is_not_given_again() {
    let place = TestDatabase::new();
    let store = place.open().await;
    add(&store, "Mira", Role::Administrator).await;
    let noor = add(&store, "Noor", Role::Producer).await;
    store.remove_user(noor, &by(START)).await.unwrap();
    assert_ne!(add(&store, "Noor", Role::Producer).await, noor);
}

#[tokio::test]
async fn accounts_are_kept_with_the_role() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let rights = Rights::of_accounts(Role::CustomerSuccess, ["Dorn", "Brenn"]).unwrap();
    let new = new("Mira", rights.clone(), None);
    let mira = store.add_user(new, &by(START)).await.unwrap();
    let stored = || async { store.user_named("Mira").await.unwrap().unwrap().rights };
    assert_eq!(stored().await, rights);
    for rights in [
        Rights::of_accounts(Role::CustomerSuccess, ["Esch"]).unwrap(),
        Rights::all(Role::CustomerSuccess),
        Rights::all(Role::Administrator),
    ] {
        store.set_rights(mira, &rights, &by(START)).await.unwrap();
        assert_eq!(stored().await, rights);
    }
}

#[tokio::test]
async fn a_session_ends_when_it_is_idle_and_after_two_weeks() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mira = add(&store, "Mira", Role::Administrator).await;
    let secret = begin(&store, mira, START).await;
    let session = store.session(&secret.hash(), START).await.unwrap().unwrap();
    assert_eq!(session.user.name, "Mira");
    assert!(!session.is_touch_due);
    assert!(is_signed_in(&store, &secret, START + SESSION_IDLE_S - 1).await);
    assert!(!is_signed_in(&store, &secret, START + SESSION_IDLE_S).await);
    // Used again and again it lasts, but not for ever.
    let mut at = START;
    while at + SESSION_IDLE_S - 1 < START + SESSION_S {
        at += SESSION_IDLE_S - 1;
        let session = store.session(&secret.hash(), at).await.unwrap().unwrap();
        assert!(session.is_touch_due);
        store.touch_session(&secret.hash(), at).await.unwrap();
        let session = store.session(&secret.hash(), at + 1).await.unwrap();
        assert!(session.is_none_or(|session| !session.is_touch_due));
    }
    assert!(is_signed_in(&store, &secret, START + SESSION_S - 1).await);
    assert!(!is_signed_in(&store, &secret, START + SESSION_S).await);
}

#[tokio::test]
async fn ended_sessions_are_forgotten_with_the_next_sign_in() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mira = add(&store, "Mira", Role::Administrator).await;
    begin(&store, mira, START).await;
    let later = START + SESSION_IDLE_S;
    begin(&store, mira, later).await;
    let mut raw = place.raw().await;
    assert_eq!(count(&mut raw, "select count(*) from sessions").await, 1);
    raw.close().await.unwrap();
}

#[tokio::test]
async fn what_ends_a_session_holds_at_once_also_from_another_process() {
    let place = TestDatabase::new();
    let store = place.open().await;
    // Another store on the file is what another process has.
    let other = place.open().await;
    add(&store, "root", Role::Administrator).await;
    let mira = add(&store, "Mira", Role::Producer).await;
    let begin = || begin(&store, mira, START);
    let at = START + 1;

    let (ended, stays) = (begin().await, begin().await);
    other.end_session(&ended.hash(), &by(at)).await.unwrap();
    assert!(!is_signed_in(&store, &ended, at).await);
    assert!(is_signed_in(&store, &stays, at).await);

    other.end_sessions(mira, &by(at)).await.unwrap();
    assert!(!is_signed_in(&store, &stays, at).await);

    let (kept, ended) = (begin().await, begin().await);
    let password = Some(Password::new(PASSWORD).unwrap());
    let (kept_hash, by_root) = (kept.hash(), by(at));
    let set = other.set_password(mira, password, Some(&kept_hash), &by_root);
    set.await.unwrap();
    assert!(is_signed_in(&store, &kept, at).await);
    assert!(!is_signed_in(&store, &ended, at).await);

    let rights = Rights::of_accounts(Role::CustomerSuccess, ["Brenn"]).unwrap();
    other.set_rights(mira, &rights, &by(at)).await.unwrap();
    let session = store.session(&kept.hash(), at).await.unwrap().unwrap();
    assert_eq!(session.user.rights, rights, "the rights of this moment");

    other.remove_user(mira, &by(at)).await.unwrap();
    assert!(!is_signed_in(&store, &kept, at).await);
}

#[tokio::test]
async fn no_other_secret_signs_anyone_in() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mira = add(&store, "Mira", Role::Administrator).await;
    let secret = begin(&store, mira, START).await;
    let text = secret.reveal();
    for place in 0..text.len() {
        let mut altered = text.clone().into_bytes();
        altered[place] = if altered[place] == b'A' { b'B' } else { b'A' };
        let altered = Secret::parse(std::str::from_utf8(&altered).unwrap());
        // The last character has two bits that no secret has.
        if let Some(altered) = altered {
            assert!(!is_signed_in(&store, &altered, START).await, "at {place}");
        }
    }
    assert!(!is_signed_in(&store, &Secret::random().unwrap(), START).await);
}

#[tokio::test]
async fn everything_is_noted_and_no_secret_is() {
    let place = TestDatabase::new();
    let store = place.open().await;
    add(&store, "root", Role::Administrator).await;
    let rights = Rights::of_accounts(Role::CustomerSuccess, ["Brenn", "Dorn"]).unwrap();
    let mira = new("Mira", rights, Some(PASSWORD));
    let mira = store.add_user(mira, &by(START)).await.unwrap();
    let secret = begin(&store, mira, START + 1).await;
    store
        .end_session(&secret.hash(), &by(START + 2))
        .await
        .unwrap();
    // Nothing ends, so there is nothing to note.
    store
        .end_session(&secret.hash(), &by(START + 2))
        .await
        .unwrap();
    store
        .set_password(mira, None, None, &by(START + 3))
        .await
        .unwrap();
    store
        .note(&by(START + 4), "tested", &"x".repeat(2000))
        .await
        .unwrap();
    store.remove_user(mira, &by(START + 5)).await.unwrap();

    let lines = store.audit(None, 100).await.unwrap();
    let logged: Vec<_> = lines
        .iter()
        .rev()
        .map(|line| (&*line.what, &*line.detail))
        .collect();
    let cut = "x".repeat(500);
    assert_eq!(
        logged,
        [
            ("user-added", "root: administrator"),
            ("user-added", "Mira: customer-success of Brenn, Dorn"),
            ("signed-in", ""),
            ("signed-out", ""),
            ("password-removed", "Mira"),
            ("tested", &cut),
            ("user-removed", "Mira"),
        ]
    );
    assert!(
        lines
            .iter()
            .all(|line| line.who == "root" && line.from == "console")
    );
    let page = store.audit(Some(lines[1].id), 2).await.unwrap();
    assert_eq!(page, lines[2..4]);

    // With the write-ahead log, if there is one.
    let mut stored = Vec::new();
    for file in std::fs::read_dir(place.folder()).unwrap() {
        stored.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let holds = |text: &str| {
        stored
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(
        holds("customer-success of Brenn, Dorn"),
        "this is where it is stored"
    );
    assert!(!holds(PASSWORD) && !holds(&secret.reveal()));
}

#[tokio::test]
async fn a_session_of_a_clock_that_was_ahead_has_ended() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let user = add(&store, "Mira", Role::Producer).await;
    let secret = begin(&store, user, START).await;
    assert!(
        is_signed_in(&store, &secret, START - 3600).await,
        "a little is no harm"
    );
    assert!(!is_signed_in(&store, &secret, START - 3601).await);
    assert!(!is_signed_in(&store, &secret, i64::MIN).await);
    assert!(!is_signed_in(&store, &secret, i64::MAX).await);
    // What was noted of it counts too, and a clock that is right again finds it.
    store
        .touch_session(&secret.hash(), START + 7200)
        .await
        .unwrap();
    assert!(!is_signed_in(&store, &secret, START).await);
    assert!(is_signed_in(&store, &secret, START + 7200).await);
    // The next sign-in deletes what has ended: it does not come back with its time.
    begin(&store, user, START).await;
    assert!(!is_signed_in(&store, &secret, START + 7200).await);
}

//! Several links in one browser: what their URLs are named by, and how many are open.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may stop where it fails"
)]

mod support;

use domain::view::Filters;
use store::{
    Actor, LINK_SESSION_S, Link, LinkId, NewLink, NewUser, OPEN_LINKS_MAX, Password, PublicLinkId,
    Rights, Role, Secret, SecretHash, SignInName, Store, User,
};
use support::{START, TestDatabase};

fn by(at: i64) -> Actor<'static> {
    Actor {
        who: "Mira",
        from: "console",
        at,
    }
}

async fn owner(store: &Store) -> User {
    let new = NewUser {
        name: SignInName::new("Mira").unwrap(),
        rights: Rights::all(Role::CustomerSuccess),
        password: None,
    };
    let id = store.add_user(new, &by(START)).await.unwrap();
    let users = store.users().await.unwrap();
    users.into_iter().find(|user| user.id == id).unwrap()
}

async fn link(store: &Store, owner: &User, days: u32) -> (LinkId, Secret) {
    let new = NewLink {
        accounts: std::iter::once("Brenn".to_owned()).collect(),
        filters: Filters::default(),
        earliest: None,
        masks_users: false,
        masks_devices: false,
        note: String::new(),
        password: None,
        days,
    };
    store.add_link(owner, new, &by(START)).await.unwrap()
}

/// The sessions of a browser.
#[derive(Default)]
struct Browser(Vec<SecretHash>);

impl Browser {
    /// Opens a link and keeps the other sessions that go on, as the cookies do.
    async fn open(&mut self, store: &Store, link: &Secret, at: i64) -> SecretHash {
        let typed = Password::typed("");
        let opened = store.open_link(&link.hash(), typed, &self.0, &by(at)).await;
        let opened = opened.unwrap().unwrap();
        let session = opened.session.hash();
        self.0 = opened.kept;
        self.0.push(session);
        session
    }
}

async fn shown(store: &Store, session: &SecretHash, at: i64) -> Option<Link> {
    let session = store.link_session(session, at).await.unwrap();
    session.map(|session| session.link)
}

async fn public_id(store: &Store, id: LinkId) -> PublicLinkId {
    store.link(id).await.unwrap().unwrap().public_id
}

#[tokio::test]
async fn a_link_has_a_public_id_of_its_own_which_another_secret_does_not_change() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let owner = owner(&store).await;
    let (first, secret) = link(&store, &owner, 30).await;
    let (second, _) = link(&store, &owner, 30).await;
    let id = public_id(&store, first).await;
    assert_ne!(id, public_id(&store, second).await);
    let opening = store.opening_link(&secret.hash(), START).await.unwrap();
    assert_eq!(opening.unwrap().public_id, id);
    let session = Browser::default().open(&store, &secret, START).await;
    assert_eq!(shown(&store, &session, START).await.unwrap().public_id, id);
    store.rotate_link(first, &by(START)).await.unwrap();
    assert_eq!(public_id(&store, first).await, id);
}

#[tokio::test]
async fn one_browser_has_so_many_links_open_and_the_least_recently_used_one_ends() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let owner = owner(&store).await;
    let mut browser = Browser::default();
    let mut sessions = Vec::new();
    for at in 0..OPEN_LINKS_MAX as i64 {
        let (_, secret) = link(&store, &owner, 30).await;
        sessions.push(browser.open(&store, &secret, START + at).await);
    }
    assert_eq!(browser.0.len(), OPEN_LINKS_MAX);
    // The first was used since, so that the second is the one.
    let used = store.touch_link_session(&sessions[0], START + 500).await;
    used.unwrap();
    let late = store.touch_link_session(&sessions[0], START + 400).await;
    late.unwrap();
    let (_, secret) = link(&store, &owner, 30).await;
    let new = browser.open(&store, &secret, START + 501).await;
    assert_eq!(browser.0.len(), OPEN_LINKS_MAX);
    assert!(shown(&store, &sessions[1], START + 501).await.is_none());
    for session in sessions.iter().skip(2).chain([&sessions[0], &new]) {
        assert!(shown(&store, session, START + 501).await.is_some());
        assert!(browser.0.contains(session));
    }
    let noted = store.audit(None, 2).await.unwrap();
    let what: Vec<&str> = noted.iter().map(|noted| &*noted.what).collect();
    assert_eq!(what, ["link-opened", "link-closed"]);
}

#[tokio::test]
async fn a_browser_that_opens_a_link_again_has_one_session_of_it() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let owner = owner(&store).await;
    let (_, secret) = link(&store, &owner, 30).await;
    let mut browser = Browser::default();
    let first = browser.open(&store, &secret, START).await;
    let of_another = Browser::default().open(&store, &secret, START).await;
    let second = browser.open(&store, &secret, START + 1).await;
    assert_eq!(browser.0, [second]);
    assert!(shown(&store, &first, START + 1).await.is_none());
    assert!(shown(&store, &of_another, START + 1).await.is_some());
}

#[tokio::test]
async fn what_has_ended_takes_no_room() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let owner = owner(&store).await;
    let mut browser = Browser::default();
    let (_, expiring) = link(&store, &owner, 1).await;
    browser.open(&store, &expiring, START).await;
    let (revoked, secret) = link(&store, &owner, 30).await;
    browser.open(&store, &secret, START).await;
    store.revoke_link(revoked, &by(START)).await.unwrap();
    // Ones that were forged are looked up and are nothing.
    browser.0.push(Secret::random().unwrap().hash());
    let later = START + 86_400;
    let (_, secret) = link(&store, &owner, 30).await;
    let last = browser.open(&store, &secret, later).await;
    assert_eq!(browser.0, [last]);
    let after = later + LINK_SESSION_S;
    let (_, secret) = link(&store, &owner, 60).await;
    let next = browser.open(&store, &secret, after).await;
    assert_eq!(browser.0, [next]);
}

#[tokio::test]
async fn a_use_is_noted_every_few_minutes_and_lengthens_nothing() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let owner = owner(&store).await;
    let (_, secret) = link(&store, &owner, 30).await;
    let session = Browser::default().open(&store, &secret, START).await;
    let at = async |at| store.link_session(&session, at).await.unwrap().unwrap();
    assert!(!at(START + 299).await.is_touch_due);
    let begun = at(START + 300).await;
    assert!(begun.is_touch_due);
    let used = store.touch_link_session(&session, START + 300).await;
    used.unwrap();
    let now = at(START + 300).await;
    assert!(!now.is_touch_due);
    assert_eq!(now.ends_at, begun.ends_at);
}

#[tokio::test]
async fn links_and_sessions_of_an_earlier_version_go_on_with_a_public_id() {
    let place = TestDatabase::new();
    let (secret, session) = (Secret::random().unwrap(), Secret::random().unwrap().hash());
    let digits = |hash: &SecretHash| -> String {
        let digits = hash.bytes().iter().map(|byte| format!("{byte:02x}"));
        digits.collect()
    };
    let end = START + 86_400;
    let rows = format!(
        "insert into sign_in_users (id, name, role, all_accounts, created_at) \
         values (1, 'Mira', 'producer', 1, {START}); \
         insert into links (id, secret_hash, owner_id, filters, masks_users, masks_devices, \
         masking_key, note, created_at, expires_at) values \
         (1, x'{}', 1, '', 0, 0, zeroblob(32), '', {START}, {end}), \
         (2, x'02', 1, '', 0, 0, zeroblob(32), '', {START}, {end}); \
         insert into link_sessions (secret_hash, link_id, created_at) values (x'{}', 1, {});",
        digits(&secret.hash()),
        digits(&session),
        START + 7,
    );
    // The last without public ids.
    place.make_earlier(7, &rows).await;

    let store = place.open().await;
    let (first, second) = (LinkId::from_number(1), LinkId::from_number(2));
    let id = public_id(&store, first).await;
    assert_ne!(id, public_id(&store, second).await);
    assert_eq!(PublicLinkId::parse(&id.to_string()), Some(id));
    let opening = store.opening_link(&secret.hash(), START).await.unwrap();
    assert_eq!(
        opening.unwrap().public_id,
        id,
        "the link that was sent works"
    );
    let open = store.link_session(&session, START + 7).await.unwrap();
    let open = open.unwrap();
    assert_eq!(open.link.public_id, id, "and so does what it opened");
    assert!(!open.is_touch_due, "it was used when it began");
}

//! Links: who makes them, what opens them, and what ends them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use std::collections::BTreeSet;

use domain::event::Second;
use domain::scope::Scope;
use domain::view::{VALUES_MAX, View};
use store::{
    Actor, LINK_DAYS_MAX, LINK_SESSION_S, Link, LinkId, LinkRefusal, NewLink, NewUser, Password,
    Rights, Role, Secret, SignInName, Store, User,
};
use support::{START, TestDatabase};

const DAY_S: i64 = 86_400;

fn by(at: i64) -> Actor<'static> {
    Actor {
        who: "Mira",
        from: "console",
        at,
    }
}

async fn user(store: &Store, name: &str, rights: Rights) -> User {
    let new = NewUser {
        name: SignInName::new(name).unwrap(),
        rights,
        password: None,
    };
    let id = store.add_user(new, &by(START)).await.unwrap();
    let users = store.users().await.unwrap();
    users.into_iter().find(|user| user.id == id).unwrap()
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn link_for(accounts: &[&str]) -> NewLink {
    NewLink {
        accounts: names(accounts),
        filters: View::parse("category=capacity&not-user=root").view.filters,
        earliest: Some(Second(1000)),
        masks_users: true,
        masks_devices: false,
        note: "  For the talk\r\non Monday ".to_owned(),
        password: None,
        days: 30,
    }
}

async fn made(store: &Store, owner: &User, new: NewLink) -> (LinkId, Secret) {
    store.add_link(owner, new, &by(START)).await.unwrap()
}

/// The secret of a session, where a link opens at a moment with a password.
async fn opened(store: &Store, secret: &Secret, password: &str, at: i64) -> Option<Secret> {
    let typed = Password::typed(password);
    let by = Actor {
        who: "link",
        ..by(at)
    };
    let opened = store.open_link(&secret.hash(), typed, &[], &by).await;
    opened.unwrap().map(|opened| opened.session)
}

async fn shown(store: &Store, session: &Secret, at: i64) -> Option<Link> {
    let session = store.link_session(&session.hash(), at).await.unwrap();
    session.map(|session| session.link)
}

#[tokio::test]
async fn lists_are_what_each_look_up_gives() {
    let place = TestDatabase::new();
    let store = place.open().await;
    // Names are hostile, and a list must keep them apart.
    let all = [
        "Brenn",
        "Dorn, \"Süd\"",
        "[]",
        "a\\b",
        "line\nfeed",
        "x\u{1}y",
    ];
    let mut owners = vec![user(&store, "Mira", Rights::all(Role::CustomerSuccess)).await];
    for count in 1..all.len() {
        let names = all[..count].iter().copied();
        let rights = Rights::of_accounts(Role::CustomerSuccess, names).unwrap();
        // The last is the first of them by name.
        let name = format!("user {}", all.len() - count);
        let owner = user(&store, &name, rights.clone()).await;
        assert_eq!((&owner.name, &owner.rights), (&name, &rights));
        owners.push(owner);
    }
    let mut made_for = Vec::new();
    for owner in &owners {
        let own = owner.rights.accounts();
        let own = own.map_or(names(&all), Clone::clone);
        for count in [1, own.len()] {
            let accounts: BTreeSet<String> = own.iter().take(count).cloned().collect();
            let new = NewLink {
                accounts: accounts.clone(),
                ..link_for(&[])
            };
            let (id, _) = made(&store, owner, new).await;
            made_for.push((id, owner.id, accounts));
        }
    }
    let users = store.users().await.unwrap();
    assert_eq!(users.len(), owners.len());
    assert!(users.is_sorted_by_key(|user| &user.name), "by name");
    for user in users {
        let same = store.user_named(&user.name).await.unwrap();
        assert_eq!(same.as_ref(), Some(&user));
        assert!(owners.contains(&user));
    }
    let links = store.links(None, None, 100).await.unwrap();
    for link in &links {
        assert_eq!(store.link(link.id).await.unwrap().as_ref(), Some(link));
        assert!(owners.contains(&link.owner));
    }
    let latest_last = links.iter().rev();
    let listed: Vec<_> = latest_last
        .map(|link| (link.id, link.owner.id, link.accounts.clone()))
        .collect();
    assert_eq!(listed, made_for);
    let last = owners.last().unwrap();
    let own = store.links(Some(last.id), None, 100).await.unwrap();
    assert_eq!(own, links[..2], "the latest first");
}

#[tokio::test]
async fn a_link_shows_what_it_was_made_for_and_counts_who_opens_it() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let owner = user(&store, "Mira", Rights::all(Role::CustomerSuccess)).await;
    let (id, secret) = made(&store, &owner, link_for(&["Brenn", "Dorn"])).await;
    assert_eq!(store.link(id).await.unwrap().unwrap().last_opened_at, None);
    let session = opened(&store, &secret, "", START + 5).await.unwrap();
    opened(&store, &secret, "anything", START + 9)
        .await
        .unwrap();
    let link = shown(&store, &session, START + 10).await.unwrap();
    assert_eq!((link.opens, link.last_opened_at), (2, Some(START + 9)));
    assert_eq!(link.note, "For the talk\non Monday");
    assert_eq!(link.expires_at, START + 30 * DAY_S);
    let masking = link.masking.clone().unwrap();
    assert!(masking.users && !masking.devices);
    assert_eq!(
        link.scope(),
        Scope {
            accounts: Some(names(&["Brenn", "Dorn"])),
            earliest: Some(Second(1000)),
            latest: None,
            filters: View::parse("category=capacity&not-user=root").view.filters,
            masking: Some(masking),
        }
    );
    let (other, _) = made(&store, &owner, link_for(&["Brenn"])).await;
    let other = store.link(other).await.unwrap().unwrap();
    assert_ne!(
        link.masking, other.masking,
        "each has pseudonyms of its own"
    );
    let noted = store.audit(None, 10).await.unwrap();
    let what: Vec<&str> = noted.iter().map(|noted| &*noted.what).collect();
    assert_eq!(
        what,
        [
            "link-made",
            "link-opened",
            "link-opened",
            "link-made",
            "user-added"
        ]
    );
}

#[tokio::test]
async fn a_link_with_a_password_opens_with_that_password_only() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let owner = user(&store, "Mira", Rights::all(Role::Producer)).await;
    let new = NewLink {
        password: Some(Password::new("correct horse battery").unwrap()),
        ..link_for(&["Brenn"])
    };
    let (_, secret) = made(&store, &owner, new).await;
    for wrong in ["", "correct horse", "correct horse battery "] {
        assert!(opened(&store, &secret, wrong, START).await.is_none());
    }
    assert!(
        opened(&store, &secret, "correct horse battery", START)
            .await
            .is_some()
    );
}

#[tokio::test]
async fn what_is_wrong_expired_revoked_or_rotated_opens_nothing() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let owner = user(&store, "Mira", Rights::all(Role::Producer)).await;
    let (id, secret) = made(&store, &owner, link_for(&["Brenn"])).await;
    let session = opened(&store, &secret, "", START).await.unwrap();

    let until = START + LINK_SESSION_S;
    assert!(shown(&store, &session, until - 1).await.is_some());
    assert!(shown(&store, &session, until).await.is_none());
    let nothing = opened(&store, &session, "", START).await;
    assert!(nothing.is_none(), "a session's secret is no link's");
    let nothing = shown(&store, &secret, START).await;
    assert!(nothing.is_none(), "nor the other way round");
    let forged = Secret::random().unwrap();
    assert!(opened(&store, &forged, "", START).await.is_none());

    let rotated = store.rotate_link(id, &by(START)).await.unwrap();
    assert!(shown(&store, &session, START).await.is_none());
    assert!(opened(&store, &secret, "", START).await.is_none());
    let session = opened(&store, &rotated, "", START).await.unwrap();

    store.revoke_link(id, &by(START)).await.unwrap();
    assert!(shown(&store, &session, START).await.is_none());
    assert!(opened(&store, &rotated, "", START).await.is_none());
    let again = store.revoke_link(id, &by(START)).await;
    assert!(matches!(again, Err(LinkRefusal::Gone)));
    let again = store.rotate_link(id, &by(START)).await;
    assert!(matches!(again, Err(LinkRefusal::Gone)));
    let link = store.link(id).await.unwrap().unwrap();
    assert_eq!(link.revoked_at, Some(START));
}

#[tokio::test]
async fn a_link_works_until_its_last_second() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let owner = user(&store, "Mira", Rights::all(Role::Producer)).await;
    let (_, secret) = made(&store, &owner, link_for(&["Brenn"])).await;
    let last = START + 30 * DAY_S - 1;
    let session = opened(&store, &secret, "", last).await.unwrap();
    assert!(shown(&store, &session, last).await.is_some());
    assert!(shown(&store, &session, last + 1).await.is_none());
    assert!(opened(&store, &secret, "", last + 1).await.is_none());
}

#[tokio::test]
async fn a_link_shrinks_with_its_owners_rights_and_ends_with_the_owner() {
    let place = TestDatabase::new();
    let store = place.open().await;
    user(&store, "root", Rights::all(Role::Administrator)).await;
    let owner = user(&store, "Mira", Rights::all(Role::CustomerSuccess)).await;
    let (id, secret) = made(&store, &owner, link_for(&["Brenn", "Dorn"])).await;
    let session = opened(&store, &secret, "", START).await.unwrap();

    let rights = Rights::of_accounts(Role::CustomerSuccess, ["Dorn", "Elm"]).unwrap();
    store
        .set_rights(owner.id, &rights, &by(START))
        .await
        .unwrap();
    let link = shown(&store, &session, START).await.unwrap();
    assert_eq!(link.scope().accounts, Some(names(&["Dorn"])));
    let rights = Rights::of_accounts(Role::CustomerSuccess, ["Elm"]).unwrap();
    store
        .set_rights(owner.id, &rights, &by(START))
        .await
        .unwrap();
    let link = shown(&store, &session, START).await.unwrap();
    assert_eq!(
        link.scope().accounts,
        Some(BTreeSet::new()),
        "no account is not all"
    );

    store.remove_user(owner.id, &by(START)).await.unwrap();
    assert!(shown(&store, &session, START).await.is_none());
    assert!(opened(&store, &secret, "", START).await.is_none());
    assert_eq!(store.link(id).await.unwrap(), None);
}

#[tokio::test]
async fn a_link_has_as_many_values_of_a_filter_as_a_view() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let owner = user(&store, "Mira", Rights::all(Role::Producer)).await;
    let filtered = |word: &str, values: usize| {
        let pairs: Vec<String> = (0..values).map(|n| format!("{word}={n}")).collect();
        NewLink {
            filters: View::parse(&pairs.join("&")).view.filters,
            ..link_for(&["Brenn"])
        }
    };
    for word in ["feature", "not-device"] {
        let most = filtered(word, VALUES_MAX);
        assert!(store.add_link(&owner, most, &by(START)).await.is_ok());
        let more = filtered(word, VALUES_MAX + 1);
        let refused = store.add_link(&owner, more, &by(START)).await;
        assert!(
            matches!(refused, Err(LinkRefusal::TooManyFilters)),
            "{word}"
        );
    }
}

#[tokio::test]
async fn a_user_makes_links_of_what_the_user_sees() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let rights = Rights::of_accounts(Role::CustomerSuccess, ["Dorn"]).unwrap();
    let owner = user(&store, "Mira", rights).await;
    let other = user(&store, "Noor", Rights::all(Role::Producer)).await;
    let foreign = store
        .add_link(&owner, link_for(&["Brenn"]), &by(START))
        .await;
    assert!(matches!(foreign, Err(LinkRefusal::ForeignAccount(name)) if name == "Brenn"));
    let (own, _) = made(&store, &owner, link_for(&["Dorn"])).await;
    let (all, _) = made(&store, &other, link_for(&["Brenn"])).await;
    let ids = |links: Vec<Link>| links.iter().map(|link| link.id).collect::<Vec<_>>();
    assert_eq!(
        ids(store.links(Some(owner.id), None, 100).await.unwrap()),
        [own]
    );
    assert_eq!(ids(store.links(None, None, 100).await.unwrap()), [all, own]);
    assert_eq!(ids(store.links(None, None, 1).await.unwrap()), [all]);
    assert_eq!(ids(store.links(None, Some(all), 1).await.unwrap()), [own]);
    assert_eq!(ids(store.links(None, Some(own), 1).await.unwrap()), []);
}

#[tokio::test]
async fn a_link_has_bounds() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let owner = user(&store, "Mira", Rights::all(Role::Producer)).await;
    let refused = async |new: NewLink| {
        let made = store.add_link(&owner, new, &by(START)).await;
        made.unwrap_err().to_string()
    };
    let link = || link_for(&["Brenn"]);
    let days = |days| NewLink { days, ..link() };
    for refusal in [
        refused(days(0)).await,
        refused(days(LINK_DAYS_MAX + 1)).await,
    ] {
        assert_eq!(refusal, "a link works 1 to 366 days");
    }
    let note = |note: &str| NewLink {
        note: note.to_owned(),
        ..link()
    };
    for bad in ["a\u{0}b", &"a".repeat(1001)] {
        assert!(refused(note(bad)).await.starts_with("a note has at most"));
    }
    assert!(
        refused(link_for(&[]))
            .await
            .starts_with("name at least one")
    );
    let mut new = link();
    new.filters = View::parse("account=Dorn").view.filters;
    let (id, _) = made(&store, &owner, new).await;
    let link = store.link(id).await.unwrap().unwrap();
    assert_eq!(link.filters, domain::view::Filters::default());
}

#[tokio::test]
async fn a_session_of_a_link_ends_where_the_clock_is_set_back_and_the_link_opens_again() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let owner = user(&store, "Mira", Rights::all(Role::Producer)).await;
    let (_, link) = made(&store, &owner, link_for(&["Brenn"])).await;
    let open = async |at| {
        let session = store
            .open_link(&link.hash(), Password::typed(""), &[], &by(at))
            .await;
        session.unwrap().unwrap().session.hash()
    };
    let first = open(START).await;
    let is_open = async |session, at| store.link_session(&session, at).await.unwrap().is_some();
    assert!(is_open(first, START - 3600).await, "a little is no harm");
    assert!(!is_open(first, START - 30 * DAY_S).await);
    let second = open(START - 30 * DAY_S).await;
    assert!(
        is_open(second, START - 30 * DAY_S).await,
        "who has the link is not kept out"
    );
    assert!(!is_open(first, START).await, "it is gone for good");
}

//! What a link's visitor can see: every URL, searched for names; and invalid cookies and URLs
//! of links.

use axum::http::{StatusCode, header};
use domain::event::{Event, Outcome};
use domain::names::{AccountName, DeviceName, FeatureName, UserName};
use store::{NewKey, NewLink, NewUser, Rights, Role, Secret, SignInName};

use super::access::{every_address, tells};
use super::links::link_for;
use super::{Served, by_test, denied};

/// Names that a link for Dorn must not reveal.
const FOREIGN: [&str; 6] = [
    "Brenn",
    "nadia",
    "ws-1",
    "foreign-server",
    "mesh",
    "administrator2",
];

fn own(seconds: i64) -> Event<'static> {
    Event {
        account: AccountName("Dorn"),
        user: UserName("selma"),
        device: DeviceName("dev-7"),
        feature: FeatureName("solid"),
        ..denied(seconds)
    }
}

/// A database of two accounts, each with grants and denials.
async fn two_accounts() -> Served {
    let granted = |event: Event<'static>| Event {
        outcome: Outcome::Granted,
        status: None,
        ..event
    };
    let served = Served::of(&[
        denied(0),
        denied(60),
        own(90),
        granted(denied(100)),
        granted(own(110)),
    ])
    .await;
    let new = NewUser {
        name: SignInName::new("administrator2").unwrap(),
        rights: Rights::all(Role::Administrator),
        password: None,
    };
    served.store.add_user(new, &by_test()).await.unwrap();
    served
}

/// Every kind of link for Dorn: open, masked, with a locked filter, and with an earliest date
/// after all data.
fn kinds() -> [NewLink; 5] {
    let masked = NewLink {
        masks_users: true,
        masks_devices: true,
        ..link_for("Dorn")
    };
    let filtered = NewLink {
        filters: domain::view::View::parse("category=capacity").view.filters,
        ..link_for("Dorn")
    };
    let late = NewLink {
        earliest: Some(domain::event::Second(super::START + 1_000_000)),
        ..link_for("Dorn")
    };
    // A locked filter uses real names, which the visitor must not see.
    let masked_and_filtered = NewLink {
        filters: domain::view::View::parse("user=selma&not-device=dev-8")
            .view
            .filters,
        ..masked.clone()
    };
    [
        link_for("Dorn"),
        masked,
        filtered,
        late,
        masked_and_filtered,
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn no_url_reveals_others_to_a_links_visitor() {
    let served = two_accounts().await;
    let mut tried = 0;
    for new in kinds() {
        let is_masked = new.masks_users;
        let shows = new.earliest.is_none();
        let (_, path) = served.link(new).await;
        let opened = served.opened(&path).await;
        let version = served.get_shared(&opened, "/version").await.text();
        let neighbours = format!(
            "/data/neighbours?query=range%3Dall&row=0&version={}",
            version.trim()
        );
        // Views that name others, wherever a view is accepted.
        let asked = ["account=Brenn", "user=nadia", "device=ws-1", "q=nadia"];
        let asked = asked.into_iter().flat_map(|filter| {
            [
                format!("/export/denials-summary.csv?range=all&{filter}"),
                format!("/export/denials-by-account.xlsx?range=all&{filter}"),
            ]
        });
        let targets = every_address()
            .chain([neighbours, "/nothing".to_owned()])
            .collect::<Vec<_>>();
        let mut told = 0;
        for target in &targets {
            // Outside its path the cookie opens nothing.
            let outside = served.get_as(target, &opened.cookie).await;
            let refused = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN];
            assert!(refused.contains(&outside.status), "{target}");
            let answer = served.get_shared(&opened, target).await;
            for foreign in FOREIGN {
                assert!(!tells(&outside, foreign), "{target} reveals {foreign}");
                assert!(!tells(&answer, foreign), "{target} reveals {foreign}");
            }
            if is_masked {
                for masked in ["selma", "dev-7", "dev-8"] {
                    assert!(!tells(&answer, masked), "{target} reveals {masked}");
                }
            }
            told += usize::from(tells(&answer, "Dorn"));
            tried += 1;
        }
        assert!(
            !shows || told >= 18,
            "only {told} URLs show the own account"
        );
        // The requested names appear in the heading, and in no row.
        for target in asked {
            let answer = served.get_shared(&opened, &target).await;
            assert_eq!(answer.status, StatusCode::OK, "{target}");
            let other = ["ws-1", "nadia", "mesh"];
            let other = other.iter().filter(|name| !target.contains(**name));
            for foreign in other {
                assert!(!tells(&answer, foreign), "{target} reveals {foreign}");
            }
            tried += 1;
        }
    }
    assert!(tried >= 5 * 50, "{tried}");
}

#[tokio::test(flavor = "multi_thread")]
async fn masked_names_are_pseudonyms_everywhere() {
    let served = two_accounts().await;
    let [_, masked, ..] = kinds();
    let (_, path) = served.link(masked).await;
    let opened = served.opened(&path).await;
    let by_user = "/export/denials-by-user.csv?range=all";
    let csv = served.get_shared(&opened, by_user).await.text();
    let word = csv.split("user ").nth(1).map(|rest| &rest[..9]);
    let word = format!("user {}", word.unwrap());
    // Filters use the pseudonym; the real name finds nothing.
    let query = word.replace(' ', "%20");
    let count = |user: String| {
        let (served, opened) = (&served, opened.clone());
        async move {
            let target = format!("/export/denials-summary.csv?range=all&user={user}");
            let text = served.get_shared(&opened, &target).await.text();
            text.lines().filter(|line| line.contains("solid")).count()
        }
    };
    assert_eq!(count(query).await, 1);
    assert_eq!(count("selma".to_owned()).await, 0);
    // Another link has other pseudonyms.
    let [_, masked, ..] = kinds();
    let (_, path) = served.link(masked).await;
    let other = served.opened(&path).await;
    assert!(
        !served
            .get_shared(&other, by_user)
            .await
            .text()
            .contains(&word)
    );
}

/// Each letter of a secret changed, and each truncation of it.
fn forged(right: &str) -> impl Iterator<Item = String> {
    let places = 0..right.len();
    places.flat_map(move |place| {
        let letters = ['A', 'b', '7', '-', '_', '.'].into_iter();
        let changed = letters.filter_map(move |letter| {
            let mut letters: Vec<char> = right.chars().collect();
            let before = std::mem::replace(&mut letters[place], letter);
            (before != letter).then(|| letters.into_iter().collect())
        });
        changed.chain([right[..place].to_owned(), right[place + 1..].to_owned()])
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_invalid_tokens_open_nothing() {
    let served = two_accounts().await;
    let (_, path) = served.link(link_for("Dorn")).await;
    let link_secret = path.strip_prefix("/l/").unwrap().to_owned();
    let opened = served.opened(&path).await;
    let (name, session) = opened.cookie.split_once('=').unwrap();
    let right = served.get_shared(&opened, "/version").await;
    assert_eq!(right.status, StatusCode::OK);
    let (ended, of_ended) = served.link(link_for("Dorn")).await;
    let revoked = served.opened(&of_ended).await;
    served.store.revoke_link(ended, &by_test()).await.unwrap();
    let new = NewKey {
        name: "key".to_owned(),
        account: "Dorn".to_owned(),
        server: "lic-1".to_owned(),
        source: domain::event::Source::Local,
    };
    let key = served.store.add_key(&new, &by_test()).await.unwrap();
    let (_, user) = served.cookie.split_once('=').unwrap();
    // Tokens of another type, as a link's cookie and as a user's.
    let mut tokens: Vec<String> = [&*link_secret, &key.reveal(), user]
        .iter()
        .flat_map(|token| [format!("{name}={token}")])
        .collect();
    tokens.push(format!("turnaway-3000={session}"));
    tokens.push(format!("turnaway-3000={link_secret}"));
    tokens.push(revoked.cookie);
    for (name, right) in [(name, session), ("turnaway-3000", user)] {
        tokens.extend(forged(right).map(|wrong| format!("{name}={wrong}")));
    }
    let names = [name, "turnaway-3000"];
    for name in names.into_iter().cycle().take(10_000 - tokens.len()) {
        let random = Secret::random().unwrap().reveal();
        tokens.push(format!("{name}={random}"));
    }
    for token in &tokens {
        let of_user = token.starts_with("turnaway-3000=");
        let target = if of_user {
            "/version".to_owned()
        } else {
            opened.at("/version")
        };
        let answer = served.get_as(&target, token).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{token}");
    }
    // And as URLs.
    let wrong = tokens.iter().filter_map(|token| token.split_once('='));
    let wrong = wrong.filter(|(_, secret)| *secret != link_secret && !secret.is_empty());
    for (_, secret) in wrong.take(500) {
        let answer = served.get_as(&format!("/l/{secret}"), "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{secret}");
        assert_eq!(answer.header(header::SET_COOKIE), "");
    }
    let right = served.get_shared(&opened, "/version").await;
    assert_eq!(right.status, StatusCode::OK);
}

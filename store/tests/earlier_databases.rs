//! A database of any earlier version opens with everything that it holds, and is then like a
//! new one.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use domain::dimension::Names;
use store::{ImportId, ImportedBy, Mode, NO_REQUESTER, Role, Store};

use support::{MIGRATIONS, START, TestDatabase, frame, someone};

/// What a version with nine migrations, the last before the tables of users were renamed, has
/// stored.
const NINE: &str = include_str!("earlier_databases/nine.sql");

/// Everything that the schema consists of.
async fn schema(place: &TestDatabase) -> Vec<(String, String, String)> {
    sqlx::query_as(
        "select type, name, ifnull(sql, '') from sqlite_schema \
         where name not like 'sqlite_%' order by type, name",
    )
    .fetch_all(&mut place.raw().await)
    .await
    .unwrap()
}

#[tokio::test]
async fn a_database_of_any_version_becomes_like_a_new_one() {
    let new = TestDatabase::new();
    new.open().await.close().await;
    let meant = schema(&new).await;
    let names = meant.iter().map(|(_, name, _)| name.as_str());
    let names: Vec<&str> = names.filter(|name| name.contains("user")).collect();
    assert_eq!(
        names,
        [
            "report_users_of_provider",
            "license_users",
            "report_user_accounts",
            "report_users",
            "report_users_with_accounts",
        ]
    );
    for version in 1..=MIGRATIONS.iter().count() as i64 {
        let place = TestDatabase::new();
        place.make_earlier(version, "").await;
        let store = Store::open(place.path(), Mode::Existing).await.unwrap();
        assert_eq!(store.users().await.unwrap(), []);
        assert_eq!(store.links(None, None, 10).await.unwrap(), []);
        store.close().await;
        assert_eq!(schema(&place).await, meant, "{version}");
    }
}

#[tokio::test]
async fn users_links_imports_and_events_are_kept() {
    let place = TestDatabase::new();
    place.make_earlier(9, NINE).await;
    let store = Store::open(place.path(), Mode::Existing).await.unwrap();

    let users = store.users().await.unwrap();
    let names: Vec<(i64, &str)> = users
        .iter()
        .map(|user| (user.id.number(), user.name.as_str()))
        .collect();
    assert_eq!(names, [(2, "Mira"), (5, "Noor")]);
    assert_eq!(users[0].rights.role(), Role::Administrator);
    assert_eq!(users[0].rights.accounts(), None);
    let limited = users[1].rights.accounts().unwrap();
    assert_eq!(Vec::from_iter(limited), ["Brenn", "Dorn"]);
    assert!(users[0].has_password && !users[1].has_password);
    let found = store.user_named("mira").await.unwrap();
    assert_eq!(found.as_ref(), Some(&users[0]), "in any case");

    let links = store.links(None, None, 10).await.unwrap();
    assert_eq!(links.len(), 1);
    assert_eq!(links[0].owner, users[1]);
    assert_eq!(Vec::from_iter(&links[0].accounts), ["Brenn", "Falk"]);
    assert_eq!(links[0].note, "for Brenn");

    let imports = store.imports(NO_REQUESTER, None, 10).await.unwrap();
    assert_eq!(imports.len(), 2);
    let undone = imports[0].undone.as_ref().unwrap();
    assert_eq!((undone.at, undone.by.as_str()), (START + 3, "Mira"));
    assert_eq!(
        imports[1].imported_by,
        ImportedBy::Person("Mira".to_owned())
    );
    assert_eq!(imports[1].contents.events, 1);
    store
        .undo_import(ImportId::from_number(2), &someone(START))
        .await
        .unwrap_err();

    let frame = frame(&store).await;
    assert_eq!(frame.len(), 1);
    let users = frame.dictionaries.names[Names::Users].iter();
    assert_eq!(users.map(|name| &**name).collect::<Vec<_>>(), ["zoë"]);
    let denials: Vec<(String, String)> = sqlx::query_as("select user, feature from denials")
        .fetch_all(&mut place.raw().await)
        .await
        .unwrap();
    assert_eq!(denials, [("zoë".to_owned(), "mesh".to_owned())]);

    // Ids go on where they were: one that a removed user had is never given again.
    let new = store::NewUser {
        name: store::SignInName::new("Otto").unwrap(),
        rights: store::Rights::all(Role::Producer),
        password: None,
    };
    let id = store.add_user(new, &someone(START)).await.unwrap();
    assert_eq!(id.number(), 8);
    store.close().await;
    let check = sqlx::query_scalar("pragma integrity_check");
    let found: String = check.fetch_one(&mut place.raw().await).await.unwrap();
    assert_eq!(found, "ok");
}

//! Several processes on one file: alternating writers, a reader, and two that create it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use std::collections::BTreeSet;

use domain::catalogue::Catalogue;
use domain::dimension::{Dimension, Names};
use domain::event::Event;
use domain::names::{AccountName, FeatureName};
use domain::status::LoggedStatus;
use store::{FrameLoader, Mode, Store};

use support::{
    Importer, TestDatabase, appended, by, denied, frame, granted, measures, named, on, origin,
    returned, soundness, totals,
};

/// Events in which nearly every name is new.
fn strangers(names: &[&'static str]) -> Vec<Event<'static>> {
    let status = |code| {
        Some(LoggedStatus {
            space: "rlm",
            code,
            description: "",
        })
    };
    let event = |(second, name): (usize, &&'static str)| Event {
        account: AccountName(name),
        feature: FeatureName(name),
        status: status(name),
        ..on(name, by(name, denied(second as i64)))
    };
    names.iter().enumerate().map(event).collect()
}

/// Whether every dictionary counts from 1 without a hole and says nothing twice.
async fn dictionaries_are_whole(place: &TestDatabase) {
    let mut raw = place.raw().await;
    for sql in [
        "select id, name from accounts order by id",
        "select id, name from license_users order by id",
        "select id, name from devices order by id",
        "select id, name from features order by id",
        "select id, account_id || ':' || name from servers order by id",
        "select id, space || ':' || code from statuses order by id",
    ] {
        let rows: Vec<(i64, String)> = sqlx::query_as(sql).fetch_all(&mut raw).await.unwrap();
        let ids: Vec<i64> = rows.iter().map(|(id, _)| *id).collect();
        assert!(
            ids.iter().copied().eq(1..=ids.len() as i64),
            "{sql}: {ids:?}"
        );
        let names: BTreeSet<&str> = rows.iter().map(|(_, name)| &**name).collect();
        assert_eq!(names.len(), rows.len(), "{sql}");
    }
}

#[tokio::test]
async fn writers_in_turn_learn_what_the_other_appended() {
    let place = TestDatabase::new();
    let first = place.open().await;
    let second = Store::open(place.path(), Mode::Create).await.unwrap();
    let mut a = Importer::new(&first).await;
    let mut b = Importer::new(&second).await;
    let nordlicht = origin("Nordlicht");

    let names = ["ada", "bo", "cy", "dag", "eva", "flo", "gil", "hob"];
    let log = strangers(&names);
    assert_eq!(a.file(&nordlicht, &log[..4]).await, appended(4, 0));
    assert_eq!(b.file(&nordlicht, &log[2..6]).await, appended(2, 2));
    assert_eq!(a.file(&nordlicht, &log[1..8]).await, appended(2, 5));
    assert_eq!(b.file(&nordlicht, &log).await, appended(0, 8));
    let again = strangers(&["zoe", "ada"]);
    assert_eq!(b.file(&nordlicht, &again).await, appended(2, 0));
    assert_eq!(a.file(&nordlicht, &again).await, appended(0, 2));

    dictionaries_are_whole(&place).await;
    assert_eq!(first.version().await.unwrap(), 10);
    assert_eq!(frame(&first).await, frame(&second).await);
    let loaded = frame(&first).await;
    let users = |row: usize| {
        let user = loaded.attempt(row).unwrap().ids[Dimension::User];
        loaded.dictionaries.names[Names::Users][user as usize].to_string()
    };
    let mut seen: Vec<String> = (0..loaded.len()).map(users).collect();
    seen.sort();
    let meant = [
        "ada", "ada", "bo", "cy", "dag", "eva", "flo", "gil", "hob", "zoe",
    ];
    assert_eq!(seen, meant);
    assert_eq!(soundness(place.path()).await, ("ok".to_owned(), 10));
}

#[tokio::test]
async fn words_that_came_without_a_new_event_are_learned_too() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let nordlicht = origin("Nordlicht");
    let mut a = Importer::new(&store).await;
    a.file(&nordlicht, &[named("r-1", denied(0))]).await;
    let mut b = Importer::new(&store).await;
    // The event is known by its id; what it says of itself now is not.
    let retold = named("r-1", by("Bo", denied(0)));
    assert_eq!(a.file(&nordlicht, &[retold]).await, appended(0, 1));
    let new = named("r-2", by("Åse", denied(1)));
    assert_eq!(b.file(&nordlicht, &[new]).await, appended(1, 0));
    let newer = named("r-3", by("Bo", denied(2)));
    assert_eq!(a.file(&nordlicht, &[newer]).await, appended(1, 0));
    dictionaries_are_whole(&place).await;
    assert_eq!(totals(&store).await, measures(3, 3, 3));
}

#[tokio::test]
async fn a_loader_reads_on_and_has_what_a_fresh_one_has() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let mut loader = FrameLoader::new(Catalogue::built_in());
    assert!(!loader.read(&store).await.unwrap());
    assert_eq!(loader.frame().version, 0);
    let files = [
        vec![denied(100), granted(50), returned(60)],
        // Earlier events, new names, and one that is known.
        vec![by("Bo", denied(0)), denied(100), granted(101)],
        // Returns alone.
        vec![returned(70)],
        strangers(&["ada", "bo"]),
    ];
    for (events, version) in files.into_iter().zip([3, 5, 6, 8]) {
        importer.file(&origin("Nordlicht"), &events).await;
        assert!(loader.read(&store).await.unwrap());
        assert_eq!(loader.frame().version, version);
        assert_eq!(*loader.frame(), frame(&store).await);
        assert!(!loader.read(&store).await.unwrap());
    }
}

#[tokio::test]
async fn a_reader_sees_whole_batches_only() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    importer.batch_events = 50;
    let log: Vec<Event<'_>> = (0..1000).map(denied).collect();
    let reader = tokio::spawn({
        let store = store.clone();
        async move {
            let mut loader = FrameLoader::new(Catalogue::built_in());
            let mut versions = vec![0];
            while versions.last() != Some(&1000) {
                if loader.read(&store).await.unwrap() {
                    versions.push(loader.frame().version);
                }
                tokio::task::yield_now().await;
            }
            (versions, loader.frame())
        }
    });
    importer.file(&origin("Nordlicht"), &log).await;
    let (versions, last) = reader.await.unwrap();
    assert!(versions.is_sorted());
    assert!(versions.iter().all(|version| version % 50 == 0));
    assert_eq!(*last, frame(&store).await);
}

#[tokio::test]
async fn two_that_begin_a_database_at_once_both_have_it() {
    for _ in 0..20 {
        let place = TestDatabase::new();
        // SQLite works on threads of its own, so that the two do run at once.
        let (first, second) = tokio::join!(
            Store::open(place.path(), Mode::Create),
            Store::open(place.path(), Mode::Create),
        );
        let (first, second) = (first.unwrap(), second.unwrap());
        let (mut a, mut b) = (Importer::new(&first).await, Importer::new(&second).await);
        let nordlicht = origin("Nordlicht");
        assert_eq!(a.file(&nordlicht, &[denied(0)]).await, appended(1, 0));
        assert_eq!(b.file(&nordlicht, &[denied(0)]).await, appended(0, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_append_at_once_store_each_event_once() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let names = ["ada", "bo", "cy", "dag", "eva", "flo", "gil", "hob"];
    let append = |names: Vec<&'static str>| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut importer = Importer::new(&store).await;
            importer.batch_events = 1;
            let log = strangers(&names);
            importer.file(&origin("Nordlicht"), &log).await.stored
        })
    };
    let (first, second) = (append(names.to_vec()), append(names.to_vec()));
    assert_eq!(first.await.unwrap() + second.await.unwrap(), 8);
    dictionaries_are_whole(&place).await;
    assert_eq!(soundness(place.path()).await, ("ok".to_owned(), 8));
}

//! An import that is undone is as if it had never been, for all who read and write
//! meanwhile too.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

#[path = "support/random.rs"]
#[allow(dead_code, reason = "the recount uses more of it")]
mod random;
mod support;

use domain::catalogue::Catalogue;
use domain::event::{Event, Source};
use proptest::prelude::*;
use sqlx::sqlite::SqliteConnection;
use store::{
    Batch, CommitError, FrameLoader, ImportId, ImportedBy, NewKey, Pushed, Store, StoreError,
    UndoError, Undone,
};

use random::{File, files};
use support::{
    Importer, START, TestDatabase, appended, by, count, denied, frame, granted, measures, origin,
    origin_on, someone, soundness, totals,
};

async fn undo_import(store: &Store, import: i64) -> Result<u64, UndoError> {
    let import = ImportId::from_number(import);
    store.undo_import(import, &someone(START + 5)).await
}

/// Every event in words, without the numbers that only this file gave it.
async fn events(raw: &mut SqliteConnection) -> Vec<String> {
    let mut events: Vec<String> = sqlx::query_scalar(
        "select concat_ws('|', at, outcome_id, accounts.name, servers.name, source_id, license_users.name, \
         devices.name, products.name, features.name, versions.name, models.name, statuses.space, \
         statuses.code, count, is_final, hash, ordinal, external_id) from events \
         join servers on servers.id = server_id join accounts on accounts.id = account_id \
         join license_users on license_users.id = user_id join devices on devices.id = device_id \
         join products on products.id = product_id join features on features.id = feature_id \
         join versions on versions.id = version_id join models on models.id = model_id \
         left join statuses on statuses.id = status_id",
    )
    .fetch_all(raw)
    .await
    .unwrap();
    events.sort();
    events
}

/// The files of which the one at `gone` shares no event with any other.
fn apart(mut files: Vec<File>, gone: usize) -> Vec<File> {
    for event in &mut files[gone].2 {
        *event = Event {
            id: None,
            rest: "of its own",
            ..*event
        };
    }
    files
}

/// Imports files and undoes one, while a writer and a loader go on; then compares the
/// database with one that never had the file.
async fn it_never_was(files: Vec<File>, gone: usize, batch: usize) -> Result<(), TestCaseError> {
    let files = apart(files, gone);
    let (place, without) = (TestDatabase::new(), TestDatabase::new());
    let (store, other) = (place.open().await, without.open().await);
    let mut importer = Importer::new(&store).await;
    let mut plain = Importer::new(&other).await;
    importer.batch_events = batch;
    let mut loader = FrameLoader::new(Catalogue::built_in());
    for (number, (account, server, events)) in files.iter().enumerate() {
        importer.file(&origin_on(account, server), events).await;
        if number != gone {
            plain.file(&origin_on(account, server), events).await;
        }
        loader.read(&store).await.unwrap();
        loader.frame();
    }
    let before = store.version().await.unwrap();
    let taken = undo_import(&store, gone as i64 + 1).await.unwrap();
    prop_assert!(taken > 0);
    prop_assert!(store.version().await.unwrap() > before);

    let left = events(&mut place.raw().await).await;
    prop_assert_eq!(&left, &events(&mut without.raw().await).await);
    prop_assert!(loader.read(&store).await.unwrap());
    prop_assert_eq!(&*loader.frame(), &frame(&store).await);
    prop_assert_eq!(totals(&store).await, totals(&other).await);

    // The same writer can import it again, and finds everything else stored.
    for (number, (account, server, events)) in files.iter().enumerate() {
        let again = importer.file(&origin_on(account, server), events).await;
        let stored = if number == gone { taken } else { 0 };
        prop_assert_eq!(again.stored, stored);
    }
    prop_assert!(loader.read(&store).await.unwrap());
    prop_assert_eq!(&*loader.frame(), &frame(&store).await);
    prop_assert_eq!(soundness(place.path()).await.0, "ok");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_record_is_as_if_the_import_had_never_been(
        files in files(),
        gone in any::<prop::sample::Index>(),
        batch in 1_usize..20,
    ) {
        let gone = gone.index(files.len());
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(it_never_was(files, gone, batch))?;
    }
}

#[tokio::test]
async fn the_list_tells_what_came_and_what_is_left() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let both = [denied(0), denied(1)];
    importer
        .named_file("a.log", &origin("Nordlicht"), &both)
        .await;
    importer
        .named_file("b.log", &origin("Nordlicht"), &[denied(1), denied(9)])
        .await;
    importer
        .unfinished_file("c.log", &origin("Sørbø"), &[granted(3)])
        .await;
    assert_eq!(undo_import(&store, 1).await.unwrap(), 2);

    let imports = store.imports(0, None, 10).await.unwrap();
    let paths: Vec<&str> = imports.iter().map(|import| &*import.path).collect();
    assert_eq!(paths, ["c.log", "b.log", "a.log"], "the latest first");
    let [c, b, a] = &imports[..] else {
        unreachable!("{imports:?}")
    };
    assert_eq!((c.finished_at, c.contents.events), (None, 1));
    assert_eq!(c.contents.accounts, ["Sørbø"]);
    assert_eq!(b.contents.span, Some((START + 9, START + 9)));
    assert_eq!((b.summary.stored, b.summary.duplicates), (1, 1));
    assert_eq!((a.summary.stored, a.contents.events), (2, 0));
    assert_eq!(a.imported_by, ImportedBy::Person("test".to_owned()));
    let (at, by) = (START + 5, "test".to_owned());
    assert_eq!(a.undone, Some(Undone { at, by }));
    // What both have belongs to the first, and is gone with it.
    assert_eq!(totals(&store).await, measures(1, 1, 1));

    let earlier = store.imports(0, Some(b.id), 10).await.unwrap();
    assert_eq!(earlier, imports[2..]);
    assert_eq!(store.imports(0, None, 1).await.unwrap(), imports[..1]);
    assert_eq!(store.import(0, b.id).await.unwrap().as_ref(), Some(b));
    let lines = store.audit(None, 2).await.unwrap();
    let lines = lines.iter().map(|line| (&*line.what, &*line.detail));
    let meant = [
        ("import-taken-back", "1: 2 events of a.log"),
        ("import", "3: c.log"),
    ];
    assert_eq!(lines.collect::<Vec<_>>(), meant);
}

#[tokio::test]
async fn what_is_not_there_is_not_undone() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    importer.file(&origin("Nordlicht"), &[denied(0)]).await;
    let unknown = undo_import(&store, 2).await;
    assert!(matches!(unknown, Err(UndoError::Unknown(2))), "{unknown:?}");
    assert_eq!(store.version().await.unwrap(), 1);
    undo_import(&store, 1).await.unwrap();
    let version = store.version().await.unwrap();
    let again = undo_import(&store, 1).await;
    assert!(
        matches!(again, Err(UndoError::AlreadyUndone(1))),
        "{again:?}"
    );
    assert_eq!(store.version().await.unwrap(), version);
    assert_eq!(
        store.import(0, ImportId::from_number(2)).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn an_undo_that_fails_at_its_end_has_done_nothing() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    importer
        .file(&origin("Nordlicht"), &[denied(0), denied(400)])
        .await;
    let before = store.imports(0, None, 9).await.unwrap();
    let mut raw = place.raw().await;
    let forbid = "create trigger forbid before insert on audit \
                  begin select raise(abort, 'not now'); end";
    sqlx::query(forbid).execute(&mut raw).await.unwrap();
    undo_import(&store, 1).await.unwrap_err();
    assert_eq!(store.imports(0, None, 9).await.unwrap(), before);
    assert_eq!(store.version().await.unwrap(), 2);
    sqlx::query("drop trigger forbid")
        .execute(&mut raw)
        .await
        .unwrap();
    assert_eq!(undo_import(&store, 1).await.unwrap(), 2);
}

#[tokio::test]
async fn no_version_is_given_twice() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let nordlicht = origin("Nordlicht");
    let mut loader = FrameLoader::new(Catalogue::built_in());
    let mut version = 0;
    for round in 1..=4 {
        // Each time another writer, which does not know the previous ids.
        let mut importer = Importer::new(&store).await;
        importer.file(&nordlicht, &[denied(round), denied(0)]).await;
        importer.close().await;
        let stored = store.version().await.unwrap();
        undo_import(&store, round).await.unwrap();
        let undone = store.version().await.unwrap();
        assert!(version < stored && stored < undone);
        version = undone;
        assert!(loader.read(&store).await.unwrap());
        let frame = loader.frame();
        assert_eq!((frame.len(), frame.version), (0, version));
    }
    assert_eq!(soundness(place.path()).await, ("ok".to_owned(), 0));
}

#[tokio::test]
async fn a_file_that_is_undone_while_it_is_imported_does_not_go_on() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let (import, _) = importer
        .unfinished_file("a.log", &origin("Nordlicht"), &[denied(0)])
        .await;
    undo_import(&store, import.number()).await.unwrap();
    let pushed = importer
        .batch
        .push(&denied(1), &origin("Nordlicht"), &importer.catalogue);
    pushed.unwrap();
    let append = importer.writer.append(&mut importer.batch, import).await;
    assert!(
        matches!(append, Err(StoreError::ImportUndone)),
        "{append:?}"
    );
    assert_eq!(totals(&store).await, measures(0, 0, 0));
    // Another file is no worse for it.
    let next = importer
        .file(&origin("Nordlicht"), &[denied(0), denied(1)])
        .await;
    assert_eq!(next, appended(2, 0));
}

fn batch(events: &[Event<'_>]) -> Batch {
    let mut batch = Batch::default();
    for event in events {
        let pushed = batch.push(event, &origin("Nordlicht"), &Catalogue::built_in());
        pushed.unwrap();
    }
    batch
}

fn push(import: ImportId, lines: u64, at: i64) -> Pushed {
    Pushed {
        import,
        lines,
        rejected: 0,
        at,
    }
}

#[tokio::test]
async fn a_key_goes_on_under_a_new_import() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let key = NewKey {
        name: "hall".to_owned(),
        account: "Nordlicht".to_owned(),
        server: "default".to_owned(),
        source: Source::Local,
    };
    let secret = store.add_key(&key, &someone(START)).await.unwrap();
    let key = store.key_of(secret.hash()).await.unwrap().unwrap();
    let import = store.begin_import_of_key(&key, START).await.unwrap();
    let mut importer = Importer::new(&store).await;
    let (file, _) = importer
        .unfinished_file("a.log", &origin("Sørbø"), &[])
        .await;
    let (commit, committing) = store.group_commit().await.unwrap();
    let first = commit.append(batch(&[denied(0), denied(1)]), push(import, 2, START + 1));
    assert_eq!(first.await.unwrap(), appended(2, 0));

    // Another process does it.
    let other = place.open().await;
    undo_import(&other, import.number()).await.unwrap();
    undo_import(&other, file.number()).await.unwrap();
    let (one, refused, two) = tokio::join!(
        commit.append(batch(&[denied(1)]), push(import, 1, START + 7)),
        commit.append(batch(&[by("Ada", denied(9))]), push(file, 1, START + 7)),
        commit.append(batch(&[denied(1), denied(2)]), push(import, 2, START + 8)),
    );
    assert_eq!(one.unwrap(), appended(1, 0));
    assert!(
        matches!(refused, Err(CommitError::ImportUndone)),
        "{refused:?}"
    );
    assert_eq!(two.unwrap(), appended(1, 1));
    let third = commit.append(batch(&[denied(3)]), push(import, 1, START + 9));
    assert_eq!(third.await.unwrap(), appended(1, 0));

    let imports = store.imports(0, None, 9).await.unwrap();
    let [goes_on, _, was] = &imports[..] else {
        unreachable!("{imports:?}")
    };
    assert_eq!(goes_on.imported_by, ImportedBy::Key("hall".to_owned()));
    assert_eq!((goes_on.summary.lines, goes_on.summary.stored), (4, 3));
    assert_eq!(
        (goes_on.contents.events, goes_on.finished_at),
        (3, Some(START + 9))
    );
    assert_eq!((was.contents.events, was.summary.stored), (0, 2));
    let mut raw = place.raw().await;
    let of_others = "select count(*) from events where import_id <> 3";
    assert_eq!(count(&mut raw, of_others).await, 0);
    drop(commit);
    committing.end().await.unwrap();
}

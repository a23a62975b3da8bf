//! A database file that is deleted, moved or replaced while it is open: nothing that would be
//! written to what is gone is taken for stored.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop where it fails"
)]

mod support;

use std::fs;
use std::path::PathBuf;

use domain::catalogue::Catalogue;
use domain::event::Source;
use store::{Batch, CommitError, ImportSummary, NewKey, Pushed, Store, StoreError};

use support::{Importer, START, TestDatabase, appended, denied, origin, someone, soundness};

/// What becomes of the file.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Deleted,
    Moved,
    /// A copy of it stands in its place, as after a restore.
    Replaced,
    /// The write-ahead log alone is deleted.
    LogDeleted,
}

const FATES: [Fate; 4] = [Fate::Deleted, Fate::Moved, Fate::Replaced, Fate::LogDeleted];

fn befall(place: &TestDatabase, fate: Fate) {
    let path = place.path();
    let aside = place.folder().join("aside.db");
    match fate {
        Fate::Deleted => fs::remove_file(path).unwrap(),
        Fate::Moved => fs::rename(path, aside).unwrap(),
        Fate::Replaced => {
            fs::copy(path, &aside).unwrap();
            fs::rename(aside, path).unwrap();
        }
        Fate::LogDeleted => fs::remove_file(log_of(place)).unwrap(),
    }
}

fn log_of(place: &TestDatabase) -> PathBuf {
    let mut log = place.path().as_os_str().to_owned();
    log.push("-wal");
    PathBuf::from(log)
}

fn says_it(error: &StoreError) {
    assert!(matches!(error, StoreError::Replaced(_)), "{error:?}");
    assert!(error.is_of_write());
    assert!(
        error.to_string().contains("deleted, moved or replaced"),
        "{error}"
    );
}

fn batch(seconds: i64) -> Batch {
    let mut batch = Batch::default();
    let event = denied(seconds);
    let pushed = batch.push(&event, &origin("Nordlicht"), &Catalogue::built_in());
    pushed.unwrap();
    batch
}

#[tokio::test]
async fn an_import_into_a_file_that_is_gone_fails() {
    let by_test = someone(START);
    for fate in FATES {
        let place = TestDatabase::new();
        let store = place.open().await;
        let mut importer = Importer::new(&store).await;
        let stored = importer.file(&origin("Nordlicht"), &[denied(0)]).await;
        assert_eq!(stored, appended(1, 0));
        let begun = importer
            .writer
            .begin_import("b.log", "events-csv", &by_test);
        let import = begun.await.unwrap();
        befall(&place, fate);
        // Of what is stored already too.
        for seconds in [0, 1] {
            let appended = importer.writer.append(&mut batch(seconds), import).await;
            says_it(&appended.expect_err("it was taken for stored"));
        }
        let summary = ImportSummary::default();
        let finished = importer.writer.finish_import(import, summary, START).await;
        says_it(&finished.expect_err("it was taken for finished"));
        let begun = importer
            .writer
            .begin_import("c.log", "events-csv", &by_test);
        says_it(&begun.await.expect_err("it was taken for begun"));
    }
}

#[tokio::test]
async fn no_push_into_a_file_that_is_gone_is_acknowledged() {
    let by_test = someone(START);
    for fate in [Fate::Deleted, Fate::Moved, Fate::Replaced] {
        let place = TestDatabase::new();
        let store = place.open().await;
        let import = store.begin_import("a.log", "events-csv", &by_test);
        let pushed = Pushed {
            import: import.await.unwrap(),
            lines: 1,
            rejected: 0,
            at: START,
        };
        let (commit, committing) = store.group_commit().await.unwrap();
        assert_eq!(
            commit.append(batch(0), pushed).await.unwrap(),
            appended(1, 0)
        );
        befall(&place, fate);
        let files = || fs::read_dir(place.folder()).unwrap().count();
        let before = files();
        // The second and later ones need a writer of their own.
        for seconds in [0, 1, 0, 2] {
            match commit.append(batch(seconds), pushed).await {
                Err(CommitError::Store(error)) => says_it(&error),
                other => assert_eq!(other.ok(), None, "{fate:?}"),
            }
        }
        says_it(
            &store
                .change_something()
                .await
                .expect_err("it was taken for changed"),
        );
        assert!(files() <= before, "no file is made in its place");
        drop(commit);
        let _ = committing.end().await;
    }
}

#[tokio::test]
async fn a_file_that_is_put_back_takes_events_again() {
    let by_test = someone(START);
    let place = TestDatabase::new();
    let store = place.open().await;
    let (commit, committing) = store.group_commit().await.unwrap();
    let import = store.begin_import("a.log", "events-csv", &by_test);
    let pushed = Pushed {
        import: import.await.unwrap(),
        lines: 1,
        rejected: 0,
        at: START,
    };
    befall(&place, Fate::Moved);
    assert!(commit.append(batch(0), pushed).await.is_err());
    fs::rename(place.folder().join("aside.db"), place.path()).unwrap();
    // What was not acknowledged may have been stored: sending it again does no harm.
    let again = commit.append(batch(0), pushed).await.unwrap();
    assert_eq!(again.stored + again.duplicates, 1);
    assert_eq!(
        commit.append(batch(1), pushed).await.unwrap(),
        appended(1, 0)
    );
    drop(commit);
    committing.end().await.unwrap();
    store.close().await;
    assert_eq!(soundness(place.path()).await, ("ok".to_owned(), 2));
}

/// A change of what is no event.
trait Change {
    async fn change_something(&self) -> Result<(), StoreError>;
}

impl Change for Store {
    async fn change_something(&self) -> Result<(), StoreError> {
        let key = NewKey {
            name: "one".to_owned(),
            account: "Nordlicht".to_owned(),
            server: "default".to_owned(),
            source: Source::Local,
        };
        match self.add_key(&key, &someone(START)).await {
            Ok(_) => Ok(()),
            Err(store::KeyError::Store(error)) => Err(error),
            Err(other) => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn a_file_that_can_be_written_is_said_to_be() {
    let place = TestDatabase::new();
    let store = place.open().await;
    store.check_writable().await.unwrap();
    befall(&place, Fate::Deleted);
    says_it(&store.check_writable().await.expect_err("it is gone"));
}

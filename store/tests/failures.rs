//! Files that are no database, or a damaged one: each gives its error, and nothing that was
//! stored is lost by trying.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use std::fs;
use std::path::Path;

use domain::catalogue::Catalogue;
use domain::event::Event;
use domain::scope::Scope;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{ConnectOptions as _, Connection as _};
use store::{Mode, Store, StoreError};

use support::{Importer, TestDatabase, appended, count, denied, origin, raw, soundness};

const BOTH: [Mode; 2] = [Mode::Create, Mode::Existing];

/// A closed database with that many events.
async fn filled(place: &TestDatabase, events: i64) {
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    importer.batch_events = 1000;
    let log: Vec<Event<'_>> = (0..events).map(denied).collect();
    importer.file(&origin("Nordlicht"), &log).await;
    importer.close().await;
    store.close().await;
}

async fn open_error(path: &Path, mode: Mode) -> StoreError {
    let opened = Store::open(path, mode).await;
    opened.expect_err("a file that is no database was opened")
}

/// Every file of a folder with its bytes.
fn files_of(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mut files: Vec<_> = files
        .filter(|file| file.file_type().unwrap().is_file())
        .map(|file| {
            let name = file.file_name().into_string().unwrap();
            (name, fs::read(file.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[tokio::test]
async fn a_newer_database_is_left_alone() {
    let place = TestDatabase::new();
    filled(&place, 3).await;
    let mut connection = place.raw().await;
    sqlx::query(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
         values (9999, 'later', true, x'00', 1)",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    connection.close().await.unwrap();
    let before = files_of(place.folder());
    for mode in BOTH {
        let error = open_error(place.path(), mode).await;
        assert!(matches!(error, StoreError::Newer(_)), "{error:?}");
        assert!(error.to_string().contains("newer Turnaway"));
    }
    assert_eq!(files_of(place.folder()), before);
    assert_eq!(soundness(place.path()).await, ("ok".to_owned(), 3));
}

#[tokio::test]
async fn what_is_not_there_is_not_made_for_reading() {
    let place = TestDatabase::new();
    let error = open_error(place.path(), Mode::Existing).await;
    assert!(matches!(error, StoreError::NotFound(_)), "{error:?}");
    assert_eq!(files_of(place.folder()), []);
}

#[tokio::test]
async fn a_missing_folder_is_not_made() {
    let place = TestDatabase::new();
    let path = place.folder().join("no such").join("turnaway.db");
    let error = open_error(&path, Mode::Create).await;
    assert!(matches!(error, StoreError::MissingFolder(_)), "{error:?}");
    let error = open_error(&path, Mode::Existing).await;
    assert!(matches!(error, StoreError::NotFound(_)), "{error:?}");
    assert!(!path.parent().unwrap().exists());

    // A file where the folder should be.
    fs::write(place.path(), "text").unwrap();
    let path = place.path().join("turnaway.db");
    let error = open_error(&path, Mode::Create).await;
    assert!(matches!(error, StoreError::MissingFolder(_)), "{error:?}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_left_alone() {
    let long = "time,outcome,feature\n".repeat(5000);
    let header = b"SQLite format 3\0 and then something else";
    for bytes in [&b"no"[..], b"a short text", long.as_bytes(), header] {
        let place = TestDatabase::new();
        fs::write(place.path(), bytes).unwrap();
        let before = files_of(place.folder());
        for mode in BOTH {
            let error = open_error(place.path(), mode).await;
            assert!(matches!(error, StoreError::NotADatabase(_)), "{error:?}");
        }
        assert_eq!(files_of(place.folder()), before);
    }
}

#[tokio::test]
async fn a_folder_is_no_database() {
    let place = TestDatabase::new();
    for mode in BOTH {
        let error = open_error(place.folder(), mode).await;
        assert!(matches!(error, StoreError::NotADatabase(_)), "{error:?}");
    }
}

#[tokio::test]
async fn an_empty_file_becomes_a_record() {
    for mode in BOTH {
        let place = TestDatabase::new();
        fs::write(place.path(), "").unwrap();
        let store = Store::open(place.path(), mode).await.unwrap();
        assert_eq!(store.version().await.unwrap(), 0);
    }
}

#[tokio::test]
async fn another_program_s_database_is_left_alone() {
    let tables = "create table events (id integer primary key, name text)";
    let mark = "pragma application_id = 42";
    for sql in [tables, mark, "create view one as select 1"] {
        for journal in [SqliteJournalMode::Delete, SqliteJournalMode::Wal] {
            let place = TestDatabase::new();
            let options = SqliteConnectOptions::new()
                .filename(place.path())
                .create_if_missing(true)
                .journal_mode(journal);
            let mut other = options.connect().await.unwrap();
            sqlx::query(sql).execute(&mut other).await.unwrap();
            other.close().await.unwrap();
            let before = files_of(place.folder());
            for mode in BOTH {
                let error = open_error(place.path(), mode).await;
                assert!(matches!(error, StoreError::OtherDatabase(_)), "{error:?}");
            }
            assert_eq!(files_of(place.folder()), before, "{sql} {journal:?}");
        }
    }
}

/// That neither reading nor writing gets through, and that the file stays as it is.
async fn is_damaged(place: &TestDatabase) {
    let before = fs::read(place.path()).unwrap();
    let damaged = |error: StoreError| {
        assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
        assert!(error.to_string().contains("restore it from a backup"));
    };
    match Store::open(place.path(), Mode::Existing).await {
        Err(error) => damaged(error),
        Ok(store) => {
            let all = Scope::all();
            let frame = store.frame(Catalogue::built_in(), &all).await;
            damaged(frame.expect_err("a damaged file was read"));
            let writer = store.writer().await.map(|_| "a writer");
            damaged(writer.expect_err("a damaged file was written to"));
            store.close().await;
        }
    }
    assert!(
        fs::read(place.path()).unwrap() == before,
        "the file changed"
    );
}

#[tokio::test]
async fn a_damaged_file_is_told_and_left_as_it_is() {
    const PAGE_BYTES: usize = 4096;
    let place = TestDatabase::new();
    filled(&place, 5000).await;
    let sound = fs::read(place.path()).unwrap();
    let pages = sound.len() / PAGE_BYTES;
    for filler in [0, 0xA5] {
        let mut bytes = sound.clone();
        // Most pages are of events, and those of the other tables come first.
        let start = pages / 2 * PAGE_BYTES;
        bytes[start..start + PAGE_BYTES].fill(filler);
        fs::write(place.path(), &bytes).unwrap();
        is_damaged(&place).await;
    }
    // The end of the file is gone.
    fs::write(place.path(), &sound[..pages / 2 * PAGE_BYTES]).unwrap();
    is_damaged(&place).await;
    // From a backup, everything is there.
    fs::write(place.path(), &sound).unwrap();
    assert_eq!(soundness(place.path()).await, ("ok".to_owned(), 5000));
    let store = Store::open(place.path(), Mode::Existing).await.unwrap();
    let all = Scope::all();
    let frame = store.frame(Catalogue::built_in(), &all).await.unwrap();
    assert_eq!(frame.len(), 5000);
}

#[tokio::test]
async fn a_table_that_is_gone_is_an_error_and_no_panic() {
    let place = TestDatabase::new();
    filled(&place, 10).await;
    let mut connection = place.raw().await;
    sqlx::query("drop table license_users")
        .execute(&mut connection)
        .await
        .unwrap();
    let store = Store::open(place.path(), Mode::Existing).await.unwrap();
    let all = Scope::all();
    assert!(store.frame(Catalogue::built_in(), &all).await.is_err());
    assert!(store.writer().await.is_err());
    assert_eq!(
        count(&mut connection, "select count(*) from events").await,
        10
    );
}

#[tokio::test]
async fn ids_that_name_nothing_are_no_panic() {
    let place = TestDatabase::new();
    filled(&place, 10).await;
    let mut connection = place.raw().await;
    for sql in [
        "update events set user_id = ?1, device_id = ?1, feature_id = ?1",
        "update events set server_id = ?1",
        "update events set status_id = ?1",
        "update servers set account_id = ?1",
    ] {
        for id in [
            i64::MIN,
            -1,
            0,
            77,
            1 << 31,
            (1 << 32) - 1,
            1 << 32,
            i64::MAX,
        ] {
            let update = sqlx::query(sql).bind(id).execute(&mut connection);
            update.await.unwrap();
            let store = Store::open(place.path(), Mode::Existing).await.unwrap();
            let all = Scope::all();
            match store.frame(Catalogue::built_in(), &all).await {
                // An id that could be one is only a name that is unknown.
                Ok(frame) => assert_eq!(frame.len(), 10),
                Err(error) => assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}"),
            }
            let reset = sql.replace("?1", "1");
            let reset = sqlx::query(sqlx::AssertSqlSafe(reset)).execute(&mut connection);
            reset.await.unwrap();
        }
    }
}

#[tokio::test]
async fn an_event_at_the_end_of_all_ids_asks_for_no_memory_without_end() {
    let place = TestDatabase::new();
    filled(&place, 10).await;
    let mut connection = place.raw().await;
    sqlx::query("update events set id = ? where id = 10")
        .bind(i64::MAX - 1)
        .execute(&mut connection)
        .await
        .unwrap();
    let store = Store::open(place.path(), Mode::Existing).await.unwrap();
    store.writer().await.unwrap();
}

#[tokio::test]
async fn sqlite_is_one_that_does_not_corrupt_a_write_ahead_log() {
    let place = TestDatabase::new();
    filled(&place, 1).await;
    let mut connection = raw(place.path()).await;
    let version: String = sqlx::query_scalar("select sqlite_version()")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    let parts: Vec<u32> = version
        .split('.')
        .map(|part| part.parse().unwrap())
        .collect();
    assert!(parts >= vec![3, 51, 3], "{version}");
}

#[tokio::test]
async fn a_refused_file_does_not_stop_a_good_one() {
    let place = TestDatabase::new();
    assert!(Store::open(place.folder(), Mode::Create).await.is_err());
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let stored = importer.file(&origin("Nordlicht"), &[denied(0)]).await;
    assert_eq!(stored, appended(1, 0));
}

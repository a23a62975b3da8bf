//! What the writer asks of SQLite, and appends that fail.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use std::path::{Path, PathBuf};

use domain::catalogue::Catalogue;
use domain::event::{Event, Outcome, Second, Source};
use domain::names::FeatureName;
use domain::scope::Scope;
use sqlx::Row as _;
use tempfile::TempDir;

use super::*;
use crate::events::batch::Origin;
use crate::open::Mode;

/// Events of one batch.
const BATCH_EVENTS: i64 = 500;

fn place() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("turnaway.db");
    (folder, path)
}

async fn open(path: &Path) -> Store {
    Store::open(path, Mode::Create).await.unwrap()
}

/// The events of one batch, all of them different.
fn fill(batch: &mut Batch, number: i64) {
    let origin = Origin {
        account: Some("Nordlicht".to_owned()),
        server: "default".to_owned(),
        source: Source::Local,
    };
    let catalogue = Catalogue::default();
    for at in 0..BATCH_EVENTS {
        let at = Second(number * BATCH_EVENTS + at);
        let event = Event::new(at, Outcome::Granted, FeatureName("mesh_SOLVER"));
        batch.push(&event, &origin, &catalogue).unwrap();
    }
}

fn someone() -> Actor<'static> {
    Actor::command_line(Second(0))
}

async fn setting(writer: &mut Writer, sql: &'static str) -> String {
    let row = sqlx::query(sql)
        .fetch_one(&mut writer.connection)
        .await
        .unwrap();
    let text = row.try_get::<String, _>(0);
    text.unwrap_or_else(|_| row.get::<i64, _>(0).to_string())
}

async fn set(writer: &mut Writer, sql: &'static str) {
    sqlx::query(sql)
        .execute(&mut writer.connection)
        .await
        .unwrap();
}

/// What a sound file holds.
async fn stored(store: &Store) -> u64 {
    let mut connection = store.connect_writer().await.unwrap();
    let sound: String = sqlx::query_scalar("pragma integrity_check")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(sound, "ok");
    let count: i64 = sqlx::query_scalar("select count(*) from events")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    count.unsigned_abs()
}

#[tokio::test]
async fn what_is_acknowledged_is_on_the_disk() {
    let (_folder, path) = place();
    let store = open(&path).await;
    let mut writer = store.writer().await.unwrap();
    assert_eq!(setting(&mut writer, "pragma journal_mode").await, "wal");
    // 2 is FULL: each commit waits for the disk.
    assert_eq!(setting(&mut writer, "pragma synchronous").await, "2");
    assert_eq!(
        setting(&mut writer, "pragma application_id").await,
        0x5452_4E57.to_string()
    );
}

#[tokio::test]
async fn a_closed_writer_leaves_one_file() {
    let (folder, path) = place();
    let store = open(&path).await;
    let mut writer = store.writer().await.unwrap();
    let mut batch = Batch::default();
    let import = writer
        .begin_import("a.log", "events-csv", &someone())
        .await
        .unwrap();
    fill(&mut batch, 0);
    writer.append(&mut batch, import).await.unwrap();
    writer.close().await.unwrap();
    let files = std::fs::read_dir(folder.path()).unwrap();
    assert_eq!(files.count(), 1);
    assert_eq!(stored(&store).await, BATCH_EVENTS.unsigned_abs());
}

#[tokio::test]
async fn a_full_disk_takes_whole_batches_or_nothing() {
    let (_folder, path) = place();
    let store = open(&path).await;
    let mut writer = store.writer().await.unwrap();
    let mut batch = Batch::default();
    let import = writer
        .begin_import("a.log", "events-csv", &someone())
        .await
        .unwrap();
    set(&mut writer, "pragma max_page_count = 60").await;
    let mut batches = 0;
    let error = loop {
        fill(&mut batch, batches);
        match writer.append(&mut batch, import).await {
            Ok(appended) => assert_eq!(appended.stored, BATCH_EVENTS.unsigned_abs()),
            Err(error) => break error,
        }
        batches += 1;
    };
    assert!(matches!(error, StoreError::Full(_)), "{error:?}");
    assert!(batches > 0);
    drop(writer);
    let before = (batches * BATCH_EVENTS).unsigned_abs();
    assert_eq!(stored(&store).await, before);
    let frame = store.frame(Catalogue::default(), &Scope::all()).await;
    assert_eq!(frame.unwrap().grants.at.len() as u64, before);

    // Another writer has no such limit: it stores what is missing and no more.
    let mut writer = store.writer().await.unwrap();
    let mut batch = Batch::default();
    for number in 0..=batches {
        fill(&mut batch, number);
    }
    let again = writer.append(&mut batch, import).await.unwrap();
    let meant = Appended {
        stored: BATCH_EVENTS.unsigned_abs(),
        duplicates: before,
        ..Appended::default()
    };
    assert_eq!(again, meant);
}

#[tokio::test]
async fn a_lock_that_another_holds_is_busy_and_no_harm() {
    let (_folder, path) = place();
    let store = open(&path).await;
    let mut writer = store.writer().await.unwrap();
    let mut batch = Batch::default();
    let import = writer
        .begin_import("a.log", "events-csv", &someone())
        .await
        .unwrap();
    fill(&mut batch, 0);
    set(&mut writer, "pragma busy_timeout = 0").await;
    let mut other = store.connect_writer().await.unwrap();
    let transaction = other.begin_with("begin immediate").await.unwrap();
    let error = writer.append(&mut batch, import).await.unwrap_err();
    assert!(matches!(error, StoreError::Busy(_)), "{error:?}");
    let begun = writer.begin_import("b.log", "events-csv", &someone()).await;
    assert!(matches!(begun, Err(StoreError::Busy(_))), "{begun:?}");
    transaction.rollback().await.unwrap();
    assert_eq!(stored(&store).await, 0);

    let mut writer = store.writer().await.unwrap();
    let mut batch = Batch::default();
    fill(&mut batch, 0);
    let appended = writer.append(&mut batch, import).await.unwrap();
    assert_eq!(appended.stored, BATCH_EVENTS.unsigned_abs());
}

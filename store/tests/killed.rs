//! An import that is killed in the middle leaves whole batches, and can be run again.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may stop where it fails; the child says how far it came"
)]

mod support;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use domain::event::Event;
use store::{Mode, Store};

use support::{Importer, TestDatabase, appended, count, denied, frame, origin, soundness};

/// Where the child finds the database to append to.
const CHILD: &str = "TURNAWAY_TEST_APPEND_TO";

/// What the child prints of each batch that is on the disk.
const STORED: &str = "stored a batch";

const BATCH_EVENTS: i64 = 500;
const BATCHES: i64 = 1000;

fn batch_of(number: i64) -> Vec<Event<'static>> {
    let first = number * BATCH_EVENTS;
    (first..first + BATCH_EVENTS).map(denied).collect()
}

/// The child: appends until it is killed. Does nothing when run as a test.
#[tokio::test]
async fn child_that_appends() {
    let Some(path) = std::env::var_os(CHILD) else {
        return;
    };
    let store = Store::open(Path::new(&path), Mode::Create).await.unwrap();
    let mut importer = Importer::new(&store).await;
    let someone = support::someone(0);
    let begin = importer
        .writer
        .begin_import("big.log", "events-csv", &someone);
    let import = begin.await.unwrap();
    importer.batch.begin_file();
    for number in 0..BATCHES {
        for event in batch_of(number) {
            let origin = origin("Nordlicht");
            let pushed = importer.batch.push(&event, &origin, &importer.catalogue);
            pushed.unwrap();
        }
        let append = importer.writer.append(&mut importer.batch, import);
        append.await.unwrap();
        println!("{STORED}");
    }
}

/// Runs the child on a database and kills it once it has said that this many batches are
/// stored.
fn kill_after(batches: usize, path: &Path) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_that_appends", "--nocapture"])
        .env(CHILD, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let stored = lines
        .map(Result::unwrap)
        .filter(|line| line.contains(STORED))
        .take(batches)
        .count();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(stored, batches, "the child ended by itself");
}

#[tokio::test]
async fn a_killed_import_leaves_whole_batches_and_can_be_run_again() {
    let place = TestDatabase::new();
    let mut at_least = 0;
    // The second child finds the first one's batches, and comes beyond them.
    for batches in [1, 7] {
        kill_after(batches, place.path());
        let (sound, events) = soundness(place.path()).await;
        assert_eq!(sound, "ok");
        assert_eq!(events % BATCH_EVENTS, 0, "half a batch was stored");
        assert!(events >= batches as i64 * BATCH_EVENTS);
        assert!(events >= at_least, "something stored was lost");
        assert!(events < BATCHES * BATCH_EVENTS, "nothing was cut short");
        at_least = events;
    }
    let mut raw = place.raw().await;
    let unfinished = "select count(*) from imports where finished_at is null";
    assert_eq!(count(&mut raw, unfinished).await, 2);

    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    importer.batch_events = BATCH_EVENTS as usize;
    let batches = at_least / BATCH_EVENTS + 2;
    let whole: Vec<Event<'_>> = (0..batches).flat_map(batch_of).collect();
    let again = importer.file(&origin("Nordlicht"), &whole).await;
    let new = 2 * BATCH_EVENTS as u64;
    assert_eq!(again, appended(new, at_least as u64));
    assert_eq!(frame(&store).await.len(), whole.len());
    assert_eq!(
        soundness(place.path()).await,
        ("ok".to_owned(), whole.len() as i64)
    );
}

//! Files that this process may not write or not read, and a disk that is full.
//!
//! For permissions the tests run themselves again as a child: as root by `setpriv` as
//! nobody, since root may write anything; as anybody else just so.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test may stop where it fails; one that cannot run says why"
)]

mod support;

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use domain::catalogue::Catalogue;
use domain::event::Event;
use domain::scope::Scope;
use store::{Appended, Mode, Store, StoreError};

use support::{Importer, TestDatabase, appended, denied, frame, origin, raw, soundness};

/// The case that a child looks at, and the file.
const CASE: &str = "TURNAWAY_TEST_CASE";
const FILE: &str = "TURNAWAY_TEST_FILE";

/// What a child prints when all was as it should be.
const AS_MEANT: &str = "all as meant";

/// Events of the databases that a child reads.
const EVENTS: usize = 7;

fn permit(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn is_root(folder: &Path) -> bool {
    fs::metadata(folder).unwrap().uid() == 0
}

/// A folder with a copy of this program that anybody may run.
struct Child {
    folder: tempfile::TempDir,
    program: PathBuf,
}

impl Child {
    /// `None`, with the reason printed, where no child can be somebody else.
    fn new() -> Option<Self> {
        let folder = tempfile::TempDir::new().unwrap();
        let program = folder.path().join("child");
        fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
        permit(folder.path(), 0o755);
        permit(&program, 0o755);
        let child = Self { folder, program };
        match child.command().arg("--list").output() {
            Ok(output) if output.status.success() => Some(child),
            Ok(output) => {
                let reason = String::from_utf8_lossy(&output.stderr);
                eprintln!("skipped: setpriv cannot run a child as nobody: {reason}");
                None
            }
            Err(error) => {
                eprintln!("skipped: there is no setpriv to run a child as nobody: {error}");
                None
            }
        }
    }

    fn command(&self) -> Command {
        if !is_root(self.folder.path()) {
            return Command::new(&self.program);
        }
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]);
        command.arg(&self.program);
        command
    }

    /// Lets the child look at a case.
    fn run(&self, case: &str, file: &Path) {
        let mut command = self.command();
        command.args(["--exact", "child_that_may_not_write", "--nocapture"]);
        let output = command.env(CASE, case).env(FILE, file).output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && printed.contains(AS_MEANT),
            "{case}: {printed}{complaints}"
        );
    }
}

/// The child: what becomes of its case. Does nothing when run as a test.
#[tokio::test]
async fn child_that_may_not_write() {
    let Ok(case) = std::env::var(CASE) else {
        return;
    };
    let file = PathBuf::from(std::env::var_os(FILE).unwrap());
    match &*case {
        "read" => {
            let store = Store::open(&file, Mode::Existing).await.unwrap();
            assert_eq!(frame(&store).await.len(), EVENTS);
            let writable = store.check_writable().await;
            let error = writable.expect_err("it is said to be writable");
            assert!(matches!(error, StoreError::ReadOnly(_)), "{error:?}");
            let error = begin_import(&store).await;
            assert!(matches!(error, StoreError::ReadOnly(_)), "{error:?}");
            let error = create(&file).await;
            assert!(matches!(error, StoreError::ReadOnly(_)), "{error:?}");
        }
        "not ready" => {
            for mode in [Mode::Create, Mode::Existing] {
                let error = Store::open(&file, mode).await.expect_err("no database");
                assert!(matches!(error, StoreError::ReadOnly(_)), "{error:?}");
            }
        }
        "no room" => {
            let error = create(&file).await;
            assert!(matches!(error, StoreError::ReadOnly(_)), "{error:?}");
            assert!(!file.exists());
        }
        "unreadable" => {
            for mode in [Mode::Create, Mode::Existing] {
                let error = Store::open(&file, mode).await.expect_err("unreadable");
                assert!(matches!(error, StoreError::Denied(_)), "{error:?}");
            }
        }
        "newer" => {
            let error = Store::open(&file, Mode::Existing).await.expect_err("newer");
            assert!(matches!(error, StoreError::Newer(_)), "{error:?}");
        }
        case => panic!("no case {case}"),
    }
    println!("{AS_MEANT}");
}

/// The error of an import into a file that cannot be written.
async fn create(file: &Path) -> StoreError {
    match Store::open(file, Mode::Create).await {
        Err(error) => error,
        Ok(store) => begin_import(&store).await,
    }
}

/// The error of an import that comes so far as to have an open file.
async fn begin_import(store: &Store) -> StoreError {
    let mut writer = match store.writer().await {
        Err(error) => return error,
        Ok(writer) => writer,
    };
    let begun = writer
        .begin_import("a.log", "events-csv", &support::someone(0))
        .await;
    begun.expect_err("a file that cannot be written was written to")
}

/// A closed database of [`EVENTS`] in a folder of its own.
async fn filled() -> TestDatabase {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let log: Vec<Event<'_>> = (0..EVENTS as i64).map(denied).collect();
    importer.file(&origin("Nordlicht"), &log).await;
    importer.close().await;
    store.close().await;
    place
}

async fn is_whole(place: &TestDatabase) {
    permit(place.folder(), 0o755);
    permit(place.path(), 0o644);
    let sound = soundness(place.path()).await;
    assert_eq!(sound, ("ok".to_owned(), EVENTS as i64));
}

#[tokio::test]
async fn a_record_that_cannot_be_written_can_be_read() {
    let Some(child) = Child::new() else { return };
    for (file, folder) in [(0o444, 0o555), (0o444, 0o777), (0o444, 0o755)] {
        let place = filled().await;
        permit(place.path(), file);
        permit(place.folder(), folder);
        child.run("read", place.path());
        is_whole(&place).await;
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_enough() {
    let Some(child) = Child::new() else { return };
    let place = filled().await;
    permit(place.path(), 0o666);
    permit(place.folder(), 0o555);
    child.run("read", place.path());
    is_whole(&place).await;
}

/// A file next to the database.
fn with_suffix(database: &Path, ending: &str) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(ending);
    PathBuf::from(path)
}

#[tokio::test]
async fn a_record_can_be_read_while_another_user_writes_it() {
    let Some(child) = Child::new() else { return };
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    permit(place.folder(), 0o755);
    let log: Vec<Event<'_>> = (0..EVENTS as i64).map(denied).collect();
    importer.file(&origin("Nordlicht"), &log).await;
    permit(place.path(), 0o444);
    // Files are made for their owner alone: who wants others to read them says so.
    for suffix in ["-wal", "-shm"] {
        permit(&with_suffix(place.path(), suffix), 0o644);
    }
    // The events are in the write-ahead log, and the writer is at it still.
    child.run("read", place.path());
    permit(place.path(), 0o644);
    let more = [denied(100)];
    let stored = importer.file(&origin("Nordlicht"), &more).await;
    assert_eq!(stored, appended(1, 0));
}

#[tokio::test]
async fn what_cannot_be_written_cannot_be_made_ready() {
    let Some(child) = Child::new() else { return };
    let place = TestDatabase::new();
    fs::write(place.path(), "").unwrap();
    permit(place.path(), 0o444);
    permit(place.folder(), 0o555);
    child.run("not ready", place.path());
    assert_eq!(fs::read(place.path()).unwrap(), b"");

    child.run("no room", &place.folder().join("new.db"));
}

#[tokio::test]
async fn what_cannot_be_read_is_denied() {
    let Some(child) = Child::new() else { return };
    let place = filled().await;
    permit(place.folder(), 0o755);
    permit(place.path(), 0o000);
    child.run("unreadable", place.path());
    is_whole(&place).await;
}

#[tokio::test]
async fn a_newer_record_that_cannot_be_written_is_newer() {
    let Some(child) = Child::new() else { return };
    let place = filled().await;
    let mut connection = raw(place.path()).await;
    sqlx::query("update _sqlx_migrations set version = 9999 where version = 1")
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::Connection::close(connection).await.unwrap();
    permit(place.path(), 0o444);
    permit(place.folder(), 0o555);
    child.run("newer", place.path());
    is_whole(&place).await;
}

/// A file system in memory of a few hundred kilobytes, until it is dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None`, with the reason printed, where this process may not mount one.
    fn mounted_on(folder: &Path, size: &str) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", size, "tmpfs"]).arg(folder);
        match mount.output() {
            Ok(output) if output.status.success() => Some(Self(folder.to_owned())),
            Ok(output) => {
                let reason = String::from_utf8_lossy(&output.stderr);
                eprintln!("skipped: no small disk can be mounted: {reason}");
                None
            }
            Err(error) => {
                eprintln!("skipped: there is no mount: {error}");
                None
            }
        }
    }

    fn grow(&self, size: &str) {
        let size = format!("remount,{size}");
        let status = Command::new("mount")
            .args(["-o", &size])
            .arg(&self.0)
            .status();
        assert!(status.unwrap().success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn batch_of(number: i64) -> Vec<Event<'static>> {
    (number * 500..number * 500 + 500).map(denied).collect()
}

#[tokio::test]
async fn a_full_disk_keeps_what_was_stored_and_takes_more_once_there_is_room() {
    let place = TestDatabase::new();
    let Some(disk) = SmallDisk::mounted_on(place.folder(), "size=700k") else {
        return;
    };
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let import = importer
        .writer
        .begin_import("big.log", "events-csv", &support::someone(0))
        .await
        .unwrap();
    importer.batch.begin_file();
    let mut stored = 0;
    let error = loop {
        for event in batch_of(stored / 500) {
            let origin = origin("Nordlicht");
            let pushed = importer.batch.push(&event, &origin, &importer.catalogue);
            pushed.unwrap();
        }
        match importer.writer.append(&mut importer.batch, import).await {
            Ok(_) => stored += 500,
            Err(error) => break error,
        }
        assert!(stored < 100_000, "the small disk never was full");
    };
    assert!(matches!(error, StoreError::Full(_)), "{error:?}");
    assert!(error.to_string().contains("free some space"));
    assert!(stored > 0, "the small disk was too small to begin with");

    // Full as it is, all that was stored can be read, with and without the writer.
    assert_eq!(frame(&store).await.len() as i64, stored);
    drop(importer);
    store.close().await;
    let store = Store::open(place.path(), Mode::Existing).await.unwrap();
    let all = Scope::all();
    let read = store.frame(Catalogue::built_in(), &all).await.unwrap();
    assert_eq!(read.len() as i64, stored);
    store.close().await;

    disk.grow("size=50m");
    assert_eq!(soundness(place.path()).await, ("ok".to_owned(), stored));
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    importer.batch_events = 500;
    let whole: Vec<Event<'_>> = (0..stored / 500 + 2).flat_map(batch_of).collect();
    let again = importer.file(&origin("Nordlicht"), &whole).await;
    let meant = Appended {
        stored: 1000,
        duplicates: stored as u64,
        ..Appended::default()
    };
    assert_eq!(again, meant);
    importer.close().await;
    store.close().await;
    let sound = soundness(place.path()).await;
    assert_eq!(sound, ("ok".to_owned(), whole.len() as i64));
}

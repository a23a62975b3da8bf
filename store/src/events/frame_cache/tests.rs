//! Cache files: quick where they fit, and never trusted where they do not.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

use std::fs;
use std::sync::Arc;

use domain::catalogue::Catalogue;
use domain::event::{Event, Outcome, Second, Source};
use domain::frame::Frame;
use domain::names::{DeviceName, FeatureName, UserName};
use domain::scope::Scope;
use domain::status::LoggedStatus;
use tempfile::TempDir;
use twox_hash::XxHash3_64;

use super::{columns, identities};
use crate::audit::Actor;
use crate::events::batch::{Batch, Origin};
use crate::events::frame_loader::FrameLoader;
use crate::events::import::ImportId;
use crate::events::writer::Appended;
use crate::open::{Mode, Store};

const USERS: [&str; 4] = ["ada", "Bø", "", "cy"];

/// A database in a folder of its own.
struct QueueSlot {
    folder: TempDir,
}

impl QueueSlot {
    fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("turnaway.db")
    }

    async fn open(&self) -> Store {
        Store::open(&self.path(), Mode::Create).await.unwrap()
    }

    /// Imports denials, grants and returns at some seconds, and saves their identities.
    async fn import(&self, path: &str, seconds: std::ops::Range<i64>) -> Appended {
        self.import_saving(path, seconds, 1).await
    }

    /// The same, saving them once `behind` are missing.
    async fn import_saving(
        &self,
        path: &str,
        seconds: std::ops::Range<i64>,
        every: u64,
    ) -> Appended {
        let store = self.open().await;
        let mut writer = store.writer().await.unwrap();
        writer.save_every(every);
        let import = writer
            .begin_import(path, "events-csv", &Actor::command_line(Second(7)))
            .await
            .unwrap();
        let origin = Origin {
            account: Some("Nordlicht".to_owned()),
            server: "default".to_owned(),
            source: Source::Local,
        };
        let mut batch = Batch::default();
        for at in seconds {
            let outcome = Outcome::ALL[at.unsigned_abs() as usize % 3];
            let status = LoggedStatus {
                space: "rlm",
                code: if at % 2 == 0 { "-22" } else { "-1" },
                description: "",
            };
            let event = Event {
                user: UserName(USERS[at.unsigned_abs() as usize % 4]),
                device: DeviceName("ws"),
                status: (outcome == Outcome::Denied).then_some(status),
                // The file is a part of the line, so that files differ in their events.
                rest: path,
                ..Event::new(Second(at), outcome, FeatureName("mesh"))
            };
            batch.push(&event, &origin, &Catalogue::default()).unwrap();
        }
        let appended = writer.append(&mut batch, import).await.unwrap();
        writer.close().await.unwrap();
        store.close().await;
        appended
    }

    /// Loads the frame, saves its columns, and says with how many rows it began.
    async fn load(&self) -> (u64, Arc<Frame>) {
        self.load_saving(1).await
    }

    /// The same, saving them once that many rows are missing.
    async fn load_saving(&self, every: u64) -> (u64, Arc<Frame>) {
        let store = self.open().await;
        let mut loader = FrameLoader::new(Catalogue::built_in());
        loader.save_every(every);
        loader.read(&store).await.unwrap();
        let frame = loader.frame();
        let began_with = loader.saved();
        if let Some(columns) = loader.columns_to_save(&store) {
            // In a folder that cannot be written this fails, and that is all.
            let _ = columns.save();
        }
        store.close().await;
        (began_with, frame)
    }

    /// The frame without any cache.
    async fn plain(&self) -> Frame {
        let other = Self::new();
        fs::copy(self.path(), other.path()).unwrap();
        let store = other.open().await;
        let frame = store.frame(Catalogue::built_in(), &Scope::all()).await;
        frame.unwrap()
    }

    /// With how many rows' identities a writer begins.
    async fn begun(&self) -> u64 {
        let store = self.open().await;
        let writer = store.writer().await.unwrap();
        let saved = writer.saved();
        writer.close().await.unwrap();
        saved
    }
}

fn new(stored: u64) -> Appended {
    Appended {
        stored,
        ..Appended::default()
    }
}

#[tokio::test]
async fn what_was_saved_is_taken_over_and_newer_rows_are_joined() {
    let place = QueueSlot::new();
    assert_eq!(place.import("a", 100..140).await, new(40));
    assert_eq!(place.load().await.0, 0);
    let (began_with, frame) = place.load().await;
    assert_eq!(began_with, 40);
    assert_eq!(*frame, place.plain().await);
    assert_eq!(place.begun().await, 40);
    // Earlier and later ones.
    assert_eq!(place.import("b", 90..150).await, new(60));
    let (began_with, frame) = place.load().await;
    assert_eq!(began_with, 40);
    assert_eq!(*frame, place.plain().await);
    assert_eq!(place.load().await.0, 100);
    let again = place.import("b", 90..150).await;
    assert_eq!((again.stored, again.duplicates), (0, 60));
}

#[tokio::test]
async fn an_incomplete_or_damaged_file_is_written_again() {
    let place = QueueSlot::new();
    place.import("a", 100..130).await;
    let (_, meant) = place.load().await;
    let paths = [
        columns::path(&place.path()),
        identities::path(&place.path()),
    ];
    let sound = paths.clone().map(|path| fs::read(path).unwrap());
    let put = |both: [Vec<u8>; 2]| {
        for (path, bytes) in paths.iter().zip(both) {
            fs::write(path, bytes).unwrap();
        }
    };
    let mut damages: Vec<[Vec<u8>; 2]> = Vec::new();
    let longest = sound[0].len().max(sound[1].len());
    for place in (0..longest).step_by(23) {
        damages.push(
            sound
                .clone()
                .map(|bytes| bytes[..place.min(bytes.len() - 1)].to_vec()),
        );
        damages.push(sound.clone().map(|mut bytes| {
            let place = place.min(bytes.len() - 1);
            bytes[place] ^= 0x41;
            bytes
        }));
    }
    damages.push(sound.clone().map(|mut bytes| {
        bytes.push(0);
        bytes
    }));
    // The one in place of the other.
    damages.push([sound[1].clone(), sound[0].clone()]);
    for damaged in damages {
        put(damaged);
        assert_eq!(place.begun().await, 0);
        let (began_with, frame) = place.load().await;
        assert_eq!(began_with, 0);
        assert_eq!(frame, meant);
        // It was written again.
        assert_eq!(fs::read(&paths[0]).unwrap(), sound[0]);
    }
    put(sound);
    assert_eq!(place.begun().await, 30);
    assert_eq!(place.load().await.0, 30);
}

#[tokio::test]
async fn another_database_s_file_is_not_taken_over() {
    let place = QueueSlot::new();
    let other = QueueSlot::new();
    place.import("a", 100..130).await;
    other.import("a", 100..130).await;
    other.load().await;
    for path in [columns::path, identities::path] {
        fs::copy(path(&other.path()), path(&place.path())).unwrap();
    }
    assert_eq!(place.begun().await, 0);
    let (began_with, frame) = place.load().await;
    assert_eq!(began_with, 0);
    assert_eq!(*frame, place.plain().await);
    assert_eq!(other.load().await.0, 30);
}

#[tokio::test]
async fn a_database_that_was_restored_is_not_taken_for_its_later_self() {
    let place = QueueSlot::new();
    place.import("a", 100..130).await;
    let old = fs::read(place.path()).unwrap();
    place.import("b", 130..160).await;
    place.load().await;

    // It has fewer rows than its caches.
    fs::write(place.path(), &old).unwrap();
    assert_eq!(place.begun().await, 0);
    let (began_with, frame) = place.load().await;
    assert_eq!((began_with, frame.version), (0, 30));
    assert_eq!(*frame, place.plain().await);

    // It has as many rows, and more, but others.
    place.import("b", 130..160).await;
    place.load().await;
    fs::write(place.path(), &old).unwrap();
    fs::remove_file(identities::path(&place.path())).unwrap();
    assert_eq!(place.import("c", 131..171).await, new(40));
    let (began_with, frame) = place.load().await;
    assert_eq!((began_with, frame.version), (0, 70));
    assert_eq!(*frame, place.plain().await);
}

#[tokio::test]
async fn after_an_undo_the_caches_are_written_again() {
    let place = QueueSlot::new();
    place.import("a", 100..130).await;
    place.import("b", 130..160).await;
    place.load().await;
    assert_eq!((place.begun().await, place.load().await.0), (60, 60));
    let old = fs::read(place.path()).unwrap();
    let store = place.open().await;
    let by = Actor::command_line(Second(9));
    for (import, version) in [(1, 61), (2, 62)] {
        store.undo_import(ImportId(import), &by).await.unwrap();
        // Neither trusts the earlier file, and both write it again.
        assert_eq!(place.begun().await, 0);
        let (began_with, frame) = place.load().await;
        assert_eq!((began_with, frame.version), (0, version));
        assert_eq!(*frame, place.plain().await);
        assert_eq!(place.load().await.0, version);
        let mut writer = store.writer().await.unwrap();
        writer.save_every(1);
        writer.close().await.unwrap();
        assert_eq!(place.begun().await, version);
    }
    store.close().await;
    assert_eq!(place.import("b", 130..160).await, new(30));
    assert_eq!(place.load().await.1.version, 92);

    // A backup of the same database, in which nothing was undone.
    fs::write(place.path(), &old).unwrap();
    place.import("c", 200..240).await;
    assert_eq!(place.load().await.0, 0);
    assert_eq!(place.load().await.1.version, 100);
}

#[tokio::test]
async fn another_form_of_file_is_not_read() {
    let place = QueueSlot::new();
    place.import("a", 100..130).await;
    place.load().await;
    let path = columns::path(&place.path());
    let sound = fs::read(&path).unwrap();
    let meant = place.plain().await;
    // An earlier form and a later one, each sound in itself.
    for number in [b'1', b'3'] {
        let mut bytes = sound.clone();
        bytes[7] = number;
        let (of, checksum) = bytes.split_at_mut(sound.len() - 8);
        checksum.copy_from_slice(&XxHash3_64::oneshot(of).to_le_bytes());
        fs::write(&path, bytes).unwrap();
        let (began_with, frame) = place.load().await;
        assert_eq!(began_with, 0);
        assert_eq!(*frame, meant);
        assert_eq!(fs::read(&path).unwrap(), sound, "it was written again");
    }
}

#[tokio::test]
async fn where_nothing_can_be_written_the_rows_are_read() {
    let place = QueueSlot::new();
    place.import("a", 100..130).await;
    // Even root cannot write a file where a folder is.
    for path in [columns::path, identities::path] {
        let _ = fs::remove_file(path(&place.path()));
        fs::create_dir(super::with_suffix(&path(&place.path()), "-new")).unwrap();
    }
    for _ in 0..2 {
        let (began_with, frame) = place.load().await;
        assert_eq!(began_with, 0);
        assert_eq!(*frame, place.plain().await);
    }
    assert_eq!(place.import("b", 130..140).await, new(10));
    assert_eq!(place.begun().await, 0);
}

#[tokio::test]
async fn a_few_events_leave_no_cache() {
    let place = QueueSlot::new();
    let is_saved = || [columns::path, identities::path].map(|path| path(&place.path()).exists());
    assert_eq!(place.import_saving("a", 0..39, 40).await, new(39));
    assert_eq!(place.load_saving(40).await.1.version, 39);
    assert_eq!(is_saved(), [false, false]);
    assert_eq!(place.import_saving("b", 39..40, 40).await, new(1));
    assert_eq!(place.load_saving(40).await.1.version, 40);
    assert_eq!(is_saved(), [true, true]);
}

#[tokio::test]
async fn columns_are_saved_with_the_stamp_of_their_own_rows() {
    let place = QueueSlot::new();
    place.import("a", 100..130).await;
    let store = place.open().await;
    let mut loader = FrameLoader::new(Catalogue::built_in());
    loader.save_every(1);
    loader.read(&store).await.unwrap();
    // More comes before the first are saved, and is too little to be saved itself.
    loader.save_every(1_000);
    place.import("b", 130..135).await;
    loader.read(&store).await.unwrap();
    assert!(loader.columns_to_save(&store).is_none());
    store.close().await;
}

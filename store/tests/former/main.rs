//! Lines that an earlier version has read otherwise, or stored under a forwarder's id, are
//! known for what they are.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod forwarded;
mod grown_logs;
#[path = "../support/mod.rs"]
mod support;

use domain::catalogue::Catalogue;
use domain::event::{Event, FormerReading, Second, StatusLines};
use domain::status::LoggedStatus;
use store::{Appended, Batch, ChangedImport, ImportId, NO_REQUESTER, Pushed, Store};

use support::{Importer, START, TestDatabase, appended, denied, frame, granted, origin, someone};

/// An event as it is read now, that an earlier version read as another.
fn once_read_as<'a>(event: Event<'a>, former: Event<'a>) -> Event<'a> {
    Event {
        former: Some(FormerReading {
            feature: event.feature,
            ..FormerReading::of(&former)
        }),
        ..event
    }
}

/// An event that is read otherwise where its log ends with its line.
fn read_at_the_end_as<'a>(event: Event<'a>, unfinished: Event<'a>) -> Event<'a> {
    Event {
        unfinished: Some(FormerReading::of(&unfinished)),
        ..event
    }
}

fn with_rest<'a>(rest: &'a str, event: Event<'a>) -> Event<'a> {
    Event { rest, ..event }
}

fn coded<'a>(code: &'a str, event: Event<'a>) -> Event<'a> {
    Event {
        status: event.status.map(|status| LoggedStatus { code, ..status }),
        ..event
    }
}

/// What is stored, without what changed.
fn counts(appended: &Appended) -> (u64, u64, u64) {
    let Appended {
        stored,
        duplicates,
        changed,
    } = appended;
    (*stored, *duplicates, changed.count())
}

/// Marks what is stored as stored by an earlier version, and returns a new importer.
async fn after_upgrade(place: &TestDatabase, store: &Store) -> Importer {
    let upgrade = "update earlier_events set last_id = ifnull((select max(id) from events), 0)";
    let upgraded = sqlx::query(upgrade).execute(&mut place.raw().await).await;
    upgraded.unwrap();
    Importer::new(store).await
}

async fn undo_import(store: &Store, import: i64) {
    let import = ImportId::from_number(import);
    store.undo_import(import, &someone(START)).await.unwrap();
}

#[tokio::test]
async fn a_line_with_another_time_or_status_is_stored_once_and_counted() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let nordlicht = origin("Nordlicht");
    let before = [
        denied(0),
        coded("", denied(10)),
        with_rest("a  ", denied(20)),
        denied(30),
    ];
    importer.named_file("a.log", &nordlicht, &before).await;
    let mut importer = after_upgrade(&place, &store).await;
    let now = [
        once_read_as(denied(-86_400), before[0]),
        once_read_as(denied(10), before[1]),
        once_read_as(with_rest("a", denied(20)), before[2]),
        denied(30),
        // A line that was not read before.
        denied(40),
    ];
    for stored in [1, 0] {
        let again = importer.named_file("b.log", &nordlicht, &now).await;
        assert_eq!(counts(&again), (stored, 5 - stored, 2));
        let imports = store
            .changed_imports(NO_REQUESTER, &again.changed)
            .await
            .unwrap();
        let meant = ChangedImport {
            import: ImportId::from_number(1),
            path: "a.log".to_owned(),
            started_at: START + 99_000,
            events: 2,
        };
        assert_eq!(imports, [meant]);
    }
    // After following the advice, every line is stored as it is read now.
    undo_import(&store, 1).await;
    let corrected = importer.named_file("a.log", &nordlicht, &now).await;
    assert_eq!(counts(&corrected), (4, 1, 0));
    let again = importer.named_file("a.log", &nordlicht, &now).await;
    assert_eq!(counts(&again), (0, 5, 0));
    let mut read = Importer::new(&store).await;
    assert_eq!(counts(&read.file(&nordlicht, &now).await), (0, 5, 0));
    assert_eq!(frame(&store).await.len(), 5);
}

#[tokio::test]
async fn equal_lines_are_told_apart_by_what_they_were() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let nordlicht = origin("Nordlicht");
    // Two lines that differed in blanks, and one of each kind again.
    let (blanks, none) = (with_rest("a  ", granted(0)), with_rest("a", granted(0)));
    let before = [blanks, none, none, blanks];
    assert_eq!(importer.file(&nordlicht, &before).await, appended(4, 0));
    let mut importer = after_upgrade(&place, &store).await;
    let trimmed = once_read_as(none, blanks);
    let now = [trimmed, none, none, trimmed];
    assert_eq!(importer.file(&nordlicht, &now).await, appended(0, 4));
    let grown = [trimmed, none, none, trimmed, none, trimmed];
    assert_eq!(importer.file(&nordlicht, &grown).await, appended(2, 4));
    assert_eq!(importer.file(&nordlicht, &grown).await, appended(0, 6));
    // Where nothing of it was stored before, each is one of its own.
    let fresh = origin("Sørbø");
    assert_eq!(importer.file(&fresh, &now).await, appended(4, 0));
    assert_eq!(importer.file(&fresh, &grown).await, appended(2, 4));
}

#[tokio::test]
async fn a_line_that_was_the_last_of_an_import_is_known_when_the_log_has_grown() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let nordlicht = origin("Nordlicht");
    // This version read it as an earlier one did, since the line was missing that says more.
    let half = coded("", denied(0));
    assert_eq!(importer.file(&nordlicht, &[half]).await, appended(1, 0));
    let whole = read_at_the_end_as(denied(0), half);
    let grown = importer.file(&nordlicht, &[whole, denied(1)]).await;
    assert_eq!(counts(&grown), (1, 1, 1));
}

#[tokio::test]
async fn of_two_equal_denials_one_completes_what_was_cut() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let nordlicht = origin("Nordlicht");
    let half = coded("", denied(0));
    assert_eq!(importer.file(&nordlicht, &[half]).await, appended(1, 0));
    // The log was cut between them.
    let whole = read_at_the_end_as(denied(0), half);
    let log = [whole, whole];
    let grown = importer.file(&nordlicht, &log).await;
    assert_eq!(counts(&grown), (1, 1, 1));
    // Again, by this writer and by one that begins.
    let again = importer.file(&nordlicht, &log).await;
    assert_eq!(counts(&again), (0, 2, 1));
    let mut importer = Importer::new(&store).await;
    let again = importer.file(&nordlicht, &log).await;
    assert_eq!(counts(&again), (0, 2, 1));
}

#[tokio::test]
async fn a_denial_in_doubt_is_found_behind_many_others() {
    const BEFORE: i64 = 100_010;
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let nordlicht = origin("Nordlicht");
    let at = |second: i64, code: &'static str, status_lines| Event {
        at: Second(START + second),
        ..explained("ansys-licensing", code, status_lines)
    };
    let log = |last: Event<'static>| {
        let before = (0..BEFORE).map(|second| at(second, "text", StatusLines::Later));
        before.chain([last]).collect::<Vec<_>>()
    };
    let cut = log(at(BEFORE, "none", StatusLines::LaterUnread));
    importer.file(&nordlicht, &cut).await;
    let grown = log(at(BEFORE, "text", StatusLines::Later));
    let grown = importer.file(&nordlicht, &grown).await;
    assert_eq!(counts(&grown), (0, BEFORE.unsigned_abs() + 1, 0));
    let changed = store.without_doubt(NO_REQUESTER, &grown.changed).await;
    assert_eq!(changed.unwrap().count(), 1);
}

/// A denial that later lines explain, as far as they are read.
fn explained<'a>(space: &'a str, code: &'a str, status_lines: StatusLines) -> Event<'a> {
    let status = Some(LoggedStatus {
        space,
        code,
        description: "",
    });
    Event {
        status,
        status_lines,
        ..denied(0)
    }
}

#[tokio::test]
async fn a_status_on_later_lines_that_is_stored_otherwise_is_counted() {
    let ansys = "ansys-licensing";
    let so_far = |code| explained(ansys, code, StatusLines::LaterSoFar);
    let whole = |space, code| explained(space, code, StatusLines::Later);
    let number = whole("flexnet-publisher", "-15");
    let unread = explained(ansys, "none", StatusLines::LaterUnread);
    for (stored, read, is_changed) in [
        (so_far("none"), number, true),
        (so_far("none"), whole(ansys, "text"), true),
        (so_far("none"), so_far("text"), true),
        (so_far("text"), number, true),
        // What is stored is as it is read, or says more.
        (so_far("text"), whole(ansys, "text"), false),
        (number, number, false),
        (number, so_far("none"), false),
        (number, so_far("text"), false),
        // Of a copy that ends with the denial, nothing is known.
        (so_far("text"), unread, false),
        (whole(ansys, "text"), unread, false),
        (number, unread, false),
    ] {
        let place = TestDatabase::new();
        let store = place.open().await;
        let mut importer = Importer::new(&store).await;
        let nordlicht = origin("Nordlicht");
        let first = [stored, denied(5)];
        importer.named_file("cut.log", &nordlicht, &first).await;
        // On another server, where nothing is in doubt.
        let elsewhere = importer.file(&origin("Sørbø"), &[read]).await;
        assert!(elsewhere.changed.is_empty());
        let grown = importer
            .file(&nordlicht, &[read, denied(5), denied(6)])
            .await;
        assert_eq!((grown.stored, grown.duplicates), (1, 2));
        assert_eq!(grown.changed.count(), 0, "not known yet");
        let is_unread = read.status_lines == StatusLines::LaterUnread;
        assert_eq!(grown.changed.is_empty(), is_unread);
        let changed = store
            .without_doubt(NO_REQUESTER, &grown.changed)
            .await
            .unwrap();
        assert_eq!(
            changed.count(),
            u64::from(is_changed),
            "{stored:?} {read:?}"
        );
        let imports = store.changed_imports(NO_REQUESTER, &changed).await.unwrap();
        let imports: Vec<_> = imports
            .iter()
            .map(|import| (&*import.path, import.events))
            .collect();
        let named = [("cut.log", 1)];
        assert_eq!(imports, &named[..usize::from(is_changed)]);
        if is_changed {
            undo_import(&store, 1).await;
            let corrected = importer.file(&nordlicht, &[read, denied(5)]).await;
            assert_eq!((corrected.stored, corrected.duplicates), (2, 0));
            let again = importer.file(&nordlicht, &[read]).await;
            let changed = store
                .without_doubt(NO_REQUESTER, &again.changed)
                .await
                .unwrap();
            assert_eq!((again.duplicates, changed.count()), (1, 0));
        }
    }
}

#[tokio::test]
async fn a_push_of_several_batches_and_a_second_writer_know_former_lines() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let (commit, committing) = store.group_commit().await.unwrap();
    let nordlicht = origin("Nordlicht");
    let import = store
        .begin_import("b.log", "events-csv", &someone(START))
        .await;
    let pushed = Pushed {
        import: import.unwrap(),
        lines: 1,
        rejected: 0,
        at: START,
    };
    // After the other writer has begun.
    let before: Vec<Event<'_>> = (0..6).map(denied).collect();
    importer.named_file("a.log", &nordlicht, &before).await;
    let now = before.iter().map(|event| {
        let at = Second(event.at.0 + 1000);
        read_at_the_end_as(Event { at, ..*event }, *event)
    });
    let catalogue = Catalogue::built_in();
    let mut batch = Batch::default();
    let mut sum = Appended::default();
    for event in now.chain([denied(7)]) {
        batch.push(&event, &nordlicht, &catalogue).unwrap();
        let appended = commit.append(batch.take(), pushed).await.unwrap();
        sum.stored += appended.stored;
        sum.duplicates += appended.duplicates;
        sum.changed.extend(appended.changed);
    }
    assert_eq!(counts(&sum), (1, 6, 6));
    let imports = store
        .changed_imports(NO_REQUESTER, &sum.changed)
        .await
        .unwrap();
    let numbers: Vec<(i64, u64)> = imports
        .iter()
        .map(|import| (import.import.number(), import.events))
        .collect();
    assert_eq!(numbers, [(2, 6)]);
    drop(commit);
    committing.end().await.unwrap();
}

#[tokio::test]
async fn a_joined_log_that_was_stored_whole_adds_nothing() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let nordlicht = origin("Nordlicht");
    let log = [denied(0), denied(0), denied(1)];
    let joined = [log, log].concat();
    // As an earlier version counted.
    assert_eq!(importer.file(&nordlicht, &joined).await, appended(6, 0));
    let mut importer = after_upgrade(&place, &store).await;
    let import = importer
        .writer
        .begin_import("joined.log", "events-csv", &someone(START))
        .await
        .unwrap();
    let mut sum = Appended::default();
    for _ in 0..2 {
        importer.batch.start_again();
        for event in log {
            importer
                .batch
                .push(&event, &nordlicht, &importer.catalogue)
                .unwrap();
        }
        let appended = importer
            .writer
            .append(&mut importer.batch, import)
            .await
            .unwrap();
        sum.stored += appended.stored;
        sum.duplicates += appended.duplicates;
    }
    assert_eq!(sum, appended(0, 6));
}

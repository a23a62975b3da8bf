//! Lines that an earlier version has read otherwise, or stored under a forwarder's id, are
//! known for what they are.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use domain::catalogue::Catalogue;
use domain::event::LineIdentity;
use domain::event::{Event, FormerReading, Second, StatusLines};
use domain::identity::{Ordinals, event_hash, forwarded_id};
use domain::status::LoggedStatus;
use proptest::prelude::*;
use store::{Appended, Batch, ChangedImport, ImportId, Pushed, Store};

use support::{
    Importer, START, TestDatabase, appended, by, count, denied, frame, granted, origin, someone,
    soundness,
};

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
        let imports = store.changed_imports(&again.changed).await.unwrap();
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
        assert!(!grown.changed.is_empty());
        let changed = store.without_doubt(&grown.changed).await.unwrap();
        assert_eq!(
            changed.count(),
            u64::from(is_changed),
            "{stored:?} {read:?}"
        );
        let imports = store.changed_imports(&changed).await.unwrap();
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
            let changed = store.without_doubt(&again.changed).await.unwrap();
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
    let imports = store.changed_imports(&sum.changed).await.unwrap();
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

/// An event as an earlier version's forwarder sent it: with an id, and no more of its line.
fn forwarded(line: u64, event: Event<'_>) -> (String, Event<'_>) {
    (forwarded_id(&event, line, 0), with_rest("", event))
}

async fn forward(importer: &mut Importer, lines: &[Event<'_>]) -> Appended {
    let sent: Vec<(String, Event<'_>)> = lines
        .iter()
        .enumerate()
        .map(|(line, event)| forwarded(line as u64, *event))
        .collect();
    let events: Vec<Event<'_>> = sent
        .iter()
        .map(|(id, event)| Event {
            id: Some(id),
            ..*event
        })
        .collect();
    importer
        .named_file("key one", &origin("Nordlicht"), &events)
        .await
}

#[tokio::test]
async fn a_log_that_was_forwarded_by_an_earlier_version_may_be_imported() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let nordlicht = origin("Nordlicht");
    let line = |at| with_rest("of the line", denied(at));
    let log = [line(0), line(0), line(1), by("Bo", line(1))];
    assert_eq!(forward(&mut importer, &log).await, appended(4, 0));
    assert_eq!(forward(&mut importer, &log).await, appended(0, 4));
    // Known to the writer that stored it, and to one that reads it.
    assert_eq!(importer.file(&nordlicht, &log).await, appended(0, 4));
    importer.close().await;
    let mut importer = Importer::new(&store).await;
    assert_eq!(importer.file(&nordlicht, &log).await, appended(0, 4));
    // A third equal line is new.
    let grown = [line(0), line(0), line(0), line(1)];
    assert_eq!(importer.file(&nordlicht, &grown).await, appended(1, 3));
    assert_eq!(importer.file(&nordlicht, &grown).await, appended(0, 4));
    // One that is read otherwise now is known by what it was.
    let moved = once_read_as(line(50), line(1));
    let again = importer.file(&nordlicht, &[moved]).await;
    assert_eq!(counts(&again), (0, 1, 1));
    let imports = store.changed_imports(&again.changed).await.unwrap();
    assert_eq!(
        (imports[0].import.number(), &*imports[0].path),
        (1, "key one")
    );
    // An id of the same form that another program chose is no line: its second differs.
    let id = forwarded_id(&line(70), 1, 0);
    let other = Event {
        id: Some(&id),
        ..line(71)
    };
    assert_eq!(importer.file(&nordlicht, &[other]).await, appended(1, 0));
    let both = [line(70), line(71)];
    assert_eq!(importer.file(&nordlicht, &both).await, appended(2, 0));
    assert_eq!(soundness(place.path()).await.0, "ok");
}

/// Events as a forwarder sends them now: with the identities of their lines too.
fn sent<'a>(lines: &[Event<'a>], ids: &'a [String]) -> Vec<Event<'a>> {
    let mut ordinals = Ordinals::default();
    lines
        .iter()
        .zip(ids)
        .map(|(event, id)| Event {
            line: Some(ordinals.identify(0, event)),
            id: Some(id),
            rest: "",
            former: None,
            ..*event
        })
        .collect()
}

fn ids(lines: &[Event<'_>]) -> Vec<String> {
    let numbered = (0..).zip(lines);
    numbered
        .map(|(line, event)| forwarded_id(event, line, 0))
        .collect()
}

#[tokio::test]
async fn a_line_has_one_identity_whichever_way_it_comes() {
    let line = |at| with_rest("of the line", denied(at));
    let moved = once_read_as(line(7), line(3));
    let log = [line(0), line(0), moved, line(3), with_rest("b", granted(3))];
    let ids = ids(&log);
    let sent = sent(&log, &ids);
    let nordlicht = origin("Nordlicht");
    for is_forwarded_first in [false, true] {
        let place = TestDatabase::new();
        let store = place.open().await;
        let mut importer = Importer::new(&store).await;
        let (first, second) = if is_forwarded_first {
            (&sent[..], &log[..])
        } else {
            (&log[..], &sent[..])
        };
        assert_eq!(importer.file(&nordlicht, first).await, appended(5, 0));
        assert_eq!(importer.file(&nordlicht, second).await, appended(0, 5));
        let mut raw = place.raw().await;
        let rows = "select count(*) from events where external_id is null and hash <> 0";
        assert_eq!(count(&mut raw, rows).await, 5);
        // In parts too, of which one comes again.
        let mut importer = Importer::new(&store).await;
        assert_eq!(importer.file(&nordlicht, &sent[1..3]).await, appended(0, 2));
    }
}

#[tokio::test]
async fn what_an_earlier_version_forwarded_is_not_stored_when_it_is_sent_again() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let line = |at| with_rest("of the line", denied(at));
    let before = [line(0), line(0), line(3), with_rest("b  ", granted(3))];
    assert_eq!(forward(&mut importer, &before).await, appended(4, 0));
    let now = [
        line(0),
        line(0),
        once_read_as(line(7), line(3)),
        once_read_as(with_rest("b", granted(3)), before[3]),
        line(8),
    ];
    let ids = ids(&now);
    let sent = sent(&now, &ids);
    let nordlicht = origin("Nordlicht");
    let again = importer.file(&nordlicht, &sent).await;
    assert_eq!(counts(&again), (1, 4, 1));
    let imports = store.changed_imports(&again.changed).await.unwrap();
    assert_eq!(imports.len(), 1);
    assert_eq!((imports[0].import.number(), imports[0].events), (1, 1));
    let mut importer = Importer::new(&store).await;
    assert_eq!(counts(&importer.file(&nordlicht, &sent).await), (0, 5, 1));
    // And it may be imported.
    assert_eq!(counts(&importer.file(&nordlicht, &now).await), (0, 5, 1));
}

#[tokio::test]
async fn an_identity_that_a_client_made_up_stands_for_nothing_else() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let identity = |hash, ordinal| Event {
        line: Some(LineIdentity {
            hash,
            ordinal,
            former: None,
            unfinished: None,
        }),
        ..denied(0)
    };
    let hash = event_hash(&denied(0));
    let log = [
        identity(1, 0),
        identity(1, u32::MAX),
        identity(hash, 5),
        identity(1, 0),
    ];
    let nordlicht = origin("Nordlicht");
    assert_eq!(importer.file(&nordlicht, &log).await, appended(3, 1));
    let mut importer = Importer::new(&store).await;
    assert_eq!(importer.file(&nordlicht, &log).await, appended(0, 4));
    assert_eq!(
        importer.file(&nordlicht, &[denied(0); 6]).await,
        appended(5, 1)
    );
    // Nor on another server.
    assert_eq!(importer.file(&origin("Sørbø"), &log).await, appended(3, 1));
}

/// A line of a log, and how it was read before.
type Line = (i64, usize, Option<(i64, usize)>);

const RESTS: [&str; 2] = ["a", "b"];
const FORMER_RESTS: [&str; 3] = ["a  ", "b ", "b  "];

fn now(line: &Line) -> Event<'static> {
    let (at, rest, former) = *line;
    let event = with_rest(RESTS[rest], granted(at));
    match former {
        Some((at, rest)) => once_read_as(event, with_rest(FORMER_RESTS[rest], granted(at))),
        None => event,
    }
}

fn before(line: &Line) -> Event<'static> {
    let event = now(line);
    match event.former {
        Some(former) => Event {
            at: former.at,
            rest: former.rest,
            former: None,
            ..event
        },
        None => event,
    }
}

/// A log that an earlier version stored, by import or by forwarding, and that has grown since.
async fn nothing_comes_twice(
    log: Vec<Line>,
    known: usize,
    is_forwarded: bool,
) -> Result<(), TestCaseError> {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let nordlicht = origin("Nordlicht");
    let earlier: Vec<Event<'_>> = log.iter().take(known).map(before).collect();
    let stored = if is_forwarded {
        forward(&mut importer, &earlier).await
    } else {
        importer.file(&nordlicht, &earlier).await
    };
    prop_assert_eq!(stored.stored, known as u64);
    let mut importer = after_upgrade(&place, &store).await;
    let log: Vec<Event<'_>> = log.iter().map(now).collect();
    let first = importer.file(&nordlicht, &log[..known]).await;
    prop_assert_eq!(counts(&first).0, 0, "all of it was known");
    let grown = importer.file(&nordlicht, &log).await;
    let again = importer.file(&nordlicht, &log).await;
    prop_assert_eq!(again.stored, 0, "after {:?}", grown);
    let mut importer = Importer::new(&store).await;
    let ids = ids(&log);
    prop_assert_eq!(importer.file(&nordlicht, &sent(&log, &ids)).await.stored, 0);
    // On a server that has nothing yet, each line is an event.
    let fresh = origin("Sørbø");
    let all = appended(log.len() as u64, 0);
    prop_assert_eq!(importer.file(&fresh, &log).await, all);
    prop_assert_eq!(importer.file(&fresh, &log).await.stored, 0);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_log_of_an_earlier_version_adds_only_what_is_new(
        log in proptest::collection::vec(
            (0..3_i64, 0..2_usize, proptest::option::weighted(0.3, (0..3_i64, 0..3_usize))),
            1..25,
        ),
        known in any::<prop::sample::Index>(),
        is_forwarded in any::<bool>(),
    ) {
        let known = known.index(log.len() + 1);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(nothing_comes_twice(log, known, is_forwarded))?;
    }
}

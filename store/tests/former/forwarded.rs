//! Lines that were forwarded, by an earlier version or by this one.

use domain::event::{Event, LineIdentity};
use domain::identity::{Ordinals, event_hash, forwarded_id};
use store::{Appended, NO_REQUESTER};

use super::support::{
    Importer, TestDatabase, appended, by, count, denied, granted, origin, soundness,
};
use super::{counts, once_read_as, with_rest};

/// An event as an earlier version's forwarder sent it: with an id, and no more of its line.
fn forwarded(line: u64, event: Event<'_>) -> (String, Event<'_>) {
    (forwarded_id(&event, line, 0), with_rest("", event))
}

pub(super) async fn forward(importer: &mut Importer, lines: &[Event<'_>]) -> Appended {
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
    let imports = store
        .changed_imports(NO_REQUESTER, &again.changed)
        .await
        .unwrap();
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
pub(super) fn sent<'a>(lines: &[Event<'a>], ids: &'a [String]) -> Vec<Event<'a>> {
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

pub(super) fn ids(lines: &[Event<'_>]) -> Vec<String> {
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
    let imports = store
        .changed_imports(NO_REQUESTER, &again.changed)
        .await
        .unwrap();
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

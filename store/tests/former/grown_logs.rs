//! Any logs of an earlier version that have grown since.

use domain::event::Event;
use proptest::prelude::*;

use super::forwarded::{forward, ids, sent};
use super::support::{Importer, TestDatabase, appended, granted, origin};
use super::{after_upgrade, counts, once_read_as, with_rest};

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

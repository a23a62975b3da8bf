//! Compares the servers of events with a naive count of the same events.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use std::collections::BTreeMap;

use domain::event::Second;
use domain::sources::server_events;
use proptest::prelude::*;

use support::views::{Clock, clock, times};
use support::{Fact, cases, frame_of, record};

const DAY_S: i64 = 86_400;

fn asked() -> impl Strategy<Value = (Clock, Vec<Fact>)> {
    (clock(), 1_usize..=6).prop_flat_map(|(clock, names)| {
        let record = record(times(&clock), names, 60);
        (Just(clock), record)
    })
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn each_server_has_its_own_events((clock, facts) in asked()) {
        let now = clock.now.0;
        let mut meant: BTreeMap<(&str, &str), [i64; 4]> = BTreeMap::new();
        for fact in &facts {
            let counts = meant.entry((fact.account, fact.server)).or_default();
            let age = now - fact.at;
            counts[0] += 1;
            counts[1] += i64::from((0..DAY_S).contains(&age));
            counts[2] += i64::from((0..7 * DAY_S).contains(&age));
            counts[3] = counts[3].max(fact.at);
        }
        let found = server_events(&frame_of(&facts), Second(now));
        let found: Vec<_> = found.iter().map(|server| {
            let counts = [server.events, server.events_of_day, server.events_of_week];
            let [all, day, week] = counts.map(u64::cast_signed);
            ((&*server.account, &*server.server), [all, day, week, server.last_at.0])
        }).collect();
        prop_assert_eq!(found, meant.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn a_server_without_an_event_for_a_week_is_silent() {
    let facts = [support::denied(0)];
    let servers = server_events(&frame_of(&facts), Second(facts[0].at));
    let last = servers[0].last_at.0;
    for (seconds, silent) in [
        (0, None),
        (7 * DAY_S - 1, None),
        (7 * DAY_S, Some(7)),
        (-5, None),
    ] {
        assert_eq!(servers[0].silent_days(Second(last + seconds)), silent);
    }
}

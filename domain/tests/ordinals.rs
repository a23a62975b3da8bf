//! The identity of a line: as it is read now, as an earlier version has read it, and as a
//! forwarder sends it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

use std::collections::{BTreeMap, BTreeSet};

use domain::event::FormerIdentity;
use domain::event::LineIdentity;
use domain::event::{Event, FormerReading, Outcome, Second};
use domain::identity::{
    Ordinals, event_hash, former_hash, forwarded_id, hash_of_hex, of_forwarded_id,
};
use domain::names::FeatureName;
use domain::status::LoggedStatus;
use proptest::prelude::*;

fn granted(at: i64, rest: &str) -> Event<'_> {
    Event {
        rest,
        ..Event::new(Second(at), Outcome::Granted, FeatureName("mesh"))
    }
}

fn formerly<'a>(event: Event<'a>, at: i64, rest: &'a str) -> Event<'a> {
    Event {
        former: Some(FormerReading {
            at: Second(at),
            rest,
            ..FormerReading::of(&event)
        }),
        ..event
    }
}

/// Second, hash and ordinal.
type Identity = (i64, u64, u32);

fn present(event: &Event<'_>, line: &LineIdentity) -> Identity {
    (event.at.0, line.hash, line.ordinal)
}

/// The identity that an earlier version gave the event.
fn earlier(event: &Event<'_>, line: &LineIdentity) -> Identity {
    match line.former {
        Some(former) => (former.at.0, former.hash, former.ordinal),
        None => present(event, line),
    }
}

#[test]
fn equal_lines_of_a_second_are_counted_in_their_file() {
    let mut ordinals = Ordinals::default();
    let mut ordinal = |server, event| ordinals.identify(server, &event).ordinal;
    let line = granted(1, "a");
    assert_eq!([0; 3].map(|server| ordinal(server, line)), [0, 1, 2]);
    assert_eq!(ordinal(1, line), 0, "another server");
    assert_eq!(ordinal(0, granted(2, "a")), 0, "another second");
    assert_eq!(ordinal(0, granted(1, "b")), 0, "another line");
    assert_eq!(ordinal(0, line), 3);
    ordinals.start_again();
    assert_eq!(ordinals.identify(0, &line).ordinal, 0);
    assert_eq!(ordinals.identify(0, &line).former, None);
}

#[test]
fn a_line_that_is_read_differently_has_its_former_identity() {
    let mut ordinals = Ordinals::default();
    let moved = formerly(granted(1, "a"), 9, "a");
    let line = ordinals.identify(0, &moved);
    let former = FormerIdentity {
        at: Second(9),
        hash: event_hash(&moved),
        ordinal: 0,
        is_changed: true,
    };
    assert_eq!(line.former, Some(former));
    // A line that was always equal to the former one has a former ordinal after it.
    let other = ordinals.identify(0, &granted(9, "a"));
    assert_eq!(other.ordinal, 0);
    let former = FormerIdentity {
        ordinal: 1,
        is_changed: false,
        ..former
    };
    assert_eq!(other.former, Some(former));
    // A line that was formerly the only one of its kind was the first one.
    let third = ordinals.identify(0, &granted(1, "a"));
    assert_eq!((third.ordinal, third.former.unwrap().ordinal), (1, 0));
}

#[test]
fn a_different_status_is_a_change_and_blanks_are_not() {
    let mut ordinals = Ordinals::default();
    let blanks = formerly(granted(1, "a"), 1, "a  ");
    assert!(!ordinals.identify(0, &blanks).former.unwrap().is_changed);
    let status = |code| {
        Some(LoggedStatus {
            space: "flexnet-publisher",
            code,
            description: "",
        })
    };
    let denied = Event {
        status: status("-4"),
        former: Some(FormerReading {
            at: Second(1),
            status: status(""),
            rest: "b",
            feature: FeatureName("mesh"),
        }),
        ..Event::new(Second(1), Outcome::Denied, FeatureName("mesh"))
    };
    assert!(ordinals.identify(0, &denied).former.unwrap().is_changed);
    // An equal reading does not count as another one.
    let same = formerly(granted(5, "c"), 5, "c");
    assert_eq!(ordinals.identify(0, &same).former, None);
}

#[test]
fn a_repeated_part_of_a_joined_log_has_the_same_identities() {
    let mut ordinals = Ordinals::default();
    let lines = [granted(1, "a"), granted(1, "a"), granted(2, "b")];
    let first = lines.map(|line| ordinals.identify(0, &line));
    ordinals.start_again();
    let second = lines.map(|line| ordinals.identify(0, &line));
    for (line, again) in first.iter().zip(&second) {
        assert_eq!((line.hash, line.ordinal), (again.hash, again.ordinal));
    }
    assert_eq!(second.map(|line| line.former), [None; 3]);
}

/// A line of a log: its second, its content, how it was read formerly, and whether the log starts
/// again at it.
type Line = (i64, usize, Option<(i64, usize)>, bool);

const RESTS: [&str; 2] = ["a", "b"];
const FORMER_RESTS: [&str; 3] = ["a", "b", "b  "];

fn event_of(line: &Line) -> Event<'static> {
    let (at, rest, former, _) = *line;
    let event = granted(at, RESTS[rest]);
    match former {
        Some((at, rest)) => formerly(event, at, FORMER_RESTS[rest]),
        None => event,
    }
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let former = proptest::option::weighted(0.3, (0..3_i64, 0..3_usize));
    let starts = proptest::bool::weighted(0.1);
    proptest::collection::vec((0..3_i64, 0..2_usize, former, starts), 0..40)
}

proptest! {
    /// How an earlier version read the lines, by its literal rule.
    #[test]
    fn former_identities_are_those_of_a_count_of_former_readings(lines in lines()) {
        let mut counts: BTreeMap<(i64, u64), u32> = BTreeMap::new();
        let mut ordinals = Ordinals::default();
        for line in &lines {
            let event = event_of(line);
            if line.3 {
                ordinals.start_again();
                counts.clear();
            }
            let identity = ordinals.identify(0, &event);
            let at = event.former.map_or(event.at, |former| former.at);
            let hash = former_hash(&event).unwrap_or_else(|| event_hash(&event));
            let next = counts.entry((at.0, hash)).or_default();
            prop_assert_eq!(earlier(&event, &identity), (at.0, hash, *next));
            *next += 1;
        }
    }

    /// So a database that an earlier version filled from joined logs contains all of them.
    #[test]
    fn identities_that_start_again_are_among_those_that_do_not(lines in lines()) {
        let (mut again, mut on) = (Ordinals::default(), Ordinals::default());
        let (mut few, mut many) = (BTreeSet::new(), BTreeSet::new());
        let (mut few_former, mut many_former) = (BTreeSet::new(), BTreeSet::new());
        for line in &lines {
            let event = event_of(line);
            if line.3 {
                again.start_again();
            }
            let (again, on) = (again.identify(0, &event), on.identify(0, &event));
            few.insert(present(&event, &again));
            many.insert(present(&event, &on));
            few_former.insert(earlier(&event, &again));
            many_former.insert(earlier(&event, &on));
        }
        prop_assert!(few.is_subset(&many));
        prop_assert!(few_former.is_subset(&many_former));
    }

    #[test]
    fn a_forwarders_id_contains_second_and_hash(
        line in any::<u64>(),
        index in any::<u64>(),
        at in 0..=Second::MAX.0,
        rest in "\\PC{0,9}",
    ) {
        let event = granted(at, &rest);
        let id = forwarded_id(&event, line, index);
        prop_assert_eq!(of_forwarded_id(&id), Some((Second(at), event_hash(&event))));
        let moved = formerly(granted(1, "a"), at, &rest);
        let id = forwarded_id(&moved, line, index);
        prop_assert_eq!(of_forwarded_id(&id), Some((Second(at), event_hash(&event))));
    }

    #[test]
    fn any_other_id_is_not_parsed(id in "[0-9a-f.:+ ]{0,40}") {
        if let Some((at, hash)) = of_forwarded_id(&id) {
            let (place, _) = id.split_once(':').unwrap();
            let digits = id.rsplit(':').nth(1).unwrap();
            prop_assert_eq!(&id, &format!("{place}:{digits}:{hash:016x}"));
            prop_assert_eq!(digits.parse::<i64>().unwrap(), at.0);
        }
    }
}

#[test]
fn a_hash_is_sixteen_small_digits() {
    assert_eq!(hash_of_hex("00c0ffee00c0ffee"), Some(0x00c0_ffee_00c0_ffee));
    for text in [
        "",
        "c0ffee",
        "00C0FFEE00C0FFEE",
        "+0c0ffee00c0ffee",
        "00c0ffee00c0ffee0",
    ] {
        assert_eq!(hash_of_hex(text), None, "{text}");
    }
    for id in [
        "12.0:1756461600:00c0ffee00c0ffe",
        "12:1756461600:00c0ffee00c0ffee",
        "12.0:-1:00c0ffee00c0ffee",
        "12.0:1756461600",
        "x.0:1756461600:00c0ffee00c0ffee",
        "12.0:99999999999999999999:00c0ffee00c0ffee",
        "r-1",
        "",
    ] {
        assert_eq!(of_forwarded_id(id), None, "{id}");
    }
}

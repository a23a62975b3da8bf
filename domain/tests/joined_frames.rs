//! Requests that are imported after a frame was built are added to it, and the result is
//! the frame of all of them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use domain::column::Column;
use domain::dimension::Dimension;
use domain::frame_builder::FrameBuilder;
use proptest::prelude::*;
use proptest::sample::select;

use support::{Fact, cases, frame_in_parts, frame_of, record};

/// Seconds with many ties, so that parts interleave, even within a second.
fn times() -> BoxedStrategy<i64> {
    select(&[100, 101, 104, 105, 106, 400, 405, 406, 1000][..]).boxed()
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn joined_parts_equal_the_frame_of_the_whole(
        record in (1_usize..=5).prop_flat_map(|names| record(times(), names, 40)),
        cuts in prop::collection::vec(0_usize..=40, 0..4),
    ) {
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(record.len())).collect();
        cuts.sort_unstable();
        let mut parts: Vec<&[Fact]> = Vec::new();
        let mut from = 0;
        for cut in cuts {
            parts.push(&record[from..cut]);
            from = cut;
        }
        parts.push(&record[from..]);
        prop_assert_eq!(frame_in_parts(&parts), frame_of(&record));
    }

    #[test]
    fn joining_nothing_changes_nothing(
        record in (1_usize..=3).prop_flat_map(|names| record(times(), names, 20)),
    ) {
        let frame = frame_of(&record);
        // The dataset has another order of statuses, which does not matter.
        let words = frame.dictionaries.clone();
        let joined = FrameBuilder::default().join(&frame, frame.version, words);
        prop_assert_eq!(joined, frame);
    }
}

/// `count` denials, each of another user.
fn strangers(users: usize) -> Vec<Fact> {
    let names: Vec<&'static str> = (0..users)
        .map(|user| &*Box::leak(format!("user {user}").into_boxed_str()))
        .collect();
    let fact = |(at, user): (i64, &&'static str)| Fact {
        user,
        ..support::denied(at)
    };
    (0..).zip(&names).map(fact).collect()
}

#[test]
fn a_column_becomes_wider_if_new_ids_need_it() {
    let record = strangers(70_000);
    let in_steps = frame_in_parts(&[&record[..200], &record[200..300], &record[300..]]);
    assert!(matches!(
        in_steps.attempts.ids[Dimension::User],
        Column::U32(_)
    ));
    assert_eq!(in_steps, frame_of(&record));
    let at_once = frame_in_parts(&[&record[..200], &record[200..]]);
    assert_eq!(at_once, frame_of(&record));
}

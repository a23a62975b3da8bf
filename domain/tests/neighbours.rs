//! The attempts around one attempt, of the same user.

#![allow(clippy::indexing_slicing, reason = "a test may stop where it fails")]

mod support;

use domain::denial_order::neighbours;
use proptest::prelude::*;

use support::views::{clock, times};
use support::{Fact, cases, denials_in_time_order, denied, frame_of, granted, record};

/// Whether two denials are of one user, or of one device if the user is unknown.
fn is_near(one: &Fact, other: &Fact) -> bool {
    let who = |fact: &Fact| match (fact.user, fact.device) {
        ("", "") => None,
        ("", device) => Some((true, device)),
        (user, _) => Some((false, user)),
    };
    let same = match who(one) {
        None => false,
        Some((true, device)) => other.device == device,
        Some((false, user)) => other.user == user,
    };
    same && one.account == other.account
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn neighbours_are_the_nearest_of_the_same_user(
        record in clock().prop_flat_map(|clock| record(times(&clock), 3, 40)),
        each_side in prop_oneof![0..5_usize, Just(usize::MAX)],
    ) {
        let frame = frame_of(&record);
        let denials = denials_in_time_order(&record);
        for (row, &place) in denials.iter().enumerate() {
            let near = |other: &usize| is_near(&record[place], &record[denials[*other]]);
            let mut before: Vec<usize> = (0..row).filter(near).collect();
            before.drain(..before.len().saturating_sub(each_side));
            let mut after: Vec<usize> = (row + 1..denials.len()).filter(near).collect();
            after.truncate(each_side);
            let meant = [before, vec![row], after].concat();
            let found: Vec<usize> = neighbours(&frame, row as u32, each_side)
                .into_iter()
                .map(|row| row as usize)
                .collect();
            prop_assert_eq!(found, meant);
        }
        prop_assert_eq!(neighbours(&frame, denials.len() as u32, each_side), Vec::<u32>::new());
    }
}

#[test]
fn an_unknown_user_has_the_neighbours_of_the_device_if_known() {
    let of = |at, account, user, device| Fact {
        account,
        user,
        device,
        ..denied(at)
    };
    let frame = frame_of(&[
        of(1, "one", "ann", "ws-1"),
        of(2, "one", "", "ws-1"),
        of(3, "two", "ann", "ws-1"),
        of(4, "one", "ann", "ws-2"),
        granted(5),
        of(6, "one", "", "ws-1"),
        of(7, "one", "", ""),
        of(8, "one", "", ""),
        of(8, "one", "ann", ""),
    ]);
    assert_eq!(neighbours(&frame, 0, 9), [0, 3, 7]);
    assert_eq!(neighbours(&frame, 3, 1), [0, 3, 7]);
    assert_eq!(neighbours(&frame, 7, 1), [3, 7]);
    assert_eq!(neighbours(&frame, 3, 0), [3]);
    assert_eq!(neighbours(&frame, 1, 9), [0, 1, 4]);
    assert_eq!(neighbours(&frame, 2, 9), [2]);
    assert_eq!(neighbours(&frame, 5, 9), [5]);
    assert_eq!(neighbours(&frame, 6, 9), [6]);
    assert!(neighbours(&frame, 8, 9).is_empty());
}

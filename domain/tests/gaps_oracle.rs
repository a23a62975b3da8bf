//! Compares the gaps of a frame with a search of every pair of requests, and true denials
//! with the literal rule.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use domain::dimension::{Dimension, Names};
use domain::event::Source;
use domain::frame::{Frame, NEVER_S, word};
use domain::verdict::Verdict;
use domain::view::View;
use proptest::prelude::*;
use proptest::sample::select;

use support::true_denials::{is_true, seconds_until_grant, seconds_until_repeat};
use support::{
    Fact, cases, denials_in_time_order, denied, frame_of, granted, in_time_order, plain_move,
    plain_moves, record, returned,
};

/// A view with the windows W and G.
fn windows(w: u32, g: u32) -> View {
    View {
        repeat_window_s: w,
        grant_window_s: g,
        ..View::default()
    }
}

/// Whether each attempt of a frame is a true denial, in time order.
fn true_denials(frame: &Frame, view: &View) -> Vec<bool> {
    (0..frame.len())
        .map(|row| frame.attempt(row).unwrap())
        .map(|row| {
            Verdict::of(view, row.is_final, row.next_repeat_s, row.next_grant_s) == Verdict::True
        })
        .collect()
}

/// Seconds with many ties, and gaps on both sides of a window of 5 and of 300.
fn times() -> BoxedStrategy<i64> {
    select(&[100, 101, 104, 105, 106, 400, 405, 406, 1000][..]).boxed()
}

/// The longest windows are longer than any dataset.
const WINDOWS: [u32; 9] = [0, 1, 4, 5, 6, 299, 300, 301, u32::MAX];

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn gaps_equal_those_of_a_search_of_every_pair(
        record in (1_usize..=5).prop_flat_map(|names| record(times(), names, 40)),
    ) {
        let frame = frame_of(&record);
        let places = denials_in_time_order(&record);
        prop_assert_eq!(frame.len(), places.len());
        let moves = [Fact::is_granted, Fact::is_returned].map(|is_meant| {
            let places = in_time_order(&record, is_meant);
            places.iter().map(|&place| plain_move(&record[place])).collect::<Vec<_>>()
        });
        prop_assert_eq!(plain_moves(&frame), moves);
        let gap = |seconds: Option<i64>| seconds.map_or(NEVER_S, |s| u32::try_from(s).unwrap());
        for (row, &place) in places.iter().enumerate() {
            let attempt = frame.attempt(row).unwrap();
            let fact = &record[place];
            prop_assert_eq!(attempt.at.0, fact.at);
            prop_assert_eq!(attempt.count.to_bits(), fact.count.to_bits());
            prop_assert_eq!(attempt.is_final, fact.is_final);
            prop_assert_eq!(attempt.ids[Dimension::Source], fact.source as u32);
            let words = &frame.dictionaries;
            prop_assert_eq!(word(&words.names[Names::Accounts], attempt.account.0), fact.account);
            prop_assert_eq!(word(&words.names[Names::Users], attempt.ids[Dimension::User]), fact.user);
            prop_assert_eq!(word(&words.names[Names::Devices], attempt.ids[Dimension::Device]), fact.device);
            prop_assert_eq!(word(&words.names[Names::Versions], attempt.ids[Dimension::Version]), fact.version);
            prop_assert_eq!(&*words.statuses[attempt.ids[Dimension::Status] as usize].code, fact.status().1);
            let repeat = gap(seconds_until_repeat(&record, place));
            let grant = gap(seconds_until_grant(&record, place));
            prop_assert_eq!(attempt.next_repeat_s, repeat, "repeat of row {}", row);
            prop_assert_eq!(attempt.next_grant_s, grant, "grant after row {}", row);
        }
    }

    #[test]
    fn true_denials_equal_those_of_the_literal_rule(
        record in (1_usize..=4).prop_flat_map(|names| record(times(), names, 30)),
        w in select(&WINDOWS[..]),
        g in select(&WINDOWS[..]),
    ) {
        let found = true_denials(&frame_of(&record), &windows(w, g));
        let meant: Vec<bool> = denials_in_time_order(&record)
            .into_iter()
            .map(|place| is_true(&record, place, w, g))
            .collect();
        prop_assert_eq!(found, meant);
    }

    #[test]
    fn returns_change_no_gap_and_no_person(
        record in (1_usize..=5).prop_flat_map(|names| record(times(), names, 40)),
    ) {
        let mut without = record.clone();
        without.retain(|fact| !fact.is_returned());
        let (with, without) = (frame_of(&record), frame_of(&without));
        prop_assert_eq!(&with.attempts.at, &without.attempts.at);
        prop_assert_eq!(&with.attempts.next_repeat_s, &without.attempts.next_repeat_s);
        prop_assert_eq!(&with.attempts.next_grant_s, &without.attempts.next_grant_s);
        prop_assert_eq!(&with.attempts.person, &without.attempts.person);
        prop_assert_eq!(with.persons.len(), without.persons.len());
    }

    #[test]
    fn import_order_only_matters_within_one_second(
        record in record((0..60_i64).boxed(), 3, 30),
        at in 0..30_usize,
    ) {
        // Reverse the order of import from some index on, then bring each second's events
        // back into their original order: the frame must be the same except for its ids.
        let mut turned = record.clone();
        turned.rotate_left(at.min(record.len()));
        let mut settled: Vec<Fact> = Vec::new();
        for fact in &turned {
            let nth = settled.iter().filter(|f| f.at == fact.at).count();
            settled.push(record.iter().filter(|f| f.at == fact.at).nth(nth).unwrap().clone());
        }
        let (first, second) = (frame_of(&record), frame_of(&settled));
        prop_assert_eq!(&first.attempts.at, &second.attempts.at);
        prop_assert_eq!(&first.attempts.next_repeat_s, &second.attempts.next_repeat_s);
        prop_assert_eq!(&first.attempts.next_grant_s, &second.attempts.next_grant_s);
    }
}

/// Which denials are true ones with windows of 300 and 300, in time order.
fn verdicts(record: &[Fact]) -> Vec<bool> {
    true_denials(&frame_of(record), &windows(300, 300))
}

#[test]
fn a_run_of_retries_counts_once_as_its_last_attempt() {
    let run = [denied(0), denied(200), denied(400), denied(600)];
    assert_eq!(verdicts(&run), [false, false, false, true]);
}

#[test]
fn a_window_includes_its_last_second() {
    assert_eq!(verdicts(&[denied(0), denied(300)]), [false, true]);
    assert_eq!(verdicts(&[denied(0), denied(301)]), [true, true]);
    assert_eq!(verdicts(&[denied(0), granted(300)]), [false]);
    assert_eq!(verdicts(&[denied(0), granted(301)]), [true]);
}

#[test]
fn within_one_second_the_later_import_follows() {
    assert_eq!(verdicts(&[denied(9), granted(9)]), [false]);
    assert_eq!(verdicts(&[granted(9), denied(9)]), [true]);
    assert_eq!(verdicts(&[denied(9), denied(9)]), [false, true]);
}

#[test]
fn a_return_neither_repeats_nor_grants() {
    assert_eq!(
        verdicts(&[denied(0), returned(1), denied(301)]),
        [true, true]
    );
    assert_eq!(verdicts(&[denied(0), returned(1), granted(2)]), [false]);
}

#[test]
fn a_window_of_zero_turns_its_rule_off_even_within_one_second() {
    let frame = frame_of(&[denied(9), denied(9), granted(9)]);
    assert_eq!(true_denials(&frame, &windows(0, 0)), [true, true]);
    assert_eq!(true_denials(&frame, &windows(1, 0)), [false, true]);
    assert_eq!(true_denials(&frame, &windows(0, 1)), [false, false]);
}

#[test]
fn an_attempt_that_is_not_final_is_not_a_true_denial_and_hides_none() {
    let mut elsewhere = denied(10);
    elsewhere.is_final = false;
    assert_eq!(verdicts(&[denied(0), elsewhere]), [true, false]);
}

#[test]
fn another_server_of_the_account_counts_and_one_of_another_account_does_not() {
    let mut second = granted(10);
    second.server = "hall-7";
    second.product = "CadSuite";
    assert_eq!(verdicts(&[denied(0), second.clone()]), [false]);
    second.account = "nordlicht ag";
    second.server = "default";
    assert_eq!(verdicts(&[denied(0), second]), [true]);
}

#[test]
fn what_is_compared_is_user_device_feature_and_status() {
    let changes: [fn(&mut Fact); 4] = [
        |fact| fact.user = "",
        |fact| fact.device = "",
        |fact| fact.feature = "solid_MODEL",
        |fact| fact.status = Some(1),
    ];
    for change in changes {
        let mut other = denied(10);
        change(&mut other);
        assert_eq!(verdicts(&[denied(0), other]), [true, true]);
    }
    let mut other = denied(10);
    (other.product, other.version, other.model) = ("", "", "metered");
    (other.source, other.count) = (Source::Cls, 25.0);
    assert_eq!(verdicts(&[denied(0), other]), [false, true]);
}

#[test]
fn an_unknown_user_on_an_unknown_device_never_repeats() {
    let nobody = |fact: Fact| Fact {
        user: "",
        device: "",
        ..fact
    };
    let record = [nobody(denied(0)), nobody(denied(1)), nobody(granted(2))];
    assert_eq!(verdicts(&record), [true, true]);
    let known_user = |fact: Fact| Fact { device: "", ..fact };
    assert_eq!(
        verdicts(&[known_user(denied(0)), known_user(granted(2))]),
        [false]
    );
    let known_device = |fact: Fact| Fact { user: "", ..fact };
    assert_eq!(
        verdicts(&[known_device(denied(0)), known_device(granted(2))]),
        [false]
    );
}

#[test]
fn a_log_that_is_imported_late_changes_earlier_gaps() {
    assert_eq!(
        verdicts(&[denied(0), denied(900), granted(30)]),
        [false, true]
    );
}

#[test]
fn seconds_outside_the_valid_range_are_left_out() {
    let end = i64::from(u32::MAX);
    let frame = frame_of(&[denied(-1), denied(0), denied(end), denied(end + 1)]);
    assert_eq!(frame.attempts.at, [0, u32::MAX]);
}

//! Reports that count less than all three measures, against the naive recount.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use domain::frame::Frame;
use domain::period::Period;
use domain::report::{report_of_attempts, report_of_denials};
use domain::view::{Days, Measure, View};
use domain::zone::ZoneOffsets;
use proptest::prelude::*;
use proptest::sample::select;

use support::naive_report::{Naive, NaivePeriod, plain};
use support::views::{Clock, clock, period, times, view};
use support::{Fact, cases, denied, frame_of, record};

fn asked() -> impl Strategy<Value = (Clock, Vec<Fact>, View, Period)> {
    (clock(), 2_usize..=6).prop_flat_map(|(clock, names)| {
        let record = record(times(&clock), names, 60);
        let (view, period) = (view(&clock), period(&clock));
        (Just(clock), record, view, period)
    })
}

fn with_measure(view: &View, measure: Measure) -> View {
    View {
        measure,
        ..view.clone()
    }
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn attempts_are_what_a_recount_gives_and_sort_the_lists(
        (clock, record, view, period) in asked(),
        top in select(&[0, 1, 2, 100][..]),
    ) {
        let found = report_of_attempts(&frame_of(&record), &view, &clock.zone, period, top);
        let view = with_measure(&view, Measure::Attempts);
        let naive = Naive::of_all(&record, &view, &clock);
        let meant = naive.report_of(NaivePeriod::of(period), top).counting(1, 1);
        prop_assert_eq!(plain(&found), meant);
    }

    #[test]
    fn denials_are_what_a_recount_gives_with_users_where_they_stand_first(
        (clock, record, view, period) in asked(),
        top in select(&[0, 1, 2, 100][..]),
    ) {
        let found = report_of_denials(&frame_of(&record), &view, &clock.zone, period, top);
        let measure = match view.measure {
            Measure::AffectedUsers => Measure::Attempts,
            measure => measure,
        };
        let view = with_measure(&view, measure);
        let naive = Naive::of_all(&record, &view, &clock);
        let meant = naive.report_of(NaivePeriod::of(period), top).counting(3, 2);
        prop_assert_eq!(plain(&found), meant);
    }

    #[test]
    fn a_frame_that_grew_and_one_that_was_cut_count_their_own_attempts(
        (clock, record, view, period) in asked(),
        later in 1_usize..4,
    ) {
        let of = |frame: &Frame| {
            plain(&report_of_attempts(frame, &view, &clock.zone, period, 100))
        };
        let frame = frame_of(&record);
        let before = of(&frame);
        prop_assert_eq!(&of(&frame.clone()), &before);
        prop_assert_eq!(&of(&frame.without_grants()), &before);
        let mut record = record;
        record.extend((0..later).map(|second| denied(clock.now.0 + second as i64)));
        // Counts of a frame that has grown since are not looked at.
        let mut grown = frame_of(&record);
        let meant = of(&grown);
        grown.running_counts = frame.running_counts.clone();
        prop_assert_eq!(of(&grown), meant);
        prop_assert_eq!(of(&frame), before);
    }
}

#[test]
fn reports_survive_being_written_and_read() {
    let record = [denied(1_000_000), denied(2_000_000)];
    let (view, clock) = (View::default(), ZoneOffsets::utc());
    let frame = frame_of(&record);
    let period = Period::whole(Days { first: 0, last: 60 });
    let attempts = report_of_attempts(&frame, &view, &clock, period, 9);
    let text = serde_json::to_string(&attempts).unwrap();
    assert!(
        !text.contains("\"t\":"),
        "what was not counted is not written"
    );
    assert_eq!(attempts, serde_json::from_str(&text).unwrap());
    let denials = report_of_denials(&frame, &view, &clock, period, 9);
    let text = serde_json::to_string(&denials).unwrap();
    assert_eq!(denials, serde_json::from_str(&text).unwrap());
    assert_eq!(denials.totals.affected_users, 1);
}

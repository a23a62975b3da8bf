//! The rows of the summary table against the requests they come from.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use domain::denial_order::Sort;
use domain::denial_rows::{DenialRow, denial_rows};
use domain::report::ReportContext;
use domain::verdict::Verdict;
use domain::view::View;
use proptest::prelude::*;

use support::naive_report::{Naive, local};
use support::views::{Clock, clock, times, view};
use support::{Fact, cases, frame_of, is_true, record, seconds_until_grant, seconds_until_repeat};

/// Why a denial is or is no true one; a grant says more than a repeat.
fn verdict(record: &[Fact], place: usize, view: &View) -> Verdict {
    let (w, g) = (view.repeat_window_s, view.grant_window_s);
    if is_true(record, place, w, g) {
        return Verdict::True;
    }
    if !record[place].is_final {
        return Verdict::NotFinal;
    }
    let seconds = |gap: Option<i64>| u32::try_from(gap.unwrap()).unwrap();
    // With W off, what is final and no true denial was granted.
    if is_true(record, place, 0, g) {
        Verdict::Repeated(seconds(seconds_until_repeat(record, place)))
    } else {
        Verdict::Granted(seconds(seconds_until_grant(record, place)))
    }
}

fn row(record: &[Fact], place: usize, view: &View, clock: &Clock) -> DenialRow {
    let fact = &record[place];
    let (space, code, description, category) = fact.status();
    let time = local(&clock.zone, fact.at);
    DenialRow {
        time: time.strftime("%Y-%m-%d %H:%M").to_string(),
        account: fact.account.to_owned(),
        user: fact.user.to_owned(),
        device: fact.device.to_owned(),
        product: fact.product.to_owned(),
        feature: fact.feature.to_owned(),
        version: fact.version.to_owned(),
        count: fact.count,
        space: space.to_owned(),
        code: code.to_owned(),
        description: description.to_owned(),
        category: category.slug().to_owned(),
        server: fact.server.to_owned(),
        source: fact.source.word().to_owned(),
        verdict: verdict(record, place, view),
    }
}

fn asked() -> impl Strategy<Value = (Clock, Vec<Fact>, View)> {
    (clock(), 2_usize..=5).prop_flat_map(|(clock, names)| {
        let record = record(times(&clock), names, 40);
        let view = view(&clock);
        (Just(clock), record, view)
    })
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn rows_are_the_denials_of_the_view_newest_first(
        (clock, record, view) in asked(),
        skip in 0..6_usize,
        limit in 0..50_usize,
    ) {
        let context = ReportContext { now: clock.now, zone: &clock.zone };
        let found = denial_rows(&frame_of(&record), &view, &context, &Sort::default(), skip, limit);
        let meant: Vec<DenialRow> = Naive::of_all(&record, &view, &clock)
            .rows(None)
            .into_iter()
            .rev()
            .skip(skip)
            .take(limit)
            .map(|place| row(&record, place, &view, &clock))
            .collect();
        prop_assert_eq!(found, meant);
    }
}

#[test]
fn a_page_beyond_the_last_row_is_empty() {
    let clock = Clock {
        now: domain::event::Second(0),
        zone: domain::zone::ZoneOffsets::utc(),
    };
    let context = ReportContext {
        now: clock.now,
        zone: &clock.zone,
    };
    let frame = frame_of(&[]);
    assert!(denial_rows(&frame, &View::default(), &context, &Sort::default(), 0, 10).is_empty());
    assert!(
        denial_rows(
            &frame,
            &View::default(),
            &context,
            &Sort::default(),
            usize::MAX,
            usize::MAX
        )
        .is_empty()
    );
}

#[test]
fn a_verdict_says_what_became_of_the_request() {
    assert_eq!(Verdict::True.text(), "true denial");
    assert_eq!(Verdict::NotFinal.text(), "tried elsewhere");
    assert_eq!(Verdict::Repeated(45).text(), "repeated after 45 s");
    assert_eq!(Verdict::Granted(300).text(), "granted after 5 min");
}

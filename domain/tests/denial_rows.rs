//! The rows of the summary table against the requests they come from.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use domain::denial_order::{Sort, denial_order};
use domain::denial_rows::{DenialRow, denial_row, denial_rows};
use domain::report::ReportContext;
use domain::verdict::Verdict;
use domain::view::View;
use proptest::prelude::*;

use support::naive_order::{sort, verdict};
use support::naive_report::{Naive, local};
use support::views::{Clock, clock, times, view};
use support::{Fact, cases, denials_in_time_order, denied, frame_of, record};

fn row(record: &[Fact], place: usize, view: &View, clock: &Clock) -> DenialRow {
    let fact = &record[place];
    let (space, code, description, category) = fact.status();
    let time = local(&clock.zone, fact.at);
    let mut in_time_order = denials_in_time_order(record).into_iter();
    let row = in_time_order.position(|other| other == place).unwrap() as u32;
    DenialRow {
        row,
        time: time.strftime("%Y-%m-%d %H:%M").to_string(),
        second: time.second() as u8,
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

    #[test]
    fn rows_are_sorted_before_they_are_cut(
        (clock, record, view) in asked(),
        sort in sort(),
        skip in 0..6_usize,
        limit in 0..50_usize,
    ) {
        let context = ReportContext { now: clock.now, zone: &clock.zone };
        let frame = frame_of(&record);
        let found = denial_rows(&frame, &view, &context, &sort, skip, limit);
        let meant: Vec<DenialRow> = denial_order(&frame, &view, &context, &sort)
            .into_iter()
            .skip(skip)
            .take(limit)
            .map(|row| denial_row(&frame, &view, &context, row).unwrap())
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
fn a_missing_row_has_no_texts() {
    let clock = Clock {
        now: domain::event::Second(0),
        zone: domain::zone::ZoneOffsets::utc(),
    };
    let context = ReportContext {
        now: clock.now,
        zone: &clock.zone,
    };
    let frame = frame_of(&[denied(7)]);
    let words = |row| denial_row(&frame, &View::default(), &context, row);
    assert_eq!(words(0).unwrap().time, "1970-01-01 00:00");
    assert_eq!(words(1), None);
    assert_eq!(words(u32::MAX), None);
}

#[test]
fn a_verdict_says_what_happened_to_the_request() {
    assert_eq!(Verdict::True.text(), "true denial");
    assert_eq!(Verdict::NotFinal.text(), "tried elsewhere");
    assert_eq!(Verdict::Repeated(45).text(), "repeated after 45 s");
    assert_eq!(Verdict::Granted(300).text(), "granted after 5 min");
}

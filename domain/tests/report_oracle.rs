//! Compares `report` with a naive recount, for random requests, views, moments and zones.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use domain::event::Second;
use domain::report::{ReportContext, report, report_of};
use domain::view::{FilterKey, Measure, Range, View};
use domain::zone::ZoneOffsets;
use proptest::prelude::*;
use proptest::sample::select;

use support::naive_report::{Naive, NaivePeriod, plain};
use support::views::{Clock, clock, period, times, view};
use support::{Fact, cases, denied, frame_of, record};

fn context(clock: &Clock) -> ReportContext<'_> {
    ReportContext {
        now: clock.now,
        zone: &clock.zone,
    }
}

/// A clock, requests around it and a view.
fn asked(len: usize) -> impl Strategy<Value = (Clock, Vec<Fact>, View)> {
    (clock(), 2_usize..=6).prop_flat_map(move |(clock, names)| {
        let record = record(times(&clock), names, len);
        let view = view(&clock);
        (Just(clock), record, view)
    })
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn a_report_equals_a_recount(
        (clock, record, view) in asked(60),
        top in select(&[0, 1, 2, 100][..]),
    ) {
        let found = plain(&report(&frame_of(&record), &view, &context(&clock), top));
        let meant = Naive::of_all(&record, &view, &clock).report(top);
        prop_assert_eq!(found.totals, meant.totals);
        for (found, meant) in found.lists.iter().zip(&meant.lists) {
            prop_assert_eq!(found, meant);
        }
        prop_assert_eq!(found, meant);
    }

    #[test]
    fn a_report_of_a_period_equals_a_recount_to_its_last_second(
        (clock, record, view, period) in asked(60).prop_flat_map(|(clock, record, view)| {
            let period = period(&clock);
            (Just(clock), Just(record), Just(view), period)
        }),
        top in select(&[0, 1, 2, 100][..]),
    ) {
        let found = report_of(&frame_of(&record), &view, &clock.zone, period, top);
        let naive = Naive::of_all(&record, &view, &clock);
        prop_assert_eq!(plain(&found), naive.report_of(NaivePeriod::of(period), top));
    }

    #[test]
    fn the_order_of_imports_between_seconds_changes_no_number(
        (clock, record, view) in asked(30),
    ) {
        let mut sorted = record.clone();
        sorted.sort_by_key(|fact| fact.at);
        let of = |record: &[Fact]| plain(&report(&frame_of(record), &view, &context(&clock), 9));
        prop_assert_eq!(of(&record), of(&sorted));
    }
}

fn denials(seconds: &[i64]) -> Vec<Fact> {
    seconds.iter().map(|&at| denied(at)).collect()
}

fn by_day(record: &[Fact], view: &View, clock: &Clock) -> Vec<(String, u64)> {
    let report = report(&frame_of(record), view, &context(clock), 9);
    assert_eq!(report.by_day.totals, report.totals);
    let days = report.by_day.rows.iter();
    days.map(|row| {
        (
            domain::zone::date_of_day(row.key).to_string(),
            row.measures.attempts,
        )
    })
    .collect()
}

fn all() -> View {
    View {
        range: Range::All,
        ..View::default()
    }
}

/// 2025-08-29T00:00:00Z.
const MIDNIGHT: i64 = 1_756_425_600;

#[test]
fn all_time_has_every_attempt_when_clocks_go_back_over_midnight() {
    // At 00:01 the clocks go back by an hour: the last attempt in time
    // is on the previous day, and so is the first one after the change.
    let clock = Clock {
        now: Second(MIDNIGHT + 86_400),
        zone: ZoneOffsets {
            before_s: 0,
            changes: vec![(MIDNIGHT + 60, -3600)],
        },
    };
    let record = denials(&[MIDNIGHT + 30, MIDNIGHT + 90]);
    let day = |day: &str| (day.to_owned(), 1);
    assert_eq!(
        by_day(&record, &all(), &clock),
        [day("2025-08-28"), day("2025-08-29")]
    );
}

#[test]
fn a_skipped_day_is_listed_empty() {
    let clock = Clock {
        now: Second(MIDNIGHT + 86_400),
        zone: ZoneOffsets {
            before_s: 0,
            changes: vec![(MIDNIGHT, 86_400)],
        },
    };
    let record = denials(&[MIDNIGHT - 1, MIDNIGHT]);
    let days = [
        ("2025-08-28".to_owned(), 1),
        ("2025-08-29".to_owned(), 0),
        ("2025-08-30".to_owned(), 1),
    ];
    assert_eq!(by_day(&record, &all(), &clock), days);
}

#[test]
fn a_dataset_without_attempts_has_no_days() {
    let clock = Clock {
        now: Second(MIDNIGHT),
        zone: ZoneOffsets::utc(),
    };
    assert!(by_day(&[], &all(), &clock).is_empty());
    assert_eq!(by_day(&[], &View::default(), &clock).len(), 365);
}

#[test]
fn a_list_ignores_its_own_filter_and_the_totals_do_not() {
    let clock = Clock {
        now: Second(MIDNIGHT),
        zone: ZoneOffsets::utc(),
    };
    let mut record = denials(&[MIDNIGHT - 2000, MIDNIGHT - 1000, MIDNIGHT - 10]);
    record[0].status = Some(2);
    record[1].account = "Ωmega Κατασκευή";
    let mut view = View::default();
    view.filters
        .get_mut(FilterKey::Status)
        .only
        .insert("rlm:-22".to_owned());
    view.filters
        .get_mut(FilterKey::Status)
        .not
        .insert("flexnet-publisher:-4".to_owned());
    let report = report(&frame_of(&record), &view, &context(&clock), 9);
    assert_eq!(report.totals.attempts, 1);
    assert_eq!(report.by_status.totals.attempts, 3);
    assert_eq!(report.by_status.rows.len(), 2);
    let shares: Vec<u64> = report
        .by_status
        .rows
        .iter()
        .map(|row| report.by_status.share(row, view.measure).hundredths())
        .collect();
    assert_eq!(shares, [6667, 3333]);
    // Both statuses are of one category, which is a key of its own.
    assert_eq!(report.by[FilterKey::Category].totals.attempts, 1);
    assert_eq!(report.by[FilterKey::Account].rows.len(), 1);
}

#[test]
fn shares_of_users_may_sum_to_more_than_a_hundred() {
    let clock = Clock {
        now: Second(MIDNIGHT),
        zone: ZoneOffsets::utc(),
    };
    let mut record = denials(&[MIDNIGHT - 20, MIDNIGHT - 10, MIDNIGHT - 5]);
    record[0].status = Some(2);
    record[2].user = "";
    let view = View {
        measure: Measure::AffectedUsers,
        ..View::default()
    };
    let report = report(&frame_of(&record), &view, &context(&clock), 9);
    assert_eq!(report.totals.affected_users, 1);
    let shares: Vec<u64> = report
        .by_status
        .rows
        .iter()
        .map(|row| report.by_status.share(row, view.measure).hundredths())
        .collect();
    assert_eq!(shares, [10_000, 10_000]);
    assert_eq!(
        report.by_user.rows.len(),
        1,
        "the unknown user has no row by users"
    );
    assert_eq!(
        report.by_user.totals.attempts, 3,
        "and is counted among attempts"
    );
}

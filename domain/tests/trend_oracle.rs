//! Compares `trend` with a naive recount of each bucket, for random requests, views and zones.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use domain::event::Second;
use domain::period::Period;
use domain::report::trend::{Bucket, Step, trend};
use domain::report::{report, report_of};
use domain::status::Category;
use domain::view::{FilterKey, View};
use domain::zone::Days;
use domain::zone::{DAY_S, ZoneOffsets};
use proptest::prelude::*;
use proptest::sample::select;

use support::naive_report::plain::plain_measures;
use support::naive_report::{Ignored, Naive, NaivePeriod};
use support::views::{Clock, clock, period, times, view};
use support::{Fact, cases, denied, frame_of, record};

/// A bucket as a reader sees it: its days, and its measures in total and by category.
type PlainBucket = (i32, i32, [u64; 3], [[u64; 3]; 6]);

fn plain(bucket: &Bucket) -> PlainBucket {
    let by_category = bucket.by_category.map(plain_measures);
    (
        bucket.first,
        bucket.last,
        plain_measures(bucket.measures),
        by_category,
    )
}

/// The bucket of some days, counted by loops.
fn recount(naive: &Naive<'_>, days: Days, until_local_s: i64) -> PlainBucket {
    let period = NaivePeriod::of(Period {
        days,
        until_local_s,
    });
    let places = naive.rows_of(period, Ignored::Key(FilterKey::Category));
    let by_category = Category::ALL.map(|category| {
        let of_category = places
            .iter()
            .copied()
            .filter(|&place| naive.record[place].status().3 == category);
        naive.measures(&of_category.collect::<Vec<_>>())
    });
    (days.first, days.last, naive.measures(&places), by_category)
}

/// Buckets in ascending order, with days between them that are in none.
fn scattered(days: Days) -> impl Strategy<Value = Vec<Days>> {
    prop::collection::vec((0..3_i32, 1..12_i32), 1..12).prop_map(move |steps| {
        let mut next = days.first;
        let bucket = |(left_out, len): (i32, i32)| {
            let first = next + left_out;
            next = first + len;
            Days {
                first,
                last: next - 1,
            }
        };
        steps.into_iter().map(bucket).collect()
    })
}

/// A clock, requests, a view, buckets and a cut.
fn asked() -> impl Strategy<Value = (Clock, Vec<Fact>, View, Vec<Days>, i64)> {
    (clock(), 2_usize..=6).prop_flat_map(|(clock, names)| {
        let record = record(times(&clock), names, 60);
        let view = view(&clock);
        let buckets = (period(&clock), select(&Step::ALL[..])).prop_flat_map(|(period, step)| {
            let calendar = Just(step.buckets(period.days).1);
            let buckets = prop_oneof![calendar, scattered(period.days)];
            (buckets, Just(period.until_local_s))
        });
        (Just(clock), record, view, buckets).prop_map(|(clock, record, view, (buckets, until))| {
            (clock, record, view, buckets, until)
        })
    })
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn each_bucket_equals_a_recount_of_its_days(
        (clock, record, view, buckets, until) in asked(),
    ) {
        let found = trend(&frame_of(&record), &view, &clock.zone, &buckets, until);
        let naive = Naive::of_all(&record, &view, &clock);
        let meant: Vec<_> = buckets.iter().map(|&days| recount(&naive, days, until)).collect();
        prop_assert_eq!(found.iter().map(plain).collect::<Vec<_>>(), meant);
    }

    #[test]
    fn attempts_sum_to_those_of_the_list_of_categories(
        (clock, record, view, period, step) in asked().prop_flat_map(|(clock, record, view, ..)| {
            let period = period(&clock);
            (Just(clock), Just(record), Just(view), period, select(&Step::ALL[..]))
        }),
    ) {
        let frame = frame_of(&record);
        let report = report_of(&frame, &view, &clock.zone, period, 9);
        let (_, buckets) = step.buckets(period.days);
        let found = trend(&frame, &view, &clock.zone, &buckets, period.until_local_s);
        let sum = |of: fn(&Bucket) -> u64| found.iter().map(of).sum::<u64>();
        prop_assert_eq!(sum(|b| b.measures.attempts), report.by[FilterKey::Category].totals.attempts);
        prop_assert_eq!(
            sum(|b| b.by_category.iter().map(|measures| measures.attempts).sum()),
            report.by[FilterKey::Category].totals.attempts
        );
        prop_assert_eq!(sum(|b| b.measures.true_denials), report.by[FilterKey::Category].totals.true_denials);
    }
}

const DAY: i32 = 20_000;

fn days(first: i32, last: i32) -> Days {
    Days { first, last }
}

fn at(day: i32, second: i64) -> i64 {
    i64::from(day) * DAY_S + second
}

#[test]
fn a_user_counts_once_per_bucket_and_once_in_each_of_its_categories() {
    let mut record: Vec<Fact> = [at(DAY, 1), at(DAY, 2), at(DAY + 1, 3), at(DAY + 2, 4)]
        .map(denied)
        .into();
    // The second attempt has a reason of another category.
    record[1].status = Some(1);
    let buckets = [days(DAY, DAY + 1), days(DAY + 2, DAY + 2)];
    let view = View::default();
    let found = trend(
        &frame_of(&record),
        &view,
        &ZoneOffsets::utc(),
        &buckets,
        i64::MAX,
    );
    let users: Vec<u64> = found.iter().map(|b| b.measures.affected_users).collect();
    assert_eq!(users, [1, 1]);
    let by_category = found[0].by_category.map(|measures| measures.affected_users);
    assert_eq!(by_category, [1, 0, 0, 0, 0, 1], "capacity and other");
    let attempts = found[0].by_category.map(|measures| measures.attempts);
    assert_eq!(attempts, [2, 0, 0, 0, 0, 1]);
}

#[test]
fn days_between_buckets_are_left_out_and_no_buckets_are_no_trend() {
    let record: Vec<Fact> = (0..5).map(|day| denied(at(DAY + day, 7))).collect();
    let frame = frame_of(&record);
    let (view, utc) = (View::default(), ZoneOffsets::utc());
    let buckets = [days(DAY, DAY), days(DAY + 2, DAY + 3)];
    let found = trend(&frame, &view, &utc, &buckets, i64::MAX);
    let attempts: Vec<u64> = found.iter().map(|b| b.measures.attempts).collect();
    assert_eq!(attempts, [1, 2]);
    assert_eq!(trend(&frame, &view, &utc, &[], i64::MAX), []);
}

#[test]
fn a_trend_ends_with_its_last_second_and_lists_empty_buckets() {
    let record: Vec<Fact> = [at(DAY, 5), at(DAY + 2, 9), at(DAY + 2, 10)]
        .map(denied)
        .into();
    let buckets = Step::Day.buckets(days(DAY, DAY + 3)).1;
    let trend_until = |until| {
        let utc = ZoneOffsets::utc();
        let found = trend(&frame_of(&record), &View::default(), &utc, &buckets, until);
        found
            .iter()
            .map(|b| b.measures.attempts)
            .collect::<Vec<_>>()
    };
    assert_eq!(trend_until(i64::MAX), [1, 0, 2, 0]);
    assert_eq!(trend_until(at(DAY + 2, 9)), [1, 0, 1, 0]);
    assert_eq!(trend_until(at(DAY + 2, 8)), [1, 0, 0, 0]);
    assert_eq!(trend_until(i64::MIN), [0, 0, 0, 0]);
}

#[test]
fn only_the_filter_on_category_is_ignored() {
    let mut record: Vec<Fact> = [at(DAY, 1), at(DAY, 2), at(DAY, 3)].map(denied).into();
    record[1].status = Some(3);
    record[2].account = "nordlicht ag";
    let mut view = View::default();
    let filters = &mut view.filters;
    filters
        .get_mut(FilterKey::Category)
        .only
        .insert("rule".to_owned());
    filters
        .get_mut(FilterKey::Account)
        .not
        .insert("nordlicht ag".to_owned());
    let frame = frame_of(&record);
    let clock = Clock {
        now: Second(at(DAY, 100)),
        zone: ZoneOffsets::utc(),
    };
    let found = trend(&frame, &view, &clock.zone, &[days(DAY, DAY)], i64::MAX);
    let attempts = found[0].by_category.map(|measures| measures.attempts);
    assert_eq!(attempts, [1, 1, 0, 0, 0, 0]);
    let context = domain::report::ReportContext {
        now: clock.now,
        zone: &clock.zone,
    };
    assert_eq!(report(&frame, &view, &context, 9).totals.attempts, 0);
}

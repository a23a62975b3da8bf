//! The days of the buckets of a trend.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use domain::report::trend::{BUCKETS_MAX, BucketExtent, TrendStep};
use domain::zone::Days;
use domain::zone::{date_of_day, day_number};
use jiff::civil::{Date, Weekday, date};
use proptest::prelude::*;
use proptest::sample::select;

use support::cases;

fn days(first: Date, last: Date) -> Days {
    Days {
        first: day_number(first),
        last: day_number(last),
    }
}

/// The buckets between two dates, as dates.
fn buckets(step: TrendStep, first: Date, last: Date) -> (TrendStep, Vec<(Date, Date)>) {
    let (step, buckets) = step.buckets(days(first, last));
    let dates = |bucket: &Days| (date_of_day(bucket.first), date_of_day(bucket.last));
    (step, buckets.iter().map(dates).collect())
}

#[test]
fn a_bucket_of_a_day_is_each_day() {
    let (step, found) = buckets(TrendStep::Day, date(2024, 2, 28), date(2024, 3, 1));
    let each = [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)];
    assert_eq!(
        (step, found),
        (TrendStep::Day, each.map(|day| (day, day)).into())
    );
}

#[test]
fn a_week_begins_on_monday_and_is_cut_to_the_days() {
    // 2025-08-29 was a Friday.
    let (step, found) = buckets(TrendStep::Week, date(2025, 8, 29), date(2025, 9, 9));
    assert_eq!(step, TrendStep::Week);
    assert_eq!(
        found,
        [
            (date(2025, 8, 29), date(2025, 8, 31)),
            (date(2025, 9, 1), date(2025, 9, 7)),
            (date(2025, 9, 8), date(2025, 9, 9)),
        ]
    );
    let sunday_and_monday = buckets(TrendStep::Week, date(1970, 1, 4), date(1970, 1, 5)).1;
    assert_eq!(
        sunday_and_monday,
        [
            (date(1970, 1, 4), date(1970, 1, 4)),
            (date(1970, 1, 5), date(1970, 1, 5)),
        ]
    );
    let one = buckets(TrendStep::Week, date(1969, 12, 29), date(1970, 1, 4)).1;
    assert_eq!(one, [(date(1969, 12, 29), date(1970, 1, 4))]);
}

#[test]
fn a_month_is_the_calendars() {
    let (step, found) = buckets(TrendStep::Month, date(2023, 12, 31), date(2024, 3, 1));
    assert_eq!(step, TrendStep::Month);
    assert_eq!(
        found,
        [
            (date(2023, 12, 31), date(2023, 12, 31)),
            (date(2024, 1, 1), date(2024, 1, 31)),
            (date(2024, 2, 1), date(2024, 2, 29)),
            (date(2024, 3, 1), date(2024, 3, 1)),
        ]
    );
    let no_leap_day = buckets(TrendStep::Month, date(2100, 2, 1), date(2100, 3, 31)).1;
    assert_eq!(
        no_leap_day,
        [
            (date(2100, 2, 1), date(2100, 2, 28)),
            (date(2100, 3, 1), date(2100, 3, 31)),
        ]
    );
    let before_1970 = buckets(TrendStep::Month, date(1969, 11, 30), date(1970, 1, 1)).1;
    assert_eq!(
        before_1970,
        [
            (date(1969, 11, 30), date(1969, 11, 30)),
            (date(1969, 12, 1), date(1969, 12, 31)),
            (date(1970, 1, 1), date(1970, 1, 1)),
        ]
    );
}

#[test]
fn no_day_has_no_bucket_and_keeps_the_step() {
    for step in TrendStep::ALL {
        assert_eq!(step.buckets(Days::NONE), (step, Vec::new()));
        let inverted = Days {
            first: i32::MAX,
            last: i32::MIN,
        };
        assert_eq!(step.buckets(inverted), (step, Vec::new()));
    }
}

#[test]
fn a_step_that_gives_too_many_becomes_the_next_coarser_one() {
    let first = day_number(date(2023, 1, 2));
    let of = |step: TrendStep, len: i32| {
        let last = first + len - 1;
        let (step, buckets) = step.buckets(Days { first, last });
        (step, buckets.len())
    };
    assert_eq!(of(TrendStep::Day, 366), (TrendStep::Day, 366));
    assert_eq!(of(TrendStep::Day, 367), (TrendStep::Week, 53));
    // It starts on a Monday, so 366 weeks are 366 buckets.
    assert_eq!(of(TrendStep::Week, 366 * 7), (TrendStep::Week, 366));
    assert_eq!(of(TrendStep::Week, 366 * 7 + 1), (TrendStep::Month, 85));
    assert_eq!(of(TrendStep::Day, 366 * 7 + 1), (TrendStep::Month, 85));
}

#[test]
fn too_many_months_are_combined_from_january_1970() {
    // 366 months, and one more.
    let (step, months) = buckets(TrendStep::Month, date(1970, 1, 1), date(2000, 6, 30));
    assert_eq!((step, months.len()), (TrendStep::Month, 366));
    let (step, pairs) = buckets(TrendStep::Month, date(1970, 2, 3), date(2000, 8, 1));
    assert_eq!((step, pairs.len()), (TrendStep::Month, 184));
    assert_eq!(pairs[0], (date(1970, 2, 3), date(1970, 2, 28)));
    assert_eq!(pairs[1], (date(1970, 3, 1), date(1970, 4, 30)));
    assert_eq!(pairs[183], (date(2000, 7, 1), date(2000, 8, 1)));
    // 733 months are in 367 pairs, and so are 732 that start within a pair.
    let (_, triples) = buckets(TrendStep::Month, date(1970, 1, 1), date(2031, 1, 31));
    assert_eq!(triples.len(), 245);
    assert_eq!(triples[1], (date(1970, 4, 1), date(1970, 6, 30)));
    let (_, triples) = buckets(TrendStep::Month, date(1970, 2, 1), date(2031, 1, 31));
    assert_eq!(triples.len(), 245);
    let (_, pairs) = buckets(TrendStep::Month, date(1970, 1, 1), date(2030, 12, 31));
    assert_eq!(pairs.len(), 366);
    // Months before 1970 are on the same grid.
    let (_, pairs) = buckets(TrendStep::Month, date(1960, 2, 1), date(1994, 1, 1));
    assert_eq!(pairs[0], (date(1960, 2, 1), date(1960, 2, 29)));
    assert_eq!(pairs[1], (date(1960, 3, 1), date(1960, 4, 30)));
}

#[test]
fn a_step_has_a_word_and_fits_some_days() {
    for step in TrendStep::ALL {
        assert_eq!(TrendStep::from_word(step.word()), Some(step));
    }
    assert_eq!(TrendStep::from_word("year"), None);
    let fitting = |len: i32| {
        TrendStep::fitting(Days {
            first: 5,
            last: 4 + len,
        })
    };
    assert_eq!([fitting(0), fitting(62)], [TrendStep::Day; 2]);
    assert_eq!([fitting(63), fitting(731)], [TrendStep::Week; 2]);
    assert_eq!(fitting(732), TrendStep::Month);
}

/// Whether a bucket may start on a day, by jiff's calendar.
fn is_border(step: TrendStep, first: i32) -> bool {
    let date = date_of_day(first);
    match step {
        TrendStep::Day => true,
        TrendStep::Week => date.weekday() == Weekday::Monday,
        TrendStep::Month => date.day() == 1,
    }
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn buckets_contain_each_day_once_and_are_few(
        step in select(&TrendStep::ALL[..]),
        first in -800_000..2_000_000_i32,
        len in prop_oneof![1..800_i32, 1..73_050_i32, 1..800_000_i32],
    ) {
        let last = first + len - 1;
        let (taken, buckets) = step.buckets(Days { first, last });
        prop_assert!(!buckets.is_empty() && buckets.len() <= BUCKETS_MAX);
        prop_assert_eq!(buckets[0].first, first);
        prop_assert_eq!(buckets[buckets.len() - 1].last, last);
        for pair in buckets.windows(2) {
            prop_assert_eq!(pair[0].last + 1, pair[1].first);
            prop_assert!(is_border(taken, pair[1].first));
        }
        prop_assert!(buckets.iter().all(|bucket| !bucket.is_empty()));
        // No day within a bucket could have started another one.
        let longest = buckets.iter().map(|bucket| bucket.len()).max().unwrap();
        match taken {
            TrendStep::Day => prop_assert_eq!(longest, 1),
            TrendStep::Week => prop_assert!(longest <= 7),
            TrendStep::Month if step == TrendStep::Month && len < 366 * 28 => prop_assert!(longest <= 31),
            TrendStep::Month => {}
        }
        let place = |step: TrendStep| TrendStep::ALL.iter().position(|other| *other == step);
        prop_assert!(place(taken) >= place(step), "never finer than requested");
    }

    #[test]
    fn any_days_have_few_buckets(
        step in select(&TrendStep::ALL[..]),
        (first, last) in (any::<i32>(), any::<i32>()).prop_map(|(a, b)| (a.min(b), a.max(b))),
    ) {
        let (_, buckets) = step.buckets(Days { first, last });
        prop_assert!(!buckets.is_empty() && buckets.len() <= BUCKETS_MAX);
        prop_assert_eq!(buckets[0].first, first);
        prop_assert_eq!(buckets[buckets.len() - 1].last, last);
        for pair in buckets.windows(2) {
            prop_assert_eq!(i64::from(pair[0].last) + 1, i64::from(pair[1].first));
        }
    }
}

#[test]
fn days_at_the_limits_of_i32_have_buckets() {
    let ends = [i32::MIN, i32::MIN + 1, -1, 0, i32::MAX - 1, i32::MAX];
    for step in TrendStep::ALL {
        for first in ends {
            for last in ends.into_iter().filter(|&last| last >= first) {
                let buckets = step.buckets(Days { first, last }).1;
                assert!((1..=BUCKETS_MAX).contains(&buckets.len()));
                assert_eq!(buckets[0].first, first);
                assert_eq!(buckets[buckets.len() - 1].last, last);
            }
        }
    }
}

#[test]
fn a_bucket_that_the_range_or_the_data_cuts_is_a_part() {
    let day = |year, month, of_month| day_number(date(year, month, of_month));
    let days = |first, last| Days { first, last };
    // 2025-07-21 is a Monday.
    let week = days(day(2025, 7, 21), day(2025, 7, 27));
    let cut_week = days(day(2025, 7, 22), day(2025, 7, 27));
    let month = days(day(2025, 2, 1), day(2025, 2, 28));
    let cut_month = days(day(2025, 2, 1), day(2025, 2, 27));
    let one = days(day(2025, 7, 27), day(2025, 7, 27));
    for (step, days, end_day, extent) in [
        (TrendStep::Week, week, day(2025, 7, 28), BucketExtent::Whole),
        (TrendStep::Week, week, day(2025, 7, 27), BucketExtent::Part),
        (TrendStep::Week, week, day(2025, 7, 21), BucketExtent::Part),
        (TrendStep::Week, week, day(2025, 7, 20), BucketExtent::Later),
        (
            TrendStep::Week,
            cut_week,
            day(2025, 8, 1),
            BucketExtent::Part,
        ),
        (
            TrendStep::Month,
            month,
            day(2025, 3, 1),
            BucketExtent::Whole,
        ),
        (
            TrendStep::Month,
            month,
            day(2025, 2, 28),
            BucketExtent::Part,
        ),
        (
            TrendStep::Month,
            cut_month,
            day(2025, 8, 1),
            BucketExtent::Part,
        ),
        (TrendStep::Day, one, day(2025, 7, 28), BucketExtent::Whole),
        (TrendStep::Day, one, day(2025, 7, 27), BucketExtent::Part),
        (TrendStep::Day, one, day(2025, 7, 26), BucketExtent::Later),
    ] {
        let found: Vec<_> = step.extents(&[days], end_day).collect();
        assert_eq!(found, [extent], "{step:?} {days:?} {end_day}");
    }
}

#[test]
fn months_that_are_combined_are_whole_where_all_of_them_are() {
    let range = days(date(1970, 2, 1), date(2025, 12, 31));
    let (step, buckets) = TrendStep::Month.buckets(range);
    let extents: Vec<_> = step.extents(&buckets, i32::MAX).collect();
    assert!(buckets.len() > 300);
    assert_eq!(extents[0], BucketExtent::Part, "January is left out");
    assert!(
        extents[1..]
            .iter()
            .all(|extent| *extent == BucketExtent::Whole)
    );
}

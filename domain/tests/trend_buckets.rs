//! The days of the buckets of a trend.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use domain::report::trend::{BUCKETS_MAX, Step};
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
fn buckets(step: Step, first: Date, last: Date) -> (Step, Vec<(Date, Date)>) {
    let (step, buckets) = step.buckets(days(first, last));
    let dates = |bucket: &Days| (date_of_day(bucket.first), date_of_day(bucket.last));
    (step, buckets.iter().map(dates).collect())
}

#[test]
fn a_bucket_of_a_day_is_each_day() {
    let (step, found) = buckets(Step::Day, date(2024, 2, 28), date(2024, 3, 1));
    let each = [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)];
    assert_eq!(
        (step, found),
        (Step::Day, each.map(|day| (day, day)).into())
    );
}

#[test]
fn a_week_begins_on_monday_and_is_cut_to_the_days() {
    // 2025-08-29 was a Friday.
    let (step, found) = buckets(Step::Week, date(2025, 8, 29), date(2025, 9, 9));
    assert_eq!(step, Step::Week);
    assert_eq!(
        found,
        [
            (date(2025, 8, 29), date(2025, 8, 31)),
            (date(2025, 9, 1), date(2025, 9, 7)),
            (date(2025, 9, 8), date(2025, 9, 9)),
        ]
    );
    let sunday_and_monday = buckets(Step::Week, date(1970, 1, 4), date(1970, 1, 5)).1;
    assert_eq!(
        sunday_and_monday,
        [
            (date(1970, 1, 4), date(1970, 1, 4)),
            (date(1970, 1, 5), date(1970, 1, 5)),
        ]
    );
    let one = buckets(Step::Week, date(1969, 12, 29), date(1970, 1, 4)).1;
    assert_eq!(one, [(date(1969, 12, 29), date(1970, 1, 4))]);
}

#[test]
fn a_month_is_the_calendars() {
    let (step, found) = buckets(Step::Month, date(2023, 12, 31), date(2024, 3, 1));
    assert_eq!(step, Step::Month);
    assert_eq!(
        found,
        [
            (date(2023, 12, 31), date(2023, 12, 31)),
            (date(2024, 1, 1), date(2024, 1, 31)),
            (date(2024, 2, 1), date(2024, 2, 29)),
            (date(2024, 3, 1), date(2024, 3, 1)),
        ]
    );
    let no_leap_day = buckets(Step::Month, date(2100, 2, 1), date(2100, 3, 31)).1;
    assert_eq!(
        no_leap_day,
        [
            (date(2100, 2, 1), date(2100, 2, 28)),
            (date(2100, 3, 1), date(2100, 3, 31)),
        ]
    );
    let before_1970 = buckets(Step::Month, date(1969, 11, 30), date(1970, 1, 1)).1;
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
    for step in Step::ALL {
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
    let of = |step: Step, len: i32| {
        let last = first + len - 1;
        let (step, buckets) = step.buckets(Days { first, last });
        (step, buckets.len())
    };
    assert_eq!(of(Step::Day, 366), (Step::Day, 366));
    assert_eq!(of(Step::Day, 367), (Step::Week, 53));
    // It starts on a Monday, so 366 weeks are 366 buckets.
    assert_eq!(of(Step::Week, 366 * 7), (Step::Week, 366));
    assert_eq!(of(Step::Week, 366 * 7 + 1), (Step::Month, 85));
    assert_eq!(of(Step::Day, 366 * 7 + 1), (Step::Month, 85));
}

#[test]
fn too_many_months_are_combined_from_january_1970() {
    // 366 months, and one more.
    let (step, months) = buckets(Step::Month, date(1970, 1, 1), date(2000, 6, 30));
    assert_eq!((step, months.len()), (Step::Month, 366));
    let (step, pairs) = buckets(Step::Month, date(1970, 2, 3), date(2000, 8, 1));
    assert_eq!((step, pairs.len()), (Step::Month, 184));
    assert_eq!(pairs[0], (date(1970, 2, 3), date(1970, 2, 28)));
    assert_eq!(pairs[1], (date(1970, 3, 1), date(1970, 4, 30)));
    assert_eq!(pairs[183], (date(2000, 7, 1), date(2000, 8, 1)));
    // 733 months are in 367 pairs, and so are 732 that start within a pair.
    let (_, triples) = buckets(Step::Month, date(1970, 1, 1), date(2031, 1, 31));
    assert_eq!(triples.len(), 245);
    assert_eq!(triples[1], (date(1970, 4, 1), date(1970, 6, 30)));
    let (_, triples) = buckets(Step::Month, date(1970, 2, 1), date(2031, 1, 31));
    assert_eq!(triples.len(), 245);
    let (_, pairs) = buckets(Step::Month, date(1970, 1, 1), date(2030, 12, 31));
    assert_eq!(pairs.len(), 366);
    // Months before 1970 are on the same grid.
    let (_, pairs) = buckets(Step::Month, date(1960, 2, 1), date(1994, 1, 1));
    assert_eq!(pairs[0], (date(1960, 2, 1), date(1960, 2, 29)));
    assert_eq!(pairs[1], (date(1960, 3, 1), date(1960, 4, 30)));
}

#[test]
fn a_step_has_a_word_and_fits_some_days() {
    for step in Step::ALL {
        assert_eq!(Step::from_word(step.word()), Some(step));
    }
    assert_eq!(Step::from_word("year"), None);
    let fitting = |len: i32| {
        Step::fitting(Days {
            first: 5,
            last: 4 + len,
        })
    };
    assert_eq!([fitting(0), fitting(62)], [Step::Day; 2]);
    assert_eq!([fitting(63), fitting(731)], [Step::Week; 2]);
    assert_eq!(fitting(732), Step::Month);
}

/// Whether a bucket may start on a day, by jiff's calendar.
fn is_border(step: Step, first: i32) -> bool {
    let date = date_of_day(first);
    match step {
        Step::Day => true,
        Step::Week => date.weekday() == Weekday::Monday,
        Step::Month => date.day() == 1,
    }
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn buckets_contain_each_day_once_and_are_few(
        step in select(&Step::ALL[..]),
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
            Step::Day => prop_assert_eq!(longest, 1),
            Step::Week => prop_assert!(longest <= 7),
            Step::Month if step == Step::Month && len < 366 * 28 => prop_assert!(longest <= 31),
            Step::Month => {}
        }
        let place = |step: Step| Step::ALL.iter().position(|other| *other == step);
        prop_assert!(place(taken) >= place(step), "never finer than requested");
    }

    #[test]
    fn any_days_have_few_buckets(
        step in select(&Step::ALL[..]),
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
    for step in Step::ALL {
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

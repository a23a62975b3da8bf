//! Which days a range covers.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use domain::view::{RANGE_DAYS_MAX, Range};
use domain::zone::Days;
use domain::zone::{date_of_day, day_number};
use jiff::civil::{Date, date};

/// The first and last date of a range, and how many days it has.
fn dates(range: Range, today: Date, recorded: Option<(Date, Date)>) -> (Date, Date, usize) {
    let recorded = recorded.map(|(first, last)| Days {
        first: day_number(first),
        last: day_number(last),
    });
    let days = range.days(today, recorded);
    assert_eq!((days.first..=days.last).count(), days.len());
    (date_of_day(days.first), date_of_day(days.last), days.len())
}

/// The same day of the month a year before, or the month's last day if there is no such day.
fn year_before(today: Date) -> Date {
    let (year, month) = (today.year() - 1, today.month());
    (1..=today.day())
        .rev()
        .find_map(|day| Date::new(year, month, day).ok())
        .unwrap()
}

#[test]
fn each_end_of_custom_dates_is_set_alone() {
    let (first, last) = (date(2025, 3, 1), date(2025, 5, 31));
    let range = Range::Last7Days.with_end(false, Some(last));
    assert_eq!((range.end(true), range.end(false)), (None, Some(last)));
    let range = range.with_end(true, Some(first));
    assert_eq!(
        range,
        Range::Dates {
            from: Some(first),
            to: Some(last)
        }
    );
    assert!(!range.is_swapped());
    assert!(!range.with_end(true, Some(last)).is_swapped(), "one day");
    assert!(range.with_end(true, Some(date(2025, 6, 1))).is_swapped());
    assert!(range.with_end(false, Some(date(2025, 2, 28))).is_swapped());
    let open = range.with_end(true, None);
    assert_eq!((open.end(true), open.end(false)), (None, Some(last)));
    assert_eq!(open.with_end(false, None), Range::default());
}

#[test]
fn a_number_of_days_ends_today() {
    let today = date(2024, 3, 1);
    assert_eq!(
        dates(Range::Last7Days, today, None),
        (date(2024, 2, 24), today, 7)
    );
    assert_eq!(
        dates(Range::Last28Days, today, None),
        (date(2024, 2, 3), today, 28)
    );
    assert_eq!(
        dates(Range::Last90Days, today, None),
        (date(2023, 12, 3), today, 90)
    );
}

#[test]
fn twelve_months_begin_the_day_after_this_date_a_year_ago() {
    for (today, first, days) in [
        (date(2025, 8, 29), date(2024, 8, 30), 365),
        (date(2024, 2, 28), date(2023, 3, 1), 365),
        (date(2024, 2, 29), date(2023, 3, 1), 366),
        (date(2024, 3, 1), date(2023, 3, 2), 366),
        (date(2025, 2, 28), date(2024, 2, 29), 366),
        (date(2025, 3, 1), date(2024, 3, 2), 365),
        (date(2025, 12, 31), date(2025, 1, 1), 365),
        (date(2025, 1, 1), date(2024, 1, 2), 366),
        (date(2025, 4, 30), date(2024, 5, 1), 365),
        (date(2100, 2, 28), date(2099, 3, 1), 365),
    ] {
        assert_eq!(
            dates(Range::Last12Months, today, None),
            (first, today, days),
            "{today}"
        );
    }
    let mut today = date(1995, 1, 1);
    while today < date(2032, 1, 1) {
        let first = year_before(today).tomorrow().unwrap();
        let (from, to, _) = dates(Range::Last12Months, today, None);
        assert_eq!((from, to), (first, today));
        today = today.tomorrow().unwrap();
    }
}

#[test]
fn all_is_first_to_last_attempt() {
    let (first, last) = (date(1999, 12, 31), date(2031, 1, 1));
    let (from, to, _) = dates(Range::All, date(2025, 1, 1), Some((first, last)));
    assert_eq!((from, to), (first, last));
    assert!(Range::All.days(date(2025, 1, 1), None).is_empty());
}

#[test]
fn custom_dates_are_both_inclusive() {
    let range = |from, to| Range::Dates { from, to };
    let (first, last, today) = (date(2020, 5, 5), date(2025, 6, 6), date(2025, 3, 3));
    let recorded = Some((first, last));
    let (a, b) = (date(2024, 2, 28), date(2024, 3, 1));
    assert_eq!(dates(range(Some(a), Some(b)), today, recorded), (a, b, 3));
    assert_eq!(dates(range(Some(a), Some(a)), today, recorded), (a, a, 1));
    // An open end is that of the data; the end is today if that is later.
    assert_eq!(dates(range(None, Some(b)), today, recorded).0, first);
    assert_eq!(dates(range(Some(a), None), today, recorded).1, last);
    assert_eq!(
        dates(range(Some(a), None), date(2026, 1, 1), recorded).1,
        date(2026, 1, 1)
    );
    assert_eq!(dates(range(Some(a), None), today, None).1, today);
    // From a day in the future, or to one before the data: no day.
    assert!(
        range(Some(date(2030, 1, 1)), None)
            .days(today, None)
            .is_empty()
    );
    assert_eq!(
        dates(range(None, Some(date(2019, 1, 1))), today, recorded).2,
        0
    );
    // An open end never gives a list of days that is too long to read.
    let long = range(Some(date(1, 1, 1)), None).days(today, None);
    assert_eq!(long.len(), RANGE_DAYS_MAX as usize);
    assert_eq!(date_of_day(long.last), today);
}

#[test]
fn ranges_have_keywords() {
    let words = Range::PRESETS.map(|range| range.word().unwrap());
    assert_eq!(words, ["7d", "28d", "90d", "12m", "all"]);
    for range in Range::PRESETS {
        assert_eq!(Range::from_word(range.word().unwrap()), Some(range));
    }
    assert_eq!(Range::from_word(""), None);
    assert_eq!(
        Range::Dates {
            from: None,
            to: None
        }
        .word(),
        None
    );
}

#[test]
fn the_calendars_ends_do_not_overflow() {
    for today in [Date::MIN, Date::MAX] {
        for range in Range::PRESETS {
            let _ = range.days(today, None);
        }
        for range in [
            (Some(Date::MIN), None),
            (None, Some(Date::MAX)),
            (None, None),
        ] {
            let (from, to) = range;
            assert!(Range::Dates { from, to }.days(today, None).len() <= RANGE_DAYS_MAX as usize);
        }
    }
}

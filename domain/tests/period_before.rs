//! The previous period.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod support;

use domain::event::Second;
use domain::period::{Period, PeriodFacts, PreviousPeriod};
use domain::report::report_of;
use domain::view::{Range, View};
use domain::zone::Days;
use domain::zone::{DAY_S, ZoneOffsets, civil_second, date_of_day, day_number};
use jiff::civil::{Date, DateTime, date};
use proptest::prelude::*;

use support::views::{clock, times};
use support::{Fact, cases, frame_of, record};

/// Custom dates; the days of a range are given separately.
const DATES: Range = Range::Dates {
    from: None,
    to: None,
};

fn utc() -> ZoneOffsets {
    ZoneOffsets::utc()
}

/// Facts in UTC: the data starts with 2020.
fn facts(now: DateTime, through: DateTime, zone: &ZoneOffsets) -> PeriodFacts<'_> {
    PeriodFacts {
        now: Second(civil_second(now)),
        through: Second(civil_second(through)),
        first_day: day_number(date(2020, 1, 1)),
        zone,
    }
}

fn days(first: Date, last: Date) -> Days {
    Days {
        first: day_number(first),
        last: day_number(last),
    }
}

/// A Friday.
fn now() -> DateTime {
    date(2025, 8, 29).at(14, 5, 9, 0)
}

#[test]
fn a_week_so_far_is_compared_with_the_previous_week_to_the_second() {
    let (zone, later) = (utc(), date(2025, 9, 1).at(0, 0, 0, 0));
    let week = days(date(2025, 8, 23), date(2025, 8, 29));
    let before = PreviousPeriod::of(Range::Last7Days, week, &facts(now(), later, &zone)).unwrap();
    let meant = PreviousPeriod {
        first: day_number(date(2025, 8, 16)),
        last: day_number(date(2025, 8, 22)),
        until_local_s: civil_second(date(2025, 8, 22).at(14, 5, 9, 0)),
        shift_days: 7,
        is_recorded: true,
    };
    assert_eq!(before, meant);
    let period = Period {
        days: days(date(2025, 8, 16), date(2025, 8, 22)),
        until_local_s: meant.until_local_s,
    };
    assert_eq!(before.period(), period);
}

#[test]
fn a_range_is_moved_back_by_as_few_weeks_as_possible() {
    let zone = utc();
    let facts = facts(now(), now(), &zone);
    for (range, shift) in [
        (Range::Last7Days, 7),
        (Range::Last28Days, 28),
        (Range::Last90Days, 91),
        (Range::Last12Months, 371),
    ] {
        let days = range.days(date(2025, 8, 29), None);
        let before = PreviousPeriod::of(range, days, &facts).unwrap();
        assert_eq!(before.shift_days, shift, "{range:?}");
    }
}

#[test]
fn the_future_is_not_compared() {
    let zone = utc();
    let month = days(date(2025, 8, 1), date(2025, 9, 30));
    let of = |now, through| PreviousPeriod::of(DATES, month, &facts(now, through, &zone));
    let first = day_number(date(2025, 8, 1));
    // The data ends on Wednesday the sixth, whatever the present.
    let through = date(2025, 8, 6).at(23, 0, 0, 0);
    let before = of(now(), through).unwrap();
    assert_eq!((before.first, before.shift_days), (first - 7, 7));
    assert_eq!(before.last, day_number(date(2025, 7, 30)));
    let until = date(2025, 7, 30).at(23, 0, 0, 0);
    assert_eq!(before.until_local_s, civil_second(until));
    // The present is before the events of a clock that is ahead.
    assert_eq!(of(through, now()), Some(before));
    // The first second of the first day is included, and the one before it is not.
    let midnight = date(2025, 8, 1).at(0, 0, 0, 0);
    let before = of(now(), midnight).unwrap();
    assert_eq!((before.first, before.last), (first - 7, first - 7));
    assert_eq!(of(now(), date(2025, 7, 31).at(23, 59, 59, 0)), None);
    assert_eq!(of(date(2025, 7, 31).at(23, 59, 59, 0), now()), None);
}

#[test]
fn past_days_count_whole() {
    let zone = utc();
    let july = days(date(2025, 7, 1), date(2025, 7, 31));
    let before = PreviousPeriod::of(DATES, july, &facts(now(), now(), &zone)).unwrap();
    assert_eq!(before.shift_days, 35);
    assert_eq!(before.first, day_number(date(2025, 5, 27)));
    assert_eq!(before.last, day_number(date(2025, 6, 26)));
    assert_eq!(before.until_local_s, i64::MAX);
}

#[test]
fn all_time_and_empty_ranges_have_no_previous_period() {
    let zone = utc();
    let facts = facts(now(), now(), &zone);
    let july = days(date(2025, 7, 1), date(2025, 7, 31));
    assert_eq!(PreviousPeriod::of(Range::All, july, &facts), None);
    assert_eq!(PreviousPeriod::of(DATES, Days::NONE, &facts), None);
    let inverted = Days {
        first: i32::MAX,
        last: i32::MIN,
    };
    assert_eq!(PreviousPeriod::of(DATES, inverted, &facts), None);
}

#[test]
fn the_previous_period_is_recorded_if_its_first_day_is() {
    let zone = utc();
    let facts = facts(now(), now(), &zone);
    let first = facts.first_day;
    let is_recorded = |first: i32| {
        let days = Days {
            first,
            last: first + 6,
        };
        PreviousPeriod::of(DATES, days, &facts).unwrap().is_recorded
    };
    assert!(is_recorded(first + 7));
    assert!(!is_recorded(first + 6));
}

/// The local time up to which the previous period counts, if the clocks go back by an hour
/// at 03:00 on 2025-10-26, and `end` is the last known second.
fn until_in_autumn(end: DateTime) -> (i32, DateTime) {
    let change = civil_second(date(2025, 10, 26).at(1, 0, 0, 0));
    let zone = ZoneOffsets {
        before_s: 7200,
        changes: vec![(change, 3600)],
    };
    let week = days(date(2025, 10, 20), date(2025, 10, 26));
    let before = PreviousPeriod::of(DATES, week, &facts(end, end, &zone)).unwrap();
    let day = before.until_local_s.div_euclid(DAY_S) as i32;
    let second = before.until_local_s.rem_euclid(DAY_S);
    let until = date_of_day(day).at(0, 0, 0, 0);
    let until = until
        .checked_add(jiff::Span::new().seconds(second))
        .unwrap();
    (before.last, until)
}

#[test]
fn a_clock_that_has_gone_back_counts_up_to_the_latest_time_that_it_showed() {
    let utc = |hour, minute| date(2025, 10, 26).at(hour, minute, 0, 0);
    let sunday = date(2025, 10, 19);
    let last = day_number(sunday);
    // 02:50, for the first time.
    let first_time = until_in_autumn(utc(0, 50));
    assert_eq!(first_time, (last, sunday.at(2, 50, 0, 0)));
    // 02:10, for the second time: everything before three o'clock is over.
    let second_time = until_in_autumn(utc(1, 10));
    assert_eq!(second_time, (last, sunday.at(2, 59, 59, 0)));
    let afterwards = until_in_autumn(utc(2, 1));
    assert_eq!(afterwards, (last, sunday.at(3, 1, 0, 0)));
}

#[test]
fn a_clock_that_has_gone_back_over_midnight_counts_to_the_day_that_it_showed() {
    // 00:30 becomes 23:30 of the previous evening.
    let change = civil_second(date(2025, 8, 29).at(0, 30, 0, 0));
    let zone = ZoneOffsets {
        before_s: 0,
        changes: vec![(change, -3600)],
    };
    let end = date(2025, 8, 29).at(0, 40, 0, 0);
    let week = days(date(2025, 8, 23), date(2025, 8, 29));
    let before = PreviousPeriod::of(Range::Last7Days, week, &facts(end, end, &zone)).unwrap();
    assert_eq!(before.last, day_number(date(2025, 8, 22)));
    let until = date(2025, 8, 22).at(0, 29, 59, 0);
    assert_eq!(before.until_local_s, civil_second(until));
}

#[test]
fn a_clock_that_goes_forward_counts_to_the_same_time_of_the_day() {
    let change = civil_second(date(2025, 3, 30).at(1, 0, 0, 0));
    let zone = ZoneOffsets {
        before_s: 3600,
        changes: vec![(change, 7200)],
    };
    let end = date(2025, 3, 30).at(1, 5, 0, 0);
    let week = days(date(2025, 3, 24), date(2025, 3, 30));
    let before = PreviousPeriod::of(DATES, week, &facts(end, end, &zone)).unwrap();
    let until = date(2025, 3, 23).at(3, 5, 0, 0);
    assert_eq!(before.until_local_s, civil_second(until));
}

#[test]
fn days_at_the_limits_of_i32_do_not_overflow() {
    let zone = utc();
    let far = PeriodFacts {
        now: Second(i64::MAX),
        through: Second(i64::MAX),
        first_day: i32::MIN,
        zone: &zone,
    };
    let of = |first: i32, last: i32| PreviousPeriod::of(DATES, Days { first, last }, &far);
    assert_eq!(of(i32::MIN, i32::MAX), None);
    assert_eq!(of(i32::MIN, i32::MIN), None);
    assert_eq!(of(i32::MIN + 6, i32::MIN + 6), None);
    assert_eq!(of(0, i32::MAX), None);
    let before = of(i32::MIN + 7, i32::MIN + 13).unwrap();
    assert_eq!((before.first, before.last), (i32::MIN, i32::MIN + 6));
    assert!(before.is_recorded);
    let before = of(i32::MAX, i32::MAX).unwrap();
    assert_eq!((before.first, before.shift_days), (i32::MAX - 7, 7));
    // 2^30 days are not a multiple of seven; with six more they are.
    let half = of(0, (1 << 30) - 1).unwrap();
    assert_eq!(half.shift_days, 1_073_741_830);
    let long_ago = PeriodFacts {
        now: Second(i64::MIN),
        ..far
    };
    let all = Days {
        first: i32::MIN,
        last: i32::MAX,
    };
    assert_eq!(PreviousPeriod::of(DATES, all, &long_ago), None);
}

fn range() -> impl Strategy<Value = Range> {
    let mut ranges = Range::PRESETS.to_vec();
    ranges.retain(|range| *range != Range::All);
    ranges.push(DATES);
    prop::sample::select(ranges)
}

proptest! {
    #![proptest_config(cases(4000))]

    #[test]
    fn the_previous_period_has_the_same_length_and_is_whole_weeks_apart(
        (clock, through) in clock().prop_flat_map(|clock| {
            let times = times(&clock);
            (Just(clock), times)
        }),
        range in range(),
        (days_ago, len) in (-40..400_i32, 0..400_i32),
        first_day in 19_000..21_000_i32,
    ) {
        let facts = PeriodFacts {
            now: clock.now,
            through: Second(through),
            first_day,
            zone: &clock.zone,
        };
        let last = clock.zone.day(clock.now) - days_ago;
        let days = Days { first: last - len, last };
        let end = clock.now.0.min(through);
        // The seconds at which the clock may have shown its latest time.
        let ends = clock.zone.changes.iter().map(|(from, _)| from - 1).filter(|from| *from < end);
        let shown = ends.chain([end]).map(|at| clock.zone.local_s(Second(at)));
        let latest = shown.max().unwrap();
        let latest_day = latest.div_euclid(DAY_S) as i32;
        let known = Days { first: days.first, last: days.last.min(latest_day) };
        let Some(before) = PreviousPeriod::of(range, days, &facts) else {
            prop_assert!(known.is_empty());
            return Ok(());
        };
        prop_assert_eq!(before.shift_days % 7, 0);
        prop_assert_eq!(before.period().days.len(), known.len());
        prop_assert!(before.last < known.first, "the two do not overlap");
        prop_assert!(before.last + 7 >= known.first, "a week less would overlap");
        for (now, then) in [(known.first, before.first), (known.last, before.last)] {
            prop_assert_eq!(now - then, before.shift_days);
            prop_assert_eq!(date_of_day(now).weekday(), date_of_day(then).weekday());
        }
        if known.last == latest_day {
            let shift_s = i64::from(before.shift_days) * DAY_S;
            prop_assert_eq!(before.until_local_s, latest - shift_s);
            let until_day = before.until_local_s.div_euclid(DAY_S);
            prop_assert_eq!(until_day, i64::from(before.last));
        } else {
            prop_assert_eq!(before.until_local_s, i64::MAX);
        }
        prop_assert_eq!(before.is_recorded, first_day <= before.first);
    }

    /// Data that repeats with a period of whole weeks shows no change.
    #[test]
    fn periodic_data_is_the_same_in_both_periods(
        (clock, record, through) in clock().prop_flat_map(|mut clock| {
            clock.zone = ZoneOffsets::utc();
            let (record, through) = (record(times(&clock), 4, 30), times(&clock));
            (Just(clock), record, through)
        }),
        (days_ago, len) in (-3..60_i32, 0..60_i32),
    ) {
        let last = clock.zone.day(clock.now) - days_ago;
        let days = Days { first: last - len, last };
        let facts = PeriodFacts {
            now: clock.now,
            through: Second(through),
            first_day: 0,
            zone: &clock.zone,
        };
        let Some(before) = PreviousPeriod::of(Range::Last7Days, days, &facts) else {
            return Ok(());
        };
        let end = clock.now.0.min(through);
        let known: Vec<Fact> = record.iter().filter(|fact| fact.at <= end).cloned().collect();
        let shift_s = i64::from(before.shift_days) * DAY_S;
        let moved: Vec<Fact> = record
            .iter()
            .map(|fact| Fact { at: fact.at - shift_s, ..fact.clone() })
            .collect();
        let attempts = |record: &[Fact], period: Period| {
            let report = report_of(&frame_of(record), &View::default(), &clock.zone, period, 0);
            (report.totals.attempts, report.totals.affected_users)
        };
        prop_assert_eq!(
            attempts(&known, Period::whole(days)),
            attempts(&moved, before.period())
        );
    }

    #[test]
    fn any_days_and_any_moment_give_a_period_or_none(
        (first, last, first_day) in (any::<i32>(), any::<i32>(), any::<i32>()),
        (now, through) in (any::<i64>(), any::<i64>()),
    ) {
        let zone = ZoneOffsets { before_s: -3600, changes: vec![(0, 7200)] };
        let facts = PeriodFacts { now: Second(now), through: Second(through), first_day, zone: &zone };
        if let Some(before) = PreviousPeriod::of(DATES, Days { first, last }, &facts) {
            prop_assert!(before.first <= before.last && before.last < first);
            prop_assert_eq!(i64::from(before.first) + i64::from(before.shift_days), i64::from(first));
        }
    }
}

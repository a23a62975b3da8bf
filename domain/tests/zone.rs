//! Compares days and offsets with jiff's calendar.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod support;
mod utc;

use domain::event::Second;
use domain::zone::{ZoneLookup, ZoneOffsets, civil_second, date_of_day, day_number};
use jiff::civil::{Date, date};
use jiff::tz::Offset;
use proptest::prelude::*;

use support::cases;
use utc::Utc;

#[test]
fn every_day_of_eight_centuries_has_its_number() {
    let mut day = date(1600, 1, 1);
    let mut number = -135_140;
    assert_eq!(day_number(date(1970, 1, 1)), 0);
    while day < date(2400, 1, 1) {
        assert_eq!(day_number(day), number);
        assert_eq!(date_of_day(number), day);
        day = day.tomorrow().unwrap();
        number += 1;
    }
    assert_eq!(number, 157_054);
}

#[test]
fn the_calendar_ends_at_its_first_and_last_day() {
    for day in [Date::MIN, Date::MAX, date(0, 2, 29), date(-1, 3, 1)] {
        assert_eq!(date_of_day(day_number(day)), day);
    }
    for (beyond, end) in [
        (day_number(Date::MAX) + 1, Date::MAX),
        (i32::MAX, Date::MAX),
        (day_number(Date::MIN) - 1, Date::MIN),
        (i32::MIN, Date::MIN),
    ] {
        assert_eq!(date_of_day(beyond), end, "day {beyond}");
    }
}

/// The quarter hour of Kathmandu, the half hour of Newfoundland, and the largest offsets.
const OFFSETS_S: [i32; 7] = [0, 20_700, -12_600, 50_400, -43_200, 1, -93_599];

proptest! {
    #![proptest_config(cases(4000))]

    #[test]
    fn any_number_is_a_day(number in any::<i32>()) {
        let day = date_of_day(number);
        if day != Date::MIN && day != Date::MAX {
            prop_assert_eq!(day_number(day), number);
        }
    }

    #[test]
    fn any_date_agrees_with_jiff(year in -9998..=9998_i16, month in 1..=12_i8, day in 1..=31_i8) {
        let day = Date::new(year, month, day.min(28)).unwrap();
        let jiffs = Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap().as_second();
        prop_assert_eq!(i64::from(day_number(day)) * 86_400, jiffs);
        prop_assert_eq!(date_of_day(day_number(day)), day);
    }

    #[test]
    fn a_civil_time_is_a_second(at in -100_000_000_000..200_000_000_000_i64) {
        let civil = Offset::UTC.to_datetime(jiff::Timestamp::from_second(at).unwrap());
        prop_assert_eq!(civil_second(civil), at);
        prop_assert_eq!(Utc.second(civil, Some(civil)), Second(at));
    }

    #[test]
    fn a_local_day_is_jiffs(
        at in 0..=i64::from(u32::MAX),
        offset in prop::sample::select(&OFFSETS_S[..]),
    ) {
        let zone = ZoneOffsets { before_s: offset, changes: vec![] };
        let offset = Offset::from_seconds(offset).unwrap();
        let local = offset.to_datetime(jiff::Timestamp::from_second(at).unwrap());
        prop_assert_eq!(date_of_day(zone.day(Second(at))), local.date());
        prop_assert_eq!(zone.local_s(Second(at)), civil_second(local));
    }
}

#[test]
fn a_change_takes_effect_at_its_second() {
    let zone = ZoneOffsets {
        before_s: -12_600,
        changes: vec![(0, 3600), (100, 7200), (101, -3600)],
    };
    for (at, offset_s) in [
        (i64::MIN, -12_600),
        (-1, -12_600),
        (0, 3600),
        (99, 3600),
        (100, 7200),
        (101, -3600),
        (i64::MAX, -3600),
    ] {
        assert_eq!(zone.offset_s(Second(at)), offset_s, "at {at}");
    }
    assert_eq!(zone.day(Second(-1)), -1);
    assert_eq!(zone.local_s(Second(100)), 7300);
}

#[test]
fn the_ends_of_time_do_not_overflow() {
    for before_s in [i32::MIN, i32::MAX] {
        let zone = ZoneOffsets {
            before_s,
            changes: vec![],
        };
        for at in [i64::MIN, i64::MAX] {
            let _ = (zone.local_s(Second(at)), zone.day(Second(at)));
        }
    }
    assert_eq!(ZoneOffsets::utc().day(Second::MIN), 0);
    assert_eq!(
        date_of_day(ZoneOffsets::utc().day(Second::MAX)),
        date(2106, 2, 7)
    );
}

#[test]
fn daylight_saving_of_a_real_zone_gives_its_days() {
    // America/St_Johns in 2010: the clocks changed at 00:01.
    let zone = jiff::tz::TimeZone::get("America/St_Johns").unwrap();
    let from = zone.to_timestamp(date(2010, 1, 1).at(0, 0, 0, 0)).unwrap();
    let changes = zone
        .following(from)
        .take(2)
        .map(|change| (change.timestamp().as_second(), change.offset().seconds()))
        .collect();
    let offsets = ZoneOffsets {
        before_s: zone.to_offset(from).seconds(),
        changes,
    };
    let mut at = from.as_second();
    for _ in 0..8760 * 4 {
        let timestamp = jiff::Timestamp::from_second(at).unwrap();
        assert_eq!(
            date_of_day(offsets.day(Second(at))),
            zone.to_datetime(timestamp).date()
        );
        at += 900 - 13;
    }
}

//! Random views, moments and zones for the tests of the report.

use std::collections::BTreeSet;

use domain::event::{Second, Source};
use domain::period::Period;
use domain::search::search_text;
use domain::status::Category;
use domain::view::{FilterKey, Filters, Measure, Range, View};
use domain::zone::Days;
use domain::zone::ZoneOffsets;
use jiff::ToSpan as _;
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::sample::select;

use super::{ACCOUNTS, DEVICES, FEATURES, MODELS, PRODUCTS, SERVERS, STATUSES, USERS, VERSIONS};

const HOUR_S: i64 = 3600;
const DAY_S: i64 = 24 * HOUR_S;

/// The moment of a report, and the zone of its days.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    pub(crate) now: Second,
    pub(crate) zone: ZoneOffsets,
}

/// Moments: an afternoon, the end of a leap day, the turn of a year, a month's end.
const NOWS: [i64; 5] = [
    1_756_476_300, // 2025-08-29 14:05
    1_709_249_399, // 2024-02-29 23:29:59
    1_735_689_600, // 2025-01-01 00:00:00
    1_740_787_199, // 2025-02-28 23:59:59
    1_774_000_000, // 2026-03-20 09:46:40
];

/// The zones: fixed ones, and ones that change near `now`, by an hour or by a day.
fn zones(now: i64) -> Vec<ZoneOffsets> {
    let zone = |before_s: i64, changes: &[(i64, i64)]| ZoneOffsets {
        before_s: before_s as i32,
        changes: changes
            .iter()
            .map(|&(at, offset_s)| (at, offset_s as i32))
            .collect(),
    };
    let hours = |hours: i64| hours * HOUR_S;
    let midnight = now / DAY_S * DAY_S;
    vec![
        ZoneOffsets::utc(),
        // +5:45 and −3:30: days do not start at a full hour of UTC.
        zone(hours(6) - 900, &[]),
        zone(hours(-4) + 1800, &[]),
        // Summer time that started and ended within the last quarter.
        zone(
            hours(1),
            &[
                (midnight - 60 * DAY_S + hours(1), hours(2)),
                (midnight - 6 * DAY_S + hours(1), hours(1)),
            ],
        ),
        // Clocks that go back over midnight: a minute of the next day comes first.
        zone(
            hours(-3) + 1800,
            &[(midnight - DAY_S + hours(2) + 1860, hours(-4) + 1800)],
        ),
        // A local day that is skipped, and one that occurs twice.
        zone(hours(-11), &[(midnight - 5 * DAY_S + hours(11), hours(13))]),
        zone(hours(12), &[(midnight - 2 * DAY_S + hours(5), hours(-12))]),
        // The change is in the future.
        zone(hours(9), &[(now + 1, hours(-9))]),
    ]
}

pub(crate) fn clock() -> impl Strategy<Value = Clock> {
    (select(&NOWS[..]), any::<prop::sample::Index>()).prop_map(|(now, zone)| {
        let zones = zones(now);
        Clock {
            now: Second(now),
            zone: zone.get(&zones).clone(),
        }
    })
}

/// Seconds around the ends of every range and around the changes of the zone, and a
/// few in the future.
pub(crate) fn times(clock: &Clock) -> BoxedStrategy<i64> {
    let now = clock.now.0;
    let days_ago = [0, 0, 1, 6, 7, 27, 28, 89, 90, 364, 365, 366];
    let mut marks: Vec<i64> = days_ago.iter().map(|days| now - days * DAY_S).collect();
    marks.extend(clock.zone.changes.iter().map(|(from, _)| *from));
    let near = prop_oneof![
        2 => -100_000..100_000_i64,
        1 => -4000..4000_i64,
        1 => select(&[-1_i64, 0, 1][..]),
    ];
    (select(marks), near)
        .prop_map(|(mark, near)| mark + near)
        .boxed()
}

/// The values of a key that occur, and one that does not.
fn values(key: FilterKey) -> Vec<String> {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let mut values: Vec<String> = match key {
        FilterKey::Status => STATUSES
            .iter()
            .map(|(space, code, ..)| format!("{space}:{code}"))
            .collect(),
        FilterKey::Category => Category::ALL.map(|c| c.slug().to_owned()).to_vec(),
        FilterKey::Account => names(&ACCOUNTS),
        FilterKey::Product => names(&PRODUCTS),
        FilterKey::Feature => names(&FEATURES),
        FilterKey::User => names(&USERS),
        FilterKey::Device => names(&DEVICES),
        FilterKey::Server => names(&SERVERS),
        FilterKey::Source => Source::ALL.map(|s| s.word().to_owned()).to_vec(),
        FilterKey::Model => names(&MODELS),
        FilterKey::Version => names(&VERSIONS),
    };
    values.push(String::new());
    values.push("rlm:of nothing".to_owned());
    values
}

/// Filters on a few of the `keys`, each with a few values.
pub(crate) fn filters(keys: &'static [FilterKey]) -> impl Strategy<Value = Filters> {
    let one = (select(keys), any::<bool>()).prop_flat_map(|(key, not)| {
        let values = prop::collection::btree_set(select(values(key)), 1..=3);
        (Just(key), Just(not), values)
    });
    prop::collection::vec(one, 0..=3).prop_map(|chosen: Vec<(_, _, BTreeSet<String>)>| {
        let mut filters = Filters::default();
        for (key, not, values) in chosen {
            let filter = filters.get_mut(key);
            let set = if not {
                &mut filter.not
            } else {
                &mut filter.only
            };
            set.extend(values);
        }
        filters
    })
}

fn range(now: Second) -> impl Strategy<Value = Range> {
    let now = jiff::Timestamp::from_second(now.0).unwrap();
    let today = jiff::tz::Offset::UTC.to_datetime(now).date();
    let date = move |days_ago: i32| -> Date { today.checked_sub(days_ago.days()).unwrap() };
    prop_oneof![
        select(&Range::PRESETS[..]),
        Just(Range::All),
        (-2..100, 0..40).prop_map(move |(to, days)| Range::Dates {
            from: Some(date(to + days)),
            to: Some(date(to)),
        }),
        (-2..100).prop_map(move |from| Range::Dates {
            from: Some(date(from)),
            to: None,
        }),
        (-2..100).prop_map(move |to| Range::Dates {
            from: None,
            to: Some(date(to)),
        }),
    ]
}

/// Search texts, as in a view.
const TEXTS: [&str; 10] = [
    "",
    "",
    "",
    "ö",
    "zoë Å",
    "STRASSE",
    "straße",
    "i\u{307}p",
    "_mod",
    "Λ",
];

pub(crate) fn view(clock: &Clock) -> impl Strategy<Value = View> + use<> {
    let windows = select(&[0, 1, 5, 60, 300, 3600, u32::MAX][..]);
    (
        range(clock.now),
        filters(&FilterKey::ALL),
        select(&TEXTS[..]),
        select(&Measure::ALL[..]),
        windows.clone(),
        windows,
    )
        .prop_map(|(range, filters, text, measure, w, g)| View {
            range,
            zone: "Somewhere/Else".to_owned(),
            filters,
            text: search_text(text),
            measure,
            repeat_window_s: w,
            grant_window_s: g,
        })
}

/// Some days around the moment of a clock, whole or cut off within the last one; the
/// cut may also be on another day.
pub(crate) fn period(clock: &Clock) -> impl Strategy<Value = Period> + use<> {
    let today = (clock.now.0 / DAY_S) as i32;
    let cut = prop_oneof![
        1 => Just(None),
        3 => (0..DAY_S).prop_map(Some),
        1 => (-3 * DAY_S..3 * DAY_S).prop_map(Some),
    ];
    // An attempt is often exactly at the present.
    let at_present = prop::bool::weighted(0.2);
    let now_local_s = clock.zone.local_s(clock.now);
    (-3..100_i32, 0..100_i32, cut, at_present).prop_map(
        move |(days_ago, length, cut, at_present)| {
            let last = today - days_ago;
            let days = Days {
                first: last - length,
                last,
            };
            let cut = cut.map(|second| i64::from(last) * DAY_S + second);
            let until_local_s = if at_present { Some(now_local_s) } else { cut };
            Period {
                days,
                until_local_s: until_local_s.unwrap_or(i64::MAX),
            }
        },
    )
}

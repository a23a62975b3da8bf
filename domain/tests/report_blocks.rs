//! Compares reports of frames with many blocks of rows with a recount of single attempts.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use domain::dimension::{Dimension, Names};
use domain::event::Second;
use domain::frame::{Attempt, Frame};
use domain::period::Period;
use domain::report::{Measures, report_of};
use domain::verdict::Verdict;
use domain::view::{FilterKey, View};
use domain::zone::Days;
use domain::zone::{DAY_S, ZoneOffsets};
use support::{ACCOUNTS, FEATURES, Fact, MODELS, PRODUCTS, USERS, denied, frame_of};

const DAY: i32 = 20_000;

/// Enough for several blocks a day.
const ROWS: i64 = 70_000;

/// Attempts of nine days, whose names have different patterns: runs, rare ones, and ones
/// that start late.
fn frame() -> Frame {
    let first = i64::from(DAY) * DAY_S;
    let fact = |row: i64| {
        let at = |names: usize, rhythm: i64| (row / rhythm) as usize % names;
        Fact {
            account: ACCOUNTS[at(4, 7)],
            user: USERS[at(5, 3)],
            product: PRODUCTS[at(3, 11)],
            feature: FEATURES[if row % 9001 == 0 { 3 } else { at(3, 2) }],
            model: MODELS[if row < ROWS / 2 { 1 } else { at(3, 5) }],
            status: Some(if row % 4099 == 0 { 5 } else { at(5, 13) }),
            is_final: row % 17 != 0,
            ..denied(first + row * 11)
        }
    };
    let facts: Vec<Fact> = (0..ROWS).map(fact).collect();
    frame_of(&facts)
}

/// Clocks that go forward, back, and back over midnight.
fn zone() -> ZoneOffsets {
    let at = |day: i64, hour: i64| (i64::from(DAY) + day) * DAY_S + hour * 3600;
    ZoneOffsets {
        before_s: 3600,
        changes: vec![(at(2, 1), 7200), (at(4, 1), 3600), (at(6, 0), -3600)],
    }
}

fn periods() -> Vec<Period> {
    let days = |first: i32, last: i32| {
        Period::whole(Days {
            first: DAY + first,
            last: DAY + last,
        })
    };
    let until = Period {
        until_local_s: i64::from(DAY + 5) * DAY_S + 40_000,
        ..days(-1, 5)
    };
    vec![
        days(-5, 20),
        days(0, 8),
        days(1, 1),
        days(2, 6),
        days(5, 6),
        days(30, 40),
        until,
    ]
}

/// Whether an attempt passes.
type Passes = Box<dyn Fn(&Frame, &Attempt) -> bool>;

/// Views, and whether an attempt passes each.
fn views() -> Vec<(View, Passes)> {
    let with = |filters: &[(FilterKey, bool, &str)]| {
        let mut view = View::default();
        for (key, not, value) in filters {
            let filter = view.filters.get_mut(*key);
            let values = if *not {
                &mut filter.not
            } else {
                &mut filter.only
            };
            values.insert((*value).to_owned());
        }
        view
    };
    let account = |frame: &Frame, attempt: &Attempt| {
        frame.dictionaries.names[Names::Accounts][attempt.account.index()].to_string()
    };
    let feature = |frame: &Frame, attempt: &Attempt| {
        frame.dictionaries.names[Names::Features][attempt.ids[Dimension::Feature] as usize]
            .to_string()
    };
    let user = |frame: &Frame, attempt: &Attempt| {
        frame.dictionaries.names[Names::Users][attempt.ids[Dimension::User] as usize].to_string()
    };
    let text = View {
        text: "o'brien".to_owned(),
        ..View::default()
    };
    vec![
        (View::default(), Box::new(|_, _| true)),
        // Few rows, many, and almost all of them pass.
        (
            with(&[(FilterKey::Feature, false, "100%_mesh")]),
            Box::new(move |frame, attempt| feature(frame, attempt) == "100%_mesh"),
        ),
        (
            with(&[(FilterKey::Account, true, "Nordlicht AG")]),
            Box::new(move |frame, attempt| account(frame, attempt) != "Nordlicht AG"),
        ),
        (
            with(&[
                (FilterKey::Feature, true, "100%_mesh"),
                (FilterKey::User, true, "İpek"),
            ]),
            Box::new(move |frame, attempt| {
                feature(frame, attempt) != "100%_mesh" && user(frame, attempt) != "İpek"
            }),
        ),
        (
            text,
            Box::new(move |frame, attempt| user(frame, attempt) == "o'brien+1"),
        ),
    ]
}

/// The measures by a property of attempts, for the attempts of a period that pass.
fn recount(
    frame: &Frame,
    (view, passes): &(View, Passes),
    period: Period,
    key: impl Fn(&Attempt) -> u32,
) -> BTreeMap<u32, Measures> {
    let zone = zone();
    let mut users: BTreeMap<u32, BTreeSet<(u32, u32)>> = BTreeMap::new();
    let mut by_key: BTreeMap<u32, Measures> = BTreeMap::new();
    for attempt in (0..frame.len()).map(|row| frame.attempt(row).unwrap()) {
        let day = zone.day(attempt.at);
        let is_within =
            period.days.contains(day) && zone.local_s(Second(attempt.at.0)) <= period.until_local_s;
        if !is_within || !passes(frame, &attempt) {
            continue;
        }
        let key = key(&attempt);
        let measures = by_key.entry(key).or_default();
        measures.attempts += 1;
        let verdict = Verdict::of(
            view,
            attempt.is_final,
            attempt.next_repeat_s,
            attempt.next_grant_s,
        );
        measures.true_denials += u64::from(verdict == Verdict::True);
        if !frame.dictionaries.names[Names::Users][attempt.ids[Dimension::User] as usize].is_empty()
        {
            let users = users.entry(key).or_default();
            users.insert((attempt.account.0, attempt.ids[Dimension::User]));
            measures.affected_users = users.len() as u64;
        }
    }
    by_key
}

#[test]
fn totals_and_days_of_many_blocks_equal_a_count_of_single_attempts() {
    let frame = frame();
    let zone = zone();
    for asked in views() {
        for period in periods() {
            let report = report_of(&frame, &asked.0, &zone, period, usize::MAX);
            let totals = recount(&frame, &asked, period, |_| 0);
            let meant = totals.get(&0).copied().unwrap_or_default();
            assert_eq!(report.totals, meant, "{period:?} {:?}", asked.0);
            let days = recount(&frame, &asked, period, |attempt| {
                zone.day(attempt.at) as u32
            });
            for row in &report.by_day.rows {
                let meant = days.get(&(row.key as u32)).copied().unwrap_or_default();
                assert_eq!(row.measures, meant, "{} {period:?} {:?}", row.key, asked.0);
            }
        }
    }
}

#[test]
fn unused_dictionary_entries_take_little_memory() {
    // With a row for every pair of a product and a model, this would take tens of gigabytes.
    let words = |kind: &str| {
        (0..60_000)
            .map(|word| format!("{kind} {word}").into())
            .collect()
    };
    let mut frame = Frame::default();
    frame.dictionaries.names[Names::Products] = words("product");
    frame.dictionaries.names[Names::Models] = words("model");
    let period = Period::whole(Days { first: 0, last: 9 });
    let view = View::default();
    let report = report_of(&frame, &view, &ZoneOffsets::utc(), period, 9);
    assert_eq!(report.totals, Measures::default());
    assert_eq!(report.by[FilterKey::Product].rows_total, 0);
}

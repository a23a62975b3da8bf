//! Compares `weights` with a naive recount, for random requests, views and zones.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use domain::period::Period;
use domain::report::Row;
use domain::report::weight::{Weight, weights};
use domain::status::Category;
use domain::view::{FilterKey, Measure, View};
use domain::zone::Days;
use domain::zone::{DAY_S, ZoneOffsets};
use proptest::prelude::*;
use proptest::sample::select;

use support::naive_report::plain::{PlainRow, plain_measures};
use support::naive_report::{Ignored, Naive, NaivePeriod};
use support::views::{Clock, clock, period, times, view};
use support::{Fact, cases, denied, frame_of, record};

/// A category's slug, its accounts and its features.
type PlainWeight = (String, Vec<PlainRow>, Vec<PlainRow>);

fn plain(weight: &Weight) -> PlainWeight {
    let row = |row: &Row<String>| (vec![row.key.clone()], plain_measures(row.measures));
    (
        weight.category.clone(),
        weight.accounts.iter().map(row).collect(),
        weight.features.iter().map(row).collect(),
    )
}

/// The weights, counted by loops.
fn recount(naive: &Naive<'_>, period: Period, top: usize) -> Vec<PlainWeight> {
    let places = naive.rows_of(NaivePeriod::of(period), Ignored::Key(FilterKey::Category));
    let of_category = |category: Category| {
        let places = places.iter().copied();
        let places: Vec<usize> = places
            .filter(|&place| naive.record[place].status().3 == category)
            .collect();
        let accounts = naive.list(&places, |fact| vec![fact.account.to_owned()], top);
        let features = naive.list(&places, |fact| vec![fact.feature.to_owned()], top);
        (accounts.rows_total > 0).then(|| {
            let slug = category.slug().to_owned();
            (slug, accounts.rows, features.rows)
        })
    };
    Category::ALL.into_iter().filter_map(of_category).collect()
}

fn asked() -> impl Strategy<Value = (Clock, Vec<Fact>, View, Period)> {
    (clock(), 2_usize..=6).prop_flat_map(|(clock, names)| {
        let record = record(times(&clock), names, 60);
        let (view, period) = (view(&clock), period(&clock));
        (Just(clock), record, view, period)
    })
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn the_weights_equal_a_recount(
        (clock, record, view, period) in asked(),
        top in select(&[1, 2, 100][..]),
    ) {
        let found = weights(&frame_of(&record), &view, &clock.zone, period, top);
        let naive = Naive::of_all(&record, &view, &clock);
        let meant = recount(&naive, period, top);
        prop_assert_eq!(found.iter().map(plain).collect::<Vec<_>>(), meant);
    }
}

const DAY: i32 = 20_000;

fn weights_of(record: &[Fact], view: &View, top: usize) -> Vec<Weight> {
    let period = Period::whole(Days {
        first: DAY,
        last: DAY,
    });
    weights(&frame_of(record), view, &ZoneOffsets::utc(), period, top)
}

fn denials(count: i64) -> Vec<Fact> {
    let first = i64::from(DAY) * DAY_S;
    (first..first + count).map(denied).collect()
}

fn row(row: &Row<String>) -> (&str, u64) {
    (&row.key, row.measures.attempts)
}

#[test]
fn the_top_rows_of_a_category_come_first() {
    let mut record = denials(6);
    record[0].account = "nordlicht ag";
    record[1].feature = "100%_mesh";
    record[2].feature = "100%_mesh";
    record[5].status = Some(3);
    let found = weights_of(&record, &View::default(), 1);
    let slugs: Vec<&str> = found.iter().map(|weight| &*weight.category).collect();
    assert_eq!(slugs, ["capacity", "expired"]);
    let accounts: Vec<_> = found[0].accounts.iter().map(row).collect();
    assert_eq!(accounts, [("Nordlicht AG", 4)]);
    let features: Vec<_> = found[0].features.iter().map(row).collect();
    assert_eq!(features, [("Ökobilanz", 3)]);
    assert_eq!(row(&found[1].accounts[0]), ("Nordlicht AG", 1));
}

#[test]
fn a_category_without_the_chosen_measure_is_left_out() {
    let mut record = denials(3);
    record[0].status = Some(3);
    record[0].user = "";
    let view = View {
        measure: Measure::AffectedUsers,
        ..View::default()
    };
    let found = weights_of(&record, &view, 9);
    let slugs: Vec<&str> = found.iter().map(|weight| &*weight.category).collect();
    assert_eq!(slugs, ["capacity"], "nobody is known of the expired one");
    assert_eq!(weights_of(&record, &View::default(), 9).len(), 2);
}

#[test]
fn one_user_of_two_features_is_one_person_of_the_category() {
    let mut record = denials(3);
    record[1].feature = "100%_mesh";
    record[2].account = "nordlicht ag";
    let view = View {
        measure: Measure::AffectedUsers,
        ..View::default()
    };
    let found = weights_of(&record, &view, 9);
    let users = |row: &Row<String>| (row.key.clone(), row.measures.affected_users);
    let users: Vec<_> = found[0].features.iter().map(users).collect();
    // The user of the first account tried both, that of the second account one.
    assert_eq!(
        users,
        [("Ökobilanz".to_owned(), 2), ("100%_mesh".to_owned(), 1)]
    );
}

#[test]
fn the_filter_on_category_is_ignored() {
    let mut record = denials(2);
    record[1].status = Some(3);
    let mut view = View::default();
    let category = view.filters.get_mut(FilterKey::Category);
    category.only.insert("expired".to_owned());
    assert_eq!(weights_of(&record, &view, 9).len(), 2);
    let account = view.filters.get_mut(FilterKey::Account);
    account.not.insert("Nordlicht AG".to_owned());
    assert_eq!(weights_of(&record, &view, 9), []);
}

//! A cut frame: its counts, and what its bytes reveal.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod slice_support;
mod support;

use std::collections::BTreeSet;

use domain::dimension::{Dimension, Names};
use domain::event::Second;
use domain::frame::{Frame, Licenses};
use domain::report::{ReportContext, report};
use domain::scope::Scope;
use domain::view::{FilterKey, View};
use domain::zone::ZoneOffsets;
use proptest::prelude::*;
use proptest::sample::subsequence;

use support::naive_report::{Naive, plain};
use support::views::{Clock, clock, filters, times, view};
use support::{
    ACCOUNTS, DEVICES, FEATURES, Fact, MODELS, PRODUCTS, SERVERS, STATUSES, USERS, VERSIONS, cases,
    denials_in_time_order, denied, frame_of, granted, in_time_order, plain_move, plain_moves,
    record, returned,
};

fn scope(clock: &Clock) -> impl Strategy<Value = Scope> + use<> {
    let accounts = subsequence(&ACCOUNTS[..], 0..=ACCOUNTS.len());
    let second = || prop::option::weighted(0.4, times_of(clock));
    let locked = prop_oneof![
        1 => Just(domain::view::Filters::default()),
        1 => filters(&FilterKey::ALL),
    ];
    (prop::option::of(accounts), second(), second(), locked).prop_map(
        |(accounts, earliest, latest, filters)| Scope {
            accounts: accounts.map(|names| names.into_iter().map(str::to_owned).collect()),
            earliest,
            latest,
            filters,
            masking: None,
        },
    )
}

fn times_of(clock: &Clock) -> impl Strategy<Value = Second> + use<> {
    times(clock).prop_map(Second)
}

fn asked() -> impl Strategy<Value = (Clock, Vec<Fact>, Scope, View)> {
    (clock(), 2_usize..=6).prop_flat_map(|(clock, names)| {
        let record = record(times(&clock), names, 50);
        let (scope, view) = (scope(&clock), view(&clock));
        (Just(clock), record, scope, view)
    })
}

/// Whether a scope's accounts and time range show a request.
fn in_bounds(scope: &Scope, fact: &Fact) -> bool {
    scope
        .accounts
        .as_ref()
        .is_none_or(|names| names.contains(fact.account))
        && scope.earliest.is_none_or(|earliest| earliest.0 <= fact.at)
        && scope.latest.is_none_or(|latest| fact.at <= latest.0)
}

/// The indexes of the denials that a scope shows, in time order.
fn seen(record: &[Fact], scope: &Scope) -> Vec<usize> {
    let locked = View {
        range: domain::view::Range::All,
        filters: scope.filters.clone(),
        ..View::default()
    };
    let clock = Clock {
        now: Second(0),
        zone: ZoneOffsets::utc(),
    };
    let mut places = Naive::of_all(record, &locked, &clock).rows(None);
    places.retain(|&place| in_bounds(scope, &record[place]));
    places
}

/// Every name and description of some requests.
fn names<'a>(facts: impl IntoIterator<Item = &'a Fact>) -> BTreeSet<&'static str> {
    let mut names = BTreeSet::new();
    for fact in facts {
        names.extend([fact.account, fact.server, fact.user, fact.device]);
        names.extend([fact.product, fact.feature, fact.model]);
        if fact.is_denied() {
            names.extend([fact.version, fact.status().2]);
        }
    }
    names
}

/// The names that occur in some bytes, without the empty one.
fn names_in(bytes: &[u8]) -> BTreeSet<&'static str> {
    let pools: [&[&'static str]; 8] = [
        &ACCOUNTS, &SERVERS, &USERS, &DEVICES, &PRODUCTS, &FEATURES, &VERSIONS, &MODELS,
    ];
    let descriptions = STATUSES.iter().map(|status| status.2);
    let all = pools.into_iter().flatten().copied().chain(descriptions);
    let stands = |name: &&str| {
        bytes
            .windows(name.len())
            .any(|part| part == name.as_bytes())
    };
    all.filter(|name| !name.is_empty()).filter(stands).collect()
}

fn dictionary_names(frame: &Frame) -> BTreeSet<&str> {
    let words = &frame.dictionaries;
    let lists = [
        &words.names[Names::Accounts],
        &words.names[Names::Users],
        &words.names[Names::Devices],
        &words.names[Names::Products],
        &words.names[Names::Features],
        &words.names[Names::Versions],
        &words.names[Names::Models],
    ];
    let mut names: BTreeSet<&str> = lists.into_iter().flatten().map(|name| &**name).collect();
    names.extend(words.servers.iter().map(|server| &*server.name));
    names.extend(words.statuses.iter().map(|status| &*status.description));
    names
}

proptest! {
    #![proptest_config(cases(1200))]

    #[test]
    fn a_report_of_a_cut_equals_a_recount_of_what_the_scope_shows(
        (clock, record, scope, view) in asked(),
    ) {
        let context = ReportContext { now: clock.now, zone: &clock.zone };
        let cut = frame_of(&record).cut(&scope);
        let naive = Naive { record: &record, seen: seen(&record, &scope), view: &view, clock: &clock };
        let meant = naive.report(5);
        prop_assert_eq!(&plain(&report(&cut, &view, &context, 5)), &meant);
        let bare = cut.without_grants();
        prop_assert_eq!(plain(&report(&bare, &view, &context, 5)), meant);
    }

    #[test]
    fn a_cut_contains_no_name_from_outside_its_scope(
        (_, record, scope, _) in asked(),
    ) {
        let cut = frame_of(&record).cut(&scope);
        let places = seen(&record, &scope);
        let shown = names(places.iter().map(|&place| &record[place]));
        let moves = record.iter().filter(|fact| {
            !fact.is_denied() && scope.filters.set().next().is_none() && in_bounds(&scope, fact)
        });
        let moved = names(moves);
        prop_assert_eq!(dictionary_names(&cut), &shown | &moved);
        let bare = cut.without_grants();
        prop_assert_eq!(dictionary_names(&bare), shown.clone());
        let mut named = shown;
        named.remove("");
        prop_assert_eq!(names_in(&slice_support::whole(&bare)), named);
        // Nor a requested count or a user that is not shown.
        let counts: BTreeSet<u64> = places.iter().map(|&p| record[p].count.to_bits()).collect();
        prop_assert_eq!(bare.counts.iter().map(|c| c.to_bits()).collect::<BTreeSet<_>>(), counts);
        let persons: BTreeSet<_> = places.iter().map(|&p| (record[p].account, record[p].user)).collect();
        prop_assert_eq!(bare.persons.len(), persons.len());
    }

    #[test]
    fn a_cut_keeps_its_rows_as_they_were((_, record, scope, _) in asked()) {
        let frame = frame_of(&record);
        let cut = frame.cut(&scope);
        let all = denials_in_time_order(&record);
        let places = seen(&record, &scope);
        prop_assert_eq!(cut.len(), places.len());
        for (row, place) in places.iter().enumerate() {
            let whole = frame.attempt(all.iter().position(|p| p == place).unwrap()).unwrap();
            let kept = cut.attempt(row).unwrap();
            prop_assert_eq!((kept.at, kept.is_final), (whole.at, whole.is_final));
            prop_assert_eq!(kept.ids[Dimension::Source], whole.ids[Dimension::Source]);
            prop_assert_eq!(kept.count.to_bits(), whole.count.to_bits());
            // A gap may end at an event that the scope hides.
            prop_assert_eq!(kept.next_repeat_s, whole.next_repeat_s);
            prop_assert_eq!(kept.next_grant_s, whole.next_grant_s);
        }
        prop_assert_eq!(cut.version, frame.version);
    }

    #[test]
    fn a_cut_keeps_grants_and_returns_where_no_filter_is_locked(
        (_, record, scope, _) in asked(),
    ) {
        let cut = frame_of(&record).cut(&scope);
        let is_shown = |fact: &Fact| {
            scope.filters.set().next().is_none() && in_bounds(&scope, fact)
        };
        let meant = [Fact::is_granted, Fact::is_returned].map(|is_meant| {
            let places = in_time_order(&record, |fact| is_meant(fact) && is_shown(fact));
            places.iter().map(|&place| plain_move(&record[place])).collect::<Vec<_>>()
        });
        prop_assert_eq!(plain_moves(&cut), meant);
    }

    #[test]
    fn a_cut_of_a_cut_shows_what_both_show(
        ((clock, record, outer, view), inner) in asked().prop_flat_map(|asked| {
            let inner = scope(&asked.0);
            (Just(asked), inner)
        }),
    ) {
        let context = ReportContext { now: clock.now, zone: &clock.zone };
        let cut = frame_of(&record).cut(&outer).cut(&inner);
        let inner = seen(&record, &inner);
        let both = seen(&record, &outer).into_iter().filter(|place| inner.contains(place));
        let naive = Naive { record: &record, seen: both.collect(), view: &view, clock: &clock };
        prop_assert_eq!(plain(&report(&cut, &view, &context, 5)), naive.report(5));
    }

    #[test]
    fn a_cut_to_everything_is_the_frame_and_without_grants_has_none((_, record, ..) in asked()) {
        let frame = frame_of(&record);
        prop_assert!(Scope::all().is_all());
        // Grants and returns have no count and no version in a frame: a cut drops what only
        // they had.
        let all = frame.cut(&Scope::all());
        prop_assert_eq!(&all.cut(&Scope::all()), &all);
        prop_assert_eq!(&all.attempts.at, &frame.attempts.at);
        prop_assert_eq!(&all.grants, &frame.grants);
        prop_assert_eq!(&all.returns, &frame.returns);
        prop_assert_eq!(&all.persons, &frame.persons);
        let bare = frame.without_grants();
        prop_assert_eq!(&bare.grants, &Licenses::default());
        prop_assert_eq!(&bare.returns, &Licenses::default());
        prop_assert_eq!(&bare.attempts.at, &frame.attempts.at);
        prop_assert_eq!(&bare.attempts.next_grant_s, &frame.attempts.next_grant_s);
        prop_assert_eq!(&bare.without_grants(), &bare);
    }
}

#[test]
fn a_locked_filter_never_widens_what_accounts_allow() {
    let fact = |account| Fact {
        account,
        ..denied(1000)
    };
    let frame = frame_of(&[fact("Nordlicht AG"), fact("nordlicht ag")]);
    let own = BTreeSet::from(["Nordlicht AG".to_owned()]);
    let mut scope = Scope {
        accounts: Some(own.clone()),
        ..Scope::default()
    };
    let filter = scope.filters.get_mut(FilterKey::Account);
    filter.only.insert("nordlicht ag".to_owned());
    assert!(
        frame.cut(&scope).is_empty(),
        "an account asked for but not allowed"
    );
    let none = Scope {
        accounts: Some(BTreeSet::new()),
        ..Scope::default()
    };
    let cut = frame.cut(&none);
    assert!(
        cut.is_empty(),
        "an empty list of accounts does not mean all"
    );
    assert_eq!(dictionary_names(&cut), BTreeSet::new());
    let mut without = Scope {
        accounts: Some(own),
        ..Scope::default()
    };
    without
        .filters
        .get_mut(FilterKey::Account)
        .not
        .insert("Nordlicht AG".to_owned());
    assert!(frame.cut(&without).is_empty());
}

#[test]
fn the_bounds_of_a_scope_are_inclusive_and_may_be_anywhere() {
    let frame = frame_of(&[
        denied(0),
        denied(10),
        denied(20),
        denied(i64::from(u32::MAX)),
    ]);
    let rows = |earliest: Option<i64>, latest: Option<i64>| {
        let scope = Scope {
            earliest: earliest.map(Second),
            latest: latest.map(Second),
            ..Scope::default()
        };
        frame.cut(&scope).attempts.at
    };
    assert_eq!(rows(Some(10), Some(20)), [10, 20]);
    assert_eq!(rows(Some(11), Some(19)), [] as [u32; 0]);
    assert_eq!(rows(Some(20), Some(10)), [] as [u32; 0]);
    assert_eq!(rows(Some(i64::MIN), Some(i64::MAX)).len(), 4);
    assert_eq!(rows(None, None), [0, 10, 20, u32::MAX]);
}

#[test]
fn a_name_that_only_a_return_has_stays_outside_of_a_cut() {
    let stranger = Fact {
        account: "nordlicht ag",
        server: "hall-7",
        user: "o'brien+1",
        device: "лаптоп",
        product: "CadSuite",
        feature: "100%_mesh",
        model: "metered",
        ..returned(1000)
    };
    let strange = names([&stranger]);
    let frame = frame_of(&[granted(900), stranger, returned(1000), denied(1100)]);
    assert!(dictionary_names(&frame).is_superset(&strange));
    let own = Scope {
        accounts: Some(BTreeSet::from(["Nordlicht AG".to_owned()])),
        ..Scope::default()
    };
    let cut = frame.cut(&own);
    assert_eq!(cut.returns.at, [1000]);
    assert!(dictionary_names(&cut).is_disjoint(&strange));
    let late = Scope {
        earliest: Some(Second(1001)),
        ..Scope::default()
    };
    assert!(dictionary_names(&frame.cut(&late)).is_disjoint(&strange));
    let mut locked = Scope::default();
    let filter = locked.filters.get_mut(FilterKey::Status);
    filter.only.insert("flexnet-publisher:-4".to_owned());
    assert!(dictionary_names(&frame.cut(&locked)).is_disjoint(&strange));
    let bare = frame.without_grants();
    assert!(dictionary_names(&bare).is_disjoint(&strange));
    assert!(names_in(&slice_support::whole(&bare)).is_disjoint(&strange));
}

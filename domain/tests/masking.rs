//! A masked frame has the same counts, and its bytes contain no masked name.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod slice_support;
mod support;

use std::collections::{BTreeSet, HashMap};

use domain::dimension::Names;
use domain::frame::Frame;
use domain::report::{Measures, ReportContext, report};
use domain::scope::{Masking, MaskingKey, Scope};
use domain::search::search_text;
use domain::view::{FilterKey, View};
use domain::zone::ZoneOffsets;
use proptest::prelude::*;
use proptest::sample::subsequence;

use support::views::{Clock, clock, filters, times};
use support::{ACCOUNTS, DEVICES, Fact, STATUSES, USERS, cases, denied, frame_of, record};

fn masking() -> impl Strategy<Value = Masking> {
    let kinds = prop_oneof![Just((true, true)), Just((true, false)), Just((false, true))];
    (kinds, any::<[u8; 32]>()).prop_map(|((users, devices), key)| Masking {
        users,
        devices,
        key: MaskingKey(key),
    })
}

/// Requests, and a masking scope.
fn asked() -> impl Strategy<Value = (Clock, Vec<Fact>, Scope)> {
    (clock(), 2_usize..=6).prop_flat_map(|(clock, names)| {
        let record = record(times(&clock), names, 50);
        let accounts = subsequence(&ACCOUNTS[..], 0..=ACCOUNTS.len());
        let locked = prop_oneof![
            1 => Just(domain::view::Filters::default()),
            1 => filters(&FilterKey::ALL),
        ];
        let scope = (prop::option::of(accounts), locked, masking());
        let scope = scope.prop_map(|(accounts, filters, masking)| Scope {
            accounts: accounts.map(|names| names.into_iter().map(str::to_owned).collect()),
            filters,
            masking: Some(masking),
            ..Scope::default()
        });
        (Just(clock), record, scope)
    })
}

fn open(scope: &Scope) -> Scope {
    Scope {
        masking: None,
        ..scope.clone()
    }
}

fn stands_in(bytes: &[u8], name: &str) -> bool {
    !name.is_empty()
        && bytes
            .windows(name.len())
            .any(|part| part == name.as_bytes())
}

fn distinct(names: &[Box<str>]) -> usize {
    names.iter().collect::<BTreeSet<_>>().len()
}

/// All numbers of a frame, for a view of everything; the lists of users by their numbers
/// alone.
fn numbers(frame: &Frame, clock: &Clock) -> Vec<[u64; 3]> {
    let view = View {
        range: domain::view::Range::All,
        ..View::default()
    };
    let context = ReportContext {
        now: clock.now,
        zone: &clock.zone,
    };
    let report = report(frame, &view, &context, usize::MAX);
    let three = |measures: &Measures| {
        [
            measures.attempts,
            measures.true_denials,
            measures.affected_users,
        ]
    };
    let mut numbers = vec![three(&report.totals)];
    let users = report.by_user.rows.iter();
    let mut users: Vec<[u64; 3]> = users.map(|row| three(&row.measures)).collect();
    users.sort_unstable();
    numbers.extend(users);
    numbers
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn no_masked_name_is_in_a_masked_frame((_, record, scope) in asked()) {
        let cut = frame_of(&record).cut(&scope).without_grants();
        let masking = scope.masking.unwrap();
        let bytes = slice_support::whole(&cut);
        let words = format!("{:?}", cut.dictionaries);
        let users = if masking.users { &USERS[..] } else { &[] };
        let devices = if masking.devices { &DEVICES[..] } else { &[] };
        for name in users.iter().chain(devices) {
            prop_assert!(!stands_in(&bytes, name), "{} in the bytes", name);
            prop_assert!(name.is_empty() || !words.contains(name), "{} in the words", name);
        }
        // None of these texts is in the catalogue.
        for (_, _, text, _) in STATUSES {
            prop_assert!(!stands_in(&bytes, text));
        }
        // The key of the pseudonyms is only on the server.
        prop_assert!(!bytes.windows(32).any(|part| part == masking.key.0));
    }

    #[test]
    fn a_masked_frame_has_the_same_counts((clock, record, scope) in asked()) {
        let frame = frame_of(&record);
        let (masked, unmasked) = (frame.cut(&scope), frame.cut(&open(&scope)));
        prop_assert_eq!(numbers(&masked, &clock), numbers(&unmasked, &clock));
        prop_assert_eq!(&masked.attempts, &unmasked.attempts);
        prop_assert_eq!(&masked.grants, &unmasked.grants);
        prop_assert_eq!(&masked.returns, &unmasked.returns);
        prop_assert_eq!(&masked.persons, &unmasked.persons);
    }

    #[test]
    fn a_masked_name_is_one_name((_, record, scope) in asked()) {
        let frame = frame_of(&record);
        let (masked, unmasked) = (frame.cut(&scope), frame.cut(&open(&scope)));
        let (words, plain) = (&masked.dictionaries, &unmasked.dictionaries);
        let masking = scope.masking.clone().unwrap();
        for (names, plain, is_masked) in [
            (&words.names[Names::Users], &plain.names[Names::Users], masking.users),
            (&words.names[Names::Devices], &plain.names[Names::Devices], masking.devices),
        ] {
            prop_assert_eq!(names.len(), plain.len());
            prop_assert_eq!(distinct(names), names.len());
            for (name, plain) in names.iter().zip(plain) {
                prop_assert_eq!(name.is_empty(), plain.is_empty());
                prop_assert_eq!(name == plain, !is_masked || plain.is_empty());
            }
        }
        prop_assert_eq!(&words.names[Names::Accounts], &plain.names[Names::Accounts]);
        // A name keeps its pseudonym whatever else is in the frame.
        let alone = frame.cut(&Scope { masking: scope.masking.clone(), ..Scope::all() });
        let plain_alone = frame.cut(&Scope::all());
        let of: HashMap<_, _> = plain_alone.dictionaries.names[Names::Users].iter().zip(&alone.dictionaries.names[Names::Users]).collect();
        for (name, plain) in words.names[Names::Users].iter().zip(&plain.names[Names::Users]) {
            prop_assert_eq!(of.get(plain), Some(&name));
        }
        let statuses: BTreeSet<String> = words.statuses.iter().map(domain::frame::Status::value).collect();
        prop_assert_eq!(statuses.len(), words.statuses.len());
    }
}

#[test]
fn a_locked_filter_uses_real_names_and_a_readers_filter_pseudonyms() {
    let other = Fact {
        user: "o'brien+1",
        ..denied(2000)
    };
    let frame = frame_of(&[denied(1000), other, denied(3000)]);
    let mut scope = Scope {
        masking: Some(Masking {
            users: true,
            devices: true,
            key: MaskingKey([3; 32]),
        }),
        ..Scope::default()
    };
    scope.filters = View::parse("user=%C4%B0pek").view.filters;
    let cut = frame.cut(&scope);
    assert_eq!(cut.attempts.at, [1000, 3000]);
    let pseudonym = cut.dictionaries.names[Names::Users][0].to_string();
    let zone = ZoneOffsets::utc();
    let context = ReportContext {
        now: domain::event::Second(4000),
        zone: &zone,
    };
    let attempts = |filter: &str| {
        let mut view = View {
            range: domain::view::Range::All,
            ..View::default()
        };
        let only = &mut view.filters.get_mut(FilterKey::User).only;
        only.insert(filter.to_owned());
        report(&cut, &view, &context, 1).totals.attempts
    };
    assert_eq!(attempts(&pseudonym), 2);
    assert_eq!(attempts("İpek"), 0, "the real name finds nothing");
    let text = |text: &str| {
        let view = View {
            range: domain::view::Range::All,
            text: search_text(text),
            ..View::default()
        };
        report(&cut, &view, &context, 1).totals.attempts
    };
    assert_eq!(text("WS-08"), 0, "nor does a part of a device's name");
    assert_eq!(text(&pseudonym), 2);
}

//! Compares `usage` with a naive recount, for random requests, views, periods and zones.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use domain::event::{Second, Source};
use domain::period::Period;
use domain::search::Search;
use domain::usage::{ActiveAccount, NameCount, NameCounts, Usage, usage};
use domain::view::{FilterKey, Filters, View};
use domain::zone::Days;
use domain::zone::ZoneOffsets;
use jiff::civil::{DateTime, date};
use jiff::{ToSpan as _, Unit};
use proptest::prelude::*;
use proptest::sample::select;

use support::naive_report::local;
use support::views::{Clock, clock, filters, times, view};
use support::{Fact, cases, fact, frame_of};

/// The usage, recounted with loops.
struct Naive<'a> {
    record: &'a [Fact],
    view: &'a View,
    zone: &'a ZoneOffsets,
    period: Period,
}

impl Naive<'_> {
    fn local(&self, fact: &Fact) -> DateTime {
        local(self.zone, fact.at)
    }

    /// Whether a request is before the period's end.
    fn is_by_the_end(&self, fact: &Fact) -> bool {
        let epoch = date(1970, 1, 1);
        let local_s = self.local(fact).since((Unit::Second, epoch.at(0, 0, 0, 0)));
        let last = epoch.checked_add(self.period.days.last.days()).unwrap();
        self.local(fact).date() <= last
            && local_s.unwrap().get_seconds() <= self.period.until_local_s
    }

    fn is_within(&self, fact: &Fact) -> bool {
        let epoch = date(1970, 1, 1);
        let first = epoch.checked_add(self.period.days.first.days()).unwrap();
        self.is_by_the_end(fact) && self.local(fact).date() >= first
    }

    fn passes(&self, fact: &Fact) -> bool {
        let mut values = vec![
            (FilterKey::Account, fact.account.to_owned()),
            (FilterKey::Product, fact.product.to_owned()),
            (FilterKey::Feature, fact.feature.to_owned()),
            (FilterKey::User, fact.user.to_owned()),
            (FilterKey::Device, fact.device.to_owned()),
            (FilterKey::Server, fact.server.to_owned()),
            (FilterKey::Source, fact.source.word().to_owned()),
            (FilterKey::Model, fact.model.to_owned()),
        ];
        if fact.is_denied() {
            let (space, code, _, category) = fact.status();
            values.push((FilterKey::Status, format!("{space}:{code}")));
            values.push((FilterKey::Category, category.slug().to_owned()));
            values.push((FilterKey::Version, fact.version.to_owned()));
        }
        let filters_pass = values.iter().all(|(key, value)| {
            let filter = self.view.filters.get(*key);
            (filter.only.is_empty() || filter.only.contains(value)) && !filter.not.contains(value)
        });
        let names = [fact.user, fact.device, fact.feature, fact.account];
        let text = |name: &str| Search::of(&self.view.text).is_in(name);
        filters_pass && names.into_iter().any(text)
    }

    /// The requests of the period that pass.
    fn counted(&self) -> impl Iterator<Item = &Fact> {
        let passes = |fact: &&Fact| self.is_within(fact) && self.passes(fact);
        self.record.iter().filter(passes)
    }

    fn accounts(&self) -> Vec<ActiveAccount> {
        let mut accounts: BTreeMap<&str, ActiveAccount> = BTreeMap::new();
        for fact in self.counted() {
            let account = accounts.entry(fact.account).or_default();
            fact.account.clone_into(&mut account.account);
            match fact.status {
                Some(_) => account.denied += 1,
                None if fact.is_returned => account.returned += 1,
                None => account.granted += 1,
            }
        }
        let mut accounts: Vec<ActiveAccount> = accounts.into_values().collect();
        // The sort is stable, and the map was in the order of names.
        accounts.sort_by_key(|a| Reverse(a.granted + a.denied + a.returned));
        accounts
    }

    fn clients(&self) -> (u64, BTreeMap<&str, u64>) {
        let mut all = BTreeSet::new();
        let mut by_feature: BTreeMap<&str, BTreeSet<_>> = BTreeMap::new();
        for fact in self.counted().filter(|fact| fact.is_granted()) {
            if !(fact.user.is_empty() && fact.device.is_empty()) {
                let client = (fact.account, fact.user, fact.device);
                all.insert(client);
                by_feature.entry(fact.feature).or_default().insert(client);
            }
        }
        let counts = by_feature
            .iter()
            .map(|(name, set)| (*name, set.len() as u64));
        (all.len() as u64, counts.collect())
    }

    /// Each grant up to the end of the period, and whether it was returned: every
    /// return closes the earliest of its license that is open at the end of its second.
    fn activations(&self) -> BTreeMap<&str, u64> {
        let mut moves: Vec<&Fact> = self.record.iter().filter(|f| !f.is_denied()).collect();
        moves.retain(|fact| self.is_by_the_end(fact));
        moves.sort_by_key(|fact| fact.at);
        let mut is_back = vec![false; moves.len()];
        for back in moves.iter().filter(|fact| fact.is_returned()) {
            let license = |fact: &Fact| {
                (
                    fact.account,
                    fact.server,
                    fact.user,
                    fact.device,
                    fact.product,
                    fact.feature,
                )
            };
            let earliest = (0..moves.len()).find(|&place| {
                let grant = moves[place];
                grant.is_granted()
                    && !is_back[place]
                    && grant.at <= back.at
                    && license(grant) == license(back)
            });
            if let Some(place) = earliest {
                is_back[place] = true;
            }
        }
        let mut counts = BTreeMap::new();
        for (fact, is_back) in moves.iter().zip(is_back) {
            if fact.is_granted() && !is_back && self.passes(fact) {
                *counts.entry(fact.product).or_default() += 1;
            }
        }
        counts
    }

    fn usage(&self, top: usize) -> Usage {
        let (clients, by_feature) = self.clients();
        let products = self.activations();
        let mut accounts = self.accounts();
        let accounts_total = accounts.len() as u64;
        accounts.truncate(top);
        Usage {
            granted: self.counted().filter(|fact| fact.is_granted()).count() as u64,
            returned: self.counted().filter(|fact| fact.is_returned()).count() as u64,
            active_accounts: accounts,
            accounts_total,
            served_clients: list(clients, by_feature, top),
            activations: list(products.values().sum(), products, top),
        }
    }
}

fn list(total: u64, counts: BTreeMap<&str, u64>, top: usize) -> NameCounts {
    let mut rows: Vec<NameCount> = counts
        .into_iter()
        .map(|(name, count)| NameCount {
            name: name.to_owned(),
            count,
        })
        .collect();
    rows.sort_by_key(|row| Reverse(row.count));
    let rows_total = rows.len() as u64;
    rows.truncate(top);
    NameCounts {
        total,
        rows,
        rows_total,
    }
}

/// A request that is equally likely a grant, a return or a denial.
fn request(times: BoxedStrategy<i64>, names: usize) -> impl Strategy<Value = Fact> {
    (fact(times, names), 0..3_u8).prop_map(|(fact, outcome)| Fact {
        status: fact.status.filter(|_| outcome == 0),
        is_returned: outcome == 1,
        ..fact
    })
}

/// Days around the moment of a clock, whole or up to a second near their end.
fn period(clock: &Clock) -> impl Strategy<Value = Period> + use<> {
    let (zone, now) = (clock.zone.clone(), clock.now);
    let until = prop_oneof![Just(None), times(clock).prop_map(Some),];
    (-2..100_i32, -1..40_i32, until).prop_map(move |(ago, more, until)| {
        let last = zone.day(now) - ago;
        Period {
            days: Days {
                first: last - more,
                last,
            },
            until_local_s: until.map_or(i64::MAX, |at| zone.local_s(Second(at))),
        }
    })
}

/// A clock, requests around it, and a view and a period.
fn asked(
    times_of: fn(&Clock) -> BoxedStrategy<i64>,
    names: std::ops::RangeInclusive<usize>,
) -> impl Strategy<Value = (Clock, Vec<Fact>, View, Period)> {
    (clock(), names).prop_flat_map(move |(clock, names)| {
        let record = prop::collection::vec(request(times_of(&clock), names), 0..=60);
        let (view, period) = (view(&clock), period(&clock));
        (Just(clock), record, view, period)
    })
}

/// Few seconds, so that many grants and returns have the same one.
fn close_times(clock: &Clock) -> BoxedStrategy<i64> {
    let now = clock.now.0;
    (now - 4..=now + 4).boxed()
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn usage_equals_a_recount(
        (clock, record, view, period) in asked(times, 1..=4),
        top in select(&[0, 1, 2, 100][..]),
    ) {
        let zone = &clock.zone;
        let found = usage(&frame_of(&record), &view, zone, period, top);
        if period.days.is_empty() {
            prop_assert_eq!(found, Usage::default());
        } else {
            let naive = Naive { record: &record, view: &view, zone, period };
            prop_assert_eq!(found, naive.usage(top));
        }
    }

    #[test]
    fn returns_are_paired_whatever_the_filters_say_of_source_and_model(
        (clock, record, _, _) in asked(close_times, 1..=3),
        filters in filters(&[FilterKey::Source, FilterKey::Model, FilterKey::Status]),
        until in -5..5_i64,
    ) {
        let view = View { filters, ..View::default() };
        let zone = &clock.zone;
        let day = zone.day(clock.now);
        let period = Period {
            days: Days { first: day - 2, last: day + 2 },
            until_local_s: zone.local_s(clock.now) + until,
        };
        let naive = Naive { record: &record, view: &view, zone, period };
        let found = usage(&frame_of(&record), &view, zone, period, 9);
        prop_assert_eq!(found, naive.usage(9));
    }

    #[test]
    fn parts_of_a_source_sum_to_the_whole(
        (clock, record, _, period) in asked(close_times, 1..=3),
    ) {
        let frame = frame_of(&record);
        let of = |filters: Filters| {
            let view = View { filters, ..View::default() };
            usage(&frame, &view, &clock.zone, period, 0)
        };
        let numbers = |usage: &Usage| [usage.granted, usage.returned, usage.activations.total];
        let mut sum = [0; 3];
        for source in Source::ALL {
            let mut filters = Filters::default();
            filters.get_mut(FilterKey::Source).only.insert(source.word().to_owned());
            let part = numbers(&of(filters));
            sum = [sum[0] + part[0], sum[1] + part[1], sum[2] + part[2]];
        }
        prop_assert_eq!(sum, numbers(&of(Filters::default())));
    }
}

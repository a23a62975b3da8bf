//! The demo data is believable: its year has the shape and the stories it should.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should say so"
)]

mod seen;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::demo::{LAPSED_ACCOUNT, RAN_OUT_ACCOUNT, SEED_DEFAULT, UNRENEWED_ACCOUNT, generate};
use domain::event::{Outcome, Source};
use domain::status::Category;
use domain::zone::{DAY_S, day_number};
use jiff::civil::{Date, date};

use seen::{Name, Seen, UNTIL, YEAR, category, options, seen};

fn share(part: usize, of: usize) -> f64 {
    part as f64 / of as f64
}

#[test]
fn reasons_come_in_the_shares_of_a_usual_year() {
    for seed in [SEED_DEFAULT, 77, 1_234_567] {
        let mut counts = BTreeMap::new();
        generate(&options(60_000, seed), &mut |event| {
            if let Some(status) = event.status {
                let code = match status.code {
                    "" => status.description,
                    code => code,
                };
                *counts.entry(category(status.space, code)).or_insert(0) += 1;
            }
        });
        let total: usize = counts.values().sum();
        let percent = |categories: &[Category]| {
            let part = categories.iter().map(|category| counts[category]).sum();
            100.0 * share(part, total)
        };
        for (categories, expected) in [
            (&[Category::Capacity][..], 45.0),
            (&[Category::Expired], 25.0),
            (&[Category::NotEntitled], 15.0),
            (&[Category::Rule], 10.0),
            (&[Category::Version, Category::Other], 5.0),
        ] {
            let found = percent(categories);
            assert!((found - expected).abs() < 3.0, "{categories:?}: {found} %");
        }
        assert!(percent(&[Category::Version]) > 1.0 && percent(&[Category::Other]) > 1.0);
    }
}

#[test]
fn accounts_are_many_and_of_very_different_size() {
    let year = &*YEAR;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for event in year.iter().filter(|event| event.is_denied()) {
        *counts.entry(event.account).or_insert(0) += 1;
    }
    assert_eq!(counts.len(), 40);
    for account in [RAN_OUT_ACCOUNT, LAPSED_ACCOUNT, UNRENEWED_ACCOUNT] {
        assert!(counts.contains_key(account), "{account}");
    }
    let total: usize = counts.values().sum();
    let largest = share(*counts.values().max().unwrap(), total);
    let smallest = share(*counts.values().min().unwrap(), total);
    assert!((0.12..0.30).contains(&largest), "{largest}");
    assert!(smallest < 0.01 && smallest > 0.001, "{smallest}");
}

#[test]
fn all_sources_servers_products_and_models_occur() {
    let year = &*YEAR;
    let mut sources: BTreeMap<Source, usize> = BTreeMap::new();
    let mut servers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for event in year {
        *sources.entry(event.source).or_insert(0) += 1;
        servers
            .entry(event.account)
            .or_default()
            .insert(event.server);
    }
    assert!(
        Source::ALL
            .iter()
            .all(|source| sources[source] > year.len() / 50)
    );
    assert!(servers.values().any(|servers| servers.len() > 3));
    assert!(servers.values().any(|servers| servers.len() == 1));
    let distinct = |of: fn(&Seen) -> &str| year.iter().map(of).collect::<BTreeSet<_>>();
    assert_eq!(distinct(|event| event.product).len(), 8);
    assert_eq!(distinct(|event| event.request[2]).len(), 45);
    assert!((4..=8).contains(&distinct(|event| event.version).len()));
    let models = BTreeSet::from(["concurrent", "elastic", "metered"]);
    assert_eq!(distinct(|event| event.model), models);
}

#[test]
fn there_are_few_requests_at_night_at_weekends_and_at_the_end_of_the_year() {
    let year = &*YEAR;
    let denied: Vec<i64> = year
        .iter()
        .filter(|event| event.is_denied())
        .map(|event| event.at)
        .collect();
    // 1970-01-01 was a Thursday.
    let weekday = |at: &&i64| (at.div_euclid(DAY_S) + 3).rem_euclid(7);
    let weekend = denied.iter().filter(|at| weekday(at) >= 5).count();
    let weekend = share(weekend, denied.len());
    assert!((0.045..0.085).contains(&weekend), "{weekend}");

    let holidays =
        i64::from(day_number(date(2024, 12, 24)))..=i64::from(day_number(date(2025, 1, 1)));
    let before =
        i64::from(day_number(date(2024, 12, 3)))..=i64::from(day_number(date(2024, 12, 11)));
    let count = |days: &std::ops::RangeInclusive<i64>| {
        denied
            .iter()
            .filter(|at| days.contains(&at.div_euclid(DAY_S)))
            .count()
    };
    assert!(count(&holidays) * 3 < count(&before));

    // Every account has a night: six consecutive hours with almost no requests.
    let mut by_account: BTreeMap<Name, [usize; 24]> = BTreeMap::new();
    for event in year.iter().filter(|event| event.is_denied()) {
        let hours = by_account.entry(event.account).or_default();
        hours[(event.at.rem_euclid(DAY_S) / 3600) as usize] += 1;
    }
    let mut nights = BTreeSet::new();
    for (account, hours) in by_account {
        let six = |first: usize| {
            (first..first + 6)
                .map(|hour| hours[hour % 24])
                .sum::<usize>()
        };
        let first = (0..24).min_by_key(|&first| six(first)).unwrap();
        let quiet = share(six(first), hours.iter().sum());
        assert!(quiet < 0.05, "{account}: {quiet}");
        nights.insert(first);
    }
    assert!(nights.len() > 3, "accounts are in several zones");
}

#[test]
fn requests_grow_over_the_year() {
    let year = &*YEAR;
    let days = |from: Date, until: Date| {
        let days = i64::from(day_number(from))..i64::from(day_number(until));
        let granted = year
            .iter()
            .filter(|event| event.outcome == Outcome::Granted);
        granted
            .filter(|event| days.contains(&event.at.div_euclid(DAY_S)))
            .count()
    };
    // Eight whole weeks at either end, except quiet ones in summer.
    let first = days(date(2024, 9, 2), date(2024, 10, 28));
    let last = days(date(2025, 5, 19), date(2025, 7, 14));
    let growth = share(last, first);
    assert!((1.1..1.6).contains(&growth), "{growth}");
}

/// The attempts of an account for a reason, in 30-day months counted backward from the
/// end: the last month first.
fn months(year: &[Seen], account: &str, category: Category) -> [usize; 12] {
    let end = (i64::from(day_number(UNTIL)) + 1) * DAY_S;
    let mut months = [0; 12];
    for event in year {
        if event.account == account && event.category() == Some(category) {
            let month = (end - 1 - event.at) / (30 * DAY_S);
            if let Some(month) = months.get_mut(month as usize) {
                *month += 1;
            }
        }
    }
    months
}

#[test]
fn one_account_ran_out_of_licenses_last_month() {
    let year = &*YEAR;
    let [last, before @ ..] = months(year, RAN_OUT_ACCOUNT, Category::Capacity);
    let usual = share(before.iter().sum(), before.len());
    assert!(usual > 20.0);
    assert!(
        (7.0..14.0).contains(&(last as f64 / usual)),
        "{last} {before:?}"
    );
}

#[test]
fn one_account_missed_a_renewal_and_one_let_its_maintenance_lapse() {
    let year = &*YEAR;
    let [last, previous, _, earlier @ ..] = months(year, UNRENEWED_ACCOUNT, Category::Expired);
    assert!(earlier.iter().all(|&month| month * 5 < last.min(previous)));
    let months = months(year, LAPSED_ACCOUNT, Category::Version);
    assert!(months[..3].iter().all(|&month| month > 50));
    assert!(months[6..].iter().all(|&month| month < 10));

    // Expired or uncovered features are not granted either.
    let granted = |account: &str| {
        let days = i64::from(day_number(UNTIL)) - 60;
        year.iter()
            .filter(move |event| event.outcome == Outcome::Granted)
            .filter(|event| event.account == account)
            .filter(move |event| event.at.div_euclid(DAY_S) > days)
            .collect::<Vec<_>>()
    };
    let expired: BTreeSet<&str> = year
        .iter()
        .filter(|event| event.account == UNRENEWED_ACCOUNT && event.at / DAY_S > 20_300)
        .filter(|event| event.category() == Some(Category::Expired))
        .map(|event| event.product)
        .collect();
    assert_eq!(expired.len(), 1);
    let served = granted(UNRENEWED_ACCOUNT);
    assert!(served.len() > 100);
    assert!(served.iter().all(|event| !expired.contains(event.product)));
    let served = granted(LAPSED_ACCOUNT);
    assert!(served.iter().all(|event| event.version < "2025.2"));
}

#[test]
fn two_servers_were_down_for_some_hours() {
    // Faults by account and six-hour period.
    let mut spells: BTreeMap<Name, BTreeMap<i64, usize>> = BTreeMap::new();
    for event in YEAR.iter() {
        if event.category() == Some(Category::Other) {
            let spells = spells.entry(event.account).or_default();
            *spells.entry(event.at / (6 * 3600)).or_insert(0) += 1;
        }
    }
    let down = spells.values().filter(|spells| {
        let worst = spells.values().max().copied().unwrap_or_default();
        let faults: usize = spells.values().sum();
        worst >= 20 && worst * 20 > faults
    });
    assert_eq!(down.count(), 2);
}

#[test]
fn denials_are_retried_and_some_are_granted_in_the_end() {
    let year = &*YEAR;
    let mut next_repeat: HashMap<_, i64> = HashMap::new();
    let mut next_grant: HashMap<_, i64> = HashMap::new();
    let (mut attempts, mut repeated, mut granted, mut not_final, mut true_denials) =
        (0, 0, 0, 0, 0);
    // Backward, so that the events after an attempt are known.
    for event in year.iter().rev() {
        let request = (event.account, event.request);
        if event.outcome == Outcome::Granted {
            next_grant.insert(request, event.at);
        }
        let Some(status) = event.status else {
            continue;
        };
        let near = |next: Option<i64>| next.is_some_and(|next| next - event.at <= 300);
        attempts += 1;
        if !event.is_final {
            not_final += 1;
            continue;
        }
        let is_repeated = near(next_repeat.insert((request, status), event.at));
        let is_granted = near(next_grant.get(&request).copied());
        repeated += usize::from(is_repeated);
        granted += usize::from(!is_repeated && is_granted);
        true_denials += usize::from(!is_repeated && !is_granted);
    }
    let shares = [repeated, granted, not_final, true_denials].map(|part| share(part, attempts));
    let runs_granted = share(granted, granted + true_denials);
    assert!((0.35..0.50).contains(&shares[3]), "{shares:?}");
    assert!((0.12..0.28).contains(&runs_granted), "{runs_granted}");
    assert!(shares[2] > 0.01 && shares[2] < 0.10, "{shares:?}");
}

#[test]
fn servers_of_a_kind_are_tried_one_after_another() {
    let year = seen(&options(50_000, 1));
    let answered = year.iter().enumerate().filter(|(_, event)| {
        !event.is_final && event.status.is_some_and(|(space, _)| space == "rlm")
    });
    let mut pairs = 0;
    for (place, first) in answered {
        let answer = year[place + 1..]
            .iter()
            .take_while(|event| event.at <= first.at + 3)
            .find(|event| event.request == first.request && event.account == first.account);
        let answer = answer.expect("another server answers within seconds");
        assert_ne!(answer.server, first.server);
        assert!(answer.is_final);
        pairs += 1;
    }
    assert!(pairs > 200, "{pairs}");
}

#[test]
fn most_requests_are_granted_and_licenses_are_returned() {
    let year = &*YEAR;
    let count = |outcome| year.iter().filter(|event| event.outcome == outcome).count();
    let [denied, granted, returned] = Outcome::ALL.map(count);
    let rate = share(denied, denied + granted);
    assert!((0.25..0.35).contains(&rate), "{rate}");
    assert!((1.5..2.3).contains(&share(returned, denied)));

    // There are never more returns than grants, and some licenses are out at the end.
    let mut out: HashMap<_, i64> = HashMap::new();
    for event in year.iter().filter(|event| event.model == "concurrent") {
        let holder = (event.account, event.server, event.request, event.version);
        match event.outcome {
            Outcome::Denied => {}
            Outcome::Granted => *out.entry(holder).or_insert(0) += 1,
            Outcome::Returned => {
                let left = out.get_mut(&holder).expect("granted before");
                *left -= 1;
                assert!(*left >= 0);
            }
        }
    }
    assert!(out.values().sum::<i64>() > 0);
}

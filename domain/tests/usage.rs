//! Usage by hand: open grants, served clients, and the effect of filters and periods.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use domain::event::{Second, Source};
use domain::period::Period;
use domain::usage::{ActiveAccount, Counted, CountedList, Usage, usage};
use domain::view::{FilterKey, View};
use domain::zone::Days;
use domain::zone::ZoneOffsets;

use support::{Fact, denied, frame_of, granted, returned};

/// 2025-08-29T00:00:00Z.
const MIDNIGHT: i64 = 1_756_425_600;

/// The day that starts then.
fn that_day() -> Period {
    let day = ZoneOffsets::utc().day(Second(MIDNIGHT));
    Period::whole(Days {
        first: day,
        last: day,
    })
}

/// The usage of that day in UTC.
fn usage_of(record: &[Fact], view: &View) -> Usage {
    usage(
        &frame_of(record),
        view,
        &ZoneOffsets::utc(),
        that_day(),
        100,
    )
}

/// The number of grants that are not returned by the end of that day.
fn active(record: &[Fact]) -> u64 {
    usage_of(record, &View::default()).activations.total
}

fn only(key: FilterKey, value: &str) -> View {
    let mut view = View::default();
    view.filters.get_mut(key).only.insert(value.to_owned());
    view
}

#[test]
fn a_return_without_a_grant_changes_nothing() {
    let lost = [returned(MIDNIGHT), returned(MIDNIGHT + 1)];
    assert_eq!(active(&lost), 0);
    // Its grant is from before the start of the log; the next one is out.
    let [a, b] = lost.clone();
    assert_eq!(active(&[a, b, granted(MIDNIGHT + 2)]), 1);
    let usage = usage_of(&lost, &View::default());
    assert_eq!((usage.granted, usage.returned), (0, 2));
    assert!(usage.activations.rows.is_empty());
}

#[test]
fn a_license_that_was_granted_twice_is_out_until_it_was_returned_twice() {
    let (first, second) = (granted(MIDNIGHT), granted(MIDNIGHT + 10));
    let back = |seconds: i64| returned(MIDNIGHT + seconds);
    assert_eq!(active(&[first.clone(), second.clone()]), 2);
    assert_eq!(active(&[first.clone(), second.clone(), back(20)]), 1);
    assert_eq!(
        active(&[first.clone(), second.clone(), back(20), back(30)]),
        0
    );
    assert_eq!(active(&[first, second, back(5), back(30)]), 0);
}

#[test]
fn a_return_only_closes_a_grant_of_the_same_license() {
    let changes: [fn(&mut Fact); 6] = [
        |fact| fact.account = "nordlicht ag",
        |fact| fact.server = "hall-7",
        |fact| fact.user = "",
        |fact| fact.device = "",
        |fact| fact.product = "CadSuite",
        |fact| fact.feature = "solid_MODEL",
    ];
    for change in changes {
        let mut other = returned(MIDNIGHT + 1);
        change(&mut other);
        assert_eq!(active(&[granted(MIDNIGHT), other]), 1);
    }
    let mut same = returned(MIDNIGHT + 1);
    (same.source, same.model) = (Source::Cls, "metered");
    (same.version, same.count) = ("", 9.0);
    assert_eq!(active(&[granted(MIDNIGHT), same]), 0);
}

#[test]
fn within_one_second_a_grant_comes_before_a_return() {
    let (out, back) = (granted(MIDNIGHT), returned(MIDNIGHT));
    assert_eq!(active(&[out.clone(), back.clone()]), 0);
    assert_eq!(active(&[back.clone(), out.clone()]), 0);
    // Here the earlier grant is closed, and the new one stays open.
    assert_eq!(active(&[granted(MIDNIGHT - 9), back, out]), 1);
}

#[test]
fn activations_count_from_the_first_event_to_the_end_of_the_period() {
    let day_s = 86_400;
    let long_ago = granted(MIDNIGHT - 1000 * day_s);
    assert_eq!(active(std::slice::from_ref(&long_ago)), 1);
    let next_day = MIDNIGHT + day_s;
    assert_eq!(active(&[long_ago.clone(), returned(next_day - 1)]), 0);
    assert_eq!(active(&[long_ago.clone(), returned(next_day)]), 1);
    assert_eq!(active(&[granted(next_day)]), 0);
    let usage = usage_of(&[long_ago, returned(next_day)], &View::default());
    assert_eq!((usage.granted, usage.returned), (0, 0));
    assert_eq!(usage.accounts_total, 0);
    assert_eq!(usage.served_clients, CountedList::default());
}

#[test]
fn a_filter_on_source_or_model_does_not_move_a_return_to_another_grant() {
    let (mut first, second) = (granted(MIDNIGHT), granted(MIDNIGHT + 10));
    (first.source, first.model) = (Source::Cls, "metered");
    // The first one was returned, although the return has the source and model of the second one.
    let record = [first, second, returned(MIDNIGHT + 20)];
    let activations = |view: &View| usage_of(&record, view).activations.total;
    for (key, first, second) in [
        (FilterKey::Source, "cls", "local"),
        (FilterKey::Model, "metered", "concurrent"),
    ] {
        assert_eq!(activations(&only(key, first)), 0);
        assert_eq!(activations(&only(key, second)), 1);
        let usage = usage_of(&record, &only(key, second));
        assert_eq!((usage.granted, usage.returned), (1, 1));
        let usage = usage_of(&record, &only(key, first));
        assert_eq!((usage.granted, usage.returned), (1, 0));
    }
}

#[test]
fn status_category_and_version_only_filter_denials() {
    let mut other = denied(MIDNIGHT);
    (other.status, other.version) = (Some(3), "v2023.12");
    let record = [
        denied(MIDNIGHT),
        denied(MIDNIGHT),
        other,
        granted(MIDNIGHT),
        granted(MIDNIGHT + 1),
        returned(MIDNIGHT + 2),
    ];
    for view in [
        only(FilterKey::Status, "flexnet-publisher:-4"),
        only(FilterKey::Category, "capacity"),
        only(FilterKey::Version, "7.1-beta"),
    ] {
        let usage = usage_of(&record, &view);
        let account = ActiveAccount {
            account: "Nordlicht AG".to_owned(),
            granted: 2,
            denied: 2,
            returned: 1,
        };
        assert_eq!(account.events(), 5);
        assert_eq!(usage.active_accounts, [account]);
        assert_eq!(usage.activations.total, 1);
        assert_eq!(usage.served_clients.total, 1);
    }
}

#[test]
fn a_client_is_a_known_user_or_device_of_one_account() {
    let on = |account: &'static str, user: &'static str, device: &'static str| Fact {
        account,
        user,
        device,
        ..granted(MIDNIGHT)
    };
    let elsewhere = Fact {
        feature: "solid_MODEL",
        ..on("Nordlicht AG", "İpek", "")
    };
    let record = [
        on("Nordlicht AG", "İpek", ""),
        on("Nordlicht AG", "İpek", ""),
        on("Nordlicht AG", "", "WS-0815"),
        on("Nordlicht AG", "", ""),
        on("nordlicht ag", "İpek", ""),
        elsewhere,
        // A denied client was not served.
        denied(MIDNIGHT),
    ];
    let usage = usage_of(&record, &View::default());
    assert_eq!(usage.granted, 6);
    let row = |name: &str, count| Counted {
        name: name.to_owned(),
        count,
    };
    let clients = CountedList {
        total: 3,
        rows: vec![row("Ökobilanz", 3), row("solid_MODEL", 1)],
        rows_total: 2,
    };
    assert_eq!(usage.served_clients, clients);
    assert_eq!(
        usage.activations.total, 6,
        "the license of an unknown user is out too"
    );
}

#[test]
fn a_period_may_end_within_its_last_day() {
    let zone = ZoneOffsets {
        before_s: 3600,
        changes: Vec::new(),
    };
    let noon = MIDNIGHT + 12 * 3600;
    let record = [
        granted(noon - 3600),
        denied(noon - 3600),
        granted(noon - 3599),
        denied(noon - 3599),
        returned(noon - 3599),
    ];
    let period = Period {
        until_local_s: noon,
        ..that_day()
    };
    let usage = usage(&frame_of(&record), &View::default(), &zone, period, 9);
    let account = &usage.active_accounts[0];
    assert_eq!(
        (account.granted, account.denied, account.returned),
        (1, 1, 0)
    );
    assert_eq!(usage.activations.total, 1);
    assert_eq!(usage.served_clients.total, 1);
}

#[test]
fn accounts_are_sorted_by_events_and_then_by_name() {
    let of = |account: &'static str, fact: Fact| Fact { account, ..fact };
    let record = [
        of("nordlicht ag", denied(MIDNIGHT)),
        of("Ωmega Κατασκευή", returned(MIDNIGHT)),
        of("Ωmega Κατασκευή", granted(MIDNIGHT)),
        of("Nordlicht AG", granted(MIDNIGHT)),
    ];
    let of_top = |top| {
        let zone = ZoneOffsets::utc();
        let usage = usage(&frame_of(&record), &View::default(), &zone, that_day(), top);
        let names = usage.active_accounts.iter().map(|row| row.account.clone());
        (
            names.collect::<Vec<_>>(),
            usage.accounts_total,
            usage.granted,
        )
    };
    let names = ["Ωmega Κατασκευή", "Nordlicht AG", "nordlicht ag"].map(str::to_owned);
    assert_eq!(of_top(9), (names.to_vec(), 3, 2));
    assert_eq!(of_top(1), (names[..1].to_vec(), 3, 2));
    assert_eq!(of_top(0), (Vec::new(), 3, 2));
}

#[test]
fn a_period_without_days_has_no_usage() {
    let record = [granted(MIDNIGHT), denied(MIDNIGHT)];
    let zone = ZoneOffsets::utc();
    let none = Period::whole(Days::NONE);
    let found = usage(&frame_of(&record), &View::default(), &zone, none, 9);
    assert_eq!(found, Usage::default());
    let always = Period::whole(Days {
        first: i32::MIN,
        last: i32::MAX,
    });
    let found = usage(&frame_of(&record), &View::default(), &zone, always, 9);
    assert_eq!((found.granted, found.activations.total), (1, 1));
}

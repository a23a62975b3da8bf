//! Lists compared with those of the previous period, and the effect of single filters.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use domain::period::Period;
use domain::report::{FilterEffect, List, Measures, Report, Row, report_of};
use domain::view::{FilterKey, Measure, View};
use domain::zone::Days;
use domain::zone::{DAY_S, ZoneOffsets};

use support::{Fact, denied, frame_of};

const DAY: i32 = 20_000;

fn at(day: i32, second: i64) -> i64 {
    i64::from(day) * DAY_S + second
}

fn report_of_day(record: &[Fact], view: &View, day: i32, top: usize) -> Report {
    let period = Period::whole(Days {
        first: day,
        last: day,
    });
    let frame = frame_of(record);
    report_of(&frame, view, &ZoneOffsets::utc(), period, top)
}

fn before<K: Clone>(list: &List<K>) -> Vec<(K, Option<u64>)> {
    let row = |row: &Row<K>| (row.key.clone(), row.before.map(|before| before.attempts));
    list.rows.iter().map(row).collect()
}

#[test]
fn each_row_has_the_measures_of_its_key_in_the_previous_period() {
    let record: Vec<Fact> = [
        (at(DAY, 1), "100%_mesh"),
        (at(DAY, 2), "Ökobilanz"),
        (at(DAY + 7, 1), "Ökobilanz"),
        (at(DAY + 7, 2), "Ökobilanz"),
        (at(DAY + 7, 3), "solid_MODEL"),
        (at(DAY + 7, 4), "SOLID_model"),
    ]
    .map(|(at, feature)| Fact {
        feature,
        ..denied(at)
    })
    .into();
    let view = View::default();
    let mut report = report_of_day(&record, &view, DAY + 7, usize::MAX);
    assert!(
        report.by[FilterKey::Feature]
            .rows
            .iter()
            .all(|row| row.before.is_none())
    );
    let unlike = report.clone();
    let whole = report_of_day(&record, &view, DAY, usize::MAX);
    report.by[FilterKey::Feature].compare(&whole.by[FilterKey::Feature]);
    let word = |word: &str| word.to_owned();
    assert_eq!(
        before(&report.by[FilterKey::Feature]),
        [
            (word("Ökobilanz"), Some(1)),
            (word("SOLID_model"), Some(0)),
            (word("solid_MODEL"), Some(0)),
            // It went down to zero.
            (word("100%_mesh"), Some(1)),
        ]
    );
    let gone = report.by[FilterKey::Feature].rows.last().unwrap();
    assert_eq!(gone.measures, Measures::default());
    report.by_status.compare(&whole.by_status);
    assert_eq!(report.by_status.rows[0].before.unwrap().attempts, 2);
    report.by_user.compare(&List::default());
    let none = report.by_user.rows[0].before;
    assert_eq!(none, Some(Measures::default()));
    // Nothing else of a list changes.
    assert_eq!(
        report.by[FilterKey::Feature].totals,
        unlike.by[FilterKey::Feature].totals
    );
    assert_eq!(report.by[FilterKey::Feature].rows_total, 4);
}

/// The attempts of a day, of three accounts and two server names.
fn accounts() -> Vec<Fact> {
    let of = |at, account, server| Fact {
        account,
        server,
        ..denied(at)
    };
    vec![
        of(at(DAY, 1), "Nordlicht AG", "default"),
        of(at(DAY, 2), "Nordlicht AG", "hall-7"),
        of(at(DAY, 3), "nordlicht ag", "hall-7"),
        of(at(DAY, 4), "", "default"),
        of(at(DAY + 1, 5), "Ωmega Κατασκευή", "default"),
    ]
}

#[test]
fn a_server_name_counts_its_servers_in_every_account() {
    let view = View {
        measure: Measure::AffectedUsers,
        ..View::default()
    };
    let report = report_of_day(&accounts(), &view, DAY, 9);
    let rows = |list: &List<String>| -> Vec<(String, u64)> {
        let row = |row: &Row<String>| (row.key.clone(), row.measures.affected_users);
        list.rows.iter().map(row).collect()
    };
    let meant = [("default".to_owned(), 2), ("hall-7".to_owned(), 2)];
    assert_eq!(rows(&report.by[FilterKey::Server]), meant);
    // One user tried both servers of an account.
    assert_eq!(report.by[FilterKey::Server].totals.affected_users, 3);
    assert_eq!(report.by_server.rows.len(), 4);
}

#[test]
fn an_account_is_hit_by_an_attempt_that_passes_every_filter() {
    let mut view = View::default();
    assert_eq!(report_of_day(&accounts(), &view, DAY, 0).accounts_hit, 3);
    assert_eq!(
        report_of_day(&accounts(), &view, DAY + 2, 0).accounts_hit,
        0
    );
    let server = view.filters.get_mut(FilterKey::Server);
    server.only.insert("hall-7".to_owned());
    assert_eq!(report_of_day(&accounts(), &view, DAY, 0).accounts_hit, 2);
    let account = view.filters.get_mut(FilterKey::Account);
    account.not.insert("nordlicht ag".to_owned());
    assert_eq!(report_of_day(&accounts(), &view, DAY, 0).accounts_hit, 1);
}

#[test]
fn each_filter_has_the_number_of_attempts_without_it() {
    let mut view = View::default();
    assert_eq!(report_of_day(&accounts(), &view, DAY, 9).without, []);
    "omega".clone_into(&mut view.text);
    let server = view.filters.get_mut(FilterKey::Server);
    server.not.insert("hall-7".to_owned());
    let account = view.filters.get_mut(FilterKey::Account);
    account.only.insert("Nordlicht AG".to_owned());
    let without = |view: &View| report_of_day(&accounts(), view, DAY, 9).without;
    let entry = |key, attempts| FilterEffect { key, attempts };
    let none = [
        entry(Some(FilterKey::Account), 0),
        entry(Some(FilterKey::Server), 0),
        entry(None, 1),
    ];
    assert_eq!(without(&view), none);
    "nordlicht".clone_into(&mut view.text);
    let some = [
        entry(Some(FilterKey::Account), 1),
        entry(Some(FilterKey::Server), 2),
        entry(None, 1),
    ];
    assert_eq!(without(&view), some);
}

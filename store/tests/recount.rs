//! The frame's report of a file against a naive recount of the same file, over random
//! imports and views; and what is stored against a naive reading of identity.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

#[path = "support/random.rs"]
mod random;
#[path = "support/recount.rs"]
mod recounting;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use domain::event::Event;
use domain::frame::Frame;
use domain::names::{AccountName, ServerName};
use domain::period::Period;
use domain::report::{ReportContext, report};
use domain::usage::usage;
use domain::view::{Range, View};
use domain::zone::Days;
use domain::zone::ZoneOffsets;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::sample::select;

use random::{File, NOW, files, meaning, view};
use recounting::{Recount, denials, outcomes};
use support::{Importer, START, TestDatabase, denied, frame, origin_on};

/// How many events a database holds after some files: each id of a server once, and each
/// other line of a server as often as the file in which it occurs most.
fn meant_to_be_stored(files: &[File]) -> usize {
    let mut ids = BTreeSet::new();
    let mut lines: BTreeMap<(&str, &str, String), usize> = BTreeMap::new();
    for (account, server, events) in files {
        let mut of_file: BTreeMap<(&str, &str, String), usize> = BTreeMap::new();
        for event in events {
            let or = |name: &'static str, default| if name.is_empty() { default } else { name };
            let account = or(event.account.0, *account);
            let server = or(event.server.0, *server);
            if let Some(id) = event.id {
                ids.insert((account, server, id));
                continue;
            }
            // Where it happened is in the key already; the source is no part of a line.
            let line = Event {
                account: AccountName::default(),
                server: ServerName::default(),
                source: None,
                ..*event
            };
            let line = format!("{line:?}");
            *of_file.entry((account, server, line)).or_default() += 1;
        }
        for (line, count) in of_file {
            let most = lines.entry(line).or_default();
            *most = count.max(*most);
        }
    }
    ids.len() + lines.values().sum::<usize>()
}

/// The zone's changes over everything that the tests know.
fn offsets(zone: &TimeZone) -> ZoneOffsets {
    let year = 366 * 86_400;
    let from = Timestamp::from_second(NOW.0 - 3 * year).unwrap();
    let to = Timestamp::from_second(NOW.0 + year).unwrap();
    let changes = zone.following(from);
    ZoneOffsets {
        before_s: zone.to_offset(from).seconds(),
        changes: changes
            .take_while(|change| change.timestamp() <= to)
            .map(|change| (change.timestamp().as_second(), change.offset().seconds()))
            .collect(),
    }
}

/// How many events of each account were denied, granted and returned, as the usage of
/// everything has it.
fn usage_by_account(frame: &Frame) -> BTreeMap<String, [u64; 3]> {
    let always = Period::whole(Days {
        first: 0,
        last: i32::MAX,
    });
    let view = View::default();
    let usage = usage(frame, &view, &ZoneOffsets::utc(), always, usize::MAX);
    let accounts = usage.active_accounts.into_iter();
    accounts
        .map(|row| (row.account, [row.denied, row.granted, row.returned]))
        .collect()
}

async fn reports_are_recounts(
    files: Vec<File>,
    views: Vec<(View, usize)>,
    batch_events: usize,
) -> Result<(), TestCaseError> {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    importer.batch_events = batch_events;
    for (account, server, events) in &files {
        importer.file(&origin_on(account, server), events).await;
    }
    let version = store.version().await.unwrap();
    prop_assert_eq!(version, meant_to_be_stored(&files) as u64);

    let mut raw = place.raw().await;
    let denials = denials(&mut raw).await;
    let outcomes = outcomes(&mut raw).await;
    let frame = frame(&store).await;
    prop_assert_eq!(frame.len(), denials.len());
    let sum = |nth: usize| outcomes.values().map(|counts| counts[nth]).sum::<u64>();
    let found = [&frame.attempts.at, &frame.grants.at, &frame.returns.at];
    prop_assert_eq!(found.map(|at| at.len() as u64), [sum(0), sum(1), sum(2)]);
    prop_assert_eq!(usage_by_account(&frame), outcomes);
    for (view, top) in views {
        let zone = TimeZone::get(&view.zone).unwrap();
        let context = ReportContext {
            now: NOW,
            zone: &offsets(&zone),
        };
        let recount = Recount {
            denials: &denials,
            view: &view,
            now: NOW,
            zone: &zone,
            meaning,
            top,
        };
        let found = report(&frame, &view, &context, top);
        prop_assert_eq!(found, recount.report(), "{:?}", view);
    }
    store.close().await;
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 40,
        max_shrink_iters: 100,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_report_is_what_a_recount_of_the_file_gives(
        files in files(),
        views in prop::collection::vec((view(), select(&[0, 2, 100][..])), 12),
        batch_events in 1_usize..20,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(reports_are_recounts(files, views, batch_events))?;
    }
}

/// 2025-10-25T22:00:00Z, when a day of 25 hours begins in Madrid.
const LONG_DAY: i64 = 1_761_429_600;

#[tokio::test]
async fn a_day_on_which_clocks_go_back_has_25_hours() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let hour = 3600;
    let log = [
        LONG_DAY - 1,
        LONG_DAY,
        LONG_DAY + 25 * hour - 1,
        LONG_DAY + 25 * hour,
    ];
    let log = log.map(|at| denied(at - START));
    importer
        .file(&origin_on("Nordlicht", "default"), &log)
        .await;
    let zone = TimeZone::get("Europe/Madrid").unwrap();
    let context = ReportContext {
        now: NOW,
        zone: &offsets(&zone),
    };
    let view = View {
        range: Range::All,
        zone: "Europe/Madrid".to_owned(),
        ..View::default()
    };
    let report = report(&frame(&store).await, &view, &context, 0);
    let days = report.by_day.rows.iter();
    let days: Vec<u64> = days.map(|row| row.measures.attempts).collect();
    assert_eq!(days, [1, 2, 1]);
}

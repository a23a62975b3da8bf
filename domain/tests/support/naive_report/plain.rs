//! The reports of the engine and of the recount in one form, as a reader sees them.

use domain::report::{List, Measures, Report, Row};
use domain::status::Category;
use domain::view::FilterKey;
use domain::zone::date_of_day;

/// The texts of a row's key, and its three measures.
pub(crate) type PlainRow = (Vec<String>, [u64; 3]);

/// A list as a reader sees it.
#[derive(Debug, PartialEq)]
pub(crate) struct PlainList {
    pub(crate) totals: [u64; 3],
    pub(crate) rows: Vec<PlainRow>,
    pub(crate) rows_total: u64,
}

/// A report as a reader sees it.
#[derive(Debug, PartialEq)]
pub(crate) struct PlainReport {
    pub(crate) totals: [u64; 3],
    pub(crate) lists: Vec<(&'static str, PlainList)>,
    pub(crate) accounts_hit: u64,
    pub(crate) without: Vec<(Option<FilterKey>, u64)>,
}

pub(super) fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

pub(crate) fn plain_measures(measures: Measures) -> [u64; 3] {
    [
        measures.attempts,
        measures.true_denials,
        measures.affected_users,
    ]
}

fn plain_list<K>(list: &List<K>, words_of: impl Fn(&K) -> Vec<String>) -> PlainList {
    let row = |row: &Row<K>| (words_of(&row.key), plain_measures(row.measures));
    PlainList {
        totals: plain_measures(list.totals),
        rows: list.rows.iter().map(row).collect(),
        rows_total: list.rows_total,
    }
}

#[allow(
    clippy::ptr_arg,
    reason = "the keys of these lists are strings of their own"
)]
fn one(word: &String) -> Vec<String> {
    vec![word.clone()]
}

/// The engine's report as a reader sees it.
pub(crate) fn plain(report: &Report) -> PlainReport {
    let status = plain_list(&report.by_status, |key| {
        assert!(Category::from_slug(&key.category).is_some());
        words(&[&key.space, &key.code, &key.description, &key.category])
    });
    PlainReport {
        totals: plain_measures(report.totals),
        lists: vec![
            ("status", status),
            ("category", plain_list(&report.by[FilterKey::Category], one)),
            ("account", plain_list(&report.by[FilterKey::Account], one)),
            ("feature", plain_list(&report.by[FilterKey::Feature], one)),
            (
                "user",
                plain_list(&report.by_user, |key| words(&[&key.account, &key.user])),
            ),
            (
                "server",
                plain_list(&report.by_server, |key| words(&[&key.account, &key.server])),
            ),
            ("product", plain_list(&report.by[FilterKey::Product], one)),
            (
                "server name",
                plain_list(&report.by[FilterKey::Server], one),
            ),
            ("source", plain_list(&report.by[FilterKey::Source], one)),
            ("model", plain_list(&report.by[FilterKey::Model], one)),
            ("version", plain_list(&report.by[FilterKey::Version], one)),
            (
                "day",
                plain_list(&report.by_day, |day| vec![date_of_day(*day).to_string()]),
            ),
        ],
        accounts_hit: report.accounts_hit,
        without: report
            .without
            .iter()
            .map(|without| (without.key, without.attempts))
            .collect(),
    }
}

//! The engine's report and the recount's in one form, as a reader sees them.

use domain::report::{AttemptsOnly, Denials, List, Measures, Report, Row};
use domain::status::Category;
use domain::view::FilterKey;
use domain::zone::date_of_day;

/// The words of a row's key, its three measures and its percentage in hundredths.
pub(crate) type PlainRow = (Vec<String>, [u64; 3], u64);

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

/// What a report counted, in the order of the measures; 0 what it did not.
pub(crate) trait PlainMeasures: Copy {
    fn plain(self) -> [u64; 3];
}

impl PlainMeasures for Measures {
    fn plain(self) -> [u64; 3] {
        [self.attempts, self.true_denials, self.affected_users]
    }
}

impl PlainMeasures for Denials {
    fn plain(self) -> [u64; 3] {
        [self.attempts, self.true_denials, 0]
    }
}

impl PlainMeasures for AttemptsOnly {
    fn plain(self) -> [u64; 3] {
        [self.attempts, 0, 0]
    }
}

pub(crate) fn plain_measures(measures: impl PlainMeasures) -> [u64; 3] {
    measures.plain()
}

fn plain_list<K, M: PlainMeasures>(
    list: &List<K, M>,
    words_of: impl Fn(&K) -> Vec<String>,
) -> PlainList {
    let row = |row: &Row<K, M>| {
        let measures = plain_measures(row.measures);
        (words_of(&row.key), measures, row.percent_hundredths)
    };
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
pub(crate) fn plain<F: PlainMeasures, O: PlainMeasures>(report: &Report<F, O>) -> PlainReport {
    let status = plain_list(&report.by_status, |key| {
        assert!(Category::from_slug(&key.category).is_some());
        words(&[&key.space, &key.code, &key.description, &key.category])
    });
    PlainReport {
        totals: plain_measures(report.totals),
        lists: vec![
            ("status", status),
            ("category", plain_list(&report.by_category, one)),
            ("account", plain_list(&report.by_account, one)),
            ("feature", plain_list(&report.by_feature, one)),
            (
                "user",
                plain_list(&report.by_user, |key| words(&[&key.account, &key.user])),
            ),
            (
                "server",
                plain_list(&report.by_server, |key| words(&[&key.account, &key.server])),
            ),
            ("product", plain_list(&report.by_product, one)),
            ("server name", plain_list(&report.by_server_name, one)),
            ("source", plain_list(&report.by_source, one)),
            ("model", plain_list(&report.by_model, one)),
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

impl PlainReport {
    /// The report with 0 for what is not counted: of the totals, statuses, categories and
    /// accounts so many of the measures are, of everything else so many.
    pub(crate) fn counting(mut self, foremost: usize, others: usize) -> Self {
        let cut = |measures: &mut [u64; 3], counted: usize| measures[counted..].fill(0);
        cut(&mut self.totals, foremost);
        for (name, list) in &mut self.lists {
            let is_foremost = ["status", "category", "account"].contains(name);
            let counted = if is_foremost { foremost } else { others };
            cut(&mut list.totals, counted);
            for (_, measures, _) in &mut list.rows {
                cut(measures, counted);
            }
        }
        self
    }
}

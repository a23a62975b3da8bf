//! The report as one JSON document, its keys in the order in which the documents list them.

use domain::display;
use domain::report::{List, Measures, Report, ServerKey, StatusKey, UserKey};
use domain::view::View;
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    view: String,
    #[serde(flatten)]
    measures: ShownMeasures,
    totals: Totals,
    by_status: Vec<ShownRow<ShownStatus<'a>>>,
    by_category: Vec<ShownRow<ShownCategory<'a>>>,
    by_account: Vec<ShownRow<ShownAccount<'a>>>,
    by_feature: Vec<ShownRow<ShownFeature<'a>>>,
    by_user: Vec<ShownRow<ShownUser<'a>>>,
    by_server: Vec<ShownRow<ShownServer<'a>>>,
    by_day: Vec<ShownRow<ShownDay>>,
}

#[derive(Serialize)]
#[allow(
    clippy::struct_field_names,
    reason = "they are the keys of the document"
)]
struct Totals {
    by_status: ShownMeasures,
    by_category: ShownMeasures,
    by_account: ShownMeasures,
    by_feature: ShownMeasures,
    by_user: ShownMeasures,
    by_server: ShownMeasures,
    by_day: ShownMeasures,
}

#[derive(Serialize)]
struct ShownRow<K> {
    #[serde(flatten)]
    key: K,
    #[serde(flatten)]
    measures: ShownMeasures,
    percent: f64,
}

#[derive(Serialize)]
struct ShownMeasures {
    attempts: u64,
    true_denials: u64,
    affected_users: u64,
}

impl From<Measures> for ShownMeasures {
    fn from(measures: Measures) -> Self {
        Self {
            attempts: measures.attempts,
            true_denials: measures.true_denials,
            affected_users: measures.affected_users,
        }
    }
}

#[derive(Serialize)]
struct ShownStatus<'a> {
    space: &'a str,
    code: &'a str,
    description: &'a str,
    category: &'a str,
}

#[derive(Serialize)]
struct ShownCategory<'a> {
    category: &'a str,
}

#[derive(Serialize)]
struct ShownAccount<'a> {
    account: &'a str,
}

#[derive(Serialize)]
struct ShownFeature<'a> {
    feature: &'a str,
}

#[derive(Serialize)]
struct ShownUser<'a> {
    account: &'a str,
    user: &'a str,
}

#[derive(Serialize)]
struct ShownServer<'a> {
    account: &'a str,
    server: &'a str,
}

#[derive(Serialize)]
struct ShownDay {
    day: String,
}

/// The document of `turnaway report --json`.
pub(crate) fn json(view: &View, report: &Report) -> String {
    let document = Document {
        view: view.to_query(),
        measures: report.totals.into(),
        totals: totals(report),
        by_status: rows(&report.by_status, |key: &StatusKey| ShownStatus {
            space: &key.space,
            code: &key.code,
            description: &key.description,
            category: &key.category,
        }),
        by_category: rows(&report.by_category, |category| ShownCategory { category }),
        by_account: rows(&report.by_account, |account| ShownAccount { account }),
        by_feature: rows(&report.by_feature, |feature| ShownFeature { feature }),
        by_user: rows(&report.by_user, |key: &UserKey| ShownUser {
            account: &key.account,
            user: &key.user,
        }),
        by_server: rows(&report.by_server, |key: &ServerKey| ShownServer {
            account: &key.account,
            server: &key.server,
        }),
        by_day: rows(&report.by_day, |day| ShownDay {
            day: display::day(*day),
        }),
    };
    // Numbers and texts always serialize.
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

fn totals(report: &Report) -> Totals {
    Totals {
        by_status: report.by_status.totals.into(),
        by_category: report.by_category.totals.into(),
        by_account: report.by_account.totals.into(),
        by_feature: report.by_feature.totals.into(),
        by_user: report.by_user.totals.into(),
        by_server: report.by_server.totals.into(),
        by_day: report.by_day.totals.into(),
    }
}

fn rows<'a, K, S>(list: &'a List<K>, shown: impl Fn(&'a K) -> S) -> Vec<ShownRow<S>> {
    list.rows
        .iter()
        .map(|row| ShownRow {
            key: shown(&row.key),
            measures: row.measures.into(),
            percent: row.percent_hundredths as f64 / 100.0,
        })
        .collect()
}

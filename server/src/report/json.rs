//! The report as one JSON document. The documentation lists the keys in the same order.

use domain::dimension::{ListDeclaration, ListOf};
use domain::display;
use domain::report::{List, Measures, Report, ServerKey, StatusKey, UserKey};
use domain::view::{FilterKey, Measure, View};
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

#[derive(Serialize)]
struct Document<'a> {
    view: String,
    #[serde(flatten)]
    measures: ShownMeasures,
    totals: Totals<'a>,
    #[serde(flatten)]
    lists: Lists<'a>,
}

/// The totals of each list, by its key.
struct Totals<'a>(&'a Report);

impl Serialize for Totals<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(report) = self;
        let mut map = serializer.serialize_map(None)?;
        for (key, list) in listed() {
            let totals = match list.of {
                ListOf::Statuses => report.by_status.totals,
                ListOf::Users => report.by_user.totals,
                ListOf::Values => report.by[key].totals,
            };
            map.serialize_entry(&list.json_key, &ShownMeasures::from(totals))?;
        }
        map.serialize_entry(BY_DAY, &ShownMeasures::from(report.by_day.totals))?;
        map.end()
    }
}

/// Each list, by its key.
struct Lists<'a>(&'a Report, Measure);

impl Serialize for Lists<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(report, measure) = self;
        let mut map = serializer.serialize_map(None)?;
        for (key, list) in listed() {
            map.serialize_key(&list.json_key)?;
            match (list.of, key) {
                (ListOf::Statuses, _) => {
                    map.serialize_value(&rows(&report.by_status, *measure, shown_status))?;
                }
                (ListOf::Users, _) => {
                    map.serialize_value(&rows(&report.by_user, *measure, shown_user))?;
                }
                (ListOf::Values, FilterKey::Server) => {
                    map.serialize_value(&rows(&report.by_server, *measure, shown_server))?;
                }
                (ListOf::Values, _) => {
                    let shown = |value| ShownValue { key, value };
                    map.serialize_value(&rows(&report.by[key], *measure, shown))?;
                }
            }
        }
        let day = |day: &i32| ShownDay {
            day: display::day(*day),
        };
        map.serialize_entry(BY_DAY, &rows(&report.by_day, *measure, day))?;
        map.end()
    }
}

/// The key of the list of days, which is last.
const BY_DAY: &str = "by_day";

/// The lists that are declared as part of the document.
fn listed() -> impl Iterator<Item = (FilterKey, ListDeclaration)> {
    let all = FilterKey::ALL.into_iter();
    let all = all.filter_map(|key| Some((key, key.declaration().list?)));
    all.filter(|(_, list)| list.json_key.is_some())
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

/// A value under its key's name.
struct ShownValue<'a> {
    key: FilterKey,
    value: &'a String,
}

impl Serialize for ShownValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(self.key.word(), self.value)])
    }
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
pub fn json(view: &View, report: &Report) -> String {
    let document = Document {
        view: view.to_query(),
        measures: report.totals.into(),
        totals: Totals(report),
        lists: Lists(report, view.measure),
    };
    // Numbers and strings always serialize.
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

fn shown_status(key: &StatusKey) -> ShownStatus<'_> {
    ShownStatus {
        space: &key.space,
        code: &key.code,
        description: &key.description,
        category: &key.category,
    }
}

fn shown_user(key: &UserKey) -> ShownUser<'_> {
    ShownUser {
        account: &key.account,
        user: &key.user,
    }
}

fn shown_server(key: &ServerKey) -> ShownServer<'_> {
    ShownServer {
        account: &key.account,
        server: &key.server,
    }
}

fn rows<'a, K, S>(
    list: &'a List<K>,
    measure: Measure,
    shown: impl Fn(&'a K) -> S,
) -> Vec<ShownRow<S>> {
    list.rows
        .iter()
        .map(|row| ShownRow {
            key: shown(&row.key),
            measures: row.measures.into(),
            percent: list.share(row, measure).hundredths() as f64 / 100.0,
        })
        .collect()
}

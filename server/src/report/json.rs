//! The report as one JSON document.

use domain::display;
use domain::report::{List, Measures, Report, Row};
use domain::view::View;
use serde_json::{Map, Value, json};

/// The document of `turnaway report --json`.
pub(crate) fn json(view: &View, report: &Report) -> String {
    let mut document = Map::new();
    document.insert("view".to_owned(), Value::from(view.to_query()));
    insert_measures(&mut document, report.totals);
    let mut totals = Map::new();
    let mut lists = Map::new();
    let mut add = |name: &str, list_totals: Measures, rows: Vec<Value>| {
        let mut measures = Map::new();
        insert_measures(&mut measures, list_totals);
        totals.insert(name.to_owned(), Value::Object(measures));
        lists.insert(name.to_owned(), Value::Array(rows));
    };
    let status = &report.by_status;
    let rows = rows(status, |key| {
        json!({
            "space": key.space,
            "code": key.code,
            "description": key.description,
            "category": key.category,
        })
    });
    add("by_status", status.totals, rows);
    let list = &report.by_category;
    add("by_category", list.totals, named_rows(list, "category"));
    let list = &report.by_account;
    add("by_account", list.totals, named_rows(list, "account"));
    let list = &report.by_feature;
    add("by_feature", list.totals, named_rows(list, "feature"));
    let users = self::rows(
        &report.by_user,
        |key| json!({ "account": key.account, "user": key.user }),
    );
    add("by_user", report.by_user.totals, users);
    let servers = self::rows(
        &report.by_server,
        |key| json!({ "account": key.account, "server": key.server }),
    );
    add("by_server", report.by_server.totals, servers);
    let days = self::rows(&report.by_day, |day| json!({ "day": display::day(*day) }));
    add("by_day", report.by_day.totals, days);
    document.insert("totals".to_owned(), Value::Object(totals));
    document.append(&mut lists);
    // Numbers and texts always serialise.
    serde_json::to_string_pretty(&Value::Object(document)).unwrap_or_default()
}

fn named_rows(list: &List<String>, key: &'static str) -> Vec<Value> {
    rows(list, |name| json!({ key: name }))
}

fn rows<K>(list: &List<K>, key: impl Fn(&K) -> Value) -> Vec<Value> {
    list.rows
        .iter()
        .map(|row| row_value(row, key(&row.key)))
        .collect()
}

fn row_value<K>(row: &Row<K>, key: Value) -> Value {
    let mut object = match key {
        Value::Object(object) => object,
        _ => Map::new(),
    };
    insert_measures(&mut object, row.measures);
    let percent = row.percent_hundredths as f64 / 100.0;
    object.insert("percent".to_owned(), Value::from(percent));
    Value::Object(object)
}

fn insert_measures(object: &mut Map<String, Value>, measures: Measures) {
    object.insert("attempts".to_owned(), Value::from(measures.attempts));
    object.insert(
        "true_denials".to_owned(),
        Value::from(measures.true_denials),
    );
    object.insert(
        "affected_users".to_owned(),
        Value::from(measures.affected_users),
    );
}

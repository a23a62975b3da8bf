//! What each option of `turnaway import` changes in the database, on the command line and as an
//! environment variable.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use serde_json::{Value, json};
use support::{FLEXNET, Place};

/// A denial without account and server, and one that names its own.
const ROWS: &str = "\
time,outcome,account,server,source,user,feature,code_space,code
2025-08-29T10:00:00Z,denied,,,,nadia,mesh,rlm,-22
2025-08-29T11:00:00Z,denied,Own,own-1,dynamic-monetization,otto,mesh,rlm,-22
";

/// An access response without an envelope.
const RESPONSE: &str = r#"{"correlationId":"c-1","requester":{"value":"nadia"},"requestedItems":[{"item":"mesh","status":{"code":"201","description":"Item not found in any effective rate table"}}]}"#;

/// The (account, server) of each row of the list by server.
fn servers(report: &Value) -> Vec<(String, String)> {
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let rows = report["by_server"].as_array().unwrap();
    rows.iter()
        .map(|row| (text(row, "account"), text(row, "server")))
        .collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
    pairs.iter().map(owned).collect()
}

/// The day of the database's only attempts.
fn day(place: &Place, zone: &str) -> String {
    let report = place.report(&format!("range=all&tz={zone}"));
    assert_eq!(report["by_day"].as_array().unwrap().len(), 1, "{report}");
    report["by_day"][0]["day"].as_str().unwrap().to_owned()
}

#[test]
fn account_server_and_source_fill_what_rows_leave_empty() {
    let place = Place::new();
    place.file("rows.csv", ROWS);
    let options = [
        "--account",
        "Given",
        "--server",
        "given-1",
        "--source",
        "cls",
        "rows.csv",
    ];
    let ran = place.import(&options);
    assert_eq!(ran.status, 0, "{ran:?}");
    let report = place.report("range=all");
    assert_eq!(
        servers(&report),
        pairs(&[("Given", "given-1"), ("Own", "own-1")])
    );
    assert_eq!(place.report("range=all&source=cls")["attempts"], 1);
    let own = place.report("range=all&source=dynamic-monetization");
    assert_eq!(own["by_user"][0]["user"], "otto", "a row's own source wins");
}

#[test]
fn the_server_is_default_and_the_source_local_unless_given() {
    let place = Place::new();
    place.import(&["--account", "Acme", place.file("license.log", FLEXNET)]);
    assert_eq!(
        servers(&place.report("range=all")),
        pairs(&[("Acme", "default")])
    );
    assert_eq!(place.report("range=all&source=local")["attempts"], 2);
}

#[test]
fn access_responses_come_from_dynamic_monetization_by_default() {
    for (options, source) in [
        (&[][..], "dynamic-monetization"),
        (&["--source", "cls"], "cls"),
    ] {
        let place = Place::new();
        place.file("response.json", RESPONSE);
        let time = [
            "--account",
            "Acme",
            "--time",
            "2025-08-29T14:05:00Z",
            "response.json",
        ];
        let ran = place.import(&[options, &time].concat());
        assert_eq!(ran.status, 0, "{ran:?}");
        assert_eq!(
            place.report(&format!("range=all&source={source}"))["attempts"],
            1
        );
    }
}

#[test]
fn the_account_is_optional_when_every_row_names_one() {
    let place = Place::new();
    let rows: Vec<&str> = ROWS.lines().collect();
    place.file("rows.csv", format!("{}\n{}\n", rows[0], rows[2]));
    let ran = place.import(&["rows.csv"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(
        servers(&place.report("range=all")),
        pairs(&[("Own", "own-1")])
    );
}

#[test]
fn the_time_zone_is_the_logs() {
    let evening = FLEXNET.replace("10:", "23:");
    for (options, day_in_utc) in [
        (&[][..], "2025-08-29"),
        (&["--time-zone", "America/New_York"], "2025-08-30"),
    ] {
        let place = Place::new();
        place.file("license.log", &evening);
        let ran = place.import(&[options, &["--account", "Acme", "license.log"]].concat());
        assert_eq!(ran.status, 0, "{ran:?}");
        assert_eq!(day(&place, "UTC"), day_in_utc);
    }
}

#[test]
fn the_date_is_the_first_lines() {
    let place = Place::new();
    let (_, undated) = FLEXNET.split_once('\n').unwrap();
    place.file("license.log", undated);
    let ran = place.import(&["--account", "Acme", "--date", "2024-02-29", "license.log"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(day(&place, "UTC"), "2024-02-29");
}

#[test]
fn the_time_is_for_responses_without_an_envelope() {
    let place = Place::new();
    place.file("response.json", RESPONSE);
    let options = [
        "--account",
        "Acme",
        "--time",
        "2025-08-29T23:30:00-02:00",
        "response.json",
    ];
    let ran = place.import(&options);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(day(&place, "UTC"), "2025-08-30");

    let place = Place::new();
    place.file("response.json", RESPONSE);
    let ran = place.import(&["--account", "Acme", "response.json"]);
    assert_eq!(
        ran.status, 1,
        "without a time its item is rejected: {ran:?}"
    );
    assert_eq!(ran.only_file()["rejected_total"], 1);
}

#[test]
fn the_database_is_turnaway_db_here_unless_named() {
    let place = Place::new();
    place.file("license.log", FLEXNET);
    place.import(&["--account", "Acme", "license.log"]);
    assert!(place.path("turnaway.db").is_file());
    place.import(&["--account", "Acme", "--database", "other.db", "license.log"]);
    assert!(place.path("other.db").is_file());
    let report = place.report_with(&["--database", "other.db", "--view", "range=all"]);
    assert_eq!(report["attempts"], 2);
}

#[test]
fn every_option_is_an_environment_variable_too() {
    let place = Place::new();
    let (_, undated) = FLEXNET.split_once('\n').unwrap();
    place.file("license.log", undated.replace("10:", "23:"));
    let variables = [
        ("TURNAWAY_DATABASE", "named.db"),
        ("TURNAWAY_ACCOUNT", "Acme"),
        ("TURNAWAY_SERVER", "eu-1"),
        ("TURNAWAY_SOURCE", "cls"),
        ("TURNAWAY_FORMAT", "flexnet-debug"),
        ("TURNAWAY_TIME_ZONE", "America/New_York"),
        ("TURNAWAY_DATE", "2025-08-29"),
        ("TURNAWAY_JSON", "1"),
    ];
    let ran = place.run_with(&variables, &["import", "license.log"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(
        ran.only_file()["events"],
        json!({"denied": 2, "granted": 1, "returned": 1})
    );
    let view = ["--database", "named.db", "--view", "range=all&source=cls"];
    let report = place.report_with(&view);
    assert_eq!(report["attempts"], 2);
    assert_eq!(servers(&report), pairs(&[("Acme", "eu-1")]));
    assert_eq!(report["by_day"][0]["day"], "2025-08-30");
}

#[test]
fn the_time_and_a_false_json_are_environment_variables_too() {
    let place = Place::new();
    place.file("response.json", RESPONSE);
    let variables = [
        ("TURNAWAY_TIME", "2025-08-29T14:05:00Z"),
        ("TURNAWAY_ACCOUNT", "Acme"),
        ("TURNAWAY_JSON", "0"),
    ];
    let ran = place.run_with(&variables, &["import", "response.json"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        ran.stdout.starts_with("response.json (elastic-access)"),
        "{ran:?}"
    );
    assert_eq!(day(&place, "UTC"), "2025-08-29");
}

#[test]
fn the_command_line_wins_over_the_environment() {
    let place = Place::new();
    place.file("license.log", FLEXNET);
    let variables = [("TURNAWAY_ACCOUNT", "From the environment")];
    let arguments = ["import", "--account", "From the line", "license.log"];
    assert_eq!(place.run_with(&variables, &arguments).status, 0);
    assert_eq!(
        place.report("range=all")["by_account"][0]["account"],
        "From the line"
    );
}

#[test]
fn imports_may_run_concurrently_on_one_database() {
    let place = Place::new();
    place.import(&["--account", "Acme", place.file("license.log", FLEXNET)]);
    let accounts = ["Brenn", "Calder", "Dorn"];
    let running: Vec<_> = accounts
        .iter()
        .map(|account| {
            let mut command = place.command(&["import", "--account", account, "license.log"]);
            command.stdout(std::process::Stdio::null());
            command.spawn().unwrap()
        })
        .collect();
    for mut child in running {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(place.report("range=all")["attempts"], 8);
}

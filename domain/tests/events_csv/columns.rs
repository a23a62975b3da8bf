//! The header row: columns that are missing, unknown or there twice.

use domain::log_format::LogFormat;
use domain::parse::Refusal;

use super::own_event_support::try_read;
use super::read;

fn refusal(csv: &str) -> Refusal {
    try_read(LogFormat::EventsCsv, csv.as_bytes()).unwrap_err()
}

#[test]
fn a_file_whose_header_lacks_a_column_is_refused() {
    assert_eq!(refusal(""), Refusal::NoHeader);
    assert_eq!(refusal("\u{feff}\r\n \n"), Refusal::NoHeader);
    assert_eq!(refusal("time,outcome\n"), Refusal::MissingColumn("feature"));
    assert_eq!(refusal("outcome;feature"), Refusal::MissingColumn("time"));
    assert_eq!(
        refusal("time|outcome|feature\nx\n"),
        Refusal::MissingColumn("time")
    );
    // The delimiter with the most columns determines what is missing.
    assert_eq!(
        refusal("time;feature;a,b,c\n"),
        Refusal::MissingColumn("outcome")
    );
}

#[test]
fn a_header_alone_is_an_empty_file_of_events() {
    for csv in [
        "time,outcome,feature",
        "time,outcome,feature\r\n",
        "\ntime;outcome;feature\n\n",
    ] {
        let found = read(csv);
        assert_eq!(
            (
                found.events.len(),
                found.rejected.len(),
                found.warnings.len()
            ),
            (0, 0, 1)
        );
        assert!(found.warnings[0].starts_with("no events"));
        assert_eq!(found.lines, csv.lines().count() as u64);
    }
}

#[test]
fn there_is_one_warning_for_each_unknown_column() {
    let found = read(
        "time,Notes,outcome,feature,notes2,feature,user\n\
         2025-08-29T14:05:00Z,a,granted,solver,b,mesh,cecil\n\
         2025-08-29T14:05:00Z,a,granted,solver,c,mesh,cecil\n",
    );
    assert_eq!(
        found.warnings,
        [
            "unknown column `Notes`: its content is not shown",
            "unknown column `notes2`: its content is not shown",
            "column `feature` occurs twice: only the first one is read",
        ]
    );
    let features: Vec<_> = found
        .events
        .iter()
        .map(|(_, event)| event.feature.as_str())
        .collect();
    assert_eq!(features, ["solver", "solver"]);
    let many: Vec<_> = (0..100).map(|number| format!("x{number}")).collect();
    let many = read(&format!("time,outcome,feature,{}\n", many.join(",")));
    assert_eq!(many.warnings.len(), 22);
    assert!(many.warnings[21].starts_with("no events"));
    assert_eq!(
        many.warnings[20],
        "there are more unknown columns, which are not listed"
    );
}

#[test]
fn rows_that_differ_only_in_an_unknown_column_are_two_events() {
    let rest = |csv: &str| -> Vec<String> {
        read(csv)
            .events
            .into_iter()
            .map(|(_, event)| event.rest)
            .collect()
    };
    let found = rest(
        "time,outcome,feature,a,b\n\
         2025-08-29T14:05:00Z,granted,solver,x,y\n\
         2025-08-29T14:05:00Z,granted,solver,x,z\n\
         2025-08-29T14:05:00Z,granted,solver,xy,\n\
         2025-08-29T14:05:00Z,granted,solver,,xy\n\
         2025-08-29T14:05:00Z,granted,solver,,\n",
    );
    let distinct: std::collections::BTreeSet<_> = found.iter().collect();
    assert_eq!(distinct.len(), 5);
    // Another order of columns gives the same event.
    let moved = rest("b,time,outcome,feature,a\ny,2025-08-29T14:05:00Z,granted,solver,x\n");
    assert_eq!(moved[0], found[0]);
    assert_eq!(found[4], "");
}

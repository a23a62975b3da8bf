//! Turnaway's own events as CSV.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod columns;
#[path = "../own_event_support/mod.rs"]
mod own_event_support;
mod properties;
#[path = "../utc/mod.rs"]
mod utc;

use domain::event::{Outcome, Source};
use domain::log_format::LogFormat;
use own_event_support::{Found, Read, try_read};

fn read(csv: &str) -> Read {
    try_read(LogFormat::EventsCsv, csv.as_bytes()).unwrap()
}

/// A complete denial, with one cell changed.
fn denial_but(column: &str, cell: &str) -> Read {
    let mut cells = vec![
        ("time", "2025-08-29T14:05:00Z"),
        ("outcome", "denied"),
        ("feature", "solver"),
        ("code_space", "our-own"),
        ("code", "17"),
        ("description", "No seat"),
    ];
    match cells.iter_mut().find(|(name, _)| *name == column) {
        Some((_, present)) => *present = cell,
        None => cells.push((column, cell)),
    }
    let names: Vec<_> = cells.iter().map(|(name, _)| *name).collect();
    let cells: Vec<_> = cells.iter().map(|(_, cell)| quoted(cell)).collect();
    read(&format!("{}\n{}\n", names.join(","), cells.join(",")))
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

#[test]
fn a_row_gives_every_field() {
    let found = read(
        "time,outcome,account,server,source,user,device,product,feature,version,\
         license_model,count,code_space,code,description,final,id\n\
         2025-08-29T14:05:00.999+02:00,denied,Acme,east,cls,cecil,ws12,Suite,solver,2.1,\
         metered,0.5,flexnet-embedded,7,Insufficient feature count,FALSE,e-1\n",
    );
    let expected = Found {
        at: 1_756_469_100,
        outcome: Outcome::Denied,
        account: "Acme".to_owned(),
        server: "east".to_owned(),
        source: Some(Source::Cls),
        user: "cecil".to_owned(),
        device: "ws12".to_owned(),
        product: "Suite".to_owned(),
        feature: "solver".to_owned(),
        version: "2.1".to_owned(),
        model: "metered".to_owned(),
        count: 0.5,
        status: Some((
            "flexnet-embedded".to_owned(),
            "7".to_owned(),
            "Insufficient feature count".to_owned(),
        )),
        is_final: false,
        id: Some("e-1".to_owned()),
        rest: String::new(),
    };
    assert_eq!(*found.only(), expected);
    assert_eq!(found.event_lines(), [2]);
    assert_eq!(found.lines, 2);
    assert_eq!(found.warnings, [""; 0]);
}

#[test]
fn empty_cells_have_defaults() {
    let found = read("feature,time,outcome\nsolver,2025-08-29t14:05:00z,Granted");
    let event = found.only();
    assert_eq!(event.count.to_bits(), 1.0_f64.to_bits());
    assert!(event.is_final);
    assert_eq!(
        (&event.source, &event.id, &event.status),
        (&None, &None, &None)
    );
    assert_eq!((event.account.as_str(), event.user.as_str()), ("", ""));
    // A row may be shorter than the header.
    let short = read("time,outcome,feature,user,count\n2025-08-29T14:05:00Z,returned,solver\n");
    assert_eq!(short.only().outcome, Outcome::Returned);
}

#[test]
fn files_from_spreadsheets_are_read() {
    let expected =
        read("time,outcome,feature,user\n2025-08-29T14:05:00Z,granted,solver,\"a;\tb\"\n");
    for delimiter in [';', '\t'] {
        let csv = format!(
            "\u{feff}Time{delimiter}OUTCOME{delimiter} feature {delimiter}User\r\n\
             2025-08-29T14:05:00Z{delimiter}granted{delimiter}solver{delimiter}\"a;\tb\"\r\n"
        );
        assert_eq!(read(&csv), expected);
    }
}

#[test]
fn a_cell_may_contain_line_breaks() {
    let found = read(
        "\r\n\r\ntime,outcome,feature,\"no\nte\"\r\n\
         2025-08-29T14:05:00Z,granted,\"two\r\nlines, \"\"quoted\"\"\",\r\n\
         \r\n\
         2025-08-29T14:05:00Z,granted,solver,\r\n",
    );
    assert_eq!(found.events[0].1.feature, "two\r\nlines, \"quoted\"");
    assert_eq!(found.event_lines(), [5, 8]);
    assert_eq!(found.lines, 8);
}

#[test]
fn names_are_kept_byte_for_byte_and_keywords_are_not() {
    let found = read(
        "time,outcome,feature,user,code_space,code,count,source\n\
         \" 2025-08-29T14:05:00Z\",\" Denied \",\" solver \",\" Cecil \",\" rlm \",\" -22 \",\" 2 \",\" LOCAL \"\n",
    );
    let event = found.only();
    assert_eq!(
        (event.feature.as_str(), event.user.as_str()),
        (" solver ", " Cecil ")
    );
    assert_eq!(
        event.status,
        Some(("rlm".to_owned(), "-22".to_owned(), String::new()))
    );
    assert_eq!(
        (event.count.to_bits(), event.source),
        (2.0_f64.to_bits(), Some(Source::Local))
    );
}

#[test]
fn text_that_is_not_utf_8_is_latin_1() {
    let csv = b"time,outcome,feature,user,device\n2025-08-29T14:05:00Z,granted,solver,J\xfcrgen,\xc3\xbc\n";
    let found = try_read(LogFormat::EventsCsv, csv).unwrap();
    assert_eq!(
        (found.only().user.as_str(), found.only().device.as_str()),
        ("Jürgen", "ü")
    );
}

#[test]
fn time_is_truncated_to_the_second() {
    let at = |time: &str| denial_but("time", time).only().at;
    assert_eq!(at("1970-01-01T00:00:01.999999Z"), 1);
    // The truncated time is before the first valid second.
    assert_eq!(
        denial_but("time", "1969-12-31T23:59:59.5Z").rejected.len(),
        1
    );
    assert_eq!(at("1970-01-01T01:00:00+01:00"), 0);
    assert_eq!(at("1970-01-01 00:00:00-00:00"), 0);
}

#[test]
fn an_invalid_row_says_what_to_change() {
    let cases = [
        ("time", "", "`time` is empty"),
        (
            "time",
            "2025-08-29T14:05:00",
            "time `2025-08-29T14:05:00` is not RFC 3339 with an offset",
        ),
        ("time", "29.08.2025", "time `29.08.2025` is not RFC 3339"),
        ("outcome", " ", "`outcome` is empty"),
        (
            "outcome",
            "refused",
            "unknown outcome `refused`: use denied, granted or returned",
        ),
        ("feature", "", "`feature` is empty"),
        (
            "source",
            "cloud",
            "unknown source `cloud`: use cls, local or dynamic-monetization",
        ),
        ("count", "0,5", "count `0,5` is not a number of 0 or more"),
        ("count", "-1", "count `-1` is not"),
        ("count", "nan", "count `nan` is not"),
        ("count", "1e999", "count `1e999` is not"),
        (
            "final",
            "perhaps",
            "final `perhaps` is neither true nor false",
        ),
        ("code_space", "", "a denial needs `code_space`"),
        ("code_space", "a:b", "code_space `a:b` contains a colon"),
    ];
    for (column, cell, reason) in cases {
        let read = denial_but(column, cell);
        assert!(
            read.only_reason().starts_with(reason),
            "{column} {cell:?}: {:?}",
            read.rejected
        );
    }
    let csv = "time,outcome,feature,code_space,code,description\n\
               2025-08-29T14:05:00Z,denied,solver,rlm,, \n";
    assert_eq!(
        read(csv).only_reason(),
        "a denial needs `code` or `description`"
    );
    // The message of a long cell is short.
    let long = denial_but("outcome", &"x".repeat(1000));
    assert!(long.only_reason().len() < 200);
}

#[test]
fn a_denial_needs_a_code_or_a_description() {
    assert_eq!(
        denial_but("description", "")
            .only()
            .status
            .as_ref()
            .unwrap()
            .1,
        "17"
    );
    let described = denial_but("code", "");
    let expected = ("our-own".to_owned(), String::new(), "No seat".to_owned());
    assert_eq!(described.only().status, Some(expected));
    // Other events have no status, whatever their cells say.
    assert_eq!(denial_but("outcome", "granted").only().status, None);
}

#[test]
fn a_bad_row_does_not_stop_the_others() {
    let found = read(
        "time,outcome,feature\n\
         2025-08-29T14:05:00Z,granted,solver\n\
         2025-08-29T14:05:00Z,granted,mesh,x\n\
         what?\n\
         2025-08-29T14:05:01Z,granted,solver\n",
    );
    assert_eq!(found.event_lines(), [2, 5]);
    let reason =
        "has 4 cells, the header has 3: quote a cell that contains `,`, a quote or a line break";
    assert_eq!(found.rejected[0], (3, reason.to_owned()));
    assert_eq!(found.rejected[1].0, 4);
    assert_eq!(found.lines, 5);
}

#[test]
fn a_stray_quote_costs_its_row_only() {
    let good = "2025-08-29T14:05:01Z,granted,solver,cecil\n";
    let header = "time,outcome,feature,user\n";
    let stray = "2025-08-29T14:05:00Z,granted,\"solver,cecil\n";
    let unclosed = read(&format!("{header}{good}{stray}{good}{good}"));
    assert_eq!(unclosed.event_lines(), [2, 4, 5]);
    assert_eq!(
        unclosed.rejected,
        [(
            3,
            "a quote opens here and does not close at the end of a cell".to_owned()
        )]
    );
    // Here a later row's quote closes it.
    let quoted = "2025-08-29T14:05:01Z,granted,\"solver\",cecil\n";
    let closed = read(&format!("{header}{good}{stray}{good}{quoted}"));
    assert_eq!(closed.event_lines(), [2, 4, 5]);
    assert_eq!(closed.rejected, unclosed.rejected);
}

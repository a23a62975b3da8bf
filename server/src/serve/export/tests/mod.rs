//! Files are read back with other libraries.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop where it fails"
)]

pub(in crate::serve) mod csv;
pub(in crate::serve) mod xlsx;

use app::tables::table::{Cell, Column, Heading, Table};

use super::write_csv;

/// A table as CSV.
fn csv(heading: &Heading, table: &Table) -> Vec<u8> {
    let mut file = Vec::new();
    write_csv(heading, &table.clone().into(), &mut file).unwrap();
    file
}

fn heading() -> Heading {
    Heading {
        view: "account=%3D1%2B1&range=28d".to_owned(),
        filters: "account: =1+1".to_owned(),
        days: "2025-08-02 to 2025-08-29".to_owned(),
        zone: "Europe/Madrid".to_owned(),
        through: "2025-08-29 14:05".to_owned(),
    }
}

fn column(title: &str, is_number: bool) -> Column {
    Column {
        title: title.to_owned(),
        is_number,
    }
}

/// A table with these rows and a cell of each kind per row.
fn table(rows: Vec<Vec<Cell>>) -> Table {
    let columns = vec![
        column("account", false),
        column("attempts", true),
        column("asked for", true),
        column("share", true),
        column("change", true),
        column("=insight", false),
    ];
    Table {
        name: "denials-by-account",
        title: "Denials by Account",
        columns,
        rows,
        note: None,
    }
}

fn row(account: &str, attempts: u64) -> Vec<Cell> {
    vec![
        Cell::Text(account.to_owned()),
        Cell::Number(attempts),
        Cell::Amount(2.5),
        Cell::PercentHundredths(4520),
        Cell::Change {
            now: 7,
            before: 1200,
        },
        Cell::Empty,
    ]
}

/// Names meant to make a spreadsheet run or fail on them, and how they are written.
pub(in crate::serve) fn hostile_names() -> Vec<(String, String)> {
    let long = "x".repeat(4000);
    [
        (
            "=HYPERLINK(\"http://example.org\",\"a\")",
            "'=HYPERLINK(\"http://example.org\",\"a\")",
        ),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1+1", "'+1+1"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" \u{feff}=1", "' \u{feff}=1"),
        ("\t=1", "' =1"),
        ("＝1+1", "'＝1+1"),
        ("-4", "-4"),
        ("-1.5", "-1.5"),
        ("a,\"b\"\r\nc", "a,\"b\"  c"),
        ("nul\0bell\u{7}", "nul\u{fffd}bell\u{fffd}"),
        ("\u{202e}desrever", "\u{202e}desrever"),
        ("<b>&amp;</b>]]>", "<b>&amp;</b>]]>"),
        ("_x003D_1+1", "_x003D_1+1"),
        ("#*#*#*#alert(1)#*#*#*#", "#*#*#*#alert(1)#*#*#*#"),
        ("\u{fffe}\u{ffff}", "\u{fffd}\u{fffd}"),
        ("  spaces  ", "  spaces  "),
        ("Straße Ωμέγα 会社 🛠", "Straße Ωμέγα 会社 🛠"),
        (&*long, &*long),
        ("", ""),
    ]
    .map(|(name, written)| (name.to_owned(), written.to_owned()))
    .to_vec()
}

//! Files are read back with other libraries.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop where it fails"
)]

mod csv;
#[path = "../../../../../tests/support/files_read_back.rs"]
mod files_read_back;
mod xlsx;

use app::tables::table::{Cell, Column, Heading, Table};
use domain::share::Share;

use super::write_csv;
use files_read_back::hostile_names;

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
        Cell::Share(Share::of(452, 1000)),
        Cell::Change {
            now: 7,
            before: 1200,
        },
        Cell::Empty,
    ]
}

//! The tables of usage.

use std::collections::HashMap;

use domain::usage::{CountedList, Usage};

use super::lists::change;
use super::name::TableName;
use super::table::{Cell, Column, Table};
use service::labels;

/// Accounts by number of events.
pub fn active_accounts(usage: &Usage, before: Option<&Usage>) -> Table {
    let mut columns = vec![Column::text("Account")];
    columns.extend(["Events", "Granted", "Denied", "Returned"].map(Column::number));
    if before.is_some() {
        columns.extend(["Events before", "Change"].map(Column::number));
    }
    let before: Option<HashMap<&str, u64>> = before.map(|before| {
        let rows = before.active_accounts.iter();
        rows.map(|past| (past.account.as_str(), past.events()))
            .collect()
    });
    let rows = usage.active_accounts.iter().map(|row| {
        let mut cells = vec![
            Cell::Text(labels::name(&row.account).to_owned()),
            Cell::Number(row.events()),
            Cell::Number(row.granted),
            Cell::Number(row.denied),
            Cell::Number(row.returned),
        ];
        if let Some(before) = &before {
            let past = before.get(row.account.as_str()).copied();
            cells.extend(change(row.events(), Some(past.unwrap_or(0))));
        }
        cells
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let left_out = usage.accounts_total.saturating_sub(rows.len() as u64);
    Table {
        name: TableName::ActiveAccounts.word(),
        title: TableName::ActiveAccounts.title(),
        columns,
        rows,
        note: left_out_note(left_out, "accounts"),
    }
}

/// Clients by feature.
pub fn served_clients(usage: &Usage, before: Option<&Usage>) -> Table {
    let before = before.map(|before| &before.served_clients);
    counted(
        TableName::ServedClients,
        ["Feature", "Clients", "features"],
        &usage.served_clients,
        before,
    )
}

/// Open grants by product.
pub fn activations(usage: &Usage, before: Option<&Usage>) -> Table {
    let before = before.map(|before| &before.activations);
    counted(
        TableName::Activations,
        ["Product", "Activations", "products"],
        &usage.activations,
        before,
    )
}

fn counted(
    name: TableName,
    [name_title, count_title, plural]: [&str; 3],
    list: &CountedList,
    before: Option<&CountedList>,
) -> Table {
    let mut columns = vec![Column::text(name_title), Column::number(count_title)];
    if before.is_some() {
        columns.push(Column::number(&format!("{count_title} before")));
        columns.push(Column::number("Change"));
    }
    let before: Option<HashMap<&str, u64>> = before.map(|before| {
        let rows = before.rows.iter();
        rows.map(|past| (past.name.as_str(), past.count)).collect()
    });
    let rows = list.rows.iter().map(|row| {
        let mut cells = vec![
            Cell::Text(labels::name(&row.name).to_owned()),
            Cell::Number(row.count),
        ];
        if let Some(before) = &before {
            let past = before.get(row.name.as_str()).copied();
            cells.extend(change(row.count, Some(past.unwrap_or(0))));
        }
        cells
    });
    let left_out = list.rows_total.saturating_sub(list.rows.len() as u64);
    Table {
        name: name.word(),
        title: name.title(),
        columns,
        rows: rows.collect(),
        note: left_out_note(left_out, plural),
    }
}

fn left_out_note(left_out: u64, plural: &str) -> Option<String> {
    (left_out > 0).then(|| format!("{} more {plural}", domain::display::number(left_out)))
}

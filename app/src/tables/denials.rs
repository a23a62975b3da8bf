//! The summary table: single attempts.

use domain::denial_order::DenialColumn;
use domain::denial_rows::DenialRow;

use super::name::TableName;
use super::table::{Cell, Column, Table};
use crate::presentation::Presentation;
use crate::words;

/// Single attempts, in the columns that show, with their times to the second.
pub fn denials(rows: &[DenialRow], presentation: &Presentation) -> Table {
    let shown: Vec<DenialColumn> = DenialColumn::ALL
        .into_iter()
        .filter(|column| presentation.shows(*column))
        .collect();
    let columns = shown.iter().map(|column| Column {
        title: words::column(*column).to_owned(),
        is_number: *column == DenialColumn::Count,
    });
    let cell = |row: &DenialRow, column| match column {
        // A retry comes within seconds.
        DenialColumn::Time => Cell::Text(row.exact_time()),
        _ => cell(row, column),
    };
    let cells = |row: &DenialRow| shown.iter().map(|column| cell(row, *column)).collect();
    Table {
        name: TableName::Summary.word(),
        title: TableName::Summary.title(),
        columns: columns.collect(),
        rows: rows.iter().map(cells).collect(),
        note: None,
    }
}

/// The cell of a column.
pub fn cell(row: &DenialRow, column: DenialColumn) -> Cell {
    let name = |name: &str| Cell::Text(words::name(name).to_owned());
    match column {
        DenialColumn::Time => Cell::Text(row.time.clone()),
        DenialColumn::Account => name(&row.account),
        DenialColumn::User => name(&row.user),
        DenialColumn::Device => name(&row.device),
        DenialColumn::Product => name(&row.product),
        DenialColumn::Feature => name(&row.feature),
        DenialColumn::Version => Cell::Text(row.version.clone()),
        DenialColumn::Count => Cell::Amount(row.count),
        DenialColumn::Status => Cell::Text(format!("{} {}", row.space, row.code)),
        DenialColumn::Description => Cell::Text(row.description.clone()),
        DenialColumn::Category => Cell::Text(words::category(&row.category).to_owned()),
        DenialColumn::Server => name(&row.server),
        DenialColumn::Source => Cell::Text(words::source(&row.source).to_owned()),
        DenialColumn::Verdict => Cell::Text(row.verdict.text()),
    }
}

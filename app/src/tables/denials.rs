//! The summary table: single attempts.

use std::borrow::Cow;

use domain::denial_order::DenialColumn;
use domain::denial_rows::{DenialRow, DenialTexts};

use super::name::TableName;
use super::table::{Cell, CellRef, Column, Table};
use service::labels;
use service::presentation::Presentation;

/// The columns that show.
pub fn shown_columns(presentation: &Presentation) -> Vec<DenialColumn> {
    let columns = DenialColumn::ALL.into_iter();
    columns
        .filter(|column| presentation.shows(*column))
        .collect()
}

/// The summary table with these columns and no rows yet.
pub fn denials_head(shown: &[DenialColumn]) -> Table {
    let columns = shown.iter().map(|column| Column {
        title: labels::column(*column).to_owned(),
        is_number: *column == DenialColumn::Count,
    });
    Table {
        name: TableName::Summary.word(),
        title: TableName::Summary.title(),
        columns: columns.collect(),
        rows: Vec::new(),
        note: None,
    }
}

/// The cell of a column.
pub fn cell(row: &DenialRow, column: DenialColumn) -> Cell {
    match column {
        DenialColumn::Time => Cell::Text(row.time.clone()),
        _ => cell_of(&row.texts(), column).into_owned(),
    }
}

/// The cell of a column; that of the time is empty.
pub fn cell_of<'a>(texts: &DenialTexts<'a>, column: DenialColumn) -> CellRef<'a> {
    let text = |text: &'a str| CellRef::Text(Cow::Borrowed(text));
    let name = |name: &'a str| text(labels::name(name));
    match column {
        DenialColumn::Time => CellRef::Empty,
        DenialColumn::Account => name(texts.account),
        DenialColumn::User => name(texts.user),
        DenialColumn::Device => name(texts.device),
        DenialColumn::Product => name(texts.product),
        DenialColumn::Feature => name(texts.feature),
        DenialColumn::Version => text(texts.version),
        DenialColumn::Count => CellRef::Amount(texts.count),
        DenialColumn::Status => {
            CellRef::Text(Cow::Owned(format!("{} {}", texts.space, texts.code)))
        }
        DenialColumn::Description => text(texts.description),
        DenialColumn::Category => text(labels::category(texts.category)),
        DenialColumn::Server => name(texts.server),
        DenialColumn::Source => text(labels::source(texts.source)),
        DenialColumn::Verdict => CellRef::Text(Cow::Owned(texts.verdict.text())),
    }
}

//! The table of what to do about it: one row per category.

use domain::display;
use domain::report::weight::Weight;
use domain::report::{List, Row};
use domain::status::Category;
use domain::view::View;

use super::lists::{measure_cells, measure_columns};
use super::name::TableName;
use super::table::{Cell, Column, Table};
use crate::advice::advice;
use service::audience::Audience;
use service::labels;

/// Categories by weight, what they mean, what to do, who acts, and which accounts and features
/// weigh most.
pub fn what_to_do(
    list: &List<String>,
    weights: &[Weight],
    view: &View,
    compare: bool,
    audience: Audience,
) -> Table {
    let mut columns = vec![Column::text("Reason")];
    columns.extend(measure_columns(view.measure, compare));
    columns
        .extend(["Insight", "Opportunity", "Who acts", "Accounts", "Features"].map(Column::text));
    let rows = list.rows.iter().map(|row| {
        let category = Category::from_slug(&row.key).unwrap_or(Category::Other);
        let advice = advice(category, audience);
        let weight = weights.iter().find(|weight| weight.category == row.key);
        let mut cells = vec![Cell::Text(labels::category(&row.key).to_owned())];
        cells.extend(measure_cells(list, row, view.measure, compare));
        cells.extend(
            [advice.insight, advice.opportunity, advice.who]
                .map(|text| Cell::Text(text.to_owned())),
        );
        let heaviest = |rows: fn(&Weight) -> &Vec<Row<String>>| {
            let rows = weight.map(rows).into_iter().flatten();
            let texts = rows.map(|row| {
                let value = display::number(row.measures.get(view.measure));
                format!("{} ({value})", labels::name(&row.key))
            });
            Cell::Text(texts.collect::<Vec<_>>().join("; "))
        };
        cells.push(heaviest(|weight| &weight.accounts));
        cells.push(heaviest(|weight| &weight.features));
        cells
    });
    Table {
        name: TableName::WhatToDo.word(),
        title: TableName::WhatToDo.title(),
        columns,
        rows: rows.collect(),
        note: None,
    }
}

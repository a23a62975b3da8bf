//! Tables of the report's lists.

use domain::dimension::{ListOf, ListTable};
use domain::display::number;
use domain::report::{List, Measures, Report, Row, StatusKey, UserKey};
use domain::share::Share;
use domain::view::{FilterKey, Measure, View};

use super::table::{Cell, Column, Table};
use service::answer::PANEL_ROWS;
use service::labels;

/// The table of a panel, which is the table of the list of a key; an empty one if there is
/// none.
pub fn of_panel(report: &Report, key: FilterKey, view: &View, compare: bool) -> Table {
    let table = key
        .table()
        .map(|of| of_list(report, of, view, compare, PANEL_ROWS));
    table.unwrap_or_default()
}

/// The table of a list of the report: the first `max` rows, and one for the others.
pub fn of_list(report: &Report, of: ListTable, view: &View, compare: bool, max: usize) -> Table {
    match of.key.declaration().list.map(|list| list.of) {
        Some(ListOf::Statuses) => {
            let columns = ["Code space", "Code", "Description", "Reason"];
            let key = |key: &StatusKey| {
                vec![
                    Cell::Text(key.space.clone()),
                    Cell::Text(key.code.clone()),
                    Cell::Text(key.description.clone()),
                    Cell::Text(labels::category(&key.category).to_owned()),
                ]
            };
            listed(of, &columns, &report.by_status, view, compare, max, key)
        }
        Some(ListOf::Users) => {
            let key = |key: &UserKey| {
                [&key.user, &key.account]
                    .map(|name| Cell::Text(labels::name(name).to_owned()))
                    .into()
            };
            let columns = ["User", "Account"];
            listed(of, &columns, &report.by_user, view, compare, max, key)
        }
        _ => {
            let list = &report.by[of.key];
            let key = |value: &String| vec![Cell::Text(labels::value(of.key, value).to_owned())];
            let title = labels::title(of.key.label());
            listed(of, &[&title], list, view, compare, max, key)
        }
    }
}

fn listed<K>(
    of: ListTable,
    key_columns: &[&str],
    list: &List<K>,
    view: &View,
    compare: bool,
    max: usize,
    key: impl Fn(&K) -> Vec<Cell>,
) -> Table {
    let mut columns: Vec<Column> = key_columns
        .iter()
        .map(|title| Column::text(title))
        .collect();
    columns.extend(measure_columns(view.measure, compare));
    let shown = || list.rows.iter().take(max);
    let mut rows: Vec<Vec<Cell>> = shown()
        .map(|row| {
            let mut cells = key(&row.key);
            cells.extend(measure_cells(list, row, view.measure, compare));
            cells
        })
        .collect();
    let left_out = list.rows_total.saturating_sub(shown().count() as u64);
    if left_out > 0 {
        rows.push(others(
            list,
            shown(),
            left_out,
            view,
            compare,
            key_columns.len(),
        ));
    }
    Table {
        name: of.word,
        title: of.title,
        columns,
        rows,
        note: None,
    }
}

/// The row for what is left out.
fn others<'a, K: 'a>(
    list: &List<K>,
    shown: impl Iterator<Item = &'a Row<K>> + Clone,
    left_out: u64,
    view: &View,
    compare: bool,
    key_columns: usize,
) -> Vec<Cell> {
    let rest = |measure: Measure| {
        let sum: u64 = shown.clone().map(|row| row.measures.get(measure)).sum();
        list.totals.get(measure).saturating_sub(sum)
    };
    let count = |measure: Measure| {
        // One user can be in several rows, so these do not add up to the total.
        match measure {
            Measure::AffectedUsers => Cell::Empty,
            _ => Cell::Number(rest(measure)),
        }
    };
    let mut cells = vec![Cell::Text(format!("{} others", number(left_out)))];
    cells.resize(key_columns, Cell::Empty);
    cells.extend(Measure::ALL.map(count));
    cells.push(match view.measure {
        Measure::AffectedUsers => Cell::Empty,
        measure => Cell::Share(Share::of(rest(measure), list.totals.get(measure))),
    });
    if compare {
        cells.extend([Cell::Empty, Cell::Empty]);
    }
    cells
}

/// The columns of the three measures, the share and, if compared, of the previous period.
pub(super) fn measure_columns(measure: Measure, compare: bool) -> Vec<Column> {
    let mut columns: Vec<Column> = Measure::ALL
        .map(|measure| Column::number(labels::measure_title(measure)))
        .into();
    columns.push(Column::number("Share"));
    if compare {
        let title = labels::measure_title(measure);
        columns.push(Column::number(&format!("{title} before")));
        columns.push(Column::number("Change"));
    }
    columns
}

/// The cells of these columns.
pub(super) fn measure_cells<K>(
    list: &List<K>,
    row: &Row<K>,
    measure: Measure,
    compare: bool,
) -> Vec<Cell> {
    let mut cells = numbers(&row.measures);
    cells.push(Cell::Share(list.share(row, measure)));
    if compare {
        cells.extend(change(
            row.measures.get(measure),
            row.before.map(|before| before.get(measure)),
        ));
    }
    cells
}

/// The three measures as cells.
pub(super) fn numbers(measures: &Measures) -> Vec<Cell> {
    Measure::ALL
        .map(|measure| Cell::Number(measures.get(measure)))
        .into()
}

/// The count of the previous period and the difference.
pub(super) fn change(now: u64, before: Option<u64>) -> [Cell; 2] {
    match before {
        Some(before) => [Cell::Number(before), Cell::Change { now, before }],
        None => [Cell::Empty, Cell::Empty],
    }
}

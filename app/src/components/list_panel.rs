//! Denials by the values of a key: bars and their table.

use domain::dimension::ListOf;
use domain::report::{Report, Row};
use domain::view::{FilterKey, View};
use leptos::prelude::*;

use super::bar_list::{BarEntry, BarList};
use super::numbers_table::NumbersTable;
use crate::charts::plain_color;
use crate::report_state::ReportState;
use crate::tables;
use service::answer::PANEL_ROWS;
use service::labels;
use service::route::Route;

/// The list of a key that is declared to have a table, most denials first.
#[component]
pub(crate) fn ListPanel(page: ReportState, key: FilterKey) -> impl IntoView {
    let entries = Memo::new(move |_| {
        let compares = page.compares();
        page.view.with(|view| {
            page.answer
                .with(|answer| entries(&answer.report, key, view, compares))
        })
    });
    let table = Memo::new(move |_| {
        page.answer.with(|answer| {
            page.view
                .with(|view| tables::of_panel(&answer.report, key, view, page.compares()))
        })
    });
    let rows_total =
        Signal::derive(move || page.answer.with(|answer| rows_total(&answer.report, key)));
    let pointed = RwSignal::new(None);
    let links = Signal::derive(move || {
        entries.with(|entries| entries.iter().map(|entry| entry.view.clone()).collect())
    });
    let (name, title) = key
        .table()
        .map_or(("", ""), |table| (table.word, table.title));
    view! {
        <section class="panel" aria-labelledby=name>
            <h2 id=name>{title}</h2>
            <BarList page entries pointed/>
            <NumbersTable page table links links_to=Route::Denials pointed rows_total/>
        </section>
    }
}

/// How many rows there are.
fn rows_total(report: &Report, key: FilterKey) -> u64 {
    match key.declaration().list.map(|list| list.of) {
        Some(ListOf::Users) => report.by_user.rows_total,
        _ => report.by[key].rows_total,
    }
}

/// The rows of the list.
fn entries(report: &Report, key: FilterKey, view: &View, compares: bool) -> Vec<BarEntry> {
    match key.declaration().list.map(|list| list.of) {
        Some(ListOf::Users) => {
            // Two accounts may have a user of the same name.
            let shows_account = report.accounts_hit > 1;
            let rows = report.by_user.rows.iter().take(PANEL_ROWS);
            rows.map(|row| {
                let account = &row.key.account;
                let detail = shows_account.then(|| labels::name(account).to_owned());
                BarEntry {
                    // It only distinguishes the rows.
                    value: format!("{}\u{1f}{account}", row.key.user),
                    detail: detail.unwrap_or_default(),
                    ..entry(view, key, row, &row.key.user, compares)
                }
            })
            .collect()
        }
        _ => {
            let rows = report.by[key].rows.iter().take(PANEL_ROWS);
            rows.map(|row| entry(view, key, row, &row.key, compares))
                .collect()
        }
    }
}

fn entry<K>(view: &View, key: FilterKey, row: &Row<K>, value: &str, compares: bool) -> BarEntry {
    let selected = &view.filters.get(key).only;
    let before = row.before.filter(|_| compares);
    BarEntry {
        value: value.to_owned(),
        label: labels::value(key, value).to_owned(),
        detail: String::new(),
        measure: row.measures.get(view.measure),
        before: before.map(|before| before.get(view.measure)),
        percent_hundredths: row.percent_hundredths,
        color: plain_color(),
        selected: (!selected.is_empty()).then(|| selected.contains(value)),
        place: Route::Denials,
        view: view.toggled(key, value),
    }
}

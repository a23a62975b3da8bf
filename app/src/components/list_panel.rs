//! Denials by the values of a key: bars, for some keys a chart beside them, and their table.

use domain::dimension::ListOf;
use domain::view::FilterKey;
use leptos::either::Either;
use leptos::prelude::*;

use super::bar_list::BarList;
use super::list_chart::{ListChart, has_chart};
use super::list_entries::list_entries;
use super::numbers_table::NumbersTable;
use crate::report_state::ReportState;
use crate::tables;
use service::route::Route;

/// The list of a key that is declared to have a table, most denials first.
#[component]
pub(crate) fn ListPanel(state: ReportState, key: FilterKey) -> impl IntoView {
    let entries = Memo::new(move |_| {
        let (route, compares) = (state.route.get(), state.compares());
        state.view.with(|view| {
            state
                .answer
                .with(|answer| list_entries(&answer.report, key, view, route, compares))
        })
    });
    let table = Memo::new(move |_| {
        state.answer.with(|answer| {
            state
                .view
                .with(|view| tables::of_panel(&answer.report, key, view, state.compares()))
        })
    });
    let rows_total = Signal::derive(move || {
        state.answer.with(|answer| {
            let report = &answer.report;
            match key.declaration().list.map(|list| list.of) {
                Some(ListOf::Statuses) => report.by_status.rows_total,
                Some(ListOf::Users) => report.by_user.rows_total,
                _ => report.by[key].rows_total,
            }
        })
    });
    let pointed = RwSignal::new(None);
    let links = Signal::derive(move || {
        entries.with(|entries| entries.iter().map(|entry| entry.view.clone()).collect())
    });
    let (name, title) = key
        .table()
        .map_or(("", ""), |table| (table.word, table.title));
    let list = if has_chart(key) {
        Either::Left(view! {
            <div class="list-and-chart">
                <BarList state entries pointed/>
                <ListChart state key name title entries pointed/>
            </div>
        })
    } else {
        Either::Right(view! { <BarList state entries pointed/> })
    };
    view! {
        <section class="panel" aria-labelledby=name>
            <h2 id=name>{title}</h2>
            {list}
            <NumbersTable state table links links_to=Route::Denials pointed rows_total/>
        </section>
    }
}

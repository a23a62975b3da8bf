//! Denials by account: bars, and their list and table.

use domain::display::percent;
use domain::view::FilterKey;
use leptos::prelude::*;

use super::bar_list::{BarEntry, BarList};
use super::chart::{Chart, Tip};
use super::numbers_table::NumbersTable;
use super::status_panel::others;
use crate::chart_events::Part;
use crate::charts::{plain_color, with_code};
use crate::report_state::ReportState;
use crate::tables;
use service::answer::PANEL_ROWS;
use service::labels;
use service::route::Route;

/// The panel by account.
#[component]
pub(crate) fn AccountPanel(page: ReportState) -> impl IntoView {
    let pointed = RwSignal::new(None);
    let entries = Memo::new(move |_| entries(page));
    let tip = move |part: Part| Some(tip(page, part.index));
    let click = move |part: Part| {
        let entry = entries.with_untracked(|entries| entries.get(part.index).cloned());
        if let Some(entry) = entry {
            page.go_to(entry.place, entry.view);
        }
    };
    let option = move |theme| {
        page.view.with(|view| {
            page.answer.with(|answer| {
                with_code(|code| {
                    (code.account_bar)(&answer.report.by[FilterKey::Account], view, theme)
                })
            })
        })
    };
    let table = Memo::new(move |_| {
        page.answer.with(|answer| {
            page.view.with(|view| {
                tables::of_panel(&answer.report, FilterKey::Account, view, page.compares())
            })
        })
    });
    let label = Signal::derive(move || {
        entries.with(|entries| {
            let most = entries.first().map_or(String::new(), |entry| {
                format!(
                    " Top: {}, {}.",
                    entry.label,
                    percent(entry.percent_hundredths)
                )
            });
            format!(
                "Bar chart of denials by account. The list next to it has the same numbers.{most}"
            )
        })
    });
    let links = Signal::derive(move || {
        entries.with(|entries| entries.iter().map(|entry| entry.view.clone()).collect())
    });
    let rows_total = Signal::derive(move || {
        page.answer
            .with(|answer| answer.report.by[FilterKey::Account].rows_total)
    });
    view! {
        <section class="panel" aria-labelledby="by-account">
            <h2 id="by-account">"Denials by Account"</h2>
            <div class="list-and-chart">
                <BarList page entries pointed/>
                <Chart
                    kind="bar"
                    name="denials-by-account"
                    title="Denials by Account"
                    label
                    option
                    tip
                    click
                    pointed
                    theme=page.theme()
                    caption=page.caption()
                />
            </div>
            <NumbersTable page table links links_to=Route::Denials pointed rows_total/>
        </section>
    }
}

/// The rows of the list. On the overview each opens its account's denials.
fn entries(page: ReportState) -> Vec<BarEntry> {
    let place = page.place.get();
    let compares = page.compares();
    page.view.with(|view| {
        let selected = &view.filters.get(FilterKey::Account).only;
        let target = |name: &str| match place {
            Route::Overview => {
                let mut view = view.clone();
                let filter = view.filters.get_mut(FilterKey::Account);
                filter.only = std::iter::once(name.to_owned()).collect();
                view
            }
            Route::Denials => view.toggled(FilterKey::Account, name),
        };
        page.answer.with(|answer| {
            let rows = answer.report.by[FilterKey::Account]
                .rows
                .iter()
                .take(PANEL_ROWS);
            rows.map(|row| BarEntry {
                value: row.key.clone(),
                label: labels::name(&row.key).to_owned(),
                detail: String::new(),
                measure: row.measures.get(view.measure),
                before: row
                    .before
                    .filter(|_| compares)
                    .map(|before| before.get(view.measure)),
                percent_hundredths: row.percent_hundredths,
                color: plain_color(),
                selected: (!selected.is_empty()).then(|| selected.contains(&row.key)),
                place: Route::Denials,
                view: target(&row.key),
            })
            .collect()
        })
    })
}

fn tip(page: ReportState, index: usize) -> Tip {
    let measure = page.measure();
    page.answer.with(|answer| {
        let list = &answer.report.by[FilterKey::Account];
        let shown = || list.rows.iter().take(PANEL_ROWS);
        match shown().nth(index) {
            Some(row) => Tip {
                title: labels::name(&row.key).to_owned(),
                text: String::new(),
                number: labels::counted(row.measures.get(measure), measure, row.percent_hundredths),
            },
            None => others(
                list.totals.get(measure),
                shown(),
                list.rows_total,
                &page.view.get(),
            ),
        }
    })
}

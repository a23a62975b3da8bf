//! Denials distribution: the reasons as bars, the pie by status, and their table.

use domain::display::{number, percent};
use domain::view::{FilterKey, View};
use leptos::prelude::*;

use super::bar_list::{BarEntry, BarList};
use super::chart::{Chart, Tip};
use super::numbers_table::NumbersTable;
use crate::chart_events::Part;
use crate::charts::{status_color, with_code};
use crate::report_state::ReportState;
use crate::tables;
use service::answer::PANEL_ROWS;
use service::labels;
use service::route::Route;

/// The panel by status.
#[component]
pub(crate) fn StatusPanel(page: ReportState) -> impl IntoView {
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
                with_code(|code| (code.status_pie)(&answer.report.by_status, view, theme))
            })
        })
    };
    let table = Memo::new(move |_| {
        page.answer.with(|answer| {
            page.view.with(|view| {
                tables::of_panel(&answer.report, FilterKey::Status, view, page.compares())
            })
        })
    });
    let label = Signal::derive(move || {
        entries.with(|entries| {
            let most = entries.first().map_or(String::new(), |entry| {
                let share = percent(entry.percent_hundredths);
                format!(" Top: {} {}, {share}.", entry.label, entry.detail)
            });
            format!(
                "Pie chart of denials by status. The list next to it has the same numbers.{most}"
            )
        })
    });
    let links = Signal::derive(move || {
        entries.with(|entries| entries.iter().map(|entry| entry.view.clone()).collect())
    });
    let rows_total = Signal::derive(move || {
        page.answer
            .with(|answer| answer.report.by_status.rows_total)
    });
    view! {
        <section class="panel" aria-labelledby="by-status">
            <h2 id="by-status">"Denials Distribution"</h2>
            <div class="list-and-chart">
                <BarList page entries pointed/>
                <Chart
                    kind="pie"
                    name="denials-distribution"
                    title="Denials Distribution"
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

/// The rows of the list. On the overview all of them open the denials with this view.
fn entries(page: ReportState) -> Vec<BarEntry> {
    let place = page.place.get();
    let compares = page.compares();
    page.view.with(|view| {
        let selected = &view.filters.get(FilterKey::Status).only;
        let target = |value: &str| match place {
            Route::Overview => view.clone(),
            Route::Denials => view.toggled(FilterKey::Status, value),
        };
        page.answer.with(|answer| {
            let rows = answer.report.by_status.rows.iter().take(PANEL_ROWS);
            rows.map(|row| {
                let value = row.key.value();
                BarEntry {
                    label: row.key.code.clone(),
                    detail: labels::status_detail(&row.key),
                    measure: row.measures.get(view.measure),
                    before: row
                        .before
                        .filter(|_| compares)
                        .map(|before| before.get(view.measure)),
                    percent_hundredths: row.percent_hundredths,
                    color: status_color(row.key.place),
                    selected: (!selected.is_empty()).then(|| selected.contains(&value)),
                    place: Route::Denials,
                    view: target(&value),
                    value,
                }
            })
            .collect()
        })
    })
}

fn tip(page: ReportState, index: usize) -> Tip {
    let measure = page.measure();
    page.answer.with(|answer| {
        let list = &answer.report.by_status;
        let shown = || list.rows.iter().take(PANEL_ROWS);
        match shown().nth(index) {
            Some(row) => Tip {
                title: format!("{} {}", row.key.space, row.key.code),
                text: row.key.description.clone(),
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

/// The tooltip of the rows that are left out.
pub(super) fn others<'a, K: 'a>(
    total: u64,
    shown: impl Iterator<Item = &'a domain::report::Row<K>>,
    rows_total: u64,
    view: &View,
) -> Tip {
    let (mut sum, mut percent_sum, mut rows) = (0_u64, 0_u64, 0_u64);
    for row in shown {
        sum += row.measures.get(view.measure);
        percent_sum += row.percent_hundredths;
        rows += 1;
    }
    Tip {
        title: "others".to_owned(),
        text: format!("{} more", number(rows_total.saturating_sub(rows))),
        number: labels::counted(
            total.saturating_sub(sum),
            view.measure,
            10_000_u64.saturating_sub(percent_sum),
        ),
    }
}

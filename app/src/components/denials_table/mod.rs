//! Denials summary: single attempts. All that the browser has can be scrolled through; what
//! only the server has comes page by page.

mod columns_menu;
mod count_line;
mod header;
#[cfg(all(test, feature = "ssr"))]
mod html_tests;
mod row;
mod scrolling;

use std::ops::Range;

use domain::denial_order::DenialColumn;
use domain::denial_rows::DenialRow;
use domain::display::number;
use domain::view::View;
use leptos::prelude::*;

use super::denial_detail::DenialDetail;
use crate::browser;
use crate::report_state::{ReportState, TableRows};
use columns_menu::ColumnsMenu;
use count_line::RowCounts;
use header::heads;
use row::{PlacedRow, table_row};
use scrolling::Scrolling;
use service::answer::TABLE_ROWS;

/// The parts of the table that its rows share.
#[derive(Clone, Copy, Debug)]
struct SummaryTable {
    state: ReportState,
    scrolling: Scrolling,
    /// The visible columns.
    columns: Memo<Vec<DenialColumn>>,
    /// The row whose detail is open.
    opened: RwSignal<Option<DenialRow>>,
}

/// The summary table.
#[component]
pub(crate) fn DenialsTable(
    state: ReportState,
    /// The content below the heading, such as links to the table's files.
    children: Children,
) -> impl IntoView {
    let scrolling = Scrolling::new(state);
    let columns = Memo::new(move |_| {
        state.presentation.with(|shown| {
            let all = DenialColumn::ALL.into_iter();
            all.filter(|column| shown.shows(*column)).collect()
        })
    });
    let table = SummaryTable {
        state,
        scrolling,
        columns,
        opened: RwSignal::new(None),
    };
    table.keep_focus();
    let count = move || {
        let counted = table.counted();
        state.presentation.with(|shown| counted.text(&shown.sort))
    };
    view! {
        <section class="panel table-panel" aria-labelledby="summary">
            <h2 id="summary">"Denials Summary"</h2>
            {children()}
            <p class="table-count" aria-live="polite">{count}</p>
            <ColumnsMenu state/>
            <div
                class="table-scroll"
                node_ref=scrolling.region
                tabindex="0"
                role="region"
                aria-label="Attempts, one per row"
                on:scroll=move |_| scrolling.refresh()
            >
                {table.view()}
            </div>
            <p class="table-printed">{move || table.printed()}</p>
            {move || state.has_more_rows().then(|| view! {
                <button type="button" class="more" on:click=move |_| state.fetch_more_rows()>
                    {format!("Show {TABLE_ROWS} more")}
                </button>
            })}
            {move || table.page_links()}
            <DenialDetail state opened=table.opened/>
        </section>
    }
}

impl SummaryTable {
    fn view(self) -> impl IntoView {
        let rows = Memo::new(move |_| self.rows_in_window());
        let row_count = move || (self.counted().attempts + 1).to_string();
        let column_count = move || self.columns.with(Vec::len).to_string();
        let scrolling = self.scrolling;
        view! {
            <table aria-labelledby="summary" aria-rowcount=row_count>
                <thead>
                    <tr aria-rowindex="1">{heads(self.state, self.columns)}</tr>
                </thead>
                <tbody class="room" aria-hidden="true">
                    <tr node_ref=scrolling.above><td colspan=column_count></td></tr>
                </tbody>
                <tbody class="rows">
                    <For
                        each=move || rows.get()
                        key=PlacedRow::clone
                        children=move |row| table_row(&self, row)
                    />
                </tbody>
                <tbody class="room" aria-hidden="true">
                    <tr node_ref=scrolling.below><td colspan=column_count></td></tr>
                </tbody>
            </table>
        }
    }

    /// The range of rows in the document; on paper the first ones.
    fn window(self) -> Range<usize> {
        if self.state.printing.get() {
            0..TABLE_ROWS
        } else {
            self.scrolling.window.get()
        }
    }

    fn rows_in_window(self) -> Vec<PlacedRow> {
        let window = self.window();
        let first = window.start;
        let rows = self.state.table_rows(window).into_iter().enumerate();
        rows.map(|(place, row)| PlacedRow::new(first + place, row))
            .collect()
    }

    fn counted(self) -> RowCounts {
        let rows = self.state.table_len();
        let is_held = self
            .state
            .table
            .with(|table| matches!(table, TableRows::Held { .. }));
        RowCounts {
            skip: self.state.rows_before(),
            rows,
            attempts: if is_held {
                rows as u64
            } else {
                self.attempts()
            },
            rows_max: self.scrolling.rows_max.get(),
        }
    }

    fn attempts(self) -> u64 {
        let answer = self.state.answer;
        answer.with(|answer| answer.report.totals.attempts)
    }

    /// The rows of the table that are printed: those in the document.
    fn printed(self) -> String {
        let counted = self.counted();
        let window = self.window();
        let end = window.end.min(counted.rows);
        if end <= window.start {
            return String::new();
        }
        let first = number((counted.skip + window.start + 1) as u64);
        let last = number((counted.skip + end) as u64);
        format!("Printed: rows {first} to {last}. The CSV and XLSX files have all rows.")
    }

    /// Without JavaScript the rows come page by page. With it, a table that was opened at a
    /// later row links back to its beginning.
    fn page_links(self) -> Option<impl IntoView> {
        let state = self.state;
        let counted = self.counted();
        let next = counted.skip + counted.rows;
        let has_next = counted.rows > 0 && (next as u64) < counted.attempts;
        let has_previous = counted.skip > 0;
        let at = move |row: usize| state.presented_url(|shown| shown.rows_before = row);
        let previous = has_previous.then(|| {
            let href = at(counted.skip.saturating_sub(TABLE_ROWS));
            view! { <a rel="prev" href=href>{format!("previous {TABLE_ROWS}")}</a> }
        });
        let next = has_next.then(|| {
            view! { <a rel="next" href=at(next)>{format!("next {TABLE_ROWS}")}</a> }
        });
        let first = has_previous.then(|| view! { <a href=at(0)>"first rows"</a> });
        (has_previous || has_next).then(|| {
            view! {
                <nav class="table-pages" class:further=has_previous aria-label="Rows of the table">
                    {first}
                    <span class="table-steps">{previous} {next}</span>
                </nav>
            }
        })
    }

    /// When the detail closes, the browser returns the focus to its row. If the row is gone,
    /// or another view was chosen, the focus stays in the table.
    fn keep_focus(self) {
        let (state, region) = (self.state, self.scrolling.region);
        Effect::new(move |opened_in: Option<Option<View>>| {
            let view = state.view.get_untracked();
            if self.opened.with(Option::is_some) {
                return Some(view);
            }
            if let Some(opened_in) = opened_in.flatten() {
                let is_other_view = opened_in != view;
                request_animation_frame(move || {
                    if is_other_view {
                        browser::focus_region(region);
                    } else {
                        browser::keep_focus(region);
                    }
                });
            }
            None
        });
    }
}

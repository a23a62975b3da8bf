//! The menu of the table's columns.

use domain::denial_order::DenialColumn;
use leptos::prelude::*;

use crate::report_state::ReportState;
use service::labels;

/// Shows and hides columns. Time is always shown: it names the row.
#[component]
pub(super) fn ColumnsMenu(state: ReportState) -> impl IntoView {
    let choices = DenialColumn::ALL.map(|column| {
        let shows = move || state.presentation.with(|shown| shown.shows(column));
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    name="column"
                    value=column.word()
                    checked=shows
                    prop:checked=shows
                    disabled=column == DenialColumn::Time
                    on:change=move |_| state.toggle_column(column)
                />
                {labels::column(column)}
            </label>
        }
    });
    view! {
        <details class="columns-menu">
            <summary>"Columns"</summary>
            <fieldset>
                <legend class="hidden-text">"Visible columns"</legend>
                {choices.into_iter().collect_view()}
            </fieldset>
            <p class="hint">
                "Click a column heading to sort by it. Shift-click adds it as a further sort key."
            </p>
        </details>
    }
}

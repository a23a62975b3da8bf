//! What else the same user was denied around a denial.

use domain::denial_order::DenialColumn;
use domain::denial_rows::DenialRow;
use leptos::either::Either;
use leptos::prelude::*;

use crate::request_error::RequestError;
use crate::tables::cell;
use service::labels;

/// The rows around a denial: `None` until they are loaded.
pub(super) type Around = Option<Result<Vec<DenialRow>, RequestError>>;

/// The columns that distinguish such rows.
const COLUMNS: [DenialColumn; 5] = [
    DenialColumn::Time,
    DenialColumn::Feature,
    DenialColumn::Status,
    DenialColumn::Description,
    DenialColumn::Verdict,
];

/// The title of the table of a row's neighbours: they are those of the user, or of the device
/// if the user is unknown.
fn title(row: &DenialRow) -> &'static str {
    if !row.user.is_empty() {
        "The same user around that time"
    } else if !row.device.is_empty() {
        "The same device around that time"
    } else {
        "Around that time"
    }
}

/// The rows around a denial, or the error.
pub(super) fn around_view<F: Fn() + Send + Sync + 'static>(
    row: &DenialRow,
    around: &Around,
    again: F,
) -> impl IntoView + use<F> {
    let state = match around {
        None => Some(Either::Left(view! { <p>"Loading…"</p> })),
        Some(Err(error)) => {
            let failure = view! {
                <div class="notice failure">
                    <p>{labels::title(&error.to_string())} "."</p>
                    <button type="button" on:click=move |_| again()>"Try again"</button>
                </div>
            };
            Some(Either::Right(failure))
        }
        Some(Ok(_)) => None,
    };
    let rows = around.as_ref().and_then(|around| around.as_ref().ok());
    view! {
        <h3 id="denial-around">{title(row)}</h3>
        <div role="status">{state}</div>
        {rows.map(|rows| around_table(row, rows))}
    }
}

fn around_table(row: &DenialRow, rows: &[DenialRow]) -> impl IntoView + use<> {
    let heads = COLUMNS.map(|column| view! { <th scope="col">{labels::column(column)}</th> });
    let own = row.row;
    let is_unknown = row.user.is_empty() && row.device.is_empty();
    let note = if is_unknown {
        "User and device are unknown, so related denials cannot be found."
    } else if rows.iter().all(|row| row.row == own) {
        "No other denials."
    } else {
        ""
    };
    let rows = rows.iter().map(|row| {
        let cells = COLUMNS.map(|column| view! { <td>{text(row, column)}</td> });
        let current = (row.row == own).then_some("true");
        view! { <tr aria-current=current>{cells.into_iter().collect_view()}</tr> }
    });
    view! {
        <div class="around-scroll" tabindex="0" role="region" aria-labelledby="denial-around">
            <table>
                <thead><tr>{heads.into_iter().collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        {(!note.is_empty()).then(|| view! { <p class="hint">{note}</p> })}
    }
}

/// A cell; retries are seconds apart, so the time has seconds.
fn text(row: &DenialRow, column: DenialColumn) -> String {
    match column {
        DenialColumn::Time => row.exact_time(),
        _ => cell(row, column).text(),
    }
}

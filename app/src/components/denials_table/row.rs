//! A row of the table.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use domain::denial_order::DenialColumn;
use domain::denial_rows::DenialRow;
use leptos::ev;
use leptos::prelude::*;

use super::SummaryTable;
use crate::browser;
use crate::tables::cell;

/// A row and its index in the table. Equal rows keep their elements, and so the focus, when
/// the table is scrolled or grows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PlacedRow {
    place: usize,
    row: Arc<DenialRow>,
}

impl PlacedRow {
    /// A row at an index.
    pub(super) fn new(place: usize, row: DenialRow) -> Self {
        Self {
            place,
            row: Arc::new(row),
        }
    }
}

// The count of licenses, a row's only number that may not be whole, is never NaN.
impl Eq for PlacedRow {}

impl Hash for PlacedRow {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.place.hash(state);
        self.row.row.hash(state);
    }
}

/// A row of the table. Its first cell is a button that opens the row's detail, and so does a
/// click anywhere on the row.
pub(super) fn table_row(table: &SummaryTable, placed: PlacedRow) -> impl IntoView + use<> {
    let table = *table;
    let PlacedRow { place, row } = placed;
    let scrolling = table.scrolling;
    let time = row.time.clone();
    let label = format!("Details of the denial at {time}");
    let cells = {
        let row = Arc::clone(&row);
        move || {
            let columns = table.columns.get().into_iter();
            let columns = columns.filter(|column| *column != DenialColumn::Time);
            columns.map(|column| text_cell(&row, column)).collect_view()
        }
    };
    let open = move || {
        // Closing the detail returns the focus to the element that has it now.
        browser::focus_row(scrolling.region, scrolling.row_index(place));
        table.opened.set(Some(row.as_ref().clone()));
    };
    let open_by_button = {
        let open = open.clone();
        move |event: ev::MouseEvent| {
            event.stop_propagation();
            open();
        }
    };
    let open_by_row = move |_| {
        // Selecting text does not open the detail.
        if !browser::is_marking_text() {
            open();
        }
    };
    let press = move |event: ev::KeyboardEvent| {
        let is_plain = !(event.ctrl_key() || event.meta_key() || event.alt_key());
        if is_plain && scrolling.press(&event.key()) {
            event.prevent_default();
        }
    };
    view! {
        <tr aria-rowindex=scrolling.row_index(place).to_string() on:click=open_by_row>
            <th scope="row" class="time">
                <button
                    type="button"
                    class="row-open"
                    aria-label=label
                    aria-haspopup="dialog"
                    tabindex=move || if scrolling.is_tab_stop(place) { "0" } else { "-1" }
                    on:click=open_by_button
                    on:focus=move |_| scrolling.note_focus(place)
                    on:keydown=press
                >
                    {time}
                </button>
            </th>
            {cells}
        </tr>
    }
}

fn text_cell(row: &DenialRow, column: DenialColumn) -> impl IntoView + use<> {
    let text = cell(row, column).text();
    let class = (column == DenialColumn::Count).then_some("number");
    let title = text.clone();
    view! { <td class=class title=title>{text}</td> }
}

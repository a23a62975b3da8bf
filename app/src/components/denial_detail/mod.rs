//! A denial in full, in a dialog: its fields, its verdict explained, and what else the same
//! user was denied around it.

mod around;
mod fields;
#[cfg(test)]
mod sample;
mod verdict_sentence;

use domain::denial_rows::DenialRow;
use domain::view::{FilterKey, View};
use leptos::html::Dialog;
use leptos::prelude::*;

use super::view_link::ViewLink;
use crate::browser;
use crate::report_state::ReportState;
use around::{Around, around_view};
use fields::{Field, fields};
use service::labels;
use verdict_sentence::verdict_sentence;

/// The detail of the row that is opened.
#[component]
pub(crate) fn DenialDetail(
    state: ReportState,
    /// The row; `None` where none is open.
    opened: RwSignal<Option<DenialRow>>,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let around = RwSignal::new(Around::None);
    let detail = Detail {
        state,
        opened,
        around,
    };
    Effect::new(move || {
        if opened.with(Option::is_some) {
            detail.ask();
            state.open_detail();
            browser::show_dialog(dialog);
        } else {
            browser::close_dialog(dialog);
        }
    });
    // The reader went back.
    Effect::new(move || {
        if !state.detail.get() {
            opened.set(None);
        }
    });
    // Another view has another table: the row may not be in it.
    Effect::new(move |is_later: Option<bool>| {
        state.view.track();
        if is_later == Some(true) {
            opened.set(None);
        }
        true
    });
    view! {
        <dialog
            class="denial-detail"
            node_ref=dialog
            aria-labelledby="denial-title"
            on:close=move |_| {
                opened.set(None);
                state.close_detail();
            }
            on:click=move |event| {
                if browser::is_beside(&event) {
                    browser::close_dialog(dialog);
                }
            }
        >
            <div class="detail-body">
                <button
                    type="button"
                    class="detail-close"
                    on:click=move |_| browser::close_dialog(dialog)
                >
                    "Close"
                </button>
                {detail.view()}
            </div>
        </dialog>
    }
}

/// The state of the detail.
#[derive(Clone, Copy, Debug)]
struct Detail {
    state: ReportState,
    opened: RwSignal<Option<DenialRow>>,
    around: RwSignal<Around>,
}

impl Detail {
    /// Requests the rows around the opened one.
    fn ask(self) {
        let number = |row: &Option<DenialRow>| row.as_ref().map(|row| row.row);
        let Some(row) = self.opened.with_untracked(number) else {
            return;
        };
        self.around.set(None);
        self.state.fetch_neighbours(row, move |result| {
            // The reader may have moved on to another row, or page.
            let now = self.opened.try_with_untracked(number).flatten();
            if now == Some(row) {
                self.around.set(Some(result));
            }
        });
    }

    /// The opened row. A row from the server may have its texts cut; among its neighbours it
    /// is in full.
    fn row(self) -> Option<DenialRow> {
        let opened = self.opened.get()?;
        let full = self.around.with(|around| {
            let rows = around.as_ref()?.as_ref().ok()?;
            rows.iter().find(|row| row.row == opened.row).cloned()
        });
        Some(full.unwrap_or(opened))
    }

    /// The content. What loads later leaves the rest unchanged, and so keeps the focus.
    fn view(self) -> impl IntoView {
        let row = Memo::new(move |_| self.row());
        let around = move || {
            row.with(|row| {
                let row = row.as_ref()?;
                let again = move || self.ask();
                Some(self.around.with(|around| around_view(row, around, again)))
            })
        };
        view! {
            {move || row.with(|row| row.as_ref().map(|row| self.fields(row)))}
            {around}
        }
    }

    fn fields(self, row: &DenialRow) -> impl IntoView + use<> {
        let view = self.state.view.get();
        let title = format!("Denied {}", row.time);
        let sentence = verdict_sentence(row, &view);
        let fields = fields(row).into_iter();
        let fields = fields.map(|field| field_view(self.state, &view, &row.account, field));
        view! {
            <h2 id="denial-title">{title}</h2>
            <dl class="detail-fields">{fields.collect_view()}</dl>
            <p class="detail-verdict">{sentence}</p>
        }
    }
}

fn field_view(
    state: ReportState,
    view: &View,
    account: &str,
    field: Field,
) -> impl IntoView + use<> {
    let link = field
        .filter
        .map(|(key, value)| filter_link(state, view, account, (key, &value)));
    view! {
        <div>
            <dt>{field.title}</dt>
            <dd>{field.text} " " {link}</dd>
        </div>
    }
}

/// A link that filters by a value, or stops filtering by it.
fn filter_link(
    state: ReportState,
    view: &View,
    account: &str,
    (key, value): (FilterKey, &str),
) -> impl IntoView + use<> {
    let is_asked = view.filters.get(key).only.contains(value);
    let text = if is_asked {
        "stop filtering by"
    } else {
        "filter by"
    };
    let label = format!("{text} {} {}", key.label(), labels::value(key, value));
    let several = state.answer.with(|answer| answer.report.accounts_hit > 1);
    let to = match key {
        FilterKey::User | FilterKey::Device | FilterKey::Server if several => {
            view.toggled_in(account, key, value)
        }
        _ => view.toggled(key, value),
    };
    let to = Signal::stored(to);
    view! { <ViewLink state to class="filter-by" label>{text}</ViewLink> }
}

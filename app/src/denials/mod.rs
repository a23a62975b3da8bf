//! The denials page's one interactive root.

mod page;

use leptos::prelude::*;

use crate::answer::DenialsData;
use crate::components::account_panel::AccountPanel;
use crate::components::denials_table::DenialsTable;
use crate::components::filter_form::FilterForm;
use crate::components::notices::Notices;
use crate::components::status_panel::StatusPanel;
use crate::components::totals::Totals;
pub(crate) use page::Page;

/// The denials page below its header: filters, totals, charts and the summary table.
#[island]
pub fn Denials(
    /// What the server rendered the page from.
    data: DenialsData,
) -> impl IntoView {
    let page = Page::new(data);
    view! {
        <Notices page/>
        <FilterForm page/>
        <div
            class="report"
            class:stale=move || page.stale.get()
            aria-busy=move || page.stale.get().to_string()
        >
            <Totals page/>
            <div class="panels">
                <StatusPanel page/>
                <AccountPanel page/>
            </div>
            <DenialsTable page/>
        </div>
    }
}

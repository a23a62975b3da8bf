//! The overview: license server usage and denials.

use domain::view::FilterKey;
use leptos::prelude::*;

use crate::components::headline::Headline;
use crate::components::list_panel::ListPanel;
use crate::components::usage_panel::{UsagePanel, UsageVisual};
use crate::report_state::ReportState;

/// The overview.
#[component]
pub(crate) fn Overview(state: ReportState) -> impl IntoView {
    view! {
        <Headline state/>
        <div class="panels">
            <ListPanel state key=FilterKey::Status/>
            <ListPanel state key=FilterKey::Account/>
        </div>
        <div
            class="panels usage"
            class:stale=move || state.usage_stale.get()
            aria-busy=move || state.usage_stale.get().to_string()
        >
            {UsageVisual::ALL.map(|visual| view! { <UsagePanel state visual/> })}
        </div>
    }
}

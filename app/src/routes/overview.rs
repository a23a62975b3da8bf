//! The overview: license server usage and denials.

use domain::view::FilterKey;
use leptos::prelude::*;

use crate::components::headline::Headline;
use crate::components::list_panel::ListPanel;
use crate::components::usage_panel::{UsagePanel, UsageVisual};
use crate::report_state::ReportState;

/// The overview.
#[component]
pub(crate) fn Overview(page: ReportState) -> impl IntoView {
    view! {
        <Headline page/>
        <div class="panels">
            <ListPanel page key=FilterKey::Status/>
            <ListPanel page key=FilterKey::Account/>
        </div>
        <div
            class="panels usage"
            class:stale=move || page.usage_stale.get()
            aria-busy=move || page.usage_stale.get().to_string()
        >
            {UsageVisual::ALL.map(|visual| view! { <UsagePanel page visual/> })}
        </div>
    }
}

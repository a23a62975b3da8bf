//! The heading above the report on paper.

use leptos::prelude::*;

use crate::report_state::ReportState;

/// View, filters, days, zone and data-as-of, for paper only.
#[component]
pub(crate) fn PrintHeading(state: ReportState) -> impl IntoView {
    let rows = move || {
        let heading = state.heading();
        [
            ("View", heading.view),
            ("Filters", heading.filters),
            ("Days", heading.days),
            ("Zone", heading.zone),
            ("Data through", heading.through),
        ]
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view()
    };
    view! { <dl class="print-heading">{rows}</dl> }
}

//! The report's one interactive root, and its two pages.

mod denials;
mod overview;

use leptos::either::Either;
use leptos::prelude::*;

use crate::components::filter_bar::FilterBar;
use crate::components::news::News;
use crate::components::notices::Notices;
use crate::components::page_header::PageHeader;
use crate::components::print_heading::PrintHeading;
use crate::components::shortcuts::Shortcuts;
use crate::report_state::ReportState;
use denials::Denials;
use overview::Overview;
use service::page_data::IslandData;
use service::route::Route;

/// The report: its header, its filters, and the page that the URL names. Both pages share one
/// state, so navigating between them fetches nothing twice.
#[island]
pub fn ReportPages(
    /// What the server rendered the page from.
    data: IslandData,
) -> impl IntoView {
    let state = ReportState::new(data.0);
    // Window listeners, such as those of charts, end with the report.
    let report = move || {
        state
            .ended
            .get()
            .is_none()
            .then(|| match state.route.get() {
                Route::Overview => Either::Left(view! { <Overview state/> }),
                Route::Denials => Either::Right(view! { <Denials state/> }),
            })
    };
    view! {
        <PageHeader state/>
        <main id="report" tabindex="-1">
            <h1 class="page-title">{move || state.route.get().title()}</h1>
            <PrintHeading state/>
            <News state/>
            <FilterBar state/>
            <Notices state/>
            <div
                class="report"
                class:stale=move || state.stale.get()
                aria-busy=move || state.stale.get().to_string()
            >
                {report}
            </div>
        </main>
        <Shortcuts state/>
    }
}

//! The offer to show newer data.

use leptos::prelude::*;

use crate::report_state::ReportState;

/// Says that there is newer data, and shows it on request.
#[component]
pub(crate) fn News(state: ReportState) -> impl IntoView {
    let offer = move || {
        (state.has_news() && !state.stale.get()).then(|| {
            view! {
                <div class="notice news">
                    <p>"New data is available."</p>
                    <button type="button" on:click=move |_| state.show_news()>"Show it"</button>
                </div>
            }
        })
    };
    view! { <div role="status">{offer}</div> }
}

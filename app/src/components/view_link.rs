//! A link to another view: a URL without JavaScript, a change of the view with it.

use domain::view::View;
use leptos::ev;
use leptos::prelude::*;

use crate::report_state::ReportState;
use service::presentation::Presentation;
use service::route::Route;

/// A link to a view on a page.
#[component]
pub(crate) fn ViewLink(
    state: ReportState,
    /// The view that it leads to.
    #[prop(into)]
    to: Signal<View>,
    /// The page that it leads to; `None`: the current one.
    #[prop(default = None)]
    route: Option<Route>,
    /// Whether the view is also compared with the previous period.
    #[prop(default = false)]
    compare: bool,
    /// Its class.
    #[prop(default = "")]
    class: &'static str,
    /// The accessible name, if the link's text is not enough.
    #[prop(optional, into)]
    label: Option<String>,
    children: Children,
) -> impl IntoView {
    let route_of = move || route.unwrap_or_else(|| state.route.get());
    let looks = move |presentation: Presentation| Presentation {
        compare: compare || presentation.compare,
        rows_before: 0,
        ..presentation
    };
    let href = move || {
        let presentation = looks(state.presentation.get());
        to.with(|view| state.view_url_as(route_of(), view, &presentation))
    };
    view! {
        <a class=class href=href aria-label=label on:click=move |event| {
            if is_plain(&event) {
                event.prevent_default();
                let route = route.unwrap_or_else(|| state.route.get_untracked());
                let presentation = looks(state.presentation.get_untracked());
                state.go_to_presented(route, to.get_untracked(), presentation);
            }
        }>
            {children()}
        </a>
    }
}

/// Whether a click opens no new tab or window.
pub(crate) fn is_plain(event: &ev::MouseEvent) -> bool {
    !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
}

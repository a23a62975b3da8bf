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
    page: ReportState,
    /// The view that it leads to.
    #[prop(into)]
    to: Signal<View>,
    /// The page that it leads to; `None`: the current one.
    #[prop(default = None)]
    place: Option<Route>,
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
    let place_of = move || place.unwrap_or_else(|| page.place.get());
    let looks = move |presentation: Presentation| Presentation {
        compare: compare || presentation.compare,
        rows_before: 0,
        ..presentation
    };
    let href = move || {
        let presentation = looks(page.presentation.get());
        to.with(|view| page.view_url_as(place_of(), view, &presentation))
    };
    view! {
        <a class=class href=href aria-label=label on:click=move |event| {
            if is_plain(&event) {
                event.prevent_default();
                let place = place.unwrap_or_else(|| page.place.get_untracked());
                let presentation = looks(page.presentation.get_untracked());
                page.go_to_presented(place, to.get_untracked(), presentation);
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

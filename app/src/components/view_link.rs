//! A link to another view: an address where there is no JavaScript, a step where there is.

use domain::view::View;
use leptos::ev;
use leptos::prelude::*;

use crate::report_state::Page;
use service::presentation::Presentation;
use service::route::Route;

/// A link to a view on a page.
#[component]
pub(crate) fn ViewLink(
    page: Page,
    /// Where it leads.
    #[prop(into)]
    to: Signal<View>,
    /// On which page; `None`: the one that shows.
    #[prop(default = None)]
    place: Option<Route>,
    /// Whether the view is compared with the period before, too.
    #[prop(default = false)]
    compare: bool,
    /// Its class.
    #[prop(default = "")]
    class: &'static str,
    /// What a screen reader says of it, where its text does not tell enough.
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
        to.with(|view| page.address_of(place_of(), view, &presentation))
    };
    view! {
        <a class=class href=href aria-label=label on:click=move |event| {
            if is_plain(&event) {
                event.prevent_default();
                let place = place.unwrap_or_else(|| page.place.get_untracked());
                let presentation = looks(page.presentation.get_untracked());
                page.go_to_look(place, to.get_untracked(), presentation);
            }
        }>
            {children()}
        </a>
    }
}

/// Whether a click asks for no new tab or window.
pub(crate) fn is_plain(event: &ev::MouseEvent) -> bool {
    !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
}

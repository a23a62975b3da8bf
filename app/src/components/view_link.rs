//! A link to another view: an address where there is no JavaScript, a step where there is.

use domain::view::View;
use leptos::ev;
use leptos::prelude::*;

use crate::pages::Page;
use crate::place::Place;

/// A link to a view on a page.
#[component]
pub(crate) fn ViewLink(
    page: Page,
    /// Where it leads.
    #[prop(into)]
    to: Signal<View>,
    /// On which page; `None`: the one that shows.
    #[prop(default = None)]
    place: Option<Place>,
    /// Its class.
    #[prop(default = "")]
    class: &'static str,
    /// What a screen reader says of it, where its text does not tell enough.
    #[prop(optional, into)]
    label: Option<String>,
    children: Children,
) -> impl IntoView {
    let place_of = move || place.unwrap_or_else(|| page.place.get());
    let href = move || to.with(|view| page.address_at(place_of(), view));
    view! {
        <a class=class href=href aria-label=label on:click=move |event| {
            if is_plain(&event) {
                event.prevent_default();
                let place = place.unwrap_or_else(|| page.place.get_untracked());
                page.go_to(place, to.get_untracked());
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

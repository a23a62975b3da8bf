//! Disclosures: `details` elements.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlDetailsElement, HtmlElement};

/// Whether the disclosure of a toggle event is open.
pub(crate) fn is_open(event: &ev::Event) -> bool {
    let target = event.target();
    let details = target.and_then(|target| target.dyn_into::<HtmlDetailsElement>().ok());
    details.is_some_and(|details| details.open())
}

/// Moves the focus into the search of a disclosure that was just opened, if it has one that
/// shows.
pub(crate) fn focus_search(event: &ev::Event) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let search =
        target.and_then(|target| target.query_selector("input[type=search]").ok().flatten());
    if let Some(search) = search.and_then(|search| search.dyn_into::<HtmlElement>().ok()) {
        let _ = search.focus();
    }
}

/// Closes a disclosure on Escape and puts the focus back on its summary.
pub(crate) fn close_on_escape(event: &ev::KeyboardEvent) {
    if event.key() != "Escape" {
        return;
    }
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let details = target.and_then(|target| target.closest("details[open]").ok().flatten());
    if let Some(details) = details {
        // The sheet around it stays open.
        event.prevent_default();
        event.stop_propagation();
        let _ = details.remove_attribute("open");
        let summary = details.query_selector("summary").ok().flatten();
        if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
            let _ = summary.focus();
        }
    }
}

/// Closes the open list of a filter when the reader has clicked elsewhere, or left it by Tab. On
/// pointer down it would be too early: the content below an open list moves up, and the click
/// would miss its target.
pub(crate) fn close_facets_outside() {
    let click = window_event_listener(ev::click, move |event| {
        let target = event.target();
        close_all_but(target.and_then(|target| target.dyn_into::<Element>().ok()));
    });
    let key = window_event_listener(ev::keyup, move |event| {
        if event.key() == "Tab" {
            close_all_but(document().active_element());
        }
    });
    on_cleanup(move || {
        click.remove();
        key.remove();
    });
}

/// Closes the lists and the menu that do not contain an element.
fn close_all_but(element: Option<Element>) {
    let inside = element.and_then(|element| {
        let around = element.closest(".facet, .columns-menu");
        around.ok().flatten()
    });
    each(".facet[open], .columns-menu[open]", |open| {
        if inside.as_ref() != Some(open) {
            let _ = open.remove_attribute("open");
        }
    });
}

/// Opens every disclosure of the report for printing, since paper has no clicks, and closes
/// them afterwards. `printing` is set first.
pub(crate) fn open_for_print(printing: impl Fn(bool) + Copy + 'static) {
    let before = window_event_listener(ev::beforeprint, move |_| {
        printing(true);
        each(
            "#report details:not([open]):not(.facet):not(.columns-menu)",
            |details| {
                let _ = details.set_attribute("data-printed", "");
                let _ = details.set_attribute("open", "");
            },
        );
    });
    let after = window_event_listener(ev::afterprint, move |_| {
        printing(false);
        each("#report details[data-printed]", |details| {
            let _ = details.remove_attribute("data-printed");
            let _ = details.remove_attribute("open");
        });
    });
    on_cleanup(move || {
        before.remove();
        after.remove();
    });
}

fn each(selector: &str, act: impl Fn(&Element)) {
    let Ok(found) = document().query_selector_all(selector) else {
        return;
    };
    for place in 0..found.length() {
        let element = found
            .get(place)
            .and_then(|node| node.dyn_into::<Element>().ok());
        if let Some(element) = element {
            act(&element);
        }
    }
}

//! The address bar and the history.

use leptos::ev;
use leptos::prelude::{on_cleanup, window, window_event_listener};
use wasm_bindgen::JsValue;

/// Calls `change` with the query string when the reader goes back or forward.
pub(crate) fn on_address_change(change: impl Fn(String) + 'static) {
    let listener = window_event_listener(ev::popstate, move |_| {
        change(window().location().search().unwrap_or_default());
    });
    on_cleanup(move || listener.remove());
}

/// Puts a query string in the address bar, as a new entry of the history.
pub(crate) fn push_address(query: &str) {
    let address = address(query);
    if let Ok(history) = window().history() {
        // A browser refuses only what is too often or too long: the page goes on.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// Puts a query string in the address bar, in place of the present entry.
pub(crate) fn replace_address(query: &str) {
    let address = address(query);
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

fn address(query: &str) -> String {
    let path = window().location().pathname().unwrap_or_default();
    if query.is_empty() {
        path
    } else {
        format!("{path}?{query}")
    }
}

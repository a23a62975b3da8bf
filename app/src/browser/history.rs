//! The URL bar and the history.

use leptos::ev;
use leptos::prelude::{document, on_cleanup, window, window_event_listener};
use leptos::server_fn::client::try_set_server_url;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{FocusOptions, HtmlElement};

use service::route::Route;

/// Makes the server functions use URLs below a path. A document has one report, so there is
/// one such path.
pub(crate) fn ask_server_under(path: String) {
    // It is set once, by the one report.
    let _ = try_set_server_url(path.leak());
}

/// Calls `change` with the path and the query string when the reader navigates back or
/// forward.
pub(crate) fn on_history_navigation(change: impl Fn(String, String) + 'static) {
    let listener = window_event_listener(ev::popstate, move |_| {
        let location = window().location();
        change(
            location.pathname().unwrap_or_default(),
            location.search().unwrap_or_default(),
        );
    });
    on_cleanup(move || listener.remove());
}

/// Pushes a URL to the history.
pub(crate) fn push_url(url: &str) {
    if let Ok(history) = window().history() {
        // Browsers only refuse URLs that change too often or are too long: the page continues.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(url));
    }
}

/// Goes back by one entry.
pub(crate) fn go_back() {
    if let Ok(history) = window().history() {
        let _ = history.back();
    }
}

/// Replaces the current URL in the history.
pub(crate) fn replace_url(url: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(url));
    }
}

/// Sets the document's title.
pub(crate) fn name_page(route: Route) {
    document().set_title(&format!("{} · Turnaway", route.name()));
}

/// Begins another page as loading it would: its title, the scroll position and the focus, so
/// that screen readers notice.
pub(crate) fn begin_page(route: Route) {
    name_page(route);
    window().scroll_to_with_x_and_y(0.0, 0.0);
    let report = document().get_element_by_id("report");
    if let Some(report) = report.and_then(|report| report.dyn_into::<HtmlElement>().ok()) {
        // Otherwise the browser would scroll down to it, past the header.
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = report.focus_with_options(&options);
    }
}

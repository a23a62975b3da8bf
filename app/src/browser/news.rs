//! Looking for newer data.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// How often an open page looks.
const EVERY: Duration = Duration::from_secs(30);

/// Calls `look` from time to time while the page is visible, and whenever the reader
/// comes back to it.
pub(crate) fn on_look(look: impl Fn() + Clone + 'static) {
    let visible = {
        let look = look.clone();
        move || {
            if !document().hidden() {
                look();
            }
        }
    };
    let interval = set_interval_with_handle(visible, EVERY).ok();
    let listener = window_event_listener(ev::focus, move |_| look());
    on_cleanup(move || {
        listener.remove();
        if let Some(interval) = interval {
            interval.clear();
        }
    });
}

/// Gives the data version of the server, if it answers.
pub(crate) fn fetch_version(take: impl FnOnce(u64) + 'static) {
    spawn_local(async move {
        let response = JsFuture::from(window().fetch_with_str("/version")).await;
        let response = response
            .ok()
            .and_then(|value| value.dyn_into::<Response>().ok());
        let text = response
            .filter(Response::ok)
            .and_then(|response| response.text().ok());
        if let Some(text) = text {
            let text = JsFuture::from(text).await.ok();
            let version = text.and_then(|text| text.as_string()?.trim().parse().ok());
            if let Some(version) = version {
                take(version);
            }
        }
    });
}

//! Marks on the document for styles and tests, and facts about the browser.

use js_sys::{Intl, Object, Reflect};
use leptos::prelude::document;
use wasm_bindgen::JsValue;

/// Marks the document as interactive.
pub(crate) fn mark_ready() {
    if let Some(root) = document().document_element() {
        // A missing mark changes nothing for the reader.
        let _ = root.set_attribute("data-ready", "");
    }
}

/// Sets the chosen theme on the document; `None`: the system's.
pub(crate) fn mark_theme(theme: Option<&str>) {
    if let Some(root) = document().document_element() {
        let _ = match theme {
            Some(theme) => root.set_attribute("data-theme", theme),
            None => root.remove_attribute("data-theme"),
        };
    }
}

/// The browser's own time zone.
pub(crate) fn own_zone() -> Option<String> {
    let format = Intl::DateTimeFormat::new(&js_sys::Array::new(), &Object::new());
    let options = format.resolved_options();
    let zone = Reflect::get(&options, &JsValue::from("timeZone")).ok()?;
    zone.as_string()
}

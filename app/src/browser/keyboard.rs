//! Single-key shortcuts, and where they move the focus.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlDialogElement, HtmlElement};

/// The storage key that says that shortcuts are off.
const OFF: &str = "turnaway-shortcuts-off";

/// What takes keys while it is open.
const OPEN: [&str; 2] = [
    ":is(.facet, .columns-menu, .reader-menu)[open], dialog[open]",
    // Older browsers know no popovers, and refuse the selector.
    ":popover-open",
];

/// Calls `act` with a key that was pressed outside of input fields, while no menu and no dialog
/// is open.
pub(crate) fn on_shortcut(act: impl Fn(&str) + 'static) {
    let listener = window_event_listener(ev::keydown, move |event| {
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let typing = target.is_some_and(|target| {
            // A dialog that was just closed keeps the focus until the next frame.
            let within = "input:not([type=checkbox]), select, textarea, dialog[open]";
            target.closest(within).ok().flatten().is_some()
        });
        let is_open = |selector: &str| matches!(document().query_selector(selector), Ok(Some(_)));
        if !modified && !typing && !OPEN.into_iter().any(is_open) {
            let key = event.key();
            if key == "/" {
                // Otherwise some browsers open their own search.
                event.prevent_default();
            }
            act(&key);
        }
    });
    on_cleanup(move || listener.remove());
}

/// Opens the dialog of shortcuts.
pub(crate) fn show_shortcuts() {
    let sheet = document().get_element_by_id("shortcuts");
    if let Some(sheet) = sheet.and_then(|sheet| sheet.dyn_into::<HtmlDialogElement>().ok())
        && !sheet.open()
    {
        let _ = sheet.show_modal();
    }
}

/// Whether shortcuts are on: the reader has not switched them off.
pub(crate) fn shortcuts_are_on() -> bool {
    let storage = window().local_storage().ok().flatten();
    storage.is_none_or(|storage| storage.get_item(OFF).ok().flatten().is_none())
}

/// Stores in this browser whether shortcuts are on.
pub(crate) fn keep_shortcuts(on: bool) {
    // A browser without storage forgets it with the page.
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = if on {
            storage.remove_item(OFF)
        } else {
            storage.set_item(OFF, "1")
        };
    }
}

/// Focuses the search, or the first filter; on a small screen it opens the sheet with the
/// filters.
pub(crate) fn focus_filter(on_search: bool) {
    let element = |selector: &str| {
        let element = document().query_selector(selector).ok().flatten();
        element.and_then(|element| element.dyn_into::<HtmlElement>().ok())
    };
    let opener = element(".filter-open").filter(|opener| opener.offset_width() > 0);
    let is_closed = element("#filter-sheet").is_some_and(|sheet| sheet.offset_width() == 0);
    if let Some(opener) = opener.filter(|_| is_closed) {
        opener.click();
    }
    let target = if on_search {
        "#search"
    } else {
        "#filters select"
    };
    if let Some(target) = element(target) {
        let _ = target.focus();
    }
}

//! Whether the reader's system is light or dark.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;

use crate::charts::Theme;

/// The theme that the reader's system asks for; it is tracked.
pub(crate) fn system_theme() -> Signal<Theme> {
    let query = window().match_media("(prefers-color-scheme: dark)");
    let query = query.ok().flatten();
    let of = |dark: bool| if dark { Theme::Dark } else { Theme::Light };
    let theme = RwSignal::new(of(query
        .as_ref()
        .is_some_and(web_sys::MediaQueryList::matches)));
    if let Some(query) = query {
        let asked = query.clone();
        let changed = Closure::<dyn Fn()>::new(move || theme.set(of(asked.matches())));
        let handler = changed.as_ref().unchecked_ref();
        let _ = query.add_event_listener_with_callback("change", handler);
        let changed = StoredValue::new_local((query, changed));
        on_cleanup(move || {
            changed.with_value(|(query, changed)| {
                let handler = changed.as_ref().unchecked_ref();
                let _ = query.remove_event_listener_with_callback("change", handler);
            });
        });
    }
    theme.into()
}

//! The text search.

use domain::search::search_text;
use leptos::prelude::*;

use crate::report_state::ReportState;

/// The text search. The typed text stays as it is, though the view has it trimmed and in lower
/// case: writing that back would move the caret.
#[component]
pub(super) fn TextField(state: ReportState) -> impl IntoView {
    let typed = RwSignal::new(state.view.with_untracked(|view| view.text.clone()));
    let shown = move || {
        let text = state.view.with(|view| view.text.clone());
        let typed = typed.get();
        if search_text(&typed) == text {
            typed
        } else {
            text
        }
    };
    view! {
        <label class="field wide">
            <span>"Search user, device, feature, account"</span>
            <input
                type="search"
                name="q"
                id="search"
                value=state.view.with_untracked(|view| view.text.clone())
                prop:value=shown
                on:input=move |event| {
                    let text = event_target_value(&event);
                    typed.set(text.clone());
                    state.type_in(|view| view.text = search_text(&text));
                }
                on:blur=move |_| state.end_typing()
            />
        </label>
    }
}

//! The text search.

use leptos::prelude::*;

use crate::report_state::ReportState;

/// The text search. The typed text stays as it is, though the view has it in lower case:
/// writing that back would move the caret.
#[component]
pub(super) fn TextField(page: ReportState) -> impl IntoView {
    let typed = RwSignal::new(page.view.with_untracked(|view| view.text.clone()));
    let shown = move || {
        let text = page.view.with(|view| view.text.clone());
        let typed = typed.get();
        if typed.to_lowercase() == text {
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
                value=page.view.with_untracked(|view| view.text.clone())
                prop:value=shown
                on:input=move |event| {
                    let text = event_target_value(&event);
                    typed.set(text.clone());
                    page.type_in(|view| view.text = text.to_lowercase());
                }
                on:blur=move |_| page.end_typing()
            />
        </label>
    }
}

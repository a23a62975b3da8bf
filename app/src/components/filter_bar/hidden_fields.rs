//! Hidden fields of the form.

use leptos::prelude::*;

use crate::report_state::ReportState;
use service::presentation::Presentation;

/// Negated filters, filters on users and devices, and how the report is shown.
#[component]
pub(super) fn HiddenFields(state: ReportState) -> impl IntoView {
    let fields = move || {
        let mut fields = state.presentation.with(|presentation| {
            // These two have fields, and another view begins with its first row.
            let rest = Presentation {
                theme: None,
                compare: false,
                rows_before: 0,
                ..presentation.clone()
            };
            rest.pairs()
        });
        state.view.with(|view| {
            for (key, filter) in view.filters.set() {
                if !key.is_offered() {
                    let only = filter.only.iter();
                    fields.extend(only.map(|value| (key.word().to_owned(), value.clone())));
                }
                let not = filter.not.iter();
                fields.extend(not.map(|value| (key.not_word().to_owned(), value.clone())));
            }
        });
        fields
            .into_iter()
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
            .collect_view()
    };
    view! { {fields} }
}

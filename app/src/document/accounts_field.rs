//! Accounts in forms, with suggestions.

use leptos::prelude::*;

use super::lines::Lines;

/// The accounts that fields with `list=ACCOUNTS` suggest, once for a page.
#[component]
pub(super) fn AccountSuggestions(
    /// Their names.
    accounts: Vec<String>,
) -> impl IntoView {
    let options = accounts.into_iter();
    let options = options.map(|name| view! { <option value=name></option> });
    view! { <datalist id=ACCOUNTS>{options.collect_view()}</datalist> }
}

/// The id of the suggestions.
pub(super) const ACCOUNTS: &str = "accounts";

/// Accounts, one per line, and a field that suggests one more.
#[component]
pub(super) fn AccountLines(
    /// The name of the field with the lines.
    name: &'static str,
    /// The label.
    label: &'static str,
    /// The lines.
    text: String,
) -> impl IntoView {
    view! {
        <div class="field">{label} <Lines name label text/></div>
        <label class="field">
            "Add an account" <input name="more" list=ACCOUNTS autocomplete="off"/>
        </label>
    }
}

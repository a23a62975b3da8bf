//! A field of several lines.

use leptos::prelude::*;

/// A field of several lines, filled with a text.
///
/// Leptos writes the content of a `textarea` as it is, so a text from outside could end the
/// element and continue as HTML: it is escaped here.
#[component]
pub(crate) fn Lines(
    /// The field's name.
    name: &'static str,
    /// The label.
    label: &'static str,
    /// Its initial content.
    text: String,
) -> impl IntoView {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    view! { <textarea name=name rows="3" aria-label=label>{escaped}</textarea> }
}

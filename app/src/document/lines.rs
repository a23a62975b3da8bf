//! A field of several lines.

use leptos::prelude::*;

/// A field of several lines, filled with a text.
///
/// Leptos writes what stands in a `textarea` as it is, so that a text from outside could end
/// the element and go on as HTML: it is escaped here.
#[component]
pub(crate) fn Lines(
    /// The field's name.
    name: &'static str,
    /// What it is for.
    label: &'static str,
    /// What it holds at first.
    text: String,
) -> impl IntoView {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    view! { <textarea name=name rows="3" aria-label=label>{escaped}</textarea> }
}

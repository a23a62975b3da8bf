//! The forms of the management pages, and their parts.

use leptos::prelude::*;

/// A form that changes something. It names the user whose page it is on, so that it is not
/// accepted from another user who has signed in meanwhile, and its fields are restored for
/// that user if the session has ended.
#[component]
pub(super) fn PostForm(
    /// The user, by number.
    reader: i64,
    /// The URL that it submits to.
    #[prop(into)]
    action: String,
    /// Its classes.
    #[prop(default = "form")]
    class: &'static str,
    /// Its fields and buttons.
    children: Children,
) -> impl IntoView {
    view! {
        <form class=class method="post" action=action>
            <input type="hidden" name="reader" value=reader/>
            {children()}
        </form>
    }
}

/// A form that ends something for good: a first click opens it and a second one submits it,
/// also without JavaScript.
#[component]
pub(super) fn Confirmed(
    /// The user, by number.
    reader: i64,
    /// The URL that it submits to.
    action: &'static str,
    /// What it does, such as `Revoke`.
    does: &'static str,
    /// What it does that to, for screen readers; it may be a name from outside.
    to: String,
    /// The hidden field that names it, and its value.
    field: (&'static str, String),
    /// The consequences.
    children: Children,
) -> impl IntoView {
    let (name, value) = field;
    view! {
        <details>
            <summary>{does} " …" <span class="hidden-text">" " {to.clone()}</span></summary>
            <PostForm reader action>
                <input type="hidden" name=name value=value/>
                <p>{children()}</p>
                <button class="danger">
                    {does} <span class="hidden-text">" " {to}</span>
                </button>
            </PostForm>
        </details>
    }
}

/// A button that copies the text of an element. It is hidden without JavaScript.
#[component]
pub(super) fn CopyButton(
    /// The element's id.
    of: &'static str,
    /// What is copied, for screen readers.
    what: &'static str,
) -> impl IntoView {
    view! {
        <div class="copy">
            <button type="button" class="hidden" data-copy=of>
                "Copy" <span class="hidden-text">" " {what}</span>
            </button>
            <span class="note" role="status"></span>
        </div>
    }
}

/// A text to copy on one line.
#[component]
pub(super) fn CopyField(
    /// The element's id.
    id: &'static str,
    /// The label.
    label: &'static str,
    /// What is copied, for screen readers.
    what: &'static str,
    /// The text.
    value: String,
) -> impl IntoView {
    view! {
        <label class="field">
            {label} <input class="secret" id=id value=value readonly autocomplete="off"/>
        </label>
        <CopyButton of=id what/>
    }
}

/// A text to copy of several lines, which scrolls in its own region where it is wide.
#[component]
pub(super) fn CopyText(
    /// The element's id.
    id: &'static str,
    /// The accessible name.
    name: &'static str,
    /// The text.
    text: String,
) -> impl IntoView {
    view! {
        <pre class="copied" id=id tabindex="0" role="region" aria-label=name>{text}</pre>
        <CopyButton of=id what=name/>
    }
}

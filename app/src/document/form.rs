//! The forms of the pages of management, and what stands in them.

use leptos::prelude::*;

/// A form that changes something. It names the user whose page it is on, so that it is not
/// taken for another user's who has signed in meanwhile, and its fields are given back to
/// that user where the session has ended.
#[component]
pub(super) fn PostForm(
    /// The user, by number.
    reader: i64,
    /// Where it sends to.
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

/// A form that ends something for good: it opens with a first click and does it with a
/// second one, also without JavaScript.
#[component]
pub(super) fn Confirmed(
    /// The user, by number.
    reader: i64,
    /// Where it sends to.
    action: &'static str,
    /// What it does, such as `Revoke`.
    does: &'static str,
    /// What it does that to, for screen readers; it may be a name from outside.
    to: String,
    /// The hidden field that names it, and its value.
    field: (&'static str, String),
    /// What comes of it.
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

/// A button that copies the text of an element. Without JavaScript it is not there.
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
    /// What the field is called.
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
    /// What it is.
    name: &'static str,
    /// The text.
    text: String,
) -> impl IntoView {
    view! {
        <pre class="copied" id=id tabindex="0" role="region" aria-label=name>{text}</pre>
        <CopyButton of=id what=name/>
    }
}

//! What the address of a link opens: a button, or the page of a link that opens nothing.

use leptos::config::LeptosOptions;
use leptos::prelude::*;

use super::management_document::{ManagementDocument, Told};

/// A link that works. The button opens it, since whoever only looks at an address (a
/// scanner of mail, a preview) must not count as a reader.
#[component]
pub fn OpenLinkDocument(
    /// Where the package is.
    options: LeptosOptions,
    /// Whether a password has to be typed.
    wants_password: bool,
    /// The origins whose pages may frame this one, parted by spaces.
    framed_by: Option<String>,
    /// Why the last try did not succeed.
    notice: Option<String>,
) -> impl IntoView {
    let password = wants_password.then(|| {
        view! {
            <label class="field">
                "Password"
                <input type="password" name="password" autocomplete="off" required/>
            </label>
            <p class="note">"Whoever sent you the link has told it to you."</p>
        }
    });
    view! {
        <ManagementDocument options title="Denied license requests" menu=None framed_by>
            <Told notice/>
            <form class="panel form narrow" method="post">
                <p>"This link opens a report of your denied license requests."</p>
                {password}
                <button class="primary">"Open the report"</button>
                <p class="note">
                    "It keeps one cookie, for two weeks at most. The link opens the report again."
                </p>
            </form>
        </ManagementDocument>
    }
}

/// A link that opens nothing: one page for what has expired, was revoked or never was.
#[component]
pub fn ClosedLinkDocument(
    /// Where the package is.
    options: LeptosOptions,
    /// The origins whose pages may frame this one, parted by spaces.
    framed_by: Option<String>,
) -> impl IntoView {
    view! {
        <ManagementDocument options title="This link opens nothing" menu=None framed_by>
            <p>
                "It has ended, or its address is not whole. Ask whoever sent it to you for \
                 another one."
            </p>
        </ManagementDocument>
    }
}

//! The form that edits a link.

use leptos::config::LeptosOptions;
use leptos::prelude::*;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use service::accounts::{LINK_DAYS_MAX, Link, NOTE_CHARS_MAX, PASSWORD_CHARS_MIN};

use super::form::PostForm;
use super::lines::Lines;
use super::link_head::shows;
use super::management_document::{FormNotice, ManagementDocument};
use super::reader_menu::ReaderMenu;
use super::typed_password::TypedPassword;

/// The form's fields, as the page shows them and a browser sends them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct LinkEditFields {
    /// The note to the reader.
    pub note: String,
    /// The last day on which the link is valid, such as `2026-03-01`, in UTC.
    pub last_day: String,
    /// Another password; empty: the current one is kept.
    pub password: TypedPassword,
    /// Whether the password is removed.
    #[serde(deserialize_with = "ticked")]
    pub remove_password: bool,
}

/// A checkbox: a browser sends it only if it is ticked, with any value.
fn ticked<'de, D: Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(value).map(|_| true)
}

impl LinkEditFields {
    /// Whether a password has to be typed again. If it was also to be removed, the notice asks
    /// about that instead.
    pub fn needs_password(&self) -> bool {
        self.password.is_typed() && !self.remove_password
    }
}

/// What can be changed about a link. What it shows cannot: another customer or other filters
/// need another link.
#[component]
pub fn LinkEditDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// The reader.
    menu: ReaderMenu,
    /// The link as it is.
    link: Link,
    /// The form's fields.
    fields: LinkEditFields,
    /// Why the last submit was refused.
    notice: Option<String>,
) -> impl IntoView {
    let (reader, id) = (menu.reader, link.id.number());
    let needs_password = fields.needs_password();
    let shows = shows(&link, false).join(" ");
    let (label, remove) = if link.has_password {
        let remove = view! {
            <label class="check">
                <input type="checkbox" name="remove-password" checked=fields.remove_password/>
                "Remove the password"
            </label>
        };
        (
            "New password (leave empty to keep the current one)",
            Some(remove),
        )
    } else {
        ("Password (optional)", None)
    };
    view! {
        <ManagementDocument options title="Edit link" menu=Some(menu)>
            <FormNotice notice/>
            <PostForm reader action=format!("/links/{id}/edit") class="panel form">
                <p class="note">{shows}</p>
                <div class="field">
                    "Note to the reader"
                    <Lines name="note" label="Note to the reader" text=fields.note/>
                    <span class="note">"At most " {NOTE_CHARS_MAX} " characters."</span>
                </div>
                <label class="field">
                    "Last day (UTC)"
                    <input type="date" name="last-day" value=fields.last_day required/>
                </label>
                <p class="note">"At most " {LINK_DAYS_MAX} " days from now."</p>
                <label class="field">
                    {label}
                    <input
                        type="password"
                        name="password"
                        autocomplete="new-password"
                        minlength=PASSWORD_CHARS_MIN
                        required=needs_password
                    />
                </label>
                <p class="note">
                    "At least " {PASSWORD_CHARS_MIN} " characters. A new password signs out \
                     everyone who opened the link."
                </p>
                {remove}
                <button class="primary">"Save"</button>
            </PostForm>
            <p><a href="/links">"All links"</a></p>
        </ManagementDocument>
    }
}

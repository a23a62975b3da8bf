//! A user's own page.

use leptos::config::LeptosOptions;
use leptos::prelude::*;

use super::form::PostForm;
use super::management_document::{FormNotice, ManagementDocument};
use super::reader_menu::ReaderMenu;
use super::users_document::PasswordField;

/// One's own password, and signing out everywhere.
#[component]
pub fn AccountDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// The reader.
    menu: ReaderMenu,
    /// The role as text.
    role: &'static str,
    /// Whether there is a password; a change then requires it.
    has_password: bool,
    /// Why the last submit was refused.
    notice: Option<String>,
) -> impl IntoView {
    let (name, reader) = (menu.name.clone(), menu.reader);
    let old = has_password.then(|| {
        view! {
            <label class="field">
                "Current password"
                <input type="password" name="present" autocomplete="current-password" required/>
            </label>
        }
    });
    view! {
        <ManagementDocument options title="Your account" menu=Some(menu)>
            <FormNotice notice/>
            <p>{name.clone()} " · " {role}</p>
            <section class="panel" aria-labelledby="password">
                <h2 id="password">"Password"</h2>
                <PostForm reader action="/account/password">
                    <input type="hidden" name="name" value=name autocomplete="username"/>
                    {old}
                    <PasswordField label="New password" required=true/>
                    <button class="primary">"Set password"</button>
                    <p class="note">"This signs you out everywhere else."</p>
                </PostForm>
            </section>
            <section class="panel" aria-labelledby="sessions">
                <h2 id="sessions">"Sessions"</h2>
                <PostForm reader action="/account/sign-out-everywhere">
                    <button>"Sign out everywhere"</button>
                </PostForm>
            </section>
        </ManagementDocument>
    }
}

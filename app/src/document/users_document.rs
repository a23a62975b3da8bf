//! The page of users.

use leptos::config::LeptosOptions;
use leptos::either::Either;
use leptos::prelude::*;
use store::{PASSWORD_CHARS_MIN, Role, User};

use super::lines::Lines;
use super::management_document::{ManagementDocument, Told};
use super::reader_menu::ReaderMenu;

/// Every user, with forms that change them.
#[component]
pub fn UsersDocument(
    /// Where the package is.
    options: LeptosOptions,
    /// Who reads.
    menu: ReaderMenu,
    /// Every user.
    users: Vec<User>,
    /// Why the last form did nothing.
    notice: Option<String>,
) -> impl IntoView {
    let own = menu.name.clone();
    let users = users.into_iter().map(|user| {
        let is_own = user.name == own;
        view! { <UserForms user is_own/> }
    });
    let users = users.collect_view();
    view! {
        <ManagementDocument options title="Users" menu=Some(menu)>
            <Told notice/>
            <ul class="managed">{users}</ul>
            <section class="panel" aria-labelledby="add">
                <h2 id="add">"Add a user"</h2>
                <form class="form" method="post" action="/users/add">
                    <label class="field">"Name" <input name="name" autocomplete="off" required/></label>
                    <RightsFields role=Role::Producer accounts=String::new() all=true/>
                    <PasswordField label="Password" required=false/>
                    <button class="primary">"Add"</button>
                </form>
            </section>
        </ManagementDocument>
    }
}

/// A user, and what can be done.
#[component]
fn UserForms(user: User, is_own: bool) -> impl IntoView {
    let id = user.id.number();
    let rights = user.rights;
    let accounts = rights.accounts();
    let shown = match accounts {
        None => "all accounts".to_owned(),
        Some(accounts) => accounts
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", "),
    };
    let lines = accounts.into_iter().flatten();
    let lines = lines.map(String::as_str).collect::<Vec<_>>().join("\n");
    let all = accounts.is_none();
    let role = rights.role();
    let password = if user.has_password {
        ""
    } else {
        " · no password"
    };
    let name = user.name.clone();
    // An open browser is not enough for one's own: the present one is asked for.
    let password_form = if is_own {
        Either::Left(view! {
            <p class="note">"Your own password: " <a href="/account">"Your account"</a></p>
        })
    } else {
        Either::Right(view! {
            <form class="form" method="post" action="/users/password">
                <input type="hidden" name="user" value=id/>
                <PasswordField label="New password" required=true/>
                <button>"Set the password"</button>
            </form>
        })
    };
    view! {
        <li class="panel">
            <h2>{user.name}</h2>
            <p class="note">{role.name()} " · " {shown} {password}</p>
            <details>
                <summary>"Change" <span class="hidden-text">" " {name}</span></summary>
                <form class="form" method="post" action="/users/role">
                    <input type="hidden" name="user" value=id/>
                    <RightsFields role accounts=lines all/>
                    <button>"Save the role"</button>
                </form>
                {password_form}
                <form class="form" method="post" action="/users/sign-out">
                    <input type="hidden" name="user" value=id/>
                    <button>"Sign out everywhere"</button>
                </form>
                <form class="form" method="post" action="/users/remove">
                    <input type="hidden" name="user" value=id/>
                    <button class="danger">"Remove"</button>
                </form>
            </details>
        </li>
    }
}

/// A role, and the accounts that it is for.
#[component]
fn RightsFields(role: Role, accounts: String, all: bool) -> impl IntoView {
    let roles = Role::ALL.map(|choice| {
        view! {
            <option value=choice.word() selected=choice == role>{choice.name()}</option>
        }
    });
    view! {
        <label class="field">"Role" <select name="role">{roles}</select></label>
        <fieldset>
            <legend>"Accounts"</legend>
            <label class="check">
                <input type="radio" name="accounts" value="all" checked=all/> "All"
            </label>
            <label class="check">
                <input type="radio" name="accounts" value="named" checked=!all/>
                "Only these (customer success)"
            </label>
            <Lines name="names" label="Accounts, one a line" text=accounts/>
        </fieldset>
    }
}

/// A password to be set.
#[component]
pub(super) fn PasswordField(label: &'static str, required: bool) -> impl IntoView {
    view! {
        <label class="field">
            {label}
            <input
                type="password"
                name="password"
                autocomplete="new-password"
                required=required
                minlength=PASSWORD_CHARS_MIN
            />
        </label>
        <p class="note">"At least " {PASSWORD_CHARS_MIN} " characters."</p>
    }
}

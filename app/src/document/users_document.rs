//! The page of users.

use std::collections::BTreeSet;

use leptos::config::LeptosOptions;
use leptos::either::Either;
use leptos::prelude::*;
use serde::{Deserialize, Deserializer};
use service::accounts::{PASSWORD_CHARS_MIN, Role, User};

use super::accounts_field::{AccountLines, AccountSuggestions};
use super::form::{Confirmed, PostForm};
use super::link_head::listed;
use super::management_document::{FormNotice, ManagementDocument};
use super::reader_menu::ReaderMenu;
use super::typed_password::TypedPassword;

/// The fields of a form that adds a user or changes a role, as the page shows them and a browser
/// sends them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct UserFields {
    /// The user that it changes, by number; `None`: it adds one.
    #[serde(default, deserialize_with = "user_number")]
    pub user: Option<i64>,
    /// The name; only in the form that adds a user.
    #[serde(default)]
    pub name: String,
    /// The role, by its word.
    pub role: String,
    /// Whether the user sees only the accounts that are named: [`NAMED`].
    pub accounts: String,
    /// Accounts, one per line.
    #[serde(default)]
    pub names: String,
    /// One more account.
    #[serde(default)]
    pub more: String,
    /// Accounts that were asked about, because they have no events, one per line.
    #[serde(default)]
    pub asked: String,
    /// The password; only in the form that adds a user.
    #[serde(default)]
    pub password: TypedPassword,
}

/// The choice of the accounts that are named, and of all.
pub const NAMED: &str = "named";
const ALL: &str = "all";

/// The number of a user; an invalid one is no user's.
fn user_number<'de, D: Deserializer<'de>>(value: D) -> Result<Option<i64>, D::Error> {
    let typed = String::deserialize(value)?;
    Ok(Some(typed.parse().unwrap_or(-1)))
}

impl UserFields {
    /// The accounts that are named.
    pub fn named_accounts(&self) -> BTreeSet<&str> {
        let names = self.names.lines().chain([&*self.more]).map(str::trim);
        names.filter(|name| !name.is_empty()).collect()
    }

    /// The form's fields for an existing user.
    fn of(user: &User) -> Self {
        let accounts = user.rights.accounts();
        let lines = accounts.into_iter().flatten();
        Self {
            user: Some(user.id.number()),
            name: user.name.clone(),
            role: user.rights.role().word().to_owned(),
            accounts: accounts.map_or(ALL, |_| NAMED).to_owned(),
            names: lines.map(String::as_str).collect::<Vec<_>>().join("\n"),
            ..Self::default()
        }
    }
}

/// A form that was refused, and why.
type Refused = Option<(UserFields, String)>;

/// Users, with forms that change them.
#[component]
pub fn UsersDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// The reader.
    menu: ReaderMenu,
    /// The users of this page, sorted by name.
    users: Vec<User>,
    /// The URL of the page with further ones, if there are some.
    later: Option<String>,
    /// Accounts that the forms suggest.
    accounts: Vec<String>,
    /// The entries of a form that was refused.
    refused: Option<UserFields>,
    /// Why the last submit was refused.
    notice: Option<String>,
) -> impl IntoView {
    let reader = menu.reader;
    // The error of a form is shown in it, if it is on this page.
    let has_form = |fields: &UserFields| {
        let mut ids = users.iter().map(|user| user.id.number());
        fields.user.is_none_or(|user| ids.any(|id| id == user))
    };
    let (told, refused) = match (refused.filter(has_form), notice) {
        (Some(fields), Some(notice)) => (None, Some((fields, notice))),
        (_, notice) => (notice, None),
    };
    let of = move |user: Option<i64>| {
        let refused = refused.clone();
        refused.filter(|(fields, _)| fields.user == user)
    };
    let refused_new = of(None);
    let users = users.iter().map(|user| {
        let refused = of(Some(user.id.number()));
        view! { <UserForms user=user.clone() reader refused/> }
    });
    let users = users.collect_view();
    let later = later.map(|later| view! { <p><a href=later>"More users"</a></p> });
    view! {
        <ManagementDocument options title="Users" menu=Some(menu)>
            <FormNotice notice=told/>
            <ul class="managed">{users}</ul>
            {later}
            <NewUserForm reader refused=refused_new/>
            <AccountSuggestions accounts/>
        </ManagementDocument>
    }
}

#[component]
fn NewUserForm(reader: i64, refused: Refused) -> impl IntoView {
    let was_refused = refused.is_some();
    let (fields, notice) = match refused {
        Some((fields, notice)) => (fields, Some(notice)),
        None => (UserFields::default(), None),
    };
    let name = fields.name.clone();
    view! {
        <section class="panel" aria-labelledby="add">
            <h2 id="add">"Add a user"</h2>
            <PostForm reader action="/users/add">
                <FormNotice notice/>
                <label class="field">
                    "Name"
                    <input name="name" value=name autocomplete="off" required autofocus=was_refused/>
                </label>
                <RightsFields fields/>
                <PasswordField label="Password" required=false/>
                <button class="primary">"Add"</button>
            </PostForm>
        </section>
    }
}

/// A user, with forms.
#[component]
fn UserForms(user: User, reader: i64, refused: Refused) -> impl IntoView {
    let id = user.id.number();
    let was_refused = refused.is_some();
    let (fields, notice) = match refused {
        Some((fields, notice)) => (fields, Some(notice)),
        None => (UserFields::of(&user), None),
    };
    let name = user.name.clone();
    // An open browser is not enough to change one's own password: the current one is required.
    let password_form = if id == reader {
        Either::Left(view! {
            <p class="note">"Your own password: " <a href="/account">"Your account"</a></p>
        })
    } else {
        Either::Right(view! {
            <PostForm reader action="/users/password">
                <input type="hidden" name="user" value=id/>
                <PasswordField label="New password" required=true/>
                <button>"Set password"</button>
            </PostForm>
        })
    };
    view! {
        <li class="panel">
            <h2>{user.name.clone()}</h2>
            <p class="note">{in_words(&user)}</p>
            <details open=was_refused>
                <summary>"Change" <span class="hidden-text">" " {name.clone()}</span></summary>
                <PostForm reader action="/users/role">
                    <FormNotice notice/>
                    <input type="hidden" name="user" value=id/>
                    <RightsFields fields/>
                    <button>"Save role"</button>
                </PostForm>
                {password_form}
                <PostForm reader action="/users/sign-out">
                    <input type="hidden" name="user" value=id/>
                    <button>"Sign out everywhere"</button>
                </PostForm>
                <Confirmed
                    reader
                    action="/users/remove"
                    does="Remove"
                    to=format!("the user {name}")
                    field=("user", id.to_string())
                >
                    "The user is signed out, and the user's links stop working. This cannot be \
                     undone."
                </Confirmed>
            </details>
        </li>
    }
}

/// The role of a user, what the user sees, and whether there is a password.
fn in_words(user: &User) -> String {
    let shown = match user.rights.accounts() {
        None => "all accounts".to_owned(),
        Some(accounts) => {
            let names: Vec<&str> = accounts.iter().map(String::as_str).collect();
            listed(&names)
        }
    };
    let password = if user.has_password {
        ""
    } else {
        " · no password"
    };
    format!("{} · {shown}{password}", user.rights.role().name())
}

/// A role, and its accounts.
#[component]
fn RightsFields(fields: UserFields) -> impl IntoView {
    let selected = Role::from_word(&fields.role).unwrap_or(Role::Producer);
    let roles = Role::ALL.map(|choice| {
        view! {
            <option value=choice.word() selected=choice == selected>{choice.name()}</option>
        }
    });
    let all = fields.accounts != NAMED;
    view! {
        <label class="field">"Role" <select name="role">{roles}</select></label>
        <fieldset data-accounts>
            <legend>"Accounts"</legend>
            <label class="check">
                <input type="radio" name="accounts" value=ALL checked=all/> "All"
            </label>
            <label class="check">
                <input type="radio" name="accounts" value=NAMED checked=!all/>
                "Only these (customer success)"
            </label>
            <AccountLines name="names" label="Accounts, one per line" text=fields.names/>
            <input type="hidden" name="asked" value=fields.asked/>
        </fieldset>
    }
}

/// A new password.
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

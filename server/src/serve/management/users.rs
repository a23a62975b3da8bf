//! Users, for administrators.

use app::document::{UsersDocument, UsersDocumentProps};
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use store::{NewUser, Password, Rights, Role, SignInName, UserError, UserId};

use super::form_sender::FormSender;
use super::{go_to, menu, refusal, rendered, store_failure};
use crate::serve::access::reader::{Administrator, SignedIn};
use crate::serve::router::Pages;

/// A new user.
#[derive(Deserialize)]
pub(crate) struct AddForm {
    name: String,
    #[serde(default)]
    password: String,
    role: String,
    accounts: String,
    #[serde(default)]
    names: String,
}

/// Another role.
#[derive(Debug, Deserialize)]
pub(crate) struct RightsForm {
    user: i64,
    role: String,
    accounts: String,
    #[serde(default)]
    names: String,
}

/// Another password.
#[derive(Deserialize)]
pub(crate) struct PasswordForm {
    user: i64,
    password: String,
}

/// A user and nothing else.
#[derive(Debug, Deserialize)]
pub(crate) struct UserForm {
    user: i64,
}

/// The page.
pub(crate) async fn page(
    State(pages): State<Pages>,
    Administrator(user): Administrator,
) -> Response {
    users(&pages, user, StatusCode::OK, None).await
}

/// Adds a user.
pub(crate) async fn add(
    State(pages): State<Pages>,
    sender: FormSender,
    Administrator(user): Administrator,
    Form(form): Form<AddForm>,
) -> Response {
    let new = async {
        let password = match &*form.password {
            "" => None,
            typed => Some(Password::new(typed).map_err(Refused::of)?),
        };
        let new = NewUser {
            name: SignInName::new(&form.name)?,
            rights: rights(&form.role, &form.accounts, &form.names)?,
            password,
        };
        let by = sender.by(&user.name, &pages.access);
        pages.access.store.add_user(new, &by).await?;
        Ok(())
    };
    let done = new.await;
    answer(&pages, user, done).await
}

/// Changes a role.
pub(crate) async fn set_rights(
    State(pages): State<Pages>,
    sender: FormSender,
    Administrator(user): Administrator,
    Form(form): Form<RightsForm>,
) -> Response {
    let set = async {
        let rights = rights(&form.role, &form.accounts, &form.names)?;
        let by = sender.by(&user.name, &pages.access);
        let id = UserId::from_number(form.user);
        pages.access.store.set_rights(id, &rights, &by).await?;
        Ok(())
    };
    let done = set.await;
    answer(&pages, user, done).await
}

/// Sets another user's password, which ends their sessions. One's own is set where the
/// present one is asked for: an open browser is not enough.
pub(crate) async fn set_password(
    State(pages): State<Pages>,
    sender: FormSender,
    Administrator(user): Administrator,
    Form(form): Form<PasswordForm>,
) -> Response {
    let set = async {
        let id = UserId::from_number(form.user);
        if id == user.id {
            return Err(Refused::of("set your own password at Your account"));
        }
        let password = Password::new(&form.password).map_err(Refused::of)?;
        let by = sender.by(&user.name, &pages.access);
        let store = &pages.access.store;
        store.set_password(id, Some(password), None, &by).await?;
        Ok(())
    };
    let done = set.await;
    answer(&pages, user, done).await
}

/// Ends every session of a user.
pub(crate) async fn sign_out_everywhere(
    State(pages): State<Pages>,
    sender: FormSender,
    Administrator(user): Administrator,
    Form(form): Form<UserForm>,
) -> Response {
    let by = sender.by(&user.name, &pages.access);
    let id = UserId::from_number(form.user);
    let ended = pages.access.store.end_sessions(id, &by).await;
    answer(&pages, user, ended.map_err(Refused::from)).await
}

/// Removes a user.
pub(crate) async fn remove(
    State(pages): State<Pages>,
    sender: FormSender,
    Administrator(user): Administrator,
    Form(form): Form<UserForm>,
) -> Response {
    let by = sender.by(&user.name, &pages.access);
    let id = UserId::from_number(form.user);
    let removed = pages.access.store.remove_user(id, &by).await;
    answer(&pages, user, removed.map_err(Refused::from)).await
}

/// Why a form did nothing.
enum Refused {
    /// What it wants, in words.
    Told(String),
    /// The store's own.
    User(UserError),
}

impl Refused {
    fn of(refusal: impl ToString) -> Self {
        Self::Told(refusal.to_string())
    }
}

impl From<UserError> for Refused {
    fn from(error: UserError) -> Self {
        Self::User(error)
    }
}

/// The rights that a form names.
fn rights(role: &str, accounts: &str, names: &str) -> Result<Rights, Refused> {
    let role = Role::from_word(role).ok_or_else(|| Refused::of("choose a role"))?;
    match accounts {
        "named" => Rights::of_accounts(role, names.lines()).map_err(Refused::of),
        _ => Ok(Rights::all(role)),
    }
}

async fn answer(pages: &Pages, user: SignedIn, done: Result<(), Refused>) -> Response {
    let notice = match done {
        Ok(()) => return go_to("/users"),
        Err(Refused::Told(notice)) => notice,
        Err(Refused::User(error)) => match refusal(error) {
            Ok(notice) => notice,
            Err(error) => return store_failure(&error),
        },
    };
    users(pages, user, StatusCode::UNPROCESSABLE_ENTITY, Some(notice)).await
}

async fn users(
    pages: &Pages,
    user: SignedIn,
    status: StatusCode,
    notice: Option<String>,
) -> Response {
    let users = match pages.access.store.users().await {
        Ok(users) => users,
        Err(error) => return store_failure(&error),
    };
    let options = pages.options.clone();
    let document = move || {
        UsersDocument(UsersDocumentProps {
            options: options.clone(),
            menu: menu(&user),
            users: users.clone(),
            notice: notice.clone(),
        })
    };
    rendered(status, document).await
}

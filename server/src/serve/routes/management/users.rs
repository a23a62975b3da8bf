//! Users, for administrators.

use std::collections::BTreeSet;

use app::document::{NAMED, UserFields, UsersDocument, UsersDocumentProps};
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use service::dataset::ScopedDataset;
use store::{
    NAME_CHARS_MAX, NewUser, Password, Rights, Role, SignInName, StoreError, User, UserError,
    UserId,
};

use crate::serve::access::reader::{Administrator, SignedIn};
use crate::serve::extract::ReaderDataset;
use crate::serve::routes::forms::accounts::{Question, question, suggested};
use crate::serve::routes::forms::form_sender::FormSender;
use crate::serve::routes::forms::page::{
    KeptAccounts, accounts_again, cut, go_to, menu, password_again, refusal, rendered,
    store_failure,
};
use crate::serve::state::AppState;

/// Another password.
#[derive(Deserialize)]
pub(crate) struct UserPasswordForm {
    user: i64,
    password: String,
}

/// A user.
#[derive(Debug, Deserialize)]
pub(crate) struct UserForm {
    user: i64,
}

/// Users per page.
const ROWS: usize = 200;

/// The query string: the number of users on previous pages.
#[derive(Debug, Deserialize)]
pub(crate) struct UsersQuery {
    #[serde(default)]
    from: usize,
}

/// The page.
pub(crate) async fn page(
    State(pages): State<AppState>,
    Administrator(user): Administrator,
    ReaderDataset(dataset): ReaderDataset,
    Query(query): Query<UsersQuery>,
) -> Response {
    let from = query.from;
    users(&pages, user, &dataset, from, StatusCode::OK, None).await
}

/// Adds a user.
pub(crate) async fn add(
    State(pages): State<AppState>,
    sender: FormSender,
    Administrator(user): Administrator,
    ReaderDataset(dataset): ReaderDataset,
    Form(fields): Form<UserFields>,
) -> Response {
    let fields = UserFields {
        user: None,
        ..fields
    };
    let new = async {
        let password = fields.password.password().map_err(UserFormError::of)?;
        let name = SignInName::new(&fields.name)?;
        let rights = requested(&fields, None)?;
        ask(&pages, &dataset, &rights, None, &fields.asked).await?;
        let new = NewUser {
            name,
            rights,
            password,
        };
        let by = sender.by(&user.name, &pages.access);
        pages.access.store.add_user(new, &by).await?;
        Ok(())
    };
    let done: Result<(), UserFormError> = new.await;
    answer(&pages, user, &dataset, done, Some(fields)).await
}

/// Changes a role.
pub(crate) async fn set_rights(
    State(pages): State<AppState>,
    sender: FormSender,
    Administrator(user): Administrator,
    ReaderDataset(dataset): ReaderDataset,
    Form(fields): Form<UserFields>,
) -> Response {
    // Without a number it is no user's, and not the form that adds one.
    let number = fields.user.unwrap_or(-1);
    let fields = UserFields {
        user: Some(number),
        ..fields
    };
    let set = async {
        let id = UserId::from_number(number);
        let present = rights_of(&pages, id).await?;
        let rights = requested(&fields, present.as_ref())?;
        let present = present.as_ref().and_then(Rights::accounts);
        ask(&pages, &dataset, &rights, present, &fields.asked).await?;
        let by = sender.by(&user.name, &pages.access);
        pages.access.store.set_rights(id, &rights, &by).await?;
        Ok(())
    };
    let done: Result<(), UserFormError> = set.await;
    answer(&pages, user, &dataset, done, Some(fields)).await
}

/// Sets another user's password, which ends their sessions. One's own password is set on the
/// account page, which asks for the current one: an open browser is not enough.
pub(crate) async fn set_password(
    State(pages): State<AppState>,
    sender: FormSender,
    Administrator(user): Administrator,
    ReaderDataset(dataset): ReaderDataset,
    Form(form): Form<UserPasswordForm>,
) -> Response {
    let set = async {
        let id = UserId::from_number(form.user);
        if id == user.id {
            return Err(UserFormError::of(
                "set your own password on the page “Your account”",
            ));
        }
        let password = Password::new(&form.password).map_err(UserFormError::of)?;
        let by = sender.by(&user.name, &pages.access);
        let store = &pages.access.store;
        store.set_password(id, Some(password), None, &by).await?;
        Ok(())
    };
    let done = set.await;
    answer(&pages, user, &dataset, done, None).await
}

/// Ends all sessions of a user.
pub(crate) async fn sign_out_everywhere(
    State(pages): State<AppState>,
    sender: FormSender,
    Administrator(user): Administrator,
    ReaderDataset(dataset): ReaderDataset,
    Form(form): Form<UserForm>,
) -> Response {
    let by = sender.by(&user.name, &pages.access);
    let id = UserId::from_number(form.user);
    let ended = pages.access.store.end_sessions(id, &by).await;
    answer(&pages, user, &dataset, ended, None).await
}

/// Removes a user.
pub(crate) async fn remove(
    State(pages): State<AppState>,
    sender: FormSender,
    Administrator(user): Administrator,
    ReaderDataset(dataset): ReaderDataset,
    Form(form): Form<UserForm>,
) -> Response {
    let by = sender.by(&user.name, &pages.access);
    let id = UserId::from_number(form.user);
    let removed = pages.access.store.remove_user(id, &by).await;
    answer(&pages, user, &dataset, removed, None).await
}

/// Why a form was refused.
enum UserFormError {
    /// A message: what is wrong.
    Message(String),
    /// Accounts without events, which have to be confirmed.
    UnknownAccounts(Question),
    /// A store error.
    User(UserError),
}

impl UserFormError {
    fn of(refusal: impl ToString) -> Self {
        Self::Message(refusal.to_string())
    }
}

impl From<UserError> for UserFormError {
    fn from(error: UserError) -> Self {
        Self::User(error)
    }
}

impl From<StoreError> for UserFormError {
    fn from(error: StoreError) -> Self {
        UserError::Store(error).into()
    }
}

async fn rights_of(pages: &AppState, id: UserId) -> Result<Option<Rights>, StoreError> {
    let users = pages.access.store.users().await?;
    let user = users.into_iter().find(|user| user.id == id);
    Ok(user.map(|user| user.rights))
}

/// Whether the user is limited to the named accounts: naming any selects them. What the form was
/// filled with from the user's present rights does not count.
fn is_limited(fields: &UserFields, present: Option<&Rights>) -> bool {
    let named = fields.named_accounts();
    let held = present.and_then(Rights::accounts).into_iter().flatten();
    fields.accounts == NAMED || !named.is_empty() && !named.iter().copied().eq(held)
}

/// The rights that the fields describe.
fn requested(fields: &UserFields, present: Option<&Rights>) -> Result<Rights, UserFormError> {
    let role = Role::from_word(&fields.role).ok_or_else(|| UserFormError::of("choose a role"))?;
    if is_limited(fields, present) {
        let named = fields.named_accounts().into_iter();
        return Rights::of_accounts(role, named).map_err(UserFormError::of);
    }
    Ok(Rights::all(role))
}

/// Asks about accounts without events, unless they were asked about before, or a key or the
/// user already has them.
async fn ask(
    pages: &AppState,
    dataset: &ScopedDataset,
    rights: &Rights,
    present: Option<&BTreeSet<String>>,
    asked: &str,
) -> Result<(), UserFormError> {
    let Some(accounts) = rights.accounts() else {
        return Ok(());
    };
    let keys = pages.access.store.keys().await?.into_iter();
    let known = present.into_iter().flatten().cloned();
    let known = known.chain(keys.map(|key| key.account)).collect();
    match question(dataset, accounts, &known, asked).await? {
        None => Ok(()),
        Some(question) => Err(UserFormError::UnknownAccounts(question)),
    }
}

/// The fields as they are sent back, and how many accounts have no room in them.
fn sent_back(fields: &UserFields) -> (UserFields, usize) {
    let named = fields.named_accounts();
    let kept = KeptAccounts::of(named.iter().copied());
    // Naming an account selects those that are named.
    let accounts = if named.is_empty() {
        &*fields.accounts
    } else {
        NAMED
    };
    let fields = UserFields {
        name: cut(&fields.name, NAME_CHARS_MAX),
        accounts: accounts.to_owned(),
        names: kept.lines(),
        more: String::new(),
        asked: KeptAccounts::of_lines(&fields.asked),
        ..fields.clone()
    };
    (fields, kept.left_out)
}

/// The response to a form: the page again, with the fields and an error if it was refused.
async fn answer(
    pages: &AppState,
    user: SignedIn,
    dataset: &ScopedDataset,
    done: Result<(), impl Into<UserFormError>>,
    mut fields: Option<UserFields>,
) -> Response {
    let mut notice = match done.map_err(Into::into) {
        Ok(()) => return go_to("/users"),
        Err(UserFormError::Message(notice)) => notice,
        Err(UserFormError::UnknownAccounts(question)) => {
            if let Some(fields) = &mut fields {
                fields.asked = question.asked;
            }
            question.notice
        }
        Err(UserFormError::User(error)) => match refusal(error) {
            Ok(notice) => notice,
            Err(error) => return store_failure(&error),
        },
    };
    let (fields, left_out) = fields.as_ref().map(sent_back).unzip();
    notice = accounts_again(&notice, left_out.unwrap_or_default());
    // A password is never sent back, and a user who was meant to have one must not be added
    // without it.
    if fields
        .as_ref()
        .is_some_and(|fields| fields.password.is_typed())
    {
        notice = password_again(&notice);
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    users(pages, user, dataset, 0, status, Some((notice, fields))).await
}

/// The page; a refused form is shown as submitted.
async fn users(
    pages: &AppState,
    user: SignedIn,
    dataset: &ScopedDataset,
    mut from: usize,
    status: StatusCode,
    refused: Option<(String, Option<UserFields>)>,
) -> Response {
    let read = async {
        Ok::<_, StoreError>((pages.access.store.users().await?, suggested(dataset).await))
    };
    let (users, accounts) = match read.await {
        Ok(read) => read,
        Err(error) => return store_failure(&error),
    };
    let (notice, refused) = refused.unzip();
    let refused = refused.flatten();
    // A refused form is on the page of its user.
    let of_form = refused.as_ref().and_then(|fields| fields.user);
    if let Some(id) = of_form
        && let Some(place) = users.iter().position(|user| user.id.number() == id)
    {
        from = place - place % ROWS;
    }
    let next = from.saturating_add(ROWS);
    let later = (next < users.len()).then(|| format!("/users?from={next}"));
    let users: Vec<User> = users.into_iter().skip(from).take(ROWS).collect();
    let options = pages.options.clone();
    let document = move || {
        UsersDocument(UsersDocumentProps {
            options: options.clone(),
            menu: menu(&user),
            users: users.clone(),
            later: later.clone(),
            accounts: accounts.clone(),
            refused: refused.clone(),
            notice: notice.clone(),
        })
    };
    rendered(status, document).await
}

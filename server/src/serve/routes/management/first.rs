//! The one-time link: creates the first administrator, or signs in without a password.

use app::document::{
    ConsoleSignInDocument, ConsoleSignInDocumentProps, UsedSignInLinkDocument,
    UsedSignInLinkDocumentProps,
};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use store::{Authenticated, NAME_CHARS_MAX, Password, Secret, SignInName, StoreError, UserError};

use super::sign_in::{begin_session, signed_in};
use crate::serve::access::Access;
use crate::serve::access::one_time_link::Opens;
use crate::serve::routes::forms::form_sender::FormSender;
use crate::serve::routes::forms::page::{cut, refusal, rendered, store_failure};
use crate::serve::state::AppState;

/// The name that the form suggests, and the default if none is sent.
const FIRST_NAME: &str = "administrator";

/// The fields of the form.
#[derive(Deserialize)]
pub(crate) struct FirstForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

/// The page of the link, with a button; viewing it changes nothing.
pub(crate) async fn page(State(pages): State<AppState>, Path(secret): Path<String>) -> Response {
    let Some(in_use) = pages.access.one_time_link.use_by(&secret).await else {
        return spent(&pages).await;
    };
    match (in_use.opens, pages.access.store.first_administrator().await) {
        (_, Err(error)) => store_failure(&error),
        (Opens::FirstAdministrator, Ok(Some(_))) | (Opens::SignIn, Ok(None)) => spent(&pages).await,
        (Opens::FirstAdministrator, Ok(None)) => {
            first_form(&pages, FIRST_NAME.to_owned(), StatusCode::OK, None).await
        }
        (Opens::SignIn, Ok(Some(administrator))) => {
            let options = pages.options.clone();
            let document = move || {
                ConsoleSignInDocument(ConsoleSignInDocumentProps {
                    options: options.clone(),
                    administrator: Some(administrator.name.clone()),
                    name: String::new(),
                    notice: None,
                })
            };
            rendered(StatusCode::OK, document).await
        }
    }
}

/// Does what the link is for, signs in and redirects to the report.
pub(crate) async fn open(
    State(pages): State<AppState>,
    Path(secret): Path<String>,
    sender: FormSender,
    Form(form): Form<FirstForm>,
) -> Response {
    let access = &pages.access;
    // No one else can use the link until this is done.
    let Some(in_use) = access.one_time_link.use_by(&secret).await else {
        return spent(&pages).await;
    };
    let response = match in_use.opens {
        Opens::SignIn => match sign_in(access, &sender).await {
            Ok(Some(response)) => response,
            Ok(None) => return spent(&pages).await,
            Err(error) => return store_failure(&error),
        },
        Opens::FirstAdministrator => match first_administrator(&pages, &sender, &form).await {
            Ok(secret) => signed_in(access, &secret, "/"),
            Err(SetupError::Spent) => return spent(&pages).await,
            Err(SetupError::Invalid(notice)) => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                return first_form(&pages, form.name, status, Some(notice)).await;
            }
            Err(SetupError::Failed(error)) => return store_failure(&error),
        },
    };
    in_use.spend();
    response
}

/// Signs in as the first administrator; `None` if there is none.
async fn sign_in(access: &Access, sender: &FormSender) -> Result<Option<Response>, StoreError> {
    let Some(user) = access.store.first_administrator().await? else {
        return Ok(None);
    };
    begin_session(access, sender, &Authenticated::without_password(user), "/").await
}

/// Why no first administrator was created.
enum SetupError {
    /// There already is one.
    Spent,
    /// The form is invalid.
    Invalid(String),
    /// The store failed.
    Failed(StoreError),
}

async fn first_administrator(
    pages: &AppState,
    sender: &FormSender,
    form: &FirstForm,
) -> Result<Secret, SetupError> {
    let name = if form.name.trim().is_empty() {
        FIRST_NAME
    } else {
        &form.name
    };
    let name = SignInName::new(name).map_err(|error| SetupError::Invalid(error.to_string()))?;
    let password = match &*form.password {
        "" => None,
        typed => {
            Some(Password::new(typed).map_err(|error| SetupError::Invalid(error.to_string()))?)
        }
    };
    let access = &pages.access;
    let by = sender.by("console", access);
    let made = access.store.add_first_administrator(name, password, &by);
    match made.await {
        Ok((_, secret)) => Ok(secret),
        Err(UserError::NotTheFirst) => Err(SetupError::Spent),
        Err(error) => Err(match refusal(error) {
            Ok(notice) => SetupError::Invalid(notice),
            Err(error) => SetupError::Failed(error),
        }),
    }
}

async fn first_form(
    pages: &AppState,
    name: String,
    status: StatusCode,
    notice: Option<String>,
) -> Response {
    let name = cut(&name, NAME_CHARS_MAX);
    let options = pages.options.clone();
    let document = move || {
        ConsoleSignInDocument(ConsoleSignInDocumentProps {
            options: options.clone(),
            administrator: None,
            name: name.clone(),
            notice: notice.clone(),
        })
    };
    rendered(status, document).await
}

/// The same page for used and for unknown links.
async fn spent(pages: &AppState) -> Response {
    let options = pages.options.clone();
    let document = move || {
        UsedSignInLinkDocument(UsedSignInLinkDocumentProps {
            options: options.clone(),
        })
    };
    rendered(StatusCode::NOT_FOUND, document).await
}

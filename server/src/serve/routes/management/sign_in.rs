//! Signing in and out.

use app::document::{SignInDocument, SignInDocumentProps};
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use store::{Authenticated, NAME_CHARS_MAX, Password, Secret, StoreError, WorkError};

use crate::serve::access::limits::RetryAfter;
use crate::serve::access::reader::SignedIn;
use crate::serve::access::request_reader::{own_path, setup_required};
use crate::serve::access::session_cookie::{SentFrom, SessionOf};
use crate::serve::access::{Access, session_cookie};
use crate::serve::response::{again_later, not_stored};
use crate::serve::routes::forms::form_sender::FormSender;
use crate::serve::routes::forms::page::{cut, go_to, rendered, store_failure};
use crate::serve::state::AppState;

/// One notice for a wrong name and a wrong password.
const WRONG: &str = "The name or the password is wrong.";

/// The query string of the sign-in.
#[derive(Debug, Deserialize)]
pub(crate) struct SignInQuery {
    #[serde(default)]
    to: String,
}

/// The fields of the form.
#[derive(Deserialize)]
pub(crate) struct SignInForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    to: String,
}

/// The form.
pub(crate) async fn page(
    State(pages): State<AppState>,
    Query(query): Query<SignInQuery>,
) -> Response {
    match pages.access.has_administrator().await {
        Ok(true) => form(&pages, String::new(), &query.to, StatusCode::OK, None).await,
        Ok(false) => not_stored(setup_required().into_response()),
        Err(error) => store_failure(&error),
    }
}

/// Signs in with name and password.
pub(crate) async fn sign_in(
    State(pages): State<AppState>,
    sender: FormSender,
    Form(typed): Form<SignInForm>,
) -> Response {
    let access = &pages.access;
    let begun = access
        .limits
        .begin(&typed.name, sender.client_ip, access.steady());
    let pause = match begun {
        Ok(pause) => pause,
        Err(retry_after) => return too_many(&pages, typed, retry_after).await,
    };
    if let Err(not_done) = pause.pass(&access.limits).await {
        return not_made(&pages, &sender, typed, not_done).await;
    }
    let password = Password::typed(&typed.password);
    let name = typed.name.trim();
    match access.store.user_with_password(name, password).await {
        Err(StoreError::Work(not_done)) => not_made(&pages, &sender, typed, not_done).await,
        Err(error) => not_begun(&pages, &sender, &typed, &error),
        Ok(Some(proven)) => {
            let to = own_path(&typed.to).unwrap_or("/");
            match begin_session(access, &sender, &proven, to).await {
                Ok(Some(response)) => {
                    access.limits.succeeded(&typed.name, sender.client_ip);
                    response
                }
                // The password was correct until a moment ago.
                Ok(None) => wrong(&pages, &sender, typed).await,
                Err(error) => not_begun(&pages, &sender, &typed, &error),
            }
        }
        Ok(None) => wrong(&pages, &sender, typed).await,
    }
}

/// The response if too many people are signing in at the same time.
async fn not_made(
    pages: &AppState,
    sender: &FormSender,
    typed: SignInForm,
    not_done: WorkError,
) -> Response {
    pages.access.limits.not_made(&typed.name, sender.client_ip);
    let notice = Some("Too many people are signing in: try again in a few seconds.".to_owned());
    let status = StatusCode::SERVICE_UNAVAILABLE;
    let response = form(pages, typed.name, &typed.to, status, notice).await;
    again_later(response, not_done)
}

/// The response to a store error. It reveals nothing about the password, and is not counted.
fn not_begun(
    pages: &AppState,
    sender: &FormSender,
    typed: &SignInForm,
    error: &StoreError,
) -> Response {
    pages.access.limits.not_made(&typed.name, sender.client_ip);
    store_failure(error)
}

/// The response to a wrong name or password.
async fn wrong(pages: &AppState, sender: &FormSender, typed: SignInForm) -> Response {
    if let Err(error) = note_failure(&pages.access, sender, typed.name.trim()).await {
        return store_failure(&error);
    }
    let (status, notice) = (StatusCode::UNAUTHORIZED, Some(WRONG.to_owned()));
    form(pages, typed.name, &typed.to, status, notice).await
}

/// Ends the session.
pub(crate) async fn sign_out(
    State(pages): State<AppState>,
    sender: FormSender,
    user: SignedIn,
) -> Response {
    let access = &pages.access;
    let by = sender.by(&user.name, access);
    match access.store.end_session(&user.session, &by).await {
        Ok(()) => signed_out(access),
        Err(error) => store_failure(&error),
    }
}

/// The response after a session ended: clears the cookie and the browser's stored data.
pub(crate) fn signed_out(access: &Access) -> Response {
    let mut response = go_to("/sign-in");
    let headers = response.headers_mut();
    if let Some(cookie) = session_cookie::clear(SessionOf::User, &access.public_url) {
        headers.insert(header::SET_COOKIE, cookie);
    }
    headers.insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\""),
    );
    response
}

/// Begins a session and ends the previous one. `None` if the user was removed or has a new
/// password meanwhile.
pub(crate) async fn begin_session(
    access: &Access,
    sender: &FormSender,
    proven: &Authenticated,
    to: &str,
) -> Result<Option<Response>, StoreError> {
    let by = sender.by(&proven.user.name, access);
    let replaced = sender.session.as_ref();
    let begun = access.store.begin_session(proven, replaced, &by).await?;
    Ok(begun.map(|secret| signed_in(access, &secret, to)))
}

/// The response that starts a session in the browser.
pub(crate) fn signed_in(access: &Access, secret: &Secret, to: &str) -> Response {
    let mut response = go_to(to);
    if let Some(cookie) = session_cookie::set(
        SessionOf::User,
        secret,
        &access.public_url,
        SentFrom::OwnPages,
    ) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// An unknown name is not logged: it may be a password typed into the wrong field.
async fn note_failure(access: &Access, sender: &FormSender, name: &str) -> Result<(), StoreError> {
    let user = access.store.user_named(name).await?;
    let who = user.as_ref().map_or("somebody unknown", |user| &user.name);
    let by = sender.by(who, access);
    access.store.note(&by, "sign-in-failed", "").await
}

async fn too_many(pages: &AppState, typed: SignInForm, retry_after: RetryAfter) -> Response {
    let notice = format!("Too many failed sign-ins. {}", retry_after.in_words());
    let status = StatusCode::TOO_MANY_REQUESTS;
    retry_after.on(form(pages, typed.name, &typed.to, status, Some(notice)).await)
}

/// The sign-in page, which leads on to the path `to`.
pub(super) async fn form(
    pages: &AppState,
    name: String,
    to: &str,
    status: StatusCode,
    notice: Option<String>,
) -> Response {
    let to = own_path(to).unwrap_or("/").to_owned();
    let name = cut(&name, NAME_CHARS_MAX);
    let options = pages.options.clone();
    let provider = pages.access.provider.as_ref();
    let provider = provider.map(|provider| provider.name().to_owned());
    let document = move || {
        SignInDocument(SignInDocumentProps {
            options: options.clone(),
            name: name.clone(),
            to: to.clone(),
            provider: provider.clone(),
            notice: notice.clone(),
        })
    };
    rendered(status, document).await
}

//! Signing in through the OpenID provider.

use std::io::Write as _;

use app::document::{ToProviderDocument, ToProviderDocumentProps};
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use store::ProviderUser;

use super::sign_in::{begin_session, form};
use crate::serve::access::request_reader::{own_path, setup_required};
use crate::serve::access::session_cookie::{self, SentFrom, SessionOf};
use crate::serve::openid::{Begun, OpenId, OpenIdFailure, PendingSignIn};
use crate::serve::response::{again_later, not_found, not_stored};
use crate::serve::routes::forms::form_sender::FormSender;
use crate::serve::routes::forms::page::{rendered, store_failure};
use crate::serve::state::AppState;
use domain::display::printable;

/// The redirect URL that is registered at the provider.
pub(super) const RETURN: &str = "/sign-in/return";

/// The longest provider text that is logged, in characters.
const SHOWN_CHARS_MAX: usize = 300;

/// The field of the form.
#[derive(Debug, Deserialize)]
pub(crate) struct BeginForm {
    #[serde(default)]
    to: String,
}

/// The parameters that the provider returns through the browser.
#[derive(Deserialize)]
pub(crate) struct Returned {
    #[serde(default)]
    state: String,
    code: Option<String>,
    iss: Option<String>,
}

/// Leads to the provider through a page, since the response to our form may not itself redirect
/// to another site.
pub(crate) async fn begin(
    State(pages): State<AppState>,
    sender: FormSender,
    Form(typed): Form<BeginForm>,
) -> Response {
    let access = &pages.access;
    let Some(provider) = &access.provider else {
        return not_found().await.into_response();
    };
    match access.has_administrator().await {
        Ok(true) => {}
        Ok(false) => return not_stored(setup_required().into_response()),
        Err(error) => return store_failure(&error),
    }
    let to = own_path(&typed.to).unwrap_or("/").to_owned();
    let redirect = format!("{}{RETURN}", access.public_url.origin(&sender.host));
    let begun = provider.begin(sender.client_ip, redirect, to, access.steady());
    match begun.await {
        Ok(begun) => to_provider(&pages, provider, &begun).await,
        Err(error) => not_proven(&pages, provider, &typed.to, &error).await,
    }
}

/// Signs in the user who returns from the provider. It is the only GET request that signs in:
/// its state is valid once, in the browser that started the sign-in.
pub(crate) async fn callback(
    State(pages): State<AppState>,
    sender: FormSender,
    headers: HeaderMap,
    Query(returned): Query<Returned>,
) -> Response {
    let access = &pages.access;
    let Some(provider) = &access.provider else {
        return not_found().await.into_response();
    };
    let cookie = session_cookie::secret(SessionOf::AtProvider, &headers, &access.public_url);
    let under_way = provider.end(&returned.state, cookie.as_ref(), access.steady());
    let Some(under_way) = under_way else {
        let notice = "This sign-in has expired, or was started in another browser. Start again.";
        return sign_in_page(&pages, "/", StatusCode::BAD_REQUEST, notice).await;
    };
    // Each return causes a request to the provider. All share one name, so that only the client
    // IP is limited.
    let begun = access
        .limits
        .begin(RETURN, sender.client_ip, access.steady());
    if let Err(wait) = begun {
        let notice = format!("Too many failed sign-ins. {}", wait.in_words());
        let status = StatusCode::TOO_MANY_REQUESTS;
        return wait.on(sign_in_page(&pages, &under_way.to, status, &notice).await);
    }
    let mut response = signed_in(&pages, provider, &sender, returned, under_way).await;
    if let Some(cookie) = session_cookie::clear(SessionOf::AtProvider, &access.public_url) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

async fn signed_in(
    pages: &AppState,
    provider: &OpenId,
    sender: &FormSender,
    returned: Returned,
    under_way: PendingSignIn,
) -> Response {
    let access = &pages.access;
    let to = under_way.to.clone();
    let is_its_own = returned.iss.is_none_or(|named| provider.is_issuer(&named));
    let Some(code) = returned.code.filter(|_| is_its_own) else {
        let notice = format!("{} did not sign you in.", provider.name());
        return sign_in_page(pages, &to, StatusCode::UNAUTHORIZED, &notice).await;
    };
    let moment = (access.steady(), access.now());
    let named = match provider.who(code, under_way, moment).await {
        Ok(named) => named,
        Err(error) => {
            if !matches!(error, OpenIdFailure::UploadError(_)) {
                access.limits.succeeded(RETURN, sender.client_ip);
            }
            return not_proven(pages, provider, &to, &error).await;
        }
    };
    let by = sender.by("somebody unknown", access);
    let begun = match access.store.user_of_provider(&named, &by).await {
        Ok(Some(proven)) => begin_session(access, sender, &proven, &to).await,
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    match begun {
        Ok(Some(response)) => {
            access.limits.succeeded(RETURN, sender.client_ip);
            response
        }
        Ok(None) => unknown_user(pages, provider, sender, &named, &to).await,
        Err(error) => store_failure(&error),
    }
}

/// The response for an authenticated person who is not a user here.
async fn unknown_user(
    pages: &AppState,
    provider: &OpenId,
    sender: &FormSender,
    named: &ProviderUser,
    to: &str,
) -> Response {
    let access = &pages.access;
    let email = named
        .email
        .as_deref()
        .unwrap_or("no verified e-mail address");
    let email = printable(email, SHOWN_CHARS_MAX);
    let detail = format!("by {}: {email}, {}", named.provider, named.subject);
    let by = sender.by("somebody unknown", access);
    if let Err(error) = access.store.note(&by, "sign-in-failed", &detail).await {
        return store_failure(&error);
    }
    let notice = format!(
        "{} confirmed who you are, but you are not a user here. Ask an administrator to add your \
         e-mail address as a user.",
        provider.name()
    );
    sign_in_page(pages, to, StatusCode::FORBIDDEN, &notice).await
}

async fn not_proven(
    pages: &AppState,
    provider: &OpenId,
    to: &str,
    error: &OpenIdFailure,
) -> Response {
    if let OpenIdFailure::NotAsked(not_done) = error {
        let notice = "Too many people are signing in: try again in a few seconds.";
        let response = sign_in_page(pages, to, StatusCode::SERVICE_UNAVAILABLE, notice).await;
        return again_later(response, *not_done);
    }
    let shown = printable(&error.to_string(), SHOWN_CHARS_MAX);
    let _ = writeln!(std::io::stderr(), "turnaway: {shown}");
    let name = provider.name();
    let (status, notice) = match error {
        OpenIdFailure::Unreachable(_) | OpenIdFailure::NotAsked(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            format!("{name} does not respond. Try again later, or sign in with a password."),
        ),
        OpenIdFailure::UploadError(_) => (
            StatusCode::UNAUTHORIZED,
            format!("{name} did not sign you in."),
        ),
    };
    sign_in_page(pages, to, status, &notice).await
}

async fn sign_in_page(pages: &AppState, to: &str, status: StatusCode, notice: &str) -> Response {
    form(pages, String::new(), to, status, Some(notice.to_owned())).await
}

async fn to_provider(pages: &AppState, provider: &OpenId, begun: &Begun) -> Response {
    let options = pages.options.clone();
    let (name, url) = (provider.name().to_owned(), begun.url.clone());
    let document = move || {
        ToProviderDocument(ToProviderDocumentProps {
            options: options.clone(),
            provider: name.clone(),
            url: url.clone(),
        })
    };
    let mut response = rendered(StatusCode::OK, document).await;
    let headers = response.headers_mut();
    let refresh = HeaderValue::from_str(&format!("0; url={}", begun.url));
    if let Ok(refresh) = refresh {
        headers.insert(HeaderName::from_static("refresh"), refresh);
    }
    let cookie = session_cookie::set(
        SessionOf::AtProvider,
        &begun.browser,
        &pages.access.public_url,
        SentFrom::OwnPages,
    );
    if let Some(cookie) = cookie {
        headers.insert(header::SET_COOKIE, cookie);
    }
    response
}

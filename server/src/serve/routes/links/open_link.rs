//! Opening a link, and signing out of its report.

use std::net::IpAddr;

use app::document::{
    InvalidLinkDocument, InvalidLinkDocumentProps, OpenLinkDocument, OpenLinkDocumentProps,
};
use axum::Form;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use service::base_path::BasePath;
use service::route::Route;
use store::{
    Actor, OpenedLink, OpeningLink, Password, PublicLinkId, Secret, SecretHash, StoreError,
};

use super::embedding::framed_by;
use super::legacy_cookie;
use super::not_shared_pages::SIGNED_OUT;
use crate::serve::access::Access;
use crate::serve::access::limits::RetryAfter;
use crate::serve::access::reader::{Reader, Who, unauthorized};
use crate::serve::access::session_cookie::{self, SentFrom, SessionOf};
use crate::serve::response::marked;
use crate::serve::routes::forms::form_sender::FormSender;
use crate::serve::routes::forms::page::{go_to, rendered, store_failure};
use crate::serve::state::AppState;

/// The name of a link's visitor in the audit log.
const WHO: &str = "a link's reader";

/// The field of the form.
#[derive(Deserialize)]
pub(crate) struct OpenForm {
    #[serde(default)]
    password: String,
}

/// The page of a link, with a button that opens it. If it is already open in this browser,
/// redirects to the report. Viewing the page changes nothing.
pub(crate) async fn page(
    State(pages): State<AppState>,
    Path(secret): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let framed_by = framed_by(&pages.access, query.as_deref());
    let hash = hash_of(&secret);
    let access = &pages.access;
    let link = match access.store.opening_link(&hash, access.now()).await {
        Ok(Some(link)) => link,
        Ok(None) => return closed(&pages, framed_by).await,
        Err(error) => return store_failure(&error),
    };
    match again(access, &headers, &link, framed_by.is_some()).await {
        Ok(Some(response)) => response,
        Ok(None) => form(&pages, link.wants_password, framed_by, StatusCode::OK, None).await,
        Err(error) => store_failure(&error),
    }
}

/// Redirects to the report of a link that is open in this browser.
async fn again(
    access: &Access,
    headers: &HeaderMap,
    link: &OpeningLink,
    is_framed: bool,
) -> Result<Option<Response>, StoreError> {
    let of = SessionOf::Link(link.public_id);
    if let Some(secret) = session_cookie::secret(of, headers, &access.public_url) {
        let session = access
            .store
            .link_session(&secret.hash(), access.now())
            .await?;
        if session.is_some_and(|session| session.link.id == link.id) {
            return Ok(Some(to_report(link.public_id, is_framed)));
        }
    }
    let earlier = legacy_cookie::found(access, headers).await?;
    let earlier = earlier.filter(|(found, _)| found.id == link.id);
    Ok(earlier.map(|(found, secret)| {
        let mut response = to_report(link.public_id, is_framed);
        let from = sent_from(is_framed);
        legacy_cookie::replace(&mut response, access, &found, &secret, from);
        response
    }))
}

/// Exchanges the link's secret for a cookie and redirects to a URL without the secret.
pub(crate) async fn open(
    State(pages): State<AppState>,
    Path(secret): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    sender: FormSender,
    Form(typed): Form<OpenForm>,
) -> Response {
    let access = &pages.access;
    let framed_by = framed_by(access, query.as_deref());
    let hash = hash_of(&secret);
    let link = match access.store.opening_link(&hash, access.now()).await {
        Ok(Some(link)) => link,
        Ok(None) => return closed(&pages, framed_by).await,
        Err(error) => return store_failure(&error),
    };
    // A second click, here or in another tab: the existing session continues.
    match again(access, &headers, &link, framed_by.is_some()).await {
        Ok(None) => {}
        Ok(Some(response)) => return response,
        Err(error) => return store_failure(&error),
    }
    // Not a possible user name, so that links and users cannot lock each other out.
    let name = format!("/l/{hash:?}");
    if let Err((notice, retry_after)) = admit(access, &link, &name, sender.client_ip) {
        let (status, wants) = (StatusCode::TOO_MANY_REQUESTS, link.wants_password);
        return retry_after.on(form(&pages, wants, framed_by, status, Some(notice)).await);
    }
    let by = sender.by(WHO, access);
    let password = Password::typed(&typed.password);
    let browser = session_cookie::links(&headers, &access.public_url);
    let sessions: Vec<SecretHash> = browser.iter().map(|(_, secret)| secret.hash()).collect();
    let opened = access.store.open_link(&hash, password, &sessions, &by);
    let guesses = link.wants_password;
    match opened.await {
        Ok(Some(opened)) => {
            if guesses {
                access.limits.succeeded(&name, sender.client_ip);
            }
            let (id, from) = (link.public_id, sent_from(framed_by.is_some()));
            let mut response = to_report(id, framed_by.is_some());
            give_cookies(&mut response, access, id, &opened, &browser, from);
            response
        }
        Ok(None) if guesses => wrong_password(&pages, &link, &by, framed_by).await,
        Ok(None) => closed(&pages, framed_by).await,
        Err(error) => {
            if guesses {
                access.limits.not_made(&name, sender.client_ip);
            }
            store_failure(&error)
        }
    }
}

/// Counts the opening of a link against the limits, and a password under `name` as failed until
/// it is checked; if there were too many, the notice and when to try again.
fn admit(
    access: &Access,
    link: &OpeningLink,
    name: &str,
    client_ip: IpAddr,
) -> Result<(), (String, RetryAfter)> {
    let (limits, now) = (&access.limits, access.steady());
    if let Err(retry_after) = limits.begin_open(client_ip, now) {
        let notice = format!(
            "Too many links were opened from your IP address. {}",
            retry_after.in_words()
        );
        return Err((notice, retry_after));
    }
    if link.wants_password
        && let Err(retry_after) = limits.begin_link(name, client_ip, now)
    {
        let notice = format!("Too many failed attempts. {}", retry_after.in_words());
        return Err((notice, retry_after));
    }
    Ok(())
}

/// The form after a wrong password, which the audit log notes.
async fn wrong_password(
    pages: &AppState,
    link: &OpeningLink,
    by: &Actor<'_>,
    framed_by: Option<String>,
) -> Response {
    let detail = format!("link {}", link.id.number());
    let noted = pages.access.store.note(by, "link-password-wrong", &detail);
    if let Err(error) = noted.await {
        return store_failure(&error);
    }
    let notice = Some("The password is wrong.".to_owned());
    form(pages, true, framed_by, StatusCode::UNAUTHORIZED, notice).await
}

/// Sets the cookie of the opened link, and clears those of links that are no longer open.
fn give_cookies(
    response: &mut Response,
    access: &Access,
    id: PublicLinkId,
    opened: &OpenedLink,
    browser: &[(PublicLinkId, Secret)],
    from: SentFrom,
) {
    let of = SessionOf::Link(id);
    let headers = response.headers_mut();
    // If the frame is on the same site, the browser sends both cookies, one of them outdated.
    if !access.embed_origins.is_empty() {
        let other = match from {
            SentFrom::OwnPages => SentFrom::Frame,
            SentFrom::Frame => SentFrom::OwnPages,
        };
        headers.extend(
            session_cookie::clear_of(of, &access.public_url, other)
                .map(|cookie| (header::SET_COOKIE, cookie)),
        );
    }
    if let Some(cookie) = session_cookie::set(of, &opened.session, &access.public_url, from) {
        headers.append(header::SET_COOKIE, cookie);
    }
    for (other, secret) in browser {
        if *other != id && !opened.kept.contains(&secret.hash()) {
            clear(headers, access, *other);
        }
    }
}

/// Clears the cookie of a link, including one that was set for a frame.
fn clear(headers: &mut HeaderMap, access: &Access, id: PublicLinkId) {
    let frames = (!access.embed_origins.is_empty()).then_some(SentFrom::Frame);
    for from in [Some(SentFrom::OwnPages), frames].into_iter().flatten() {
        let cookie = session_cookie::clear_of(SessionOf::Link(id), &access.public_url, from);
        if let Some(cookie) = cookie {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
}

/// Ends the session of a link's visitor. Other links in the browser, and a signed-in user, are
/// not affected.
pub(super) async fn sign_out(
    State(pages): State<AppState>,
    sender: FormSender,
    reader: Reader,
) -> Response {
    let access = &pages.access;
    let by = sender.by(WHO, access);
    let base = reader.base();
    let Who::Link(reader) = reader.who else {
        return unauthorized();
    };
    if let Err(error) = access.store.end_link_session(&reader.session, &by).await {
        return store_failure(&error);
    }
    let mut response = go_to(&base.join(SIGNED_OUT));
    clear(response.headers_mut(), access, reader.link.public_id);
    response
}

/// After signing in again, the page that said "not signed in" leads to the report.
pub(super) async fn open_report(reader: Reader) -> Response {
    go_to(&reader.base().join(Route::Denials.path()))
}

/// The hash of any secret in a link's URL, malformed ones included, so that those take as long
/// as unknown ones.
fn hash_of(secret: &str) -> store::SecretHash {
    Secret::parse(secret).map_or_else(store::SecretHash::of_nothing, |secret| secret.hash())
}

/// The report of a link begins with everything that the link shows.
fn to_report(id: PublicLinkId, is_framed: bool) -> Response {
    let embed = if is_framed { "&embed" } else { "" };
    let path = format!("{}?range=all{embed}", Route::Denials.path());
    go_to(&BasePath::of_link(id).join(&path))
}

fn sent_from(is_framed: bool) -> SentFrom {
    if is_framed {
        SentFrom::Frame
    } else {
        SentFrom::OwnPages
    }
}

async fn form(
    pages: &AppState,
    wants_password: bool,
    framed_by: Option<String>,
    status: StatusCode,
    notice: Option<String>,
) -> Response {
    let options = pages.options.clone();
    let framed = framed_by.clone();
    let document = move || {
        OpenLinkDocument(OpenLinkDocumentProps {
            options: options.clone(),
            wants_password,
            framed_by: framed_by.clone(),
            notice: notice.clone(),
        })
    };
    marked(rendered(status, document).await, framed.is_some())
}

/// One page, whatever is wrong with a link.
async fn closed(pages: &AppState, framed_by: Option<String>) -> Response {
    let options = pages.options.clone();
    let framed = framed_by.clone();
    let document = move || {
        InvalidLinkDocument(InvalidLinkDocumentProps {
            options: options.clone(),
            framed_by: framed_by.clone(),
        })
    };
    marked(
        rendered(StatusCode::NOT_FOUND, document).await,
        framed.is_some(),
    )
}

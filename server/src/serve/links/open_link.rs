//! Opening a link, and closing it.

use app::document::{
    ClosedLinkDocument, ClosedLinkDocumentProps, OpenLinkDocument, OpenLinkDocumentProps,
};
use axum::Form;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use store::{Password, Secret};

use super::embedding::{framed_by, marked};
use crate::serve::access::reader::{Reader, Who};
use crate::serve::access::session_cookie::{self, SentFrom, SessionOf};
use crate::serve::management::form_sender::FormSender;
use crate::serve::management::{rendered, store_failure};
use crate::serve::router::{Pages, not_stored};

/// Who opens a link, in the audit log.
const WHO: &str = "a link's reader";

/// The field of the form.
#[derive(Deserialize)]
pub(crate) struct OpenForm {
    #[serde(default)]
    password: String,
}

/// The page of a link: a button, which alone opens it.
pub(crate) async fn page(
    State(pages): State<Pages>,
    Path(secret): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let framed_by = framed_by(&pages.access, query.as_deref());
    let hash = hash_of(&secret);
    let access = &pages.access;
    match access.store.opening_link(&hash, access.now()).await {
        Ok(Some(link)) => form(&pages, link.wants_password, framed_by, StatusCode::OK, None).await,
        Ok(None) => closed(&pages, framed_by).await,
        Err(error) => store_failure(&error),
    }
}

/// Exchanges the address for a cookie and leads to an address without it.
pub(crate) async fn open(
    State(pages): State<Pages>,
    Path(secret): Path<String>,
    RawQuery(query): RawQuery,
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
    let guesses = link.wants_password;
    // A name that no user can have, so that links and users do not lock each other out.
    let name = format!("/l/{hash:?}");
    if guesses
        && let Err(retry_after) = access
            .limits
            .begin_link(&name, sender.address, access.steady())
    {
        let notice = format!("Too many tries failed. {}", retry_after.in_words());
        let status = StatusCode::TOO_MANY_REQUESTS;
        return retry_after.on(form(&pages, true, framed_by, status, Some(notice)).await);
    }
    let by = sender.by(WHO, access);
    let password = Password::typed(&typed.password);
    match access.store.open_link(&hash, password, &by).await {
        Ok(Some(session)) => {
            if guesses {
                access.limits.succeeded(&name, sender.address);
            }
            opened(&pages, &session, framed_by.is_some())
        }
        Ok(None) if guesses => {
            let detail = format!("link {}", link.id.number());
            if let Err(error) = access.store.note(&by, "link-password-wrong", &detail).await {
                return store_failure(&error);
            }
            let notice = Some("The password is wrong.".to_owned());
            form(&pages, true, framed_by, StatusCode::UNAUTHORIZED, notice).await
        }
        Ok(None) => closed(&pages, framed_by).await,
        Err(error) => {
            if guesses {
                access.limits.not_made(&name, sender.address);
            }
            store_failure(&error)
        }
    }
}

/// Ends the session of whoever opened a link.
pub(crate) async fn close(
    State(pages): State<Pages>,
    sender: FormSender,
    reader: Reader,
) -> Response {
    let access = &pages.access;
    let by = sender.by(WHO, access);
    if let Who::Link(link) = &reader.who
        && let Err(error) = access.store.end_link_session(&link.session, &by).await
    {
        return store_failure(&error);
    }
    // A user who looked at what a customer sees has the own report again.
    let to = if sender.session.is_some() {
        "/denials"
    } else {
        "/l/closed"
    };
    let mut response = not_stored(Redirect::to(to).into_response());
    if let Some(cookie) = session_cookie::clear(SessionOf::Link, &access.served_at) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// What a link's address holds is looked up whatever it is, so that what cannot be one
/// takes as long as what is none.
fn hash_of(secret: &str) -> store::SecretHash {
    Secret::parse(secret).map_or_else(store::SecretHash::of_nothing, |secret| secret.hash())
}

/// The link shows what it was made for, so that the report begins with all of it.
fn opened(pages: &Pages, session: &Secret, is_framed: bool) -> Response {
    let (to, from) = if is_framed {
        ("/denials?range=all&embed", SentFrom::Frame)
    } else {
        ("/denials?range=all", SentFrom::OwnPages)
    };
    let mut response = not_stored(Redirect::to(to).into_response());
    let served_at = &pages.access.served_at;
    if let Some(cookie) = session_cookie::set(SessionOf::Link, session, served_at, from) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

async fn form(
    pages: &Pages,
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
async fn closed(pages: &Pages, framed_by: Option<String>) -> Response {
    let options = pages.options.clone();
    let framed = framed_by.clone();
    let document = move || {
        ClosedLinkDocument(ClosedLinkDocumentProps {
            options: options.clone(),
            framed_by: framed_by.clone(),
        })
    };
    marked(
        rendered(StatusCode::NOT_FOUND, document).await,
        framed.is_some(),
    )
}

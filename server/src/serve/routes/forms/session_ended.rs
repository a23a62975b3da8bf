//! A form sent without a session, or from the page of another user. The response is a page with
//! the fields, so that they need not be typed twice. The server keeps nothing: the page's
//! script puts them into the browser's session storage, for the same user only.

use app::document::{SessionEndedDocument, SessionEndedDocumentProps};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest as _, FromRequestParts as _, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::view::QUERY_BYTES_MAX;
use store::{StoreError, UserId};

use super::submitted_fields::SubmittedFields;
use crate::serve::access::request_reader::{is_own_path, sign_in_url};
use crate::serve::response::not_stored;
use crate::serve::routes::forms::form_sender::FormSender;
use crate::serve::routes::forms::page::{rendered, store_failure};
use crate::serve::state::AppState;

/// The limit of a form without files, in bytes.
const FORM_BYTES_MAX: usize = 256 * 1024;

/// Bytes read of a form with files that cannot be accepted. A longer one is cut off, and the
/// browser reports a closed connection.
pub(crate) const FILES_BYTES_MAX: usize = 16 * 1024 * 1024;

/// The response for programs.
const OTHER_USER: &str = "This form belongs to another user: reload the page.\n";

/// Pages with forms whose actions are below them.
const PAGES: [&str; 5] = ["/users", "/links", "/imports", "/sources", "/account"];

/// Lets a form pass if it comes from a page of the current user. The handlers of files check
/// this themselves.
pub(crate) async fn require_own_form(
    State(pages): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let kind = Kind::of(request.headers());
    if request.method() != Method::POST || kind == Kind::Other {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let sender = match sender(&pages, &mut parts).await {
        Ok(sender) => sender,
        Err(error) => return store_failure(&error),
    };
    match (sender, kind) {
        (Some(user), Kind::Plain) => {
            let Ok(bytes) = to_bytes(body, FORM_BYTES_MAX).await else {
                return too_large();
            };
            let sent = SubmittedFields::of_form(&bytes);
            if sent.reader.is_none_or(|reader| reader == user.number()) {
                let request = Request::from_parts(parts, Body::from(bytes));
                return next.run(request).await;
            }
            if wants_page(&parts.headers) {
                ended(&pages, &parts, sent, true).await
            } else {
                not_stored((StatusCode::CONFLICT, OTHER_USER).into_response())
            }
        }
        (None, kind) if wants_page(&parts.headers) && has_administrator(&pages).await => {
            let Some(sent) = read(kind, &parts, body).await else {
                return too_large();
            };
            ended(&pages, &parts, sent, false).await
        }
        _ => next.run(Request::from_parts(parts, body)).await,
    }
}

/// The kind of body that a request has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Plain,
    Files,
    Other,
}

impl Kind {
    fn of(headers: &HeaderMap) -> Self {
        let kind = headers.get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.starts_with("application/x-www-form-urlencoded") {
            Self::Plain
        } else if kind.starts_with("multipart/form-data") {
            Self::Files
        } else {
            Self::Other
        }
    }
}

/// The user whose session a form is sent with, if it has not ended.
async fn sender(pages: &AppState, parts: &mut Parts) -> Result<Option<UserId>, StoreError> {
    let Ok(sender) = FormSender::from_request_parts(parts, pages).await;
    let Some(session) = sender.session else {
        return Ok(None);
    };
    let access = &pages.access;
    let session = access.store.session(&session, access.now()).await?;
    Ok(session.map(|session| session.user.id))
}

async fn has_administrator(pages: &AppState) -> bool {
    matches!(pages.access.has_administrator().await, Ok(true))
}

/// Whether a browser shows the response to a person.
fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT);
    let accept = accept.and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

async fn read(kind: Kind, parts: &Parts, body: Body) -> Option<SubmittedFields> {
    if kind == Kind::Plain {
        let bytes: Bytes = to_bytes(body, FORM_BYTES_MAX).await.ok()?;
        return Some(SubmittedFields::of_form(&bytes));
    }
    let request = Request::from_parts(parts.clone(), body);
    match Multipart::from_request(request, &()).await {
        Ok(body) => Some(SubmittedFields::of_files(body).await),
        Err(_) => Some(SubmittedFields::default()),
    }
}

fn too_large() -> Response {
    let text = format!("A form has at most {FORM_BYTES_MAX} bytes.\n");
    not_stored((StatusCode::PAYLOAD_TOO_LARGE, text).into_response())
}

async fn ended(pages: &AppState, parts: &Parts, sent: SubmittedFields, is_other: bool) -> Response {
    let action = parts.uri.path().to_owned();
    let page = page_of(&action, sent.value("view"));
    let options = pages.options.clone();
    let status = if is_other {
        StatusCode::CONFLICT
    } else {
        StatusCode::UNAUTHORIZED
    };
    let document = move || {
        SessionEndedDocument(SessionEndedDocumentProps {
            options: options.clone(),
            is_other,
            sign_in: sign_in_url(&page),
            page: page.clone(),
            action: action.clone(),
            reader: sent.reader,
            fields: sent.fields.clone(),
            lacks_secrets: sent.lacks_secrets,
            is_cut: sent.is_cut,
        })
    };
    rendered(status, document).await
}

/// The page that a form is on.
fn page_of(action: &str, view: &str) -> String {
    if action == "/links/new" {
        let page = format!("/links/new?{view}");
        return if !view.is_empty() && view.len() <= QUERY_BYTES_MAX && is_own_path(&page) {
            page
        } else {
            action.to_owned()
        };
    }
    if action.ends_with("/edit") {
        return action.to_owned();
    }
    if let Some(import) = action.strip_suffix("/take-back") {
        return import.to_owned();
    }
    let is_below = |page: &&str| {
        let rest = action.strip_prefix(*page);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    PAGES.into_iter().find(is_below).unwrap_or("/").to_owned()
}

#[cfg(test)]
mod tests {
    use super::page_of;

    #[test]
    fn a_form_leads_back_to_its_page() {
        for (action, view, page) in [
            ("/users/add", "", "/users"),
            ("/links/revoke", "", "/links"),
            ("/links/7/edit", "", "/links/7/edit"),
            ("/links/new", "", "/links/new"),
            (
                "/links/new",
                "range=all&user=a",
                "/links/new?range=all&user=a",
            ),
            ("/links/new", "a b\r\nc", "/links/new"),
            ("/imports", "", "/imports"),
            ("/imports/3/take-back", "", "/imports/3"),
            ("/sources/add-key", "", "/sources"),
            ("/account/password", "", "/account"),
            ("/sign-out", "", "/"),
            ("/usersx", "", "/"),
        ] {
            assert_eq!(page_of(action, view), page, "{action} {view}");
        }
    }
}

//! Lets nobody in whom it does not know.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use store::{StoreError, asker};

use super::reader::{Reader, Who, nobody};
use super::session_cookie::SessionOf;
use super::{Access, session_cookie};
use crate::serve::router::{failure, not_stored};
use app::question_error::QuestionError;

/// What answers a program rather than a person: it says so instead of leading to a page.
const ANSWERS: [&str; 5] = ["/api/", "/export/", "/slice", "/version", "/news"];

/// What an open page asks for by itself.
const NEWS: [&str; 2] = ["/news", "/version"];

/// The longest address that a sign-in leads back to, in bytes.
const TO_BYTES_MAX: usize = 4000;

/// Where the page is that a link shows which opens nothing, with or without a cookie.
const CLOSED: &str = "/l/closed";

/// Finds who asks for the report and puts the [`Reader`] into the request. Without one, a
/// page leads to the sign-in and everything else is refused. Whoever opened a link sees
/// what the link shows, a user too.
pub(crate) async fn require_reader(
    State(access): State<Arc<Access>>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    // One whose link has ended is nobody, until the browser has dropped its cookie: an open
    // page of the link must not become the report of a user.
    let is_of_link = session_cookie::secret(SessionOf::Link, headers, &access.served_at).is_some();
    let reader = if is_of_link {
        link_reader(&access, headers).await
    } else {
        user(&access, headers, is_use(&request)).await
    };
    let_in(&access, reader, request, next).await
}

/// The same for what is of users alone.
pub(crate) async fn require_user(
    State(access): State<Arc<Access>>,
    request: Request,
    next: Next,
) -> Response {
    let user = user(&access, request.headers(), is_use(&request)).await;
    let_in(&access, user, request, next).await
}

async fn let_in(
    access: &Access,
    reader: Result<Option<Reader>, StoreError>,
    mut request: Request,
    next: Next,
) -> Response {
    match reader {
        Ok(Some(reader)) => {
            request.extensions_mut().insert(reader);
            next.run(request).await
        }
        Ok(None) => match access.has_administrator().await {
            Ok(true) => not_stored(without_reader(&request, access)),
            Ok(false) => not_stored(before_the_first().into_response()),
            Err(error) => failure(&QuestionError::of_record(&error)),
        },
        Err(error) => failure(&QuestionError::of_record(&error)),
    }
}

/// Whether a request lengthens a session: a page that is only left open asks for news.
fn is_use(request: &Request) -> bool {
    !NEWS.contains(&request.uri().path())
}

/// Whoever opened a link, by the secret of the cookie.
async fn link_reader(access: &Access, headers: &HeaderMap) -> Result<Option<Reader>, StoreError> {
    let Some(secret) = session_cookie::secret(SessionOf::Link, headers, &access.served_at) else {
        return Ok(None);
    };
    let hash = secret.hash();
    let session = access.store.link_session(&hash, access.now()).await?;
    Ok(session.map(|session| Reader::of_link(session, hash)))
}

/// The user who asks, by the secret of the cookie.
async fn user(
    access: &Arc<Access>,
    headers: &HeaderMap,
    is_use: bool,
) -> Result<Option<Reader>, StoreError> {
    let Some(secret) = session_cookie::secret(SessionOf::User, headers, &access.served_at) else {
        return Ok(None);
    };
    let hash = secret.hash();
    let now = access.now();
    if !access.has_administrator().await? {
        return Ok(None);
    }
    let Some(session) = access.store.session(&hash, now).await? else {
        return Ok(None);
    };
    if session.is_to_be_noted && is_use {
        let access = Arc::clone(access);
        // No one waits for it, since an import may be writing. Where it is being noted, or much
        // is, a later request does it.
        let place = access.notes.enter(asker(&hash));
        tokio::spawn(async move {
            let Ok(_place) = place else { return };
            if let Err(error) = access.store.session_was_used(&hash, now).await {
                QuestionError::of_record(&error);
            }
        });
    }
    Ok(Some(Reader::signed_in(session, hash)))
}

/// The same reader as they are at present, if they still may read. This is no use of the
/// session: a page that is only left open lengthens nothing.
pub(crate) async fn reader_of(
    access: &Access,
    who: &Who,
    now: i64,
) -> Result<Option<Reader>, StoreError> {
    match who {
        Who::User(user) => {
            let session = access.store.session(&user.session, now).await?;
            Ok(session.map(|session| Reader::signed_in(session, user.session)))
        }
        Who::Link(reader) => {
            let session = access.store.link_session(&reader.session, now).await?;
            Ok(session.map(|session| Reader::of_link(session, reader.session)))
        }
    }
}

/// The answer to who is not signed in: a page leads to the sign-in, or, where a link was
/// open, says that it no longer is.
fn without_reader(request: &Request, access: &Access) -> Response {
    let path = request.uri().path();
    let is_page = !ANSWERS.iter().any(|answer| path.starts_with(answer));
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_page || !is_read {
        return nobody();
    }
    let headers = request.headers();
    if session_cookie::secret(SessionOf::Link, headers, &access.served_at).is_some() {
        return closed(request, access);
    }
    let to = request.uri().path_and_query().map_or("/", |to| to.as_str());
    Redirect::to(&sign_in_address(to)).into_response()
}

fn closed(request: &Request, access: &Access) -> Response {
    let mut keys = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
    let to = if keys.any(|(key, _)| key == "embed") {
        format!("{CLOSED}?embed")
    } else {
        CLOSED.to_owned()
    };
    let mut response = Redirect::to(&to).into_response();
    if let Some(cookie) = session_cookie::clear(SessionOf::Link, &access.served_at) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// The address of the sign-in, from which one comes back to `to`.
fn sign_in_address(to: &str) -> String {
    if to == "/" || own_path(to).is_none() {
        return "/sign-in".to_owned();
    }
    let to: String = form_urlencoded::byte_serialize(to.as_bytes()).collect();
    format!("/sign-in?to={to}")
}

/// A path of this server, as long as it cannot be taken for another's address.
pub(crate) fn own_path(to: &str) -> Option<&str> {
    let mut bytes = to.bytes();
    let is_path = bytes.next() == Some(b'/') && !matches!(bytes.next(), Some(b'/' | b'\\'));
    let is_clean = to
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (is_path && is_clean && to.len() <= TO_BYTES_MAX).then_some(to)
}

/// The answer as long as nobody can sign in.
pub(crate) fn before_the_first() -> (StatusCode, &'static str) {
    (
        StatusCode::SERVICE_UNAVAILABLE,
        "Turnaway has no administrator yet: open the link that it printed when it started.\n",
    )
}

#[cfg(test)]
mod tests {
    use axum::extract::Request;

    use super::{is_use, own_path, sign_in_address};

    #[test]
    fn a_page_that_is_left_open_lengthens_nothing() {
        let asked = |address: &str| {
            let mut request = Request::default();
            *request.uri_mut() = address.parse().unwrap_or_default();
            is_use(&request)
        };
        assert!(!asked("/news") && !asked("/version"));
        assert!(asked("/denials?range=all") && asked("/api/report") && asked("/slice"));
    }

    #[test]
    fn a_sign_in_leads_to_paths_of_this_server_alone() {
        for own in [
            "/",
            "/denials?range=all",
            "/users",
            "/a//b",
            "/%2f%2fexample.org",
        ] {
            assert_eq!(own_path(own), Some(own));
        }
        for foreign in [
            "",
            "denials",
            "//example.org",
            "/\\example.org",
            "\\\\example.org",
            "https://example.org",
            "javascript:alert(1)",
            "/a\r\nset-cookie: a=b",
            "/\t/example.org",
            "/ /example.org",
        ] {
            assert_eq!(own_path(foreign), None, "{foreign}");
        }
        assert_eq!(own_path(&format!("/{}", "a".repeat(4000))), None);
    }

    #[test]
    fn the_way_back_is_one_value() {
        assert_eq!(sign_in_address("/"), "/sign-in");
        assert_eq!(
            sign_in_address("/denials?range=all&to=/x"),
            "/sign-in?to=%2Fdenials%3Frange%3Dall%26to%3D%2Fx"
        );
    }
}

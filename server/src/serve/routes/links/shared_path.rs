//! The path of a link's report. Only the path decides whose session a request uses: that of the
//! link in it, by the cookie of that link.

use std::convert::Infallible;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use service::base_path::BasePath;
use store::PublicLinkId;
use tower::{Layer as _, Service};

use super::not_shared_pages::{SIGNED_OUT, not_shared_page, signed_out_page};
use super::open_link::{open_report, sign_out};
use crate::serve::access::reader::Reader;
use crate::serve::access::request_reader::{is_for_page, is_use, link_reader, setup_required};
use crate::serve::response::not_stored;
use crate::serve::routes::forms::page::{go_to, store_failure};
use crate::serve::state::AppState;

/// Where the sign-out form is sent, below the base path.
const SIGN_OUT: &str = "/sign-out";

/// The reports of all links: `report` below each link's base path, for its visitors.
pub(crate) fn shared_reports(
    report: Router<AppState>,
    pages: &AppState,
) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send>
+ Clone
+ Send
+ Sync
+ 'static {
    let report = report
        .route(SIGN_OUT, post(sign_out))
        .route(SIGNED_OUT, get(open_report))
        .fallback(nothing_there)
        .with_state(pages.clone());
    // Wraps the router, because it changes the path before routing.
    from_fn_with_state(pages.clone(), require_link_reader).layer(report)
}

/// Finds the visitor of the link in the path, adds the [`Reader`] to the request, and strips
/// the base path.
async fn require_link_reader(
    State(pages): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let at = at(request.uri());
    let id = at.as_ref().map(|(id, _)| *id);
    if let Some((_, below)) = at {
        *request.uri_mut() = below;
    }
    let reader = match id {
        Some(id) => {
            let (headers, is_use) = (request.headers(), is_use(&request));
            link_reader(&pages.access, id, headers, is_use).await
        }
        None => Ok(None),
    };
    match reader {
        Ok(Some(reader)) => {
            request.extensions_mut().insert(reader);
            next.run(request).await
        }
        Ok(None) => {
            let asked = if is_for_page(&request) {
                RequestKind::Page
            } else if *request.method() == Method::POST && request.uri().path() == SIGN_OUT {
                RequestKind::SignOut
            } else {
                RequestKind::Answer
            };
            let (headers, uri) = (request.headers(), request.uri());
            not_stored(without_reader(&pages, id, asked, (headers, uri)).await)
        }
        Err(error) => store_failure(&error),
    }
}

/// The link in a path and the rest below it; `None` if it is not a link's path.
fn at(uri: &Uri) -> Option<(PublicLinkId, Uri)> {
    let path_and_query = uri.path_and_query()?.as_str().strip_prefix('/')?;
    let end = path_and_query.find(['/', '?']);
    let (id, rest) = path_and_query.split_at(end.unwrap_or(path_and_query.len()));
    let id = PublicLinkId::parse(id)?;
    let rest = if rest.starts_with('/') {
        rest.to_owned()
    } else {
        format!("/{rest}")
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(rest).ok()?);
    Some((id, Uri::from_parts(parts).ok()?))
}

/// What a request without a session is for.
enum RequestKind {
    /// A page for a person.
    Page,
    /// A sign-out, which has already happened.
    SignOut,
    /// Data for a program.
    Answer,
}

/// The response without a session of the link, the same whether or not the link exists.
async fn without_reader(
    pages: &AppState,
    id: Option<PublicLinkId>,
    asked: RequestKind,
    (headers, uri): (&HeaderMap, &Uri),
) -> Response {
    match pages.access.has_administrator().await {
        Ok(true) => {}
        Ok(false) => return setup_required().into_response(),
        Err(error) => return store_failure(&error),
    }
    match (asked, id) {
        (RequestKind::Page, _) => {
            signed_out_page(pages, headers, uri, uri.path() == SIGNED_OUT).await
        }
        // The form of a page that was signed out elsewhere.
        (RequestKind::SignOut, Some(id)) => go_to(&BasePath::of_link(id).join(SIGNED_OUT)),
        (RequestKind::SignOut | RequestKind::Answer, _) => {
            let text = "Open the link you were sent first.\n";
            (StatusCode::UNAUTHORIZED, text).into_response()
        }
    }
}

/// A link's report has nothing at this path.
async fn nothing_there(State(pages): State<AppState>, _: Reader, request: Request) -> Response {
    if is_for_page(&request) {
        let (headers, uri) = (request.headers(), request.uri());
        return not_shared_page(&pages, headers, uri, StatusCode::NOT_FOUND).await;
    }
    let text = "There is nothing at this URL\n";
    (StatusCode::NOT_FOUND, text).into_response()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use super::at;

    #[test]
    fn a_path_names_a_link_and_the_path_below_it() {
        for (path, below) in [
            ("/0123456789abcdef", "/"),
            ("/0123456789abcdef/", "/"),
            ("/0123456789abcdef?range=all", "/?range=all"),
            ("/0123456789abcdef/denials?a=/b", "/denials?a=/b"),
            ("/0123456789abcdef//example.org", "//example.org"),
        ] {
            let (id, found) = at(&path.parse().unwrap()).unwrap();
            assert_eq!(id.to_string(), "0123456789abcdef");
            assert_eq!(found.path_and_query().unwrap().as_str(), below);
        }
        for path in ["/", "/denials", "/0123456789abcde/", "/%30123456789abcdef/"] {
            assert!(at(&path.parse().unwrap()).is_none(), "{path}");
        }
    }
}

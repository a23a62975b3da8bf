//! Requires a session. It stands among the routes because it answers with their pages.

use app::request_error::RequestError;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};

use crate::serve::access::reader::unauthorized;
use crate::serve::access::request_reader::{
    is_for_page, is_use, setup_required, sign_in_url, user,
};
use crate::serve::response::{failure, not_stored};
use crate::serve::routes::links;
use crate::serve::state::AppState;

/// Finds the user of a request and adds the [`Reader`](crate::serve::access::reader::Reader) to it.
/// Without one, a page redirects to the sign-in and everything else is refused. Link cookies
/// open nothing here: links have paths of their own.
pub(crate) async fn require_user(
    State(pages): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let access = &pages.access;
    match user(access, request.headers(), is_use(&request)).await {
        Ok(Some(reader)) => {
            request.extensions_mut().insert(reader);
            next.run(request).await
        }
        Ok(None) => match access.has_administrator().await {
            Ok(true) if is_for_page(&request) => {
                let (headers, uri) = (request.headers(), request.uri());
                not_stored(without_user(&pages, headers, uri).await)
            }
            Ok(true) => not_stored(unauthorized()),
            Ok(false) => not_stored(setup_required().into_response()),
            Err(error) => failure(&RequestError::of_store(&error)),
        },
        Err(error) => failure(&RequestError::of_store(&error)),
    }
}

/// The response to a page request without a session: it leads to the sign-in, or back to a
/// link's report that is open in this browser.
async fn without_user(pages: &AppState, headers: &HeaderMap, uri: &Uri) -> Response {
    let to = uri.path_and_query().map_or("/", |to| to.as_str());
    match links::legacy_cookie::moved(&pages.access, headers, uri).await {
        Ok(Some(response)) => return response,
        Ok(None) => {}
        Err(error) => return failure(&RequestError::of_store(&error)),
    }
    match links::not_shared(pages, headers, sign_in_url(to)).await {
        Ok(Some(response)) => response,
        Ok(None) => Redirect::to(&sign_in_url(to)).into_response(),
        Err(error) => failure(&RequestError::of_store(&error)),
    }
}

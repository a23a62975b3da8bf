//! The page for a URL of users that leads nowhere.

use app::document::{NotFoundDocument, NotFoundDocumentProps};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::serve::access::reader::SignedIn;
use crate::serve::response::not_found;
use crate::serve::routes::forms::page::{menu, rendered};
use crate::serve::state::AppState;

/// The page, for a browser; a line of text for a program.
pub(crate) async fn not_found_page(
    State(pages): State<AppState>,
    user: SignedIn,
    headers: HeaderMap,
) -> Response {
    let accept = headers.get(header::ACCEPT);
    let accept = accept.and_then(|accept| accept.to_str().ok());
    if !accept.is_some_and(|accept| accept.contains("text/html")) {
        return not_found().await.into_response();
    }
    let document = move || {
        NotFoundDocument(NotFoundDocumentProps {
            options: pages.options.clone(),
            menu: menu(&user),
        })
    };
    rendered(StatusCode::NOT_FOUND, document).await
}

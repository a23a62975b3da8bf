//! The ingest API's description as a page. It contains no data.

use app::document::{ApiDocument, ApiDocumentProps};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};

use crate::serve::access::reader::SignedIn;
use crate::serve::middleware::own_host::host_in;
use crate::serve::routes::forms::page::{menu, rendered};
use crate::serve::routes::ingest::api_description::api;
use crate::serve::state::AppState;

/// The page.
pub(crate) async fn page(
    State(pages): State<AppState>,
    user: SignedIn,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let host = host_in(&headers, &uri).unwrap_or_default();
    let Ok(api) = api(&pages.access.public_url.origin(host)) else {
        let text = "The description cannot be shown; see /api/openapi.json.\n";
        return (StatusCode::INTERNAL_SERVER_ERROR, text).into_response();
    };
    let options = pages.options.clone();
    let document = move || {
        ApiDocument(ApiDocumentProps {
            options: options.clone(),
            menu: menu(&user),
            api: api.clone(),
        })
    };
    rendered(StatusCode::OK, document).await
}

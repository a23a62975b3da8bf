//! Pages for a link's visitor at a URL outside its report: they lead back to the reports that
//! are open in this browser. Viewing them ends nothing.

use app::document::{
    Destinations, NotSharedDocument, NotSharedDocumentProps, OpenReport, SignedOutOfReportDocument,
    SignedOutOfReportDocumentProps,
};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use store::{Link, StoreError};

use super::embedding::framed_by;
use crate::serve::access::request_reader::user;
use crate::serve::access::{Access, session_cookie};
use crate::serve::response::marked;
use crate::serve::routes::forms::page::{rendered, store_failure};
use crate::serve::state::AppState;

/// The page after signing out, below the base path.
pub(super) const SIGNED_OUT: &str = "/signed-out";

/// The links that are open in the requesting browser.
async fn open_links(access: &Access, headers: &HeaderMap) -> Result<Vec<Link>, StoreError> {
    let mut open = Vec::new();
    for (id, secret) in session_cookie::links(headers, &access.public_url) {
        let session = access
            .store
            .link_session(&secret.hash(), access.now())
            .await?;
        let link = session.map(|session| session.link);
        open.extend(link.filter(|link| link.public_id == id));
    }
    open.sort_by_key(|link| link.id.number());
    Ok(open)
}

/// The onward links of a page.
async fn ways_back(pages: &AppState, headers: &HeaderMap) -> Result<Destinations, StoreError> {
    let links = open_links(&pages.access, headers).await?;
    Ok(Destinations {
        reports: links.iter().map(OpenReport::of).collect(),
        // A user who viewed what a customer sees.
        has_own_report: user(&pages.access, headers, false).await?.is_some(),
    })
}

/// The page for a link's visitor who requests a page of users; `None` if no link is open in
/// this browser.
pub(crate) async fn not_shared(
    pages: &AppState,
    headers: &HeaderMap,
    sign_in: String,
) -> Result<Option<Response>, StoreError> {
    let ways = ways_back(pages, headers).await?;
    if ways.reports.is_empty() {
        return Ok(None);
    }
    let status = StatusCode::FORBIDDEN;
    Ok(Some(
        not_shared_document(pages, ways, Some(sign_in), status, None).await,
    ))
}

/// The same page for a path that the reader's own link does not have.
pub(super) async fn not_shared_page(
    pages: &AppState,
    headers: &HeaderMap,
    uri: &Uri,
    status: StatusCode,
) -> Response {
    match ways_back(pages, headers).await {
        Ok(ways) => {
            let framed_by = framed_by(&pages.access, uri.query());
            not_shared_document(pages, ways, None, status, framed_by).await
        }
        Err(error) => store_failure(&error),
    }
}

async fn not_shared_document(
    pages: &AppState,
    ways: Destinations,
    sign_in: Option<String>,
    status: StatusCode,
    framed_by: Option<String>,
) -> Response {
    let options = pages.options.clone();
    let is_framed = framed_by.is_some();
    let document = move || {
        NotSharedDocument(NotSharedDocumentProps {
            options: options.clone(),
            ways: ways.clone(),
            sign_in: sign_in.clone(),
            framed_by: framed_by.clone(),
        })
    };
    marked(rendered(status, document).await, is_framed)
}

/// The page at a link's path for a browser without a session for it.
pub(super) async fn signed_out_page(
    pages: &AppState,
    headers: &HeaderMap,
    uri: &Uri,
    is_done: bool,
) -> Response {
    let ways = match ways_back(pages, headers).await {
        Ok(ways) => ways,
        Err(error) => return store_failure(&error),
    };
    let status = if is_done {
        StatusCode::OK
    } else {
        StatusCode::UNAUTHORIZED
    };
    let options = pages.options.clone();
    let framed_by = framed_by(&pages.access, uri.query());
    let is_framed = framed_by.is_some();
    let document = move || {
        SignedOutOfReportDocument(SignedOutOfReportDocumentProps {
            options: options.clone(),
            is_done,
            ways: ways.clone(),
            framed_by: framed_by.clone(),
        })
    };
    marked(rendered(status, document).await, is_framed)
}

//! The audit log.

use app::document::{AuditDocument, AuditDocumentProps};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::serve::access::reader::Administrator;
use crate::serve::routes::forms::page::{menu, rendered, store_failure};
use crate::serve::state::AppState;

/// Lines per page.
const LINES: u32 = 200;

/// The query string: lines before this one.
#[derive(Debug, Deserialize)]
pub(crate) struct AuditQuery {
    before: Option<i64>,
}

/// The page, the latest lines first.
pub(crate) async fn page(
    State(pages): State<AppState>,
    Administrator(user): Administrator,
    Query(query): Query<AuditQuery>,
) -> Response {
    let lines = match pages.access.store.audit(query.before, LINES).await {
        Ok(lines) => lines,
        Err(error) => return store_failure(&error),
    };
    let is_full = lines.len() as u32 == LINES;
    let last = lines.last().filter(|_| is_full);
    let earlier = last.map(|last| format!("/audit?before={}", last.id));
    let options = pages.options.clone();
    let document = move || {
        AuditDocument(AuditDocumentProps {
            options: options.clone(),
            menu: menu(&user),
            lines: lines.clone(),
            earlier: earlier.clone(),
        })
    };
    rendered(StatusCode::OK, document).await
}

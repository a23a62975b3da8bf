//! Checks the readers of open pages after requests that may have ended someone's access.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use crate::serve::state::live_connections::LiveConnections;

/// Triggers a check after each request that may have ended a session or changed someone's
/// rights.
pub(crate) async fn trigger_check(
    State(news): State<Arc<LiveConnections>>,
    request: Request,
    next: Next,
) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let response = next.run(request).await;
    if !is_safe {
        news.check_soon();
    }
    response
}

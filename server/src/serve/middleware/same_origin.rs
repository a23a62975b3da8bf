//! Refuses what another site's page makes a reader's browser send.
//!
//! A browser says in `Sec-Fetch-Site` from which site a request comes; an older one names
//! the page's origin in `Origin`. What says neither is no browser: it is let through where
//! it brings no cookie, since then nothing is done in a reader's name.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::serve::access::{Access, session_cookie};
use crate::serve::middleware::own_host::host_of;

/// Lets a request pass that changes nothing or that one of our own pages sends.
pub(crate) async fn require_own_page(
    State(access): State<Arc<Access>>,
    request: Request,
    next: Next,
) -> Response {
    if is_safe(request.method()) || is_own(&request, &access) {
        return next.run(request).await;
    }
    let text = "Only a page of this server can do this: open it and try again. A script must send \
                an Origin header.\n";
    (StatusCode::FORBIDDEN, text).into_response()
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

fn is_own(request: &Request, access: &Access) -> bool {
    let headers = request.headers();
    let text = |name: &str| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or("null"))
    };
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match text(header::ORIGIN.as_str()) {
        // Our pages send no referrer, and an older browser then names no origin either. What
        // holds a secret in its address was opened by whoever has that.
        Some("null") if holds_secret(request.uri().path()) => true,
        Some(origin) => {
            let host = host_of(request).unwrap_or_default();
            access.public_url.is_own_origin(origin, host)
        }
        None => !decides_by_cookie(headers, access),
    }
}

fn holds_secret(path: &str) -> bool {
    ["/l/", "/first/"]
        .iter()
        .any(|start| path.starts_with(start))
}

fn decides_by_cookie(headers: &HeaderMap, access: &Access) -> bool {
    session_cookie::is_there(headers, &access.public_url)
}

//! Refuses requests that another site's page sends through a reader's browser (CSRF).
//!
//! Browsers say in `Sec-Fetch-Site` which site a request comes from; older ones send the page's
//! origin in `Origin`. A client that sends neither is not a browser: it may pass without a
//! cookie, since it then cannot act for a reader.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::serve::access::{Access, session_cookie};
use crate::serve::middleware::own_host::host_of;

/// Lets a request pass if it changes nothing or comes from one of our own pages.
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
        // Our pages send no referrer, and then older browsers send no origin either. A URL with
        // a secret can only be opened by someone who has it.
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

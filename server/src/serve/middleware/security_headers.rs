//! Security headers of every response.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::serve::response::Framed;

/// Anything that is not one of our pages may load nothing.
const NOTHING: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");

/// Browsers that used https stay with it for a year.
const HTTPS_ALONE: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Adds the headers; a page sets its own content security policy, with its nonce.
pub(crate) async fn headers(
    State(is_https): State<bool>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let is_framed = response.extensions().get::<Framed>().is_some();
    let headers = response.headers_mut();
    if is_https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HTTPS_ALONE);
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(NOTHING);
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // It cannot name origins, and would override the policy's frame rules.
    if !is_framed {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), geolocation=(), microphone=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use axum::Router;
    use axum::body::Body;
    use axum::http::{Request, header};
    use axum::middleware::from_fn_with_state;
    use tower::ServiceExt as _;

    use super::headers;

    #[tokio::test]
    async fn hsts_is_only_sent_over_https() {
        for is_https in [true, false] {
            let router = Router::new().layer(from_fn_with_state(is_https, headers));
            let request = Request::get("/").body(Body::empty()).unwrap();
            let answer = router.oneshot(request).await.unwrap();
            let value = answer.headers().get(header::STRICT_TRANSPORT_SECURITY);
            let value = value.map(|value| value.to_str().unwrap());
            assert_eq!(value, is_https.then_some("max-age=31536000"));
        }
    }
}

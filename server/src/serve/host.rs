//! Refuses requests that a foreign page sends through the reader's own browser.
//!
//! There is no sign-in yet, and a loopback address is protected from other machines but
//! not from a page whose host name was made to point at it (DNS rebinding). Such a
//! request names the foreign host.

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// Lets a request pass when it names a loopback host.
pub(crate) async fn require_loopback(request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .or_else(|| request.uri().authority().map(Authority::as_str));
    if host.is_some_and(is_loopback) {
        next.run(request).await
    } else {
        let text = "This server answers on its loopback address only: open http://127.0.0.1 \
                    or http://localhost with its port.\n";
        (StatusCode::MISDIRECTED_REQUEST, text).into_response()
    }
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "[::1]")
        || name
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_loopback_names_pass() {
        for host in [
            "127.0.0.1:3000",
            "localhost:3000",
            "localhost",
            "[::1]:3000",
            "127.1.2.3",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "example.org",
            "example.org:3000",
            "127.0.0.1.example.org",
            "10.0.0.1",
            "",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}

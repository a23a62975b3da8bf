//! Refuses requests that a foreign page sends through the reader's own browser.
//!
//! There is no sign-in yet, and a loopback address is protected from other machines but
//! not from a page whose host name was made to point at it (DNS rebinding), nor from one
//! that asks for much to keep the server busy. The first names the foreign host; the
//! second is said to be cross-site by the browser. A link from another page is followed.

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// Lets a request pass when it names a loopback host.
pub(crate) async fn require_loopback(request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .or_else(|| request.uri().authority().map(Authority::as_str));
    if is_foreign(request.headers()) {
        let text = "This server answers its own pages only.\n";
        (StatusCode::FORBIDDEN, text).into_response()
    } else if host.is_some_and(is_loopback) {
        next.run(request).await
    } else {
        let text = "This server answers on its loopback address only: open http://127.0.0.1 \
                    or http://localhost with its port.\n";
        (StatusCode::MISDIRECTED_REQUEST, text).into_response()
    }
}

/// Whether another site's page asks, other than by a link that the reader follows.
fn is_foreign(headers: &HeaderMap) -> bool {
    let is = |name: &str, word: &str| headers.get(name).is_some_and(|value| value == word);
    is("sec-fetch-site", "cross-site") && !is("sec-fetch-mode", "navigate")
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
    use axum::http::{HeaderMap, HeaderValue};

    use super::{is_foreign, is_loopback};

    #[test]
    fn another_site_may_link_here_and_no_more() {
        let headers = |site: &'static str, mode: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("sec-fetch-site", HeaderValue::from_static(site));
            headers.insert("sec-fetch-mode", HeaderValue::from_static(mode));
            headers
        };
        assert!(is_foreign(&headers("cross-site", "no-cors")));
        assert!(is_foreign(&headers("cross-site", "cors")));
        assert!(!is_foreign(&headers("cross-site", "navigate")));
        assert!(!is_foreign(&headers("same-origin", "cors")));
        assert!(!is_foreign(&HeaderMap::new()), "a command-line client");
    }

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

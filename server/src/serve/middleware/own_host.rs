//! Refuses requests that a foreign page sends through the reader's browser.
//!
//! A page whose host name was pointed at this server (DNS rebinding) sends its own host name. A
//! page that floods the server is marked as cross-site by the browser. Following a link from
//! another site is allowed. Behind a proxy only the proxy is answered: other requests came
//! without https.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::serve::access::{Access, client_ip};
use crate::settings::public_url::PublicUrl;

/// Lets a request pass that names our own host.
pub(crate) async fn require_own_host(
    State(access): State<Arc<Access>>,
    request: Request,
    next: Next,
) -> Response {
    let public_url = &access.public_url;
    if !client_ip::is_answered(request.extensions(), public_url) {
        let text = "This server only answers its proxy.\n";
        return (StatusCode::FORBIDDEN, text).into_response();
    }
    if is_foreign(request.headers()) {
        let text = "This server only answers its own pages.\n";
        (StatusCode::FORBIDDEN, text).into_response()
    } else if host_of(&request).is_some_and(|host| public_url.answers_to(host)) {
        next.run(request).await
    } else {
        (StatusCode::MISDIRECTED_REQUEST, where_to(public_url)).into_response()
    }
}

/// The host that a request names.
pub(crate) fn host_of(request: &Request) -> Option<&str> {
    host_in(request.headers(), request.uri())
}

/// The host that the headers or the URI name.
pub(crate) fn host_in<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Option<&'a str> {
    let host = headers.get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok());
    host.or_else(|| uri.authority().map(Authority::as_str))
}

fn where_to(public_url: &PublicUrl) -> String {
    match public_url {
        PublicUrl::Loopback { .. } => {
            "This server is only available on the loopback address: open \
                               http://127.0.0.1 or http://localhost with its port.\n"
                .to_owned()
        }
        PublicUrl::Https { host, .. } => {
            format!("This server is at https://{host}\n")
        }
    }
}

/// Whether a page of another site sends the request, other than by a link that the reader
/// follows.
fn is_foreign(headers: &HeaderMap) -> bool {
    let is = |name: &str, word: &str| headers.get(name).is_some_and(|value| value == word);
    is("sec-fetch-site", "cross-site") && !is("sec-fetch-mode", "navigate")
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::is_foreign;

    #[test]
    fn another_site_may_only_link_here() {
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
}

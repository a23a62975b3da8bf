//! The sender of a form: its client IP, for limits and the audit log.

use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use store::{Actor, SecretHash};

use crate::serve::access::session_cookie::SessionOf;
use crate::serve::access::{Access, client_ip, session_cookie};
use crate::serve::middleware::own_host::host_in;
use crate::serve::state::AppState;

/// The sender of a form.
#[derive(Clone, Debug)]
pub(crate) struct FormSender {
    /// The client IP.
    pub client_ip: IpAddr,
    /// The client IP as text.
    pub from: String,
    /// The host that the request names, which is one of ours.
    pub host: String,
    /// The session in the request's cookie, even if it has ended.
    pub session: Option<SecretHash>,
}

impl FormSender {
    /// This sender under a name, at the current time.
    pub(crate) fn by<'a>(&'a self, who: &'a str, access: &Access) -> Actor<'a> {
        Actor {
            who,
            from: &self.from,
            at: access.now(),
        }
    }
}

impl FromRequestParts<AppState> for FormSender {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, pages: &AppState) -> Result<Self, Infallible> {
        let public_url = &pages.access.public_url;
        let client_ip = client_ip::client_ip(&parts.headers, &parts.extensions, public_url);
        let secret = session_cookie::secret(SessionOf::User, &parts.headers, public_url);
        Ok(Self {
            client_ip,
            from: client_ip.to_string(),
            host: host_in(&parts.headers, &parts.uri)
                .unwrap_or_default()
                .to_owned(),
            session: secret.map(|secret| secret.hash()),
        })
    }
}

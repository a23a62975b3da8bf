//! The cookies of sessions: of a user, and of whoever opened a link. One browser can have
//! both, so that a user can look at what a link shows. A third one is of a browser that is at
//! the OpenID provider.

use axum::http::{HeaderMap, HeaderValue, header};
use store::{LINK_SESSION_S, SESSION_S, Secret};

use super::served_at::ServedAt;
use crate::serve::openid::UNDER_WAY_S;

/// Whose session a cookie is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SessionOf {
    /// A user who signed in.
    User,
    /// Whoever opened a link.
    Link,
    /// A browser that went to the OpenID provider and is to come back. It opens nothing.
    AtProvider,
}

impl SessionOf {
    /// Those that open something.
    const OPENING: [Self; 2] = [Self::User, Self::Link];

    /// The name. Where the server is reached by https a browser takes the cookie from this
    /// very host alone, and sends it by https alone. On loopback, where there is no https,
    /// the port is part of it: to a browser all ports of a host are one, and two servers
    /// must not overwrite each other's cookies.
    fn name(self, served_at: &ServedAt) -> String {
        match (self, served_at) {
            (Self::User, ServedAt::Https { .. }) => "__Host-turnaway".to_owned(),
            (Self::Link, ServedAt::Https { .. }) => "__Host-turnaway-link".to_owned(),
            (Self::AtProvider, ServedAt::Https { .. }) => "__Host-turnaway-provider".to_owned(),
            (Self::User, ServedAt::Loopback { port }) => format!("turnaway-{port}"),
            (Self::Link, ServedAt::Loopback { port }) => format!("turnaway-link-{port}"),
            (Self::AtProvider, ServedAt::Loopback { port }) => format!("turnaway-provider-{port}"),
        }
    }

    /// How long it lasts, in seconds.
    fn lasts_s(self) -> i64 {
        match self {
            Self::User => SESSION_S,
            Self::Link => LINK_SESSION_S,
            Self::AtProvider => UNDER_WAY_S,
        }
    }
}

/// Where a browser sends a cookie back from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SentFrom {
    /// Our own pages, and links that lead here.
    OwnPages,
    /// A frame of ours in another site's page, and of that page alone. A browser has such
    /// cookies by https only.
    Frame,
}

/// The secret of the session that a request brings.
pub(crate) fn secret(of: SessionOf, headers: &HeaderMap, served_at: &ServedAt) -> Option<Secret> {
    let cookies = headers.get_all(header::COOKIE).into_iter();
    let pairs = cookies
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'));
    let name = of.name(served_at);
    let mut values = pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name);
    let (_, value) = values.next()?;
    Secret::parse(value)
}

/// Whether a request brings a cookie of ours that may open something, whatever it holds.
pub(crate) fn is_there(headers: &HeaderMap, served_at: &ServedAt) -> bool {
    let names = SessionOf::OPENING.map(|of| of.name(served_at));
    let cookies = headers.get_all(header::COOKIE).into_iter();
    let mut keys = cookies
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|pair| pair.trim().split('=').next());
    keys.any(|key| names.iter().any(|name| name == key))
}

/// The header that gives a browser the cookie.
pub(crate) fn set(
    of: SessionOf,
    secret: &Secret,
    served_at: &ServedAt,
    from: SentFrom,
) -> Option<HeaderValue> {
    let value = format!(
        "{}; Max-Age={}",
        cookie(of, &secret.reveal(), served_at, from),
        of.lasts_s()
    );
    let mut value = HeaderValue::from_str(&value).ok()?;
    // No log of headers shows it.
    value.set_sensitive(true);
    Some(value)
}

/// The header that takes the cookie away.
pub(crate) fn clear(of: SessionOf, served_at: &ServedAt) -> Option<HeaderValue> {
    let cookie = cookie(of, "", served_at, SentFrom::OwnPages);
    HeaderValue::from_str(&format!("{cookie}; Max-Age=0")).ok()
}

fn cookie(of: SessionOf, value: &str, served_at: &ServedAt, from: SentFrom) -> String {
    let name = of.name(served_at);
    let sent = match from {
        SentFrom::OwnPages if served_at.is_https() => "SameSite=Lax; Secure",
        SentFrom::OwnPages => "SameSite=Lax",
        SentFrom::Frame => "SameSite=None; Secure; Partitioned",
    };
    format!("{name}={value}; Path=/; HttpOnly; {sent}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use axum::http::{HeaderMap, header};
    use store::Secret;

    use super::super::served_at::ServedAt;
    use super::{SentFrom, SessionOf, clear, is_there, secret};
    use axum::http::HeaderValue;

    const LOOPBACK: ServedAt = ServedAt::Loopback { port: 3000 };

    fn set(given: &Secret, served_at: &ServedAt) -> Option<HeaderValue> {
        super::set(SessionOf::User, given, served_at, SentFrom::OwnPages)
    }

    fn https() -> ServedAt {
        ServedAt::https("https://turnaway.example").unwrap()
    }

    #[test]
    fn a_cookie_comes_back_as_it_was_given() {
        let given = Secret::random().unwrap();
        for served_at in [LOOPBACK, https()] {
            let value = set(&given, &served_at).unwrap();
            let value = value.to_str().unwrap();
            let (pair, attributes) = value.split_once("; ").unwrap();
            assert!(attributes.contains("HttpOnly") && attributes.contains("SameSite=Lax"));
            assert!(attributes.contains("Path=/") && !attributes.contains("Domain"));
            let mut headers = HeaderMap::new();
            let among = format!("a=b; {pair}; c=d");
            headers.insert(header::COOKIE, among.parse().unwrap());
            assert_eq!(
                secret(SessionOf::User, &headers, &served_at).as_ref(),
                Some(&given)
            );
            assert!(is_there(&headers, &served_at));
        }
    }

    #[test]
    fn over_https_the_cookie_is_of_this_host_and_https_alone() {
        let given = Secret::random().unwrap();
        let value = set(&given, &https()).unwrap();
        let value = value.to_str().unwrap();
        assert!(value.starts_with("__Host-turnaway=") && value.contains("; Secure"));
        // One that was given without https is not taken.
        let mut headers = HeaderMap::new();
        let plain = set(&given, &LOOPBACK).unwrap();
        let plain = plain.to_str().unwrap().split(';').next().unwrap();
        headers.insert(header::COOKIE, plain.parse().unwrap());
        assert_eq!(secret(SessionOf::User, &headers, &https()), None);
    }

    #[test]
    fn servers_on_one_machine_have_cookies_of_their_own() {
        let given = Secret::random().unwrap();
        let value = set(&given, &LOOPBACK).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, value);
        assert_eq!(secret(SessionOf::User, &headers, &LOOPBACK), Some(given));
        let other = ServedAt::Loopback { port: 3001 };
        assert_eq!(secret(SessionOf::User, &headers, &other), None);
    }

    #[test]
    fn a_cleared_cookie_holds_nothing() {
        let value = clear(SessionOf::User, &LOOPBACK).unwrap();
        assert!(value.to_str().unwrap().starts_with("turnaway-3000=; "));
        assert!(value.to_str().unwrap().ends_with("Max-Age=0"));
    }

    #[test]
    fn what_is_no_secret_is_none() {
        let mut headers = HeaderMap::new();
        for cookie in [
            "turnaway-3000=",
            "turnaway-3000=abc",
            "turnaway-3000",
            "other=abc",
        ] {
            headers.insert(header::COOKIE, cookie.parse().unwrap());
            assert_eq!(
                secret(SessionOf::User, &headers, &LOOPBACK),
                None,
                "{cookie}"
            );
        }
    }

    #[test]
    fn a_links_cookie_is_no_users_and_in_a_frame_it_is_that_pages_alone() {
        let given = Secret::random().unwrap();
        for served_at in [LOOPBACK, https()] {
            for from in [SentFrom::OwnPages, SentFrom::Frame] {
                let value = super::set(SessionOf::Link, &given, &served_at, from).unwrap();
                let text = value.to_str().unwrap().to_owned();
                let mut headers = HeaderMap::new();
                headers.insert(header::COOKIE, value);
                assert_eq!(secret(SessionOf::User, &headers, &served_at), None);
                assert_eq!(
                    secret(SessionOf::Link, &headers, &served_at).as_ref(),
                    Some(&given)
                );
                assert!(is_there(&headers, &served_at));
                let framed = text.contains("SameSite=None; Secure; Partitioned");
                assert_eq!(framed, from == SentFrom::Frame, "{text}");
            }
        }
    }
}

//! The cookie of a session.

use axum::http::{HeaderMap, HeaderValue, header};
use store::{SESSION_S, Secret};

use super::served_at::ServedAt;

/// The name where the server is reached by https: a browser then takes the cookie from
/// this very host alone, and sends it by https alone.
const SECURE_NAME: &str = "__Host-turnaway";

/// The name on loopback, where there is no https, before the port: to a browser all ports
/// of a host are one, and two servers must not overwrite each other's cookies.
const PLAIN_NAME: &str = "turnaway-";

/// The secret of the session that a request brings.
pub(crate) fn secret(headers: &HeaderMap, served_at: &ServedAt) -> Option<Secret> {
    let cookies = headers.get_all(header::COOKIE).into_iter();
    let pairs = cookies
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'));
    let name = name(served_at);
    let mut values = pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name);
    let (_, value) = values.next()?;
    Secret::parse(value)
}

/// Whether a request brings a cookie of ours, whatever it holds.
pub(crate) fn is_there(headers: &HeaderMap, served_at: &ServedAt) -> bool {
    let name = name(served_at);
    let cookies = headers.get_all(header::COOKIE).into_iter();
    cookies
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .any(|pair| pair.trim().split('=').next() == Some(&*name))
}

/// The header that gives a browser the cookie.
pub(crate) fn set(secret: &Secret, served_at: &ServedAt) -> Option<HeaderValue> {
    let value = format!(
        "{}; Max-Age={SESSION_S}",
        cookie(&secret.reveal(), served_at)
    );
    let mut value = HeaderValue::from_str(&value).ok()?;
    // No log of headers shows it.
    value.set_sensitive(true);
    Some(value)
}

/// The header that takes the cookie away.
pub(crate) fn clear(served_at: &ServedAt) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{}; Max-Age=0", cookie("", served_at))).ok()
}

fn name(served_at: &ServedAt) -> String {
    match served_at {
        ServedAt::Https { .. } => SECURE_NAME.to_owned(),
        ServedAt::Loopback { port } => format!("{PLAIN_NAME}{port}"),
    }
}

fn cookie(value: &str, served_at: &ServedAt) -> String {
    let secure = if served_at.is_https() { "; Secure" } else { "" };
    let name = name(served_at);
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use axum::http::{HeaderMap, header};
    use store::Secret;

    use super::super::served_at::ServedAt;
    use super::{clear, is_there, secret, set};

    const LOOPBACK: ServedAt = ServedAt::Loopback { port: 3000 };

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
            assert_eq!(secret(&headers, &served_at).as_ref(), Some(&given));
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
        assert_eq!(secret(&headers, &https()), None);
    }

    #[test]
    fn servers_on_one_machine_have_cookies_of_their_own() {
        let given = Secret::random().unwrap();
        let value = set(&given, &LOOPBACK).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, value);
        assert_eq!(secret(&headers, &LOOPBACK), Some(given));
        let other = ServedAt::Loopback { port: 3001 };
        assert_eq!(secret(&headers, &other), None);
    }

    #[test]
    fn a_cleared_cookie_holds_nothing() {
        let value = clear(&LOOPBACK).unwrap();
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
            assert_eq!(secret(&headers, &LOOPBACK), None, "{cookie}");
        }
    }
}

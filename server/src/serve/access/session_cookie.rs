//! Session cookies: one for the user, and one for each opened link. A browser has them side by
//! side; the path of a request decides which one counts. One more is set while a browser is at
//! the OpenID provider.

use axum::http::{HeaderMap, HeaderValue};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use store::{LINK_SESSION_S, OPEN_LINKS_MAX, PublicLinkId, SESSION_S, Secret};
use time::Duration;

use crate::serve::openid::pending_sign_ins::UNDER_WAY_S;
use crate::settings::public_url::PublicUrl;

/// The most link cookies that are read from a request: more than a browser is given.
const LINKS_READ_MAX: usize = 5 * OPEN_LINKS_MAX;

/// Whose session a cookie holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SessionOf {
    /// A user who signed in.
    User,
    /// A visitor who opened the link with this public id.
    Link(PublicLinkId),
    /// The one cookie for all links, as earlier versions set it. It opens nothing by itself:
    /// see `serve/routes/links/legacy_cookie.rs`.
    EarlierLink,
    /// A browser that went to the OpenID provider and is expected back. It opens nothing.
    AtProvider,
}

impl SessionOf {
    /// The name. Over https, the `__Host-` prefix limits the cookie to this very host and to
    /// https. On loopback without https the name contains the port: browsers share cookies
    /// between the ports of a host, and two servers must not overwrite each other's.
    fn name(self, public_url: &PublicUrl) -> String {
        let (start, end) = around(public_url);
        match self {
            Self::User => format!("{start}{end}"),
            Self::Link(id) => format!("{start}-{LINK}{end}-{id}"),
            Self::EarlierLink => format!("{start}-{LINK}{end}"),
            Self::AtProvider => format!("{start}-provider{end}"),
        }
    }

    /// Its lifetime, in seconds.
    fn lasts_s(self) -> i64 {
        match self {
            Self::User => SESSION_S,
            Self::Link(_) | Self::EarlierLink => LINK_SESSION_S,
            Self::AtProvider => UNDER_WAY_S,
        }
    }
}

const LINK: &str = "link";

/// The prefix of a name, and the suffix that separates servers on one machine.
fn around(public_url: &PublicUrl) -> (&'static str, String) {
    match public_url {
        PublicUrl::Https { .. } => ("__Host-turnaway", String::new()),
        PublicUrl::Loopback { port } => ("turnaway", format!("-{port}")),
    }
}

/// Where a browser sends a cookie from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SentFrom {
    /// Our own pages, and links to them.
    OwnPages,
    /// A frame in a page of another site, partitioned by that site. Browsers keep such cookies
    /// over https only.
    Frame,
}

/// The secret of a session in a request's cookies.
pub(crate) fn secret(of: SessionOf, headers: &HeaderMap, public_url: &PublicUrl) -> Option<Secret> {
    let jar = CookieJar::from_headers(headers);
    Secret::parse(jar.get(&of.name(public_url))?.value())
}

/// The links that a request has cookies for, each with its secret, by public id.
pub(crate) fn links(headers: &HeaderMap, public_url: &PublicUrl) -> Vec<(PublicLinkId, Secret)> {
    let start = format!("{}-", SessionOf::EarlierLink.name(public_url));
    let jar = CookieJar::from_headers(headers);
    let found = jar.iter().filter_map(|cookie| {
        let id = PublicLinkId::parse(cookie.name().strip_prefix(&start)?)?;
        Some((id, Secret::parse(cookie.value())?))
    });
    let mut found: Vec<_> = found.take(LINKS_READ_MAX).collect();
    found.sort_by_key(|(id, _)| id.number());
    found
}

/// Whether a request has a cookie of ours that may open something, whatever its value.
pub(crate) fn is_there(headers: &HeaderMap, public_url: &PublicUrl) -> bool {
    let user = SessionOf::User.name(public_url);
    let link = SessionOf::EarlierLink.name(public_url);
    let jar = CookieJar::from_headers(headers);
    jar.iter().any(|cookie| {
        let name = cookie.name();
        let rest = name.strip_prefix(&link);
        name == user || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    })
}

/// The header that sets the cookie.
pub(crate) fn set(
    of: SessionOf,
    secret: &Secret,
    public_url: &PublicUrl,
    from: SentFrom,
) -> Option<HeaderValue> {
    let lasts = Duration::seconds(of.lasts_s());
    let cookie = cookie(of, secret.reveal(), public_url, from, lasts);
    let mut value = HeaderValue::from_str(&cookie.to_string()).ok()?;
    // Keeps it out of header logs.
    value.set_sensitive(true);
    Some(value)
}

/// The header that clears the cookie set for `from`.
pub(crate) fn clear_of(
    of: SessionOf,
    public_url: &PublicUrl,
    from: SentFrom,
) -> Option<HeaderValue> {
    let cookie = cookie(of, String::new(), public_url, from, Duration::ZERO);
    HeaderValue::from_str(&cookie.to_string()).ok()
}

/// The header that clears a cookie of our own pages.
pub(crate) fn clear(of: SessionOf, public_url: &PublicUrl) -> Option<HeaderValue> {
    clear_of(of, public_url, SentFrom::OwnPages)
}

fn cookie(
    of: SessionOf,
    value: String,
    public_url: &PublicUrl,
    from: SentFrom,
    lasts: Duration,
) -> Cookie<'static> {
    let cookie = Cookie::build((of.name(public_url), value))
        .path("/")
        .http_only(true)
        .max_age(lasts);
    let cookie = match from {
        SentFrom::OwnPages => cookie
            .same_site(SameSite::Lax)
            .secure(public_url.is_https()),
        SentFrom::Frame => cookie
            .same_site(SameSite::None)
            .secure(true)
            .partitioned(true),
    };
    cookie.build()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use axum::http::{HeaderMap, header};
    use store::{PublicLinkId, Secret};

    use super::{SentFrom, SessionOf, clear, is_there, links, secret};
    use crate::settings::public_url::PublicUrl;
    use axum::http::HeaderValue;

    const LOOPBACK: PublicUrl = PublicUrl::Loopback { port: 3000 };

    fn set(given: &Secret, public_url: &PublicUrl) -> Option<HeaderValue> {
        super::set(SessionOf::User, given, public_url, SentFrom::OwnPages)
    }

    fn https() -> PublicUrl {
        PublicUrl::https("https://turnaway.example").unwrap()
    }

    #[test]
    fn a_cookie_comes_back_as_it_was_given() {
        let given = Secret::random().unwrap();
        for public_url in [LOOPBACK, https()] {
            let value = set(&given, &public_url).unwrap();
            let value = value.to_str().unwrap();
            let (pair, attributes) = value.split_once("; ").unwrap();
            assert!(attributes.contains("HttpOnly") && attributes.contains("SameSite=Lax"));
            assert!(attributes.contains("Path=/") && !attributes.contains("Domain"));
            let mut headers = HeaderMap::new();
            let among = format!("a=b; {pair}; c=d");
            headers.insert(header::COOKIE, among.parse().unwrap());
            assert_eq!(
                secret(SessionOf::User, &headers, &public_url).as_ref(),
                Some(&given)
            );
            assert!(is_there(&headers, &public_url));
        }
    }

    #[test]
    fn over_https_the_cookie_is_limited_to_this_host_and_https() {
        let given = Secret::random().unwrap();
        let value = set(&given, &https()).unwrap();
        let value = value.to_str().unwrap();
        assert!(value.starts_with("__Host-turnaway=") && value.contains("; Secure"));
        // One that was set without https is not accepted.
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
        let other = PublicUrl::Loopback { port: 3001 };
        assert_eq!(secret(SessionOf::User, &headers, &other), None);
    }

    #[test]
    fn a_cleared_cookie_holds_nothing() {
        let value = clear(SessionOf::User, &LOOPBACK).unwrap();
        assert!(value.to_str().unwrap().starts_with("turnaway-3000=; "));
        assert!(value.to_str().unwrap().contains("Max-Age=0"));
    }

    #[test]
    fn a_malformed_secret_is_ignored() {
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

    fn id(text: &str) -> PublicLinkId {
        PublicLinkId::parse(text).unwrap()
    }

    #[test]
    fn a_links_cookie_is_not_a_users_and_is_partitioned_in_a_frame() {
        let given = Secret::random().unwrap();
        let (id, other) = (id("0123456789abcdef"), id("0123456789abcdee"));
        for public_url in [LOOPBACK, https()] {
            for from in [SentFrom::OwnPages, SentFrom::Frame] {
                let of = SessionOf::Link(id);
                let value = super::set(of, &given, &public_url, from).unwrap();
                let text = value.to_str().unwrap().to_owned();
                let mut headers = HeaderMap::new();
                headers.insert(header::COOKIE, value);
                for nobodys in [
                    SessionOf::User,
                    SessionOf::Link(other),
                    SessionOf::EarlierLink,
                ] {
                    assert_eq!(secret(nobodys, &headers, &public_url), None);
                }
                assert_eq!(secret(of, &headers, &public_url).as_ref(), Some(&given));
                assert!(is_there(&headers, &public_url));
                let framed = ["SameSite=None", "Secure", "Partitioned"];
                let framed = framed.iter().all(|attribute| text.contains(attribute));
                assert_eq!(framed, from == SentFrom::Frame, "{text}");
            }
        }
    }

    #[test]
    fn every_link_has_a_cookie_of_its_own_and_they_are_few() {
        for public_url in [LOOPBACK, https()] {
            let mut headers = HeaderMap::new();
            let mut given = Vec::new();
            for number in 0..60 {
                let id = id(&format!("{number:016x}"));
                let secret = Secret::random().unwrap();
                let of = SessionOf::Link(id);
                let set = super::set(of, &secret, &public_url, SentFrom::OwnPages);
                headers.append(header::COOKIE, set.unwrap());
                given.push((id, secret));
            }
            for foreign in ["turnaway-link-3000-zz=a", "turnaway-link-3001=a", "a=b"] {
                headers.append(header::COOKIE, foreign.parse().unwrap());
            }
            let found = links(&headers, &public_url);
            assert_eq!(found.len(), 50);
            assert!(found.iter().all(|link| given.contains(link)));
        }
    }

    #[test]
    fn blanks_around_a_value_are_trimmed() {
        let given = Secret::random().unwrap();
        let mut headers = HeaderMap::new();
        let cookie = format!("turnaway-3000= {} ", given.reveal());
        headers.insert(header::COOKIE, cookie.parse().unwrap());
        assert_eq!(secret(SessionOf::User, &headers, &LOOPBACK), Some(given));
    }
}

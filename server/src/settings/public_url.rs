//! The URL at which readers reach the server, and the hosts that it answers to.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Where the server is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicUrl {
    /// Only on this machine, without https.
    Loopback {
        /// The port that the server listens on.
        port: u16,
    },
    /// Over https at a public URL.
    Https {
        /// The host and, unless it is 443, the port.
        host: String,
        /// The https reverse proxies; empty when the server serves https itself.
        proxies: Vec<IpAddr>,
    },
}

/// The text is not a valid public URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("use https:// and a host, with a port unless it is 443, such as https://licenses.example")]
pub struct InvalidPublicUrl;

impl PublicUrl {
    /// Parses a public URL, such as `https://licenses.example`.
    pub fn https(url: &str) -> Result<Self, InvalidPublicUrl> {
        let host = url.strip_prefix("https://").ok_or(InvalidPublicUrl)?;
        let host = host.strip_suffix('/').unwrap_or(host);
        let host = host.strip_suffix(":443").unwrap_or(host);
        let is_host =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        if host.is_empty() || !host.chars().all(is_host) {
            return Err(InvalidPublicUrl);
        }
        Ok(Self::Https {
            host: host.to_ascii_lowercase(),
            proxies: Vec::new(),
        })
    }

    /// The same, behind proxies.
    pub(crate) fn behind(self, named: &[IpAddr]) -> Self {
        match self {
            Self::Loopback { port } => Self::Loopback { port },
            Self::Https { host, .. } => Self::Https {
                host,
                proxies: named.to_vec(),
            },
        }
    }

    /// Whether readers use https.
    pub(crate) fn is_https(&self) -> bool {
        matches!(self, Self::Https { .. })
    }

    /// The proxies whose X-Forwarded-For is trusted.
    pub(crate) fn proxies(&self) -> &[IpAddr] {
        match self {
            Self::Loopback { .. } => &[],
            Self::Https { proxies, .. } => proxies,
        }
    }

    /// The base URL for readers; `address` is where the server listens.
    pub(crate) fn url(&self, address: SocketAddr) -> String {
        match self {
            Self::Loopback { .. } => format!("http://{address}"),
            Self::Https { host, .. } => format!("https://{host}"),
        }
    }

    /// The origin of URLs given to readers, for a request that names this host.
    pub(crate) fn origin(&self, named: &str) -> String {
        match self {
            Self::Loopback { .. } => format!("http://{named}"),
            Self::Https { host, .. } => format!("https://{host}"),
        }
    }

    /// Whether a request for this host is meant for this server.
    pub(crate) fn answers_to(&self, named: &str) -> bool {
        match self {
            Self::Loopback { .. } => is_loopback(named),
            Self::Https { host, .. } => {
                let named = named.strip_suffix(":443").unwrap_or(named);
                named.eq_ignore_ascii_case(host)
            }
        }
    }

    /// Whether an `Origin` is the server's own, for a request to this host.
    pub(crate) fn is_own_origin(&self, origin: &str, named: &str) -> bool {
        let scheme = if self.is_https() {
            "https://"
        } else {
            "http://"
        };
        let host = origin.strip_prefix(scheme);
        self.answers_to(named) && host.is_some_and(|host| host.eq_ignore_ascii_case(named))
    }
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "[::1]")
        || name
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use super::PublicUrl;

    const LOOPBACK: PublicUrl = PublicUrl::Loopback { port: 3000 };

    #[test]
    fn only_loopback_names_pass_on_loopback() {
        for host in [
            "127.0.0.1:3000",
            "localhost:3000",
            "localhost",
            "[::1]:3000",
            "127.1.2.3",
        ] {
            assert!(LOOPBACK.answers_to(host), "{host}");
        }
        for host in [
            "example.org",
            "example.org:3000",
            "127.0.0.1.example.org",
            "10.0.0.1",
            "",
        ] {
            assert!(!LOOPBACK.answers_to(host), "{host}");
        }
    }

    #[test]
    fn a_public_server_answers_only_to_its_own_name() {
        for (url, own, foreign) in [
            (
                "https://licenses.example",
                "licenses.example",
                "licenses.example:8443",
            ),
            (
                "https://Licenses.Example/",
                "licenses.example:443",
                "example",
            ),
            (
                "https://licenses.example:8443",
                "LICENSES.example:8443",
                "licenses.example",
            ),
            ("https://[2001:db8::1]", "[2001:db8::1]", "[2001:db8::2]"),
        ] {
            let public_url = PublicUrl::https(url).unwrap();
            assert!(public_url.answers_to(own), "{url}");
            for host in [foreign, "127.0.0.1", "localhost:3000", ""] {
                assert!(!public_url.answers_to(host), "{url} {host}");
            }
        }
        for url in [
            "http://licenses.example",
            "https://",
            "licenses.example",
            "https://licenses.example/path",
            "https://user@licenses.example",
            "https://a b",
        ] {
            assert!(PublicUrl::https(url).is_err(), "{url}");
        }
    }

    #[test]
    fn an_own_origin_matches_scheme_and_port() {
        let loopback = |origin| LOOPBACK.is_own_origin(origin, "127.0.0.1:3000");
        assert!(loopback("http://127.0.0.1:3000"));
        for foreign in [
            "https://127.0.0.1:3000",
            "http://127.0.0.1:3001",
            "http://localhost:3000",
            "http://example.org",
            "null",
            "",
        ] {
            assert!(!loopback(foreign), "{foreign}");
        }
        let public = PublicUrl::https("https://licenses.example").unwrap();
        assert!(public.is_own_origin("https://licenses.example", "licenses.example"));
        assert!(!public.is_own_origin("http://licenses.example", "licenses.example"));
        assert!(!public.is_own_origin("https://example.org", "example.org"));
    }
}

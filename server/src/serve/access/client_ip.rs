//! The client IP of a request.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};

use crate::settings::public_url::PublicUrl;

/// The header in which a proxy names its client.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The client IP: the peer's, or what a trusted proxy says.
pub(crate) fn client_ip(
    headers: &HeaderMap,
    extensions: &Extensions,
    public_url: &PublicUrl,
) -> IpAddr {
    let peer = direct(extensions);
    let proxies = public_url.proxies();
    if !proxies.contains(&peer) {
        return peer;
    }
    let forwarded = headers.get_all(FORWARDED_FOR).into_iter();
    let forwarded = forwarded.filter_map(|client_ips| client_ips.to_str().ok());
    let mut client_ips: Vec<&str> = forwarded.flat_map(|list| list.split(',')).collect();
    // Each proxy appends its own client. Anything before the last entry that is not one of our
    // proxies was sent by that client, and may be forged.
    while let Some(client_ip) = client_ips.pop() {
        match client_ip.trim().parse::<IpAddr>() {
            Ok(client_ip) if proxies.contains(&client_ip.to_canonical()) => {}
            Ok(client_ip) => return client_ip.to_canonical(),
            Err(_) => break,
        }
    }
    peer
}

/// Whether the peer is answered at all: with proxies configured, only they are.
pub(crate) fn is_answered(extensions: &Extensions, public_url: &PublicUrl) -> bool {
    let proxies = public_url.proxies();
    proxies.is_empty() || proxies.contains(&direct(extensions))
}

/// The peer's IP address. Without a network, as in tests, it is loopback.
fn direct(extensions: &Extensions) -> IpAddr {
    let info = extensions.get::<ConnectInfo<SocketAddr>>();
    info.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip())
        .to_canonical()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use std::net::SocketAddr;

    use axum::extract::ConnectInfo;
    use axum::http::{Extensions, HeaderMap};

    use super::{PublicUrl, client_ip};

    fn asked(peer: &str, forwarded: &[&str]) -> String {
        let public_url = PublicUrl::https("https://licenses.example").unwrap();
        let public_url = public_url.behind(&["192.0.2.1".parse().unwrap()]);
        let mut extensions = Extensions::new();
        let peer: SocketAddr = format!("{peer}:5000").parse().unwrap();
        extensions.insert(ConnectInfo(peer));
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        client_ip(&headers, &extensions, &public_url).to_string()
    }

    #[test]
    fn only_a_known_proxy_is_trusted() {
        assert_eq!(asked("192.0.2.1", &["203.0.113.7"]), "203.0.113.7");
        assert_eq!(asked("198.51.100.9", &["203.0.113.7"]), "198.51.100.9");
        assert_eq!(asked("192.0.2.1", &[]), "192.0.2.1");
    }

    #[test]
    fn a_forged_header_is_not_trusted() {
        let forged = ["10.0.0.1, 203.0.113.7"];
        assert_eq!(asked("192.0.2.1", &forged), "203.0.113.7");
        assert_eq!(
            asked("192.0.2.1", &["10.0.0.1", "203.0.113.7"]),
            "203.0.113.7"
        );
        assert_eq!(
            asked("192.0.2.1", &["203.0.113.7, 192.0.2.1"]),
            "203.0.113.7"
        );
        assert_eq!(asked("192.0.2.1", &["203.0.113.7, nonsense"]), "192.0.2.1");
    }
}

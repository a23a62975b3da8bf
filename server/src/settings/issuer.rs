//! The issuer URL of an OpenID provider.

use std::str::FromStr;

use openidconnect::IssuerUrl;
use openidconnect::url::{Host, Url};

/// The issuer URL, as the provider signs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer(pub IssuerUrl);

/// The text is not a valid issuer URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "use the https:// URL that the provider's /.well-known/openid-configuration gives as \
     `issuer`, such as https://id.example"
)]
pub struct InvalidIssuer;

impl FromStr for Issuer {
    type Err = InvalidIssuer;

    /// Plain http is accepted only for a provider on this machine, for trying it out.
    fn from_str(text: &str) -> Result<Self, InvalidIssuer> {
        let url = Url::parse(text).map_err(|_| InvalidIssuer)?;
        let is_bare = url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let is_safe = match url.scheme() {
            "https" => url.host().is_some(),
            "http" => url.host().is_some_and(is_loopback),
            _ => false,
        };
        if !is_bare || !is_safe {
            return Err(InvalidIssuer);
        }
        let issuer = IssuerUrl::new(text.to_owned()).map_err(|_| InvalidIssuer)?;
        Ok(Self(issuer))
    }
}

impl Issuer {
    /// Whether all requests to it use https.
    pub(crate) fn is_https(&self) -> bool {
        self.0.url().scheme() == "https"
    }

    /// The host of its URL.
    pub(crate) fn host(&self) -> String {
        self.0.url().host_str().unwrap_or_default().to_owned()
    }
}

fn is_loopback(host: Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::Issuer;

    #[test]
    fn a_remote_provider_needs_https() {
        for url in [
            "https://id.example",
            "https://id.example/realms/brenn",
            "http://127.0.0.1:4000",
            "http://localhost:4000/",
            "http://[::1]:4000",
        ] {
            assert!(url.parse::<Issuer>().is_ok(), "{url}");
        }
        for url in [
            "",
            "id.example",
            "http://id.example",
            "http://127.0.0.1.example.org",
            "file:///etc/passwd",
            "https://id.example?a=b",
            "https://id.example#a",
            "https://user:secret@id.example",
        ] {
            assert!(url.parse::<Issuer>().is_err(), "{url}");
        }
    }
}

//! Origins whose pages may embed a link's report in a frame.

use std::str::FromStr;

/// An origin whose pages may embed a link's report, such as `https://portal.example`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbedOrigin(String);

/// The text is not a valid origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("use https:// and a host, with a port unless it is 443, such as https://portal.example")]
pub struct InvalidEmbedOrigin;

impl FromStr for EmbedOrigin {
    type Err = InvalidEmbedOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidEmbedOrigin> {
        let host = match text.strip_prefix("https://") {
            Some(host) => host,
            // For trying it out on one machine.
            None => text
                .strip_prefix("http://")
                .filter(|host| is_loopback(host))
                .ok_or(InvalidEmbedOrigin)?,
        };
        let host = host.strip_suffix('/').unwrap_or(host);
        let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        if host.is_empty() || !host.chars().all(is_host) {
            return Err(InvalidEmbedOrigin);
        }
        let text = text.strip_suffix('/').unwrap_or(text);
        Ok(Self(text.to_ascii_lowercase()))
    }
}

impl EmbedOrigin {
    /// The origin, in lower case.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_loopback(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    matches!(name.trim_end_matches('/'), "localhost" | "127.0.0.1")
}

#[cfg(test)]
mod tests {
    use super::EmbedOrigin;

    #[test]
    fn an_origin_is_a_scheme_and_a_host() {
        for (text, origin) in [
            ("https://portal.example", "https://portal.example"),
            ("https://Portal.Example/", "https://portal.example"),
            ("https://portal.example:8443", "https://portal.example:8443"),
            ("http://localhost:5000", "http://localhost:5000"),
        ] {
            assert_eq!(text.parse(), Ok(EmbedOrigin(origin.to_owned())), "{text}");
        }
        for text in [
            "http://portal.example",
            "portal.example",
            "https://",
            "https://*",
            "https://portal.example/path",
            "https://portal.example; script-src *",
            "https://a b",
            "*",
            "",
        ] {
            assert!(text.parse::<EmbedOrigin>().is_err(), "{text}");
        }
    }
}

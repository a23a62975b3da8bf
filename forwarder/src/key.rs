//! The key with which a forwarder sends.

use std::fmt;

/// Characters of a key: 32 bytes in the URL-safe alphabet of Base64, without padding.
const CHARS: usize = 43;

/// A key that the server created. It appears in requests and nowhere else.
pub(crate) struct ForwarderKey(String);

impl ForwarderKey {
    /// Parses a key; `None` where the text is not one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let is_key = text.len() == CHARS && text.bytes().all(is_digit);
        is_key.then(|| Self(text.to_owned()))
    }

    /// The key itself.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ForwarderKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("ForwarderKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::ForwarderKey;

    #[test]
    fn a_key_is_recognized_and_never_printed() {
        let text = "-_aZ09".repeat(8).split_off(5);
        assert_eq!(text.len(), 43);
        let key = ForwarderKey::parse(&text);
        assert_eq!(key.as_ref().map(ForwarderKey::reveal), Some(&*text));
        assert_eq!(format!("{key:?}"), "Some(ForwarderKey(…))");
        for none in [&text[1..], &format!("{text}a"), &text.replace('a', "="), ""] {
            assert!(ForwarderKey::parse(none).is_none(), "{none}");
        }
    }
}

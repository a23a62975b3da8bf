//! The public id of a link, which the URLs of its report and its cookie are named by.

use std::fmt;

use crate::error::StoreError;

const BYTES: usize = 8;

/// Names a link in URLs and in the name of a cookie. It is random, opens nothing and is no
/// secret: a page's URL may be sent on, the link itself may not.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PublicLinkId(String);

impl PublicLinkId {
    /// A new one. An error where the operating system gives no random numbers.
    pub(crate) fn random() -> Result<Self, StoreError> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(StoreError::of_randomness)?;
        Ok(Self(format!("{:016x}", u64::from_be_bytes(bytes))))
    }

    /// Reads an id; `None` for what cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let is_id = text.len() == 2 * BYTES && text.bytes().all(is_digit);
        is_id.then(|| Self(text.to_owned()))
    }

    /// The id as text: 16 digits and letters from a to f.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PublicLinkId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use super::PublicLinkId;

    #[test]
    fn an_id_is_read_as_it_was_written_and_nothing_else_is() {
        let id = PublicLinkId::random().unwrap();
        assert_ne!(id, PublicLinkId::random().unwrap());
        assert_eq!(PublicLinkId::parse(id.as_str()), Some(id.clone()));
        let upper = "0123456789ABCDEF";
        let longer = format!("{id}0");
        for text in [
            "",
            "0123",
            upper,
            &longer,
            "0123456789abcde/",
            "0123456789abcdé",
        ] {
            assert_eq!(PublicLinkId::parse(text), None, "{text}");
        }
    }
}

//! The public id of a link, which the URLs of its report and its cookie are named by.

use std::fmt;

use crate::error::StoreError;

/// Digits of an id.
const DIGITS: usize = 16;

/// Names a link in URLs and in the name of a cookie, as 16 hexadecimal digits. It is random,
/// opens nothing and is no secret: a page's URL may be sent on, the link itself may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PublicLinkId(u64);

impl PublicLinkId {
    /// A new one. An error where the operating system gives no random numbers.
    pub(crate) fn random() -> Result<Self, StoreError> {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).map_err(StoreError::of_randomness)?;
        Ok(Self(u64::from_be_bytes(bytes)))
    }

    /// Reads an id in the one form that it is written in; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() != DIGITS || !text.bytes().all(is_digit) {
            return None;
        }
        u64::from_str_radix(text, 16).ok().map(Self)
    }

    /// The id as a number.
    pub fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Display for PublicLinkId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
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
        for id in [id, PublicLinkId(0), PublicLinkId(u64::MAX)] {
            assert_eq!(PublicLinkId::parse(&id.to_string()), Some(id));
        }
        for text in [
            "",
            "0123",
            "0123456789ABCDEF",
            "00123456789abcdef",
            "+123456789abcdef",
            "0123456789abcde/",
            "0123456789abcdé",
        ] {
            assert_eq!(PublicLinkId::parse(text), None, "{text}");
        }
    }
}

//! Secrets that open something: what a cookie or a link holds.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::error::StoreError;

const BYTES: usize = 32;

/// 256 random bits. Only their hash is stored, so that a reader of the database cannot use it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; BYTES]);

/// The SHA-256 of a secret. 256 random bits need no slow hash, and a look-up by hash compares no
/// secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SecretHash([u8; BYTES]);

impl Secret {
    /// A new one, from the operating system's generator. An error where that gives nothing.
    pub fn random() -> Result<Self, StoreError> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(StoreError::of_randomness)?;
        Ok(Self(bytes))
    }

    /// Reads what [`reveal`](Self::reveal) wrote; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// What is stored of it.
    pub fn hash(&self) -> SecretHash {
        SecretHash(Sha256::digest(self.0).into())
    }

    /// The secret itself, in base64url: 43 characters. It belongs in a cookie or in a URL that is
    /// shown once, and nowhere else.
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

/// Shows nothing, so that no log can.
impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

impl SecretHash {
    /// The hash of what is no secret: there is nothing under it.
    pub fn of_nothing() -> Self {
        Self(Sha256::digest([]).into())
    }

    /// As it is stored.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use super::Secret;

    #[test]
    fn a_secret_is_read_as_it_was_written_and_no_other_way() {
        let secret = Secret::random().unwrap();
        let text = secret.reveal();
        assert_eq!(text.len(), 43);
        assert_eq!(Secret::parse(&text), Some(secret));
        let cut = &text[..42];
        let longer = format!("{text}A");
        let padded = format!("{text}=");
        let spaced = format!(" {text}");
        for wrong in ["", "secret", cut, &longer, &padded, &spaced] {
            assert_eq!(Secret::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn no_two_are_alike_and_neither_are_their_hashes() {
        let (first, second) = (Secret::random().unwrap(), Secret::random().unwrap());
        assert_ne!(first, second);
        assert_ne!(first.hash(), second.hash());
        assert_eq!(first.hash(), first.clone().hash());
    }

    #[test]
    fn the_hash_is_sha_256_of_the_bytes() {
        let zeros = Secret::parse(&"A".repeat(43)).unwrap();
        let hash = zeros.hash();
        assert!(hash.bytes().starts_with(&[0x66, 0x68, 0x7a, 0xad]));
        assert!(hash.bytes().ends_with(&[0x0d, 0x5f, 0x29, 0x25]));
    }

    #[test]
    fn debug_does_not_show_it() {
        let secret = Secret::random().unwrap();
        assert_eq!(format!("{secret:?}"), "Secret(…)");
    }
}

//! A short name for contents: the same contents, the same name.

use std::hash::{DefaultHasher, Hasher as _};

/// Sixteen hexadecimal digits for `parts`, their order and their borders.
///
/// They distinguish versions; they are no protection against forgery. A new Rust release may count them
/// differently: then everything named by them is made once more.
pub(crate) fn fingerprint<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hasher = DefaultHasher::new();
    for part in parts {
        hasher.write_usize(part.len());
        hasher.write(part);
    }
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_order_and_borders_count() {
        let name = fingerprint([b"ab".as_slice(), b"c"]);
        assert_eq!(name.len(), 16);
        assert_eq!(name, fingerprint([b"ab".as_slice(), b"c"]));
        assert_ne!(name, fingerprint([b"a".as_slice(), b"bc"]));
        assert_ne!(name, fingerprint([b"c".as_slice(), b"ab"]));
        assert_ne!(name, fingerprint([b"abc".as_slice()]));
        assert_ne!(name, fingerprint([b"ab".as_slice(), b"c", b""]));
    }
}

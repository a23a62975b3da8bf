//! The distinct persons of each key of a list.

use hashbrown::HashSet;

/// The largest bitmap, in words: 32 MiB. Above it a hash set takes less memory.
const WORDS_MAX: usize = 1 << 22;

/// A set of (key, person) pairs.
pub(super) enum Distinct {
    /// Bits, 64 per word; the caller assigns them.
    Bits(Vec<u64>),
    /// The pairs.
    Pairs(HashSet<(u32, u32)>),
}

impl Distinct {
    /// An empty set, for which bits would take `words` words.
    pub(super) fn new(words: usize) -> Self {
        if words <= WORDS_MAX {
            Self::Bits(vec![0; words])
        } else {
            Self::Pairs(HashSet::new())
        }
    }

    /// Adds another set with the same number of words.
    pub(super) fn join(&mut self, other: Self) {
        match (self, other) {
            (Self::Bits(words), Self::Bits(others)) => {
                for (word, other) in words.iter_mut().zip(others) {
                    *word |= other;
                }
            }
            (Self::Pairs(pairs), Self::Pairs(others)) => pairs.extend(others),
            // The number of words determines the kind, so both are of the same kind.
            (Self::Bits(_), Self::Pairs(_)) | (Self::Pairs(_), Self::Bits(_)) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_keys_and_persons_do_not_take_a_bitmap() {
        assert!(matches!(Distinct::new(WORDS_MAX), Distinct::Bits(_)));
        assert!(matches!(Distinct::new(WORDS_MAX + 1), Distinct::Pairs(_)));
    }
}

//! Who was seen with each key of a list.

use hashbrown::HashSet;

/// The largest bitmap, in words: 32 MiB. Beyond it a hash set takes less memory.
const WORDS_MAX: usize = 1 << 22;

/// Which (key, person) pairs were seen.
pub(super) enum Distinct {
    /// Bits, 64 a word; which is whose is for the caller to say.
    Bits(Vec<u64>),
    /// The pairs.
    Pairs(HashSet<(u32, u32)>),
}

impl Distinct {
    /// Nothing seen, where bits would take so many words.
    pub(super) fn new(words: usize) -> Self {
        if words <= WORDS_MAX {
            Self::Bits(vec![0; words])
        } else {
            Self::Pairs(HashSet::new())
        }
    }

    /// Adds what was seen elsewhere, of as many words.
    pub(super) fn join(&mut self, other: Self) {
        match (self, other) {
            (Self::Bits(words), Self::Bits(others)) => {
                for (word, other) in words.iter_mut().zip(others) {
                    *word |= other;
                }
            }
            (Self::Pairs(pairs), Self::Pairs(others)) => pairs.extend(others),
            // The number of words tells which it is, so the two are of one kind.
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

//! Counting distinct persons a key.

use hashbrown::HashSet;

/// The largest bitmap, in bits: 32 MiB. Beyond it a hash set takes less memory.
const BITS_MAX: u64 = 1 << 28;

/// Which (key, person) pairs were seen.
pub(super) struct Distinct {
    persons: u64,
    seen: Seen,
}

enum Seen {
    Bits(Vec<u64>),
    Pairs(HashSet<u64>),
}

impl Distinct {
    /// Nothing seen, of so many keys and persons.
    pub(super) fn new(keys: usize, persons: usize) -> Self {
        let bits = (keys as u64).saturating_mul(persons as u64);
        let seen = if bits <= BITS_MAX {
            Seen::Bits(vec![0; bits.div_ceil(64) as usize])
        } else {
            Seen::Pairs(HashSet::new())
        };
        Self {
            persons: persons as u64,
            seen,
        }
    }

    /// Marks a pair, and says whether it is new.
    pub(super) fn insert(&mut self, key: u32, person: u32) -> bool {
        let pair = u64::from(key) * self.persons + u64::from(person);
        match &mut self.seen {
            Seen::Bits(words) => {
                let Some(bits) = words.get_mut((pair / 64) as usize) else {
                    return false;
                };
                let bit = 1 << (pair % 64);
                let is_new = *bits & bit == 0;
                *bits |= bit;
                is_new
            }
            Seen::Pairs(pairs) => pairs.insert(pair),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bitmap_and_a_set_count_the_same() {
        let mut bits = Distinct::new(10, 100);
        let mut pairs = Distinct {
            persons: 100,
            seen: Seen::Pairs(HashSet::new()),
        };
        for step in 0..5000_u32 {
            let (key, person) = ((step * 7) % 10, (step * step) % 100);
            assert_eq!(bits.insert(key, person), pairs.insert(key, person));
        }
    }

    #[test]
    fn many_keys_and_persons_do_not_take_a_bitmap() {
        let mut distinct = Distinct::new(1 << 20, 1 << 20);
        assert!(matches!(distinct.seen, Seen::Pairs(_)));
        assert!(distinct.insert(1, 2));
        assert!(!distinct.insert(1, 2));
    }
}

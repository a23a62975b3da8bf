//! The identities of all stored events, in memory.

use twox_hash::XxHash3_64;

/// The seed that keeps an id apart from a line of the same bytes.
const NAMED: u64 = 1;

/// Slots that a set begins with.
const SLOTS_MIN: usize = 1024;

/// The most events that room is reserved for in advance.
const RESERVED_MAX: usize = 1 << 26;

/// The identities of all stored events.
#[derive(Default)]
pub(crate) struct Stored {
    /// Of those that an earlier version stored: what it made of their lines.
    pub(crate) earlier: Identities,
    /// Of all others.
    pub(crate) present: Identities,
}

impl Stored {
    /// Marks an identity, and says whether it is new.
    pub(crate) fn insert(&mut self, fingerprint: u64) -> bool {
        !self.earlier.contains(fingerprint) && self.present.insert(fingerprint)
    }

    /// Whether an identity is known.
    pub(crate) fn contains(&self, fingerprint: u64) -> bool {
        self.earlier.contains(fingerprint) || self.present.contains(fingerprint)
    }
}

/// Identities of stored events, 10 to 15 bytes each: a 64-bit fingerprint of
/// server, second, hash and ordinal, or of server and the source's own id. Among ten
/// million events the chance that any two share one is about 1 in 370,000.
///
/// The slot of a fingerprint is its share of the whole range, or the next free one. So a
/// table is read in nearly the order of its fingerprints, and filling
/// another from it goes through memory from front to back: ten times as fast as in any
/// other order.
#[derive(Default)]
pub(crate) struct Identities {
    /// 0 where none is.
    slots: Vec<u64>,
    used: usize,
    /// Whether the fingerprint 0 is among them.
    has_zero: bool,
}

impl Identities {
    /// Marks an identity, and says whether it is new.
    pub(crate) fn insert(&mut self, fingerprint: u64) -> bool {
        if fingerprint == 0 {
            return !std::mem::replace(&mut self.has_zero, true);
        }
        if self.used >= self.slots.len() / 5 * 4 {
            self.grow((self.slots.len() / 2 * 3).max(SLOTS_MIN));
        }
        let is_new = self.put(fingerprint);
        self.used += usize::from(is_new);
        is_new
    }

    /// Whether an identity is known.
    pub(crate) fn contains(&self, fingerprint: u64) -> bool {
        if fingerprint == 0 {
            return self.has_zero;
        }
        let (before, after) = self.slots.split_at(self.home(fingerprint));
        let from_home = after.iter().chain(before);
        from_home
            .take_while(|slot| **slot != 0)
            .any(|slot| *slot == fingerprint)
    }

    /// Marks a line that is known by another identity, where only its second and its hash are
    /// known: it gets the first ordinal that is free.
    pub(crate) fn insert_line(&mut self, server: u32, at: i64, hash: u64) {
        let is_taken = |ordinal| self.contains(by_line(server, at, hash, ordinal));
        // Equal lines have ordinals without a gap, and there may be many of them.
        let mut free = 0_u32;
        if is_taken(0) {
            let mut taken = 0;
            free = 1;
            while is_taken(free) {
                taken = free;
                free = free.saturating_mul(2);
                if free == taken {
                    return;
                }
            }
            while free - taken > 1 {
                let middle = taken + (free - taken) / 2;
                if is_taken(middle) {
                    taken = middle;
                } else {
                    free = middle;
                }
            }
        }
        self.insert(by_line(server, at, hash, free));
    }

    /// Reserves room, within reason: a damaged file may name any number.
    pub(crate) fn reserve(&mut self, events: usize) {
        let slots = events.min(RESERVED_MAX) / 4 * 5 + SLOTS_MIN;
        if slots > self.slots.len() {
            self.grow(slots);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.used + usize::from(self.has_zero)
    }

    /// Every fingerprint, nearly in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        let zero = self.has_zero.then_some(0);
        let others = self.slots.iter().copied().filter(|slot| *slot != 0);
        zero.into_iter().chain(others)
    }

    fn grow(&mut self, slots: usize) {
        for fingerprint in std::mem::replace(&mut self.slots, vec![0; slots]) {
            if fingerprint != 0 {
                self.put(fingerprint);
            }
        }
    }

    /// The slot that a fingerprint belongs to.
    fn home(&self, fingerprint: u64) -> usize {
        let slots = self.slots.len() as u128;
        ((u128::from(fingerprint) * slots) >> 64) as usize
    }

    /// Puts a fingerprint where it belongs; there is a free slot.
    fn put(&mut self, fingerprint: u64) -> bool {
        let home = self.home(fingerprint);
        let (before, after) = self.slots.split_at_mut(home);
        for slot in after.iter_mut().chain(before) {
            if *slot == fingerprint {
                return false;
            }
            if *slot == 0 {
                *slot = fingerprint;
                return true;
            }
        }
        false
    }
}

/// The fingerprint of an event that its line identifies.
pub(crate) fn by_line(server: u32, at: i64, hash: u64, ordinal: u32) -> u64 {
    let mut bytes = [0; 24];
    let (first, rest) = bytes.split_at_mut(4);
    first.copy_from_slice(&server.to_le_bytes());
    let (second, rest) = rest.split_at_mut(8);
    second.copy_from_slice(&at.to_le_bytes());
    let (third, fourth) = rest.split_at_mut(8);
    third.copy_from_slice(&hash.to_le_bytes());
    fourth.copy_from_slice(&ordinal.to_le_bytes());
    XxHash3_64::oneshot(&bytes)
}

/// The fingerprint of an event that its source names. The server is hashed with the
/// id: as a seed it would be mixed into a short id so simply that neighboring ids of
/// neighboring servers share a fingerprint.
pub(crate) fn by_id(server: u32, id: &str) -> u64 {
    let mut bytes = Vec::with_capacity(4 + id.len());
    bytes.extend_from_slice(&server.to_le_bytes());
    bytes.extend_from_slice(id.as_bytes());
    XxHash3_64::oneshot_with_seed(NAMED, &bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn numbered_events_of_many_servers_are_told_apart() {
        let mut identities = Identities::default();
        for server in 1..=60 {
            for id in 0..2000_u32 {
                assert!(identities.insert(by_id(server, &id.to_string())));
            }
        }
        assert!(!identities.insert(by_id(60, "1999")));
    }

    #[test]
    fn a_set_holds_what_a_set_holds() {
        let mut identities = Identities::default();
        let mut meant = BTreeSet::new();
        // Some lie close together, at both ends of the range too.
        let edges = (0..700).chain(u64::MAX - 700..=u64::MAX);
        let spread = (0..9000_u64).map(|n| XxHash3_64::oneshot(&n.to_le_bytes()));
        for fingerprint in edges.chain(spread).chain(0..9) {
            assert_eq!(identities.insert(fingerprint), meant.insert(fingerprint));
        }
        assert_eq!(identities.len(), meant.len());
        assert_eq!(identities.iter().collect::<BTreeSet<_>>(), meant);
    }

    #[test]
    fn a_line_without_ordinal_gets_the_first_free_one() {
        let mut identities = Identities::default();
        let line = |ordinal| by_line(1, 7, 9, ordinal);
        assert!(!identities.contains(line(0)));
        for count in 0..600 {
            assert!(!identities.contains(line(count)));
            identities.insert_line(1, 7, 9);
            assert!(identities.contains(line(count)));
            assert_eq!(identities.len(), count as usize + 1);
        }
        assert!(!identities.contains(0));
        identities.insert(0);
        assert!(identities.contains(0));
    }

    #[test]
    fn neighboring_lines_are_told_apart() {
        let mut identities = Identities::default();
        for server in 1..=10 {
            for at in 0..40 {
                for hash in 0..20 {
                    for ordinal in 0..20 {
                        assert!(identities.insert(by_line(server, at, hash, ordinal)));
                    }
                }
            }
        }
    }
}

//! The identities of all stored events, in memory.

use hashbrown::HashSet;
use twox_hash::XxHash3_64;

/// The seed that keeps an id apart from a line of the same bytes.
const NAMED: u64 = 1;

/// The identities of all stored events, eight bytes each: a 64-bit fingerprint of
/// server, second, hash and ordinal, or of server and the source's own id. Among ten
/// million events the chance that any two share one is about 1 in 370,000.
#[derive(Default)]
pub(crate) struct Identities(HashSet<u64>);

impl Identities {
    /// Marks an identity, and says whether it is new.
    pub(crate) fn insert(&mut self, fingerprint: u64) -> bool {
        self.0.insert(fingerprint)
    }

    /// Makes room for so many; where there is none, it is made as identities come.
    pub(crate) fn reserve(&mut self, events: usize) {
        let _ = self.0.try_reserve(events);
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

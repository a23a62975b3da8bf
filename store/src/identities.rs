//! The identities of all stored events, in memory.

use hashbrown::HashSet;
use twox_hash::XxHash3_64;

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

    pub(crate) fn reserve(&mut self, events: usize) {
        self.0.reserve(events);
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

/// The fingerprint of an event that its source names.
pub(crate) fn by_id(server: u32, id: &str) -> u64 {
    XxHash3_64::oneshot_with_seed(u64::from(server), id.as_bytes())
}

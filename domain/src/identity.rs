//! The identity of events: which log lines are the same event.

use hashbrown::{HashMap, HashSet};
use twox_hash::XxHash3_64;

use crate::event::{Event, FormerReading, Second, StatusLines};
use crate::event::{FormerIdentity, LineIdentity};

/// The 64-bit hash (XXH3) of an event's fields as logged and of the rest of its
/// line. With the server, the second and the ordinal among equal events of that
/// second in one file it identifies the event, so that a log that is imported again,
/// renamed or grown only adds new events.
///
/// The fields are hashed as logged, before the catalogue resolves the status: a change of
/// the catalogue between two imports must not turn old events into new ones.
pub fn event_hash(event: &Event<'_>) -> u64 {
    let status = event
        .status
        .filter(|_| event.status_lines == StatusLines::Own);
    let status = status.unwrap_or_default();
    let mut bytes = Vec::with_capacity(256);
    bytes.push(event.outcome as u8);
    bytes.push(u8::from(event.is_final));
    bytes.extend_from_slice(&event.count.to_bits().to_le_bytes());
    for text in [
        event.user.0,
        event.device.0,
        event.product.0,
        event.feature.0,
        event.version.0,
        event.model.0,
        status.space,
        status.code,
        status.description,
        event.rest,
    ] {
        // The length keeps ("ab", "c") apart from ("a", "bc").
        bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    XxHash3_64::oneshot(&bytes)
}

/// The hash that an earlier version gave an event, if it read the line differently.
pub fn former_hash(event: &Event<'_>) -> Option<u64> {
    event.former.map(|former| hash_of(event, former))
}

/// The hash of an event in another reading.
fn hash_of(event: &Event<'_>, reading: FormerReading<'_>) -> u64 {
    event_hash(&Event {
        at: reading.at,
        status: reading.status,
        rest: reading.rest,
        feature: reading.feature,
        ..*event
    })
}

/// Whether a reading differs from an event in what readers see.
fn is_changed(event: &Event<'_>, reading: FormerReading<'_>) -> bool {
    (reading.at, reading.status, reading.feature) != (event.at, event.status, event.feature)
}

/// Numbers the equal events of each second of a file, as they are read now and as an earlier
/// version read them. Takes 10 to 20 bytes of memory per event.
#[derive(Debug, Default)]
pub struct Ordinals {
    present: Counts,
    /// The difference between an earlier version's count and `present`.
    moved: HashMap<u64, i64>,
    /// The preceding events whose time would not be known either if the log ended here.
    unfinished: Counts,
}

impl Ordinals {
    /// The identity of the next event of the file; `server` is any number that is unique
    /// among the servers of the file.
    pub fn identify(&mut self, server: u32, event: &Event<'_>) -> LineIdentity {
        let hash = event_hash(event);
        let key = key(server, event.at, hash);
        let former = match (event.former, former_hash(event)) {
            (Some(reading), Some(former_hash)) => {
                let former_key = self::key(server, reading.at, former_hash);
                let ordinal = self.formerly(former_key);
                if former_key != key {
                    *self.moved.entry(former_key).or_default() += 1;
                    *self.moved.entry(key).or_default() -= 1;
                }
                Some(FormerIdentity {
                    at: reading.at,
                    hash: former_hash,
                    ordinal,
                    is_changed: is_changed(event, reading),
                })
            }
            _ if self.moved.is_empty() => None,
            // This line is read as before, but others that were equal to it are not.
            _ => Some(FormerIdentity {
                at: event.at,
                hash,
                ordinal: self.formerly(key),
                is_changed: false,
            }),
        };
        let unfinished = self.unfinished(server, event);
        let ordinal = self.present.add(key);
        let is_other = |former: &FormerIdentity| {
            (former.at, former.hash, former.ordinal) != (event.at, hash, ordinal)
        };
        LineIdentity {
            hash,
            ordinal,
            former: former.filter(is_other),
            unfinished,
        }
    }

    /// The identity of an event if the log ends before the lines that complete it.
    fn unfinished(&mut self, server: u32, event: &Event<'_>) -> Option<FormerIdentity> {
        let reading = event
            .unfinished
            .filter(|reading| is_changed(event, *reading));
        if reading.is_none_or(|reading| reading.at == event.at) {
            self.unfinished.clear();
        }
        let reading = reading?;
        let hash = hash_of(event, reading);
        let key = key(server, reading.at, hash);
        let mut ordinal = self.present.of(key);
        if reading.at != event.at {
            ordinal = ordinal.saturating_add(self.unfinished.add(key));
        }
        Some(FormerIdentity {
            at: reading.at,
            hash,
            ordinal,
            is_changed: true,
        })
    }

    /// Starts a file, or the second of two logs that were joined in one, which may repeat the
    /// first. An earlier version kept counting there, so it stored events with these
    /// identities and with further ones.
    pub fn start_again(&mut self) {
        self.present.clear();
        self.moved.clear();
        self.unfinished.clear();
    }

    /// How many equal events an earlier version has counted.
    fn formerly(&self, key: u64) -> u32 {
        let moved = self.moved.get(&key).copied().unwrap_or_default();
        u32::try_from(i64::from(self.present.of(key)) + moved).unwrap_or_default()
    }
}

/// Counts the occurrences of keys. Most keys occur once.
#[derive(Debug, Default)]
struct Counts {
    once: HashSet<u64>,
    /// How often a key occurred after the first time.
    more: HashMap<u64, u32>,
}

impl Counts {
    fn clear(&mut self) {
        self.once.clear();
        self.more.clear();
    }

    fn of(&self, key: u64) -> u32 {
        if !self.once.contains(&key) {
            return 0;
        }
        let more = self.more.get(&key).copied().unwrap_or_default();
        more.saturating_add(1)
    }

    /// Counts a key, and returns how often it had occurred before.
    fn add(&mut self, key: u64) -> u32 {
        if self.once.insert(key) {
            return 0;
        }
        let more = self.more.entry(key).or_default();
        *more = more.saturating_add(1);
        *more
    }
}

fn key(server: u32, at: Second, hash: u64) -> u64 {
    let mut bytes = [0; 20];
    let (first, rest) = bytes.split_at_mut(4);
    first.copy_from_slice(&server.to_le_bytes());
    let (second, third) = rest.split_at_mut(8);
    second.copy_from_slice(&at.0.to_le_bytes());
    third.copy_from_slice(&hash.to_le_bytes());
    XxHash3_64::oneshot(&bytes)
}

/// The id under which an earlier version's forwarder stored an event: its position in the
/// file, its second, and its hash as that version read it.
pub fn forwarded_id(event: &Event<'_>, line: u64, index: u64) -> String {
    let at = event.former.map_or(event.at, |former| former.at);
    let hash = former_hash(event).unwrap_or_else(|| event_hash(event));
    format!("{line}.{index}:{}:{hash:016x}", at.0)
}

/// The second and the hash of an event in such an id; `None` for any other id.
pub fn of_forwarded_id(id: &str) -> Option<(Second, u64)> {
    let is_number = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_digit()) && (1..=20).contains(&text.len())
    };
    let (place, rest) = id.split_once(':')?;
    let (line, index) = place.split_once('.')?;
    let (at, hash) = rest.split_once(':')?;
    if !is_number(line) || !is_number(index) || !is_number(at) {
        return None;
    }
    Some((Second(at.parse().ok()?), hash_of_hex(hash)?))
}

/// Parses a hash of 16 hexadecimal digits; `None` for any other text.
pub fn hash_of_hex(text: &str) -> Option<u64> {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if text.len() != 16 || !text.bytes().all(is_digit) {
        return None;
    }
    u64::from_str_radix(text, 16).ok()
}

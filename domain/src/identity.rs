//! What makes two log lines the same event.

use twox_hash::XxHash3_64;

use crate::event::Event;

/// The 64-bit hash (XXH3) of an event's fields as logged and of the rest of its
/// line. With the server, the second and the ordinal among equal events of that
/// second in one file it is the event's identity, so that a log imported again,
/// renamed or grown adds only what is new.
///
/// The fields are hashed as logged, before the catalogue resolves the status: a
/// catalogue that changed between two imports must not make new events of old ones.
pub fn event_hash(event: &Event<'_>) -> u64 {
    let status = event.status.unwrap_or_default();
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

/// The hash that an earlier version gave an event, where it read its line in another way.
pub fn former_hash(event: &Event<'_>) -> Option<u64> {
    let former = event.former?;
    Some(event_hash(&Event {
        at: former.at,
        status: former.status,
        rest: former.rest,
        ..*event
    }))
}

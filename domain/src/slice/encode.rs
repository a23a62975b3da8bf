//! Frame → bytes.

use super::MAGIC;
use crate::column::Column;
use crate::frame::{Frame, NEVER_S};

/// The frame's attempts as bytes; its grants are left out.
pub fn encode(frame: &Frame) -> Vec<u8> {
    let mut bytes = Bytes(Vec::with_capacity(frame.len() * 24 + 4096));
    bytes.0.extend_from_slice(MAGIC);
    bytes.varint(frame.version);
    let words = &frame.dictionaries;
    bytes.words(&words.accounts);
    bytes.varint(words.servers.len() as u64);
    for server in &words.servers {
        bytes.varint(u64::from(server.account.0));
        bytes.text(&server.name);
    }
    for names in [
        &words.users,
        &words.devices,
        &words.products,
        &words.features,
        &words.versions,
        &words.models,
    ] {
        bytes.words(names);
    }
    bytes.varint(words.statuses.len() as u64);
    for status in &words.statuses {
        bytes.text(&status.space);
        bytes.text(&status.code);
        bytes.text(&status.description);
        bytes.0.push(status.category as u8);
    }
    bytes.varint(frame.counts.len() as u64);
    for count in &frame.counts {
        bytes.0.extend_from_slice(&count.to_bits().to_le_bytes());
    }
    let attempts = &frame.attempts;
    bytes.varint(attempts.at.len() as u64);
    let mut before = 0;
    for &at in &attempts.at {
        bytes.varint(u64::from(at.saturating_sub(before)));
        before = at;
    }
    for column in [
        &attempts.server,
        &attempts.user,
        &attempts.device,
        &attempts.product,
        &attempts.feature,
        &attempts.version,
        &attempts.model,
        &attempts.status,
        &attempts.source,
        &attempts.count,
        &attempts.is_final,
    ] {
        bytes.column(column);
    }
    for gaps in [&attempts.next_repeat_s, &attempts.next_grant_s] {
        for &gap in gaps {
            // Nothing follows most attempts: the shortest number is theirs.
            bytes.varint(if gap == NEVER_S {
                0
            } else {
                u64::from(gap) + 1
            });
        }
    }
    bytes.0
}

struct Bytes(Vec<u8>);

impl Bytes {
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    fn text(&mut self, text: &str) {
        self.varint(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    fn words(&mut self, words: &[Box<str>]) {
        self.varint(words.len() as u64);
        for word in words {
            self.text(word);
        }
    }

    fn column(&mut self, column: &Column) {
        match column {
            Column::U8(values) => {
                self.0.push(1);
                self.0.extend_from_slice(values);
            }
            Column::U16(values) => {
                self.0.push(2);
                self.0
                    .extend(values.iter().flat_map(|value| value.to_le_bytes()));
            }
            Column::U32(values) => {
                self.0.push(4);
                self.0
                    .extend(values.iter().flat_map(|value| value.to_le_bytes()));
            }
        }
    }
}

//! Numbers and texts → bytes.

use super::runs::Runs;

/// The bytes that are being written.
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    pub(super) fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    pub(super) fn fixed(&mut self, value: u64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    pub(super) fn text(&mut self, text: &str) {
        self.varint(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    pub(super) fn runs(&mut self, runs: &Runs) {
        self.varint(runs.len() as u64);
        for run in &runs.0 {
            for number in [run.from, run.kept, run.added] {
                self.varint(number as u64);
            }
        }
    }

    /// Numbers in one, two or four little-endian bytes each, depending on the largest.
    pub(super) fn numbers(&mut self, numbers: &[u32]) {
        let max = numbers.iter().max().copied().unwrap_or(0);
        let width = match max {
            0..=0xff => 1,
            0x100..=0xffff => 2,
            _ => 4,
        };
        self.0.push(width as u8);
        for number in numbers {
            self.0.extend(number.to_le_bytes().into_iter().take(width));
        }
    }
}

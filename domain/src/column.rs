//! A packed column of small numbers.
//!
//! Loops over many rows ask for a whole block at once: the width is looked at once a
//! block, and the loops over one width are ones that the compiler makes fast.

use std::ops::Range;

/// A column of ids, as wide as its largest needs: one, two or four bytes a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// Every value is below 2^8.
    U8(Vec<u8>),
    /// Every value is below 2^16.
    U16(Vec<u16>),
    /// Any value.
    U32(Vec<u32>),
}

impl Default for Column {
    fn default() -> Self {
        Self::U8(Vec::new())
    }
}

impl Column {
    /// Packs values as narrowly as their largest allows.
    pub fn pack(values: &[u32]) -> Self {
        let max = values.iter().copied().max().unwrap_or(0);
        if u8::try_from(max).is_ok() {
            Self::U8(values.iter().map(|&value| value as u8).collect())
        } else if u16::try_from(max).is_ok() {
            Self::U16(values.iter().map(|&value| value as u16).collect())
        } else {
            Self::U32(values.to_vec())
        }
    }

    /// The value of a row; 0 where there is no such row.
    pub fn get(&self, row: usize) -> u32 {
        match self {
            Self::U8(values) => values.get(row).map_or(0, |&value| u32::from(value)),
            Self::U16(values) => values.get(row).map_or(0, |&value| u32::from(value)),
            Self::U32(values) => values.get(row).copied().unwrap_or(0),
        }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::U8(values) => values.len(),
            Self::U16(values) => values.len(),
            Self::U32(values) => values.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every value, in row order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.len()).map(|row| self.get(row))
    }

    /// Ors into `bits`, a place a row, what a table holds for the rows' values.
    pub(crate) fn or_bits(&self, rows: Range<usize>, table: &BitTable, bits: &mut [u16]) {
        match self {
            Self::U8(values) => or_bits(part(values, rows), table, bits),
            Self::U16(values) => or_bits(part(values, rows), table, bits),
            Self::U32(values) => or_bits(part(values, rows), table, bits),
        }
    }

    /// Reads the values of some rows in place of what `into` held.
    pub(crate) fn read(&self, rows: Range<usize>, into: &mut Vec<u32>) {
        into.clear();
        match self {
            Self::U8(values) => into.extend(part(values, rows).iter().map(|&v| u32::from(v))),
            Self::U16(values) => into.extend(part(values, rows).iter().map(|&v| u32::from(v))),
            Self::U32(values) => into.extend_from_slice(part(values, rows)),
        }
    }

    /// Reads the values of some of the rows, by their places among them, in place of what
    /// `into` held.
    pub(crate) fn read_some(&self, rows: Range<usize>, places: &[u16], into: &mut Vec<u32>) {
        into.clear();
        match self {
            Self::U8(values) => read_some(part(values, rows), places, into),
            Self::U16(values) => read_some(part(values, rows), places, into),
            Self::U32(values) => read_some(part(values, rows), places, into),
        }
    }
}

/// Bits by value.
#[derive(Clone, Debug, Default)]
pub(crate) struct BitTable {
    /// The bits of each value from 0 on.
    pub(crate) bits: Vec<u16>,
    /// The bits of a value that is beyond them.
    pub(crate) missing: u16,
}

impl BitTable {
    /// The bits of a value.
    pub(crate) fn get(&self, value: u32) -> u16 {
        let bits = self.bits.get(value as usize);
        bits.copied().unwrap_or(self.missing)
    }
}

/// The values of some rows; none where a row is beyond the last.
fn part<T>(values: &[T], rows: Range<usize>) -> &[T] {
    values.get(rows).unwrap_or_default()
}

fn or_bits<T: Copy + Into<u32>>(values: &[T], table: &BitTable, bits: &mut [u16]) {
    for (bits, &value) in bits.iter_mut().zip(values) {
        *bits |= table.get(value.into());
    }
}

fn read_some<T: Copy + Into<u32>>(values: &[T], places: &[u16], into: &mut Vec<u32>) {
    let value = |place: &u16| values.get(usize::from(*place)).map_or(0, |&v| v.into());
    into.extend(places.iter().map(value));
}

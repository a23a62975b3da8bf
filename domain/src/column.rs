//! A packed column of small numbers.
//!
//! Loops over many rows ask for a whole block at once: the width is checked once per block,
//! and the compiler can vectorize the loops over one width.

use std::ops::Range;

/// A column of ids with one, two or four bytes per row, depending on the largest id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// Every value is below 2^8.
    U8(Vec<u8>),
    /// Every value is below 2^16.
    U16(Vec<u16>),
    /// Any value.
    U32(Vec<u32>),
}

/// Packed values of a column.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Packed<'a> {
    U8(&'a [u8]),
    U16(&'a [u16]),
    U32(&'a [u32]),
}

impl Default for Column {
    fn default() -> Self {
        Self::U8(Vec::new())
    }
}

impl Column {
    /// Packs values as narrowly as the largest one allows.
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

    /// The value of a row; 0 if there is no such row.
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

    /// The memory of the rows, in bytes.
    pub fn bytes(&self) -> usize {
        match self {
            Self::U8(values) => size_of_val(values.as_slice()),
            Self::U16(values) => size_of_val(values.as_slice()),
            Self::U32(values) => size_of_val(values.as_slice()),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every value, in row order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.len()).map(|row| self.get(row))
    }

    /// Adds to each row's entry of `bits` the table's bits for the row's value. No entry may
    /// have one of these bits yet.
    pub(crate) fn add_bits(&self, rows: Range<usize>, table: &BitTable, bits: &mut [Bits]) {
        match self {
            Self::U8(values) => add_bits(part(values, rows), table, bits),
            Self::U16(values) => add_bits(part(values, rows), table, bits),
            Self::U32(values) => add_bits(part(values, rows), table, bits),
        }
    }

    /// The values of some rows; empty if a row is beyond the last one.
    pub(crate) fn part(&self, rows: Range<usize>) -> Packed<'_> {
        match self {
            Self::U8(values) => Packed::U8(part(values, rows)),
            Self::U16(values) => Packed::U16(part(values, rows)),
            Self::U32(values) => Packed::U32(part(values, rows)),
        }
    }

    /// Adds the values of some rows to `numbers`, which has an entry per row.
    pub(crate) fn add_to(&self, rows: Range<usize>, numbers: &mut [u32]) {
        match self {
            Self::U8(values) => add_to(part(values, rows), numbers),
            Self::U16(values) => add_to(part(values, rows), numbers),
            Self::U32(values) => add_to(part(values, rows), numbers),
        }
    }

    /// Adds the values of some of the rows, given by their offsets in `rows`, to `numbers`.
    pub(crate) fn add_some_to(&self, rows: Range<usize>, places: &[u16], numbers: &mut [u32]) {
        match self {
            Self::U8(values) => add_some_to(part(values, rows), places, numbers),
            Self::U16(values) => add_some_to(part(values, rows), places, numbers),
            Self::U32(values) => add_some_to(part(values, rows), places, numbers),
        }
    }

    /// Replaces `into` by the values of some rows.
    pub(crate) fn read(&self, rows: Range<usize>, into: &mut Vec<u32>) {
        into.clear();
        match self {
            Self::U8(values) => into.extend(part(values, rows).iter().map(|&v| u32::from(v))),
            Self::U16(values) => into.extend(part(values, rows).iter().map(|&v| u32::from(v))),
            Self::U32(values) => into.extend_from_slice(part(values, rows)),
        }
    }

    /// Replaces `into` by the values of some of the rows, given by their offsets in `rows`.
    pub(crate) fn read_some(&self, rows: Range<usize>, places: &[u16], into: &mut Vec<u32>) {
        into.clear();
        match self {
            Self::U8(values) => read_some(part(values, rows), places, into),
            Self::U16(values) => read_some(part(values, rows), places, into),
            Self::U32(values) => read_some(part(values, rows), places, into),
        }
    }
}

/// Bits of a value. At this width eight rows fit a SIMD register.
pub(crate) type Bits = u16;

/// Bits by value.
#[derive(Clone, Debug, Default)]
pub(crate) struct BitTable {
    /// The bits of each value from 0 on.
    bits: Vec<Bits>,
    /// The bits of all larger values.
    missing: Bits,
    /// Where the bits change from one value to the next, in order; `None` if there are too
    /// many changes.
    steps: Option<Vec<BitStep>>,
}

/// A value at which some bits change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct BitStep {
    from: u32,
    /// The bits that change.
    change: Bits,
}

/// Up to this number of steps is faster than looking up each row's value. Filters with few
/// values, or with values that are neighbors in the dictionary, have few steps.
const STEPS_MAX: usize = 8;

impl BitTable {
    /// The table with the bits of each value from 0 on, and those of all larger values.
    pub(crate) fn new(bits: Vec<Bits>, missing: Bits) -> Self {
        let mut steps = Vec::new();
        let mut before = 0;
        for (from, bits) in (0..).zip(bits.iter().copied().chain([missing])) {
            if bits != before && steps.len() <= STEPS_MAX {
                let change = bits ^ before;
                steps.push(BitStep { from, change });
            }
            before = bits;
        }
        let steps = (steps.len() <= STEPS_MAX).then_some(steps);
        Self {
            bits,
            missing,
            steps,
        }
    }

    /// How many values in a thousand have no bit.
    pub(crate) fn share_of_nothing(&self) -> usize {
        let nothing = self.bits.iter().filter(|bits| **bits == 0);
        nothing.count() * 1000 / self.bits.len().max(1)
    }

    /// The bits of a value.
    pub(crate) fn get(&self, value: u32) -> Bits {
        let bits = self.bits.get(value as usize);
        bits.copied().unwrap_or(self.missing)
    }
}

/// The values of some rows; empty if a row is beyond the last one.
fn part<T>(values: &[T], rows: Range<usize>) -> &[T] {
    values.get(rows).unwrap_or_default()
}

fn add_bits<T: Copy + Ord + Into<u32> + TryFrom<u32>>(
    values: &[T],
    table: &BitTable,
    bits: &mut [Bits],
) {
    let rows = bits.iter_mut().zip(values);
    let Some(steps) = &table.steps else {
        return rows.for_each(|(bits, &value)| *bits |= table.get(value.into()));
    };
    for step in steps {
        // If `from` does not fit the type, no value reaches it.
        if let Ok(from) = T::try_from(step.from) {
            take_step(values, from, step.change, bits);
        }
    }
}

/// Flips bits where the value is at least `from`, without a branch per row, so that it can be
/// vectorized.
fn take_step<T: Copy + Ord>(values: &[T], from: T, change: Bits, bits: &mut [Bits]) {
    for (bits, &value) in bits.iter_mut().zip(values) {
        *bits ^= Bits::from(value >= from).wrapping_neg() & change;
    }
}

fn add_to<T: Copy + Into<u32>>(values: &[T], numbers: &mut [u32]) {
    for (number, &value) in numbers.iter_mut().zip(values) {
        *number = number.wrapping_add(value.into());
    }
}

fn read_some<T: Copy + Into<u32>>(values: &[T], places: &[u16], into: &mut Vec<u32>) {
    into.extend(places.iter().map(|&place| value_at(values, place)));
}

fn add_some_to<T: Copy + Into<u32>>(values: &[T], places: &[u16], numbers: &mut [u32]) {
    for (number, &place) in numbers.iter_mut().zip(places) {
        *number = number.wrapping_add(value_at(values, place));
    }
}

fn value_at<T: Copy + Into<u32>>(values: &[T], place: u16) -> u32 {
    let value = values.get(usize::from(place));
    value.map_or(0, |&value| value.into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Values of one, two or four bytes, close together or not, and bits for the first of
    /// them, either in runs, which make few steps, or random.
    fn asked() -> impl Strategy<Value = (Vec<u32>, Vec<u16>)> {
        let max = prop_oneof![Just(255_u32), Just(65_535), Just(200_000)];
        let runs = prop::collection::vec((0..4_u16, 1..200_usize), 0..6);
        let runs = runs.prop_map(|runs| {
            let of_run = |(bits, len)| std::iter::repeat_n(bits, len);
            runs.into_iter().flat_map(of_run).collect()
        });
        let any = prop::collection::vec(0..4_u16, 0..600);
        let values = max.prop_flat_map(|max| {
            let near = prop_oneof![3 => 0..=max.min(700), 1 => 0..=max];
            prop::collection::vec(near, 0..300)
        });
        (values, prop_oneof![runs, any])
    }

    proptest! {
        #[test]
        fn rows_get_the_bits_of_their_values((values, bits) in asked(), missing in 0..4_u16) {
            let table = BitTable::new(bits.clone(), missing);
            let of_value = |&value: &u32| {
                8 | bits.get(value as usize).copied().unwrap_or(missing)
            };
            let meant: Vec<u16> = values.iter().map(of_value).collect();
            let mut found = vec![8; values.len()];
            Column::pack(&values).add_bits(0..values.len(), &table, &mut found);
            prop_assert_eq!(found, meant);
        }
    }

    #[test]
    fn few_runs_of_bits_are_steps_and_many_are_not() {
        let of = |bits: &[u16]| {
            BitTable::new(bits.to_vec(), 0)
                .steps
                .map(|steps| steps.len())
        };
        assert_eq!(of(&[0, 0, 0]), Some(0));
        assert_eq!(of(&[0, 1, 0]), Some(2));
        assert_eq!(of(&[1, 1, 0, 1, 1]), Some(4));
        assert_eq!(of(&[1, 0].repeat(STEPS_MAX)), None);
    }
}

//! The compact encoding of new rows: references to previous rows, and to the last value seen
//! with that of another column.

use hashbrown::HashMap;

use super::reader::SliceError;
use super::runs::NOT_KEPT;

/// How far back a repeated row may be.
const BACK_MAX: usize = 255;

/// For each row, how many rows back one has the same values; 0 if none is near enough.
/// `values` returns a row's values.
pub(super) fn repeats<V: std::hash::Hash + Eq>(
    rows: usize,
    values: impl Fn(usize) -> V,
) -> Vec<u8> {
    let mut last: HashMap<V, usize> = HashMap::new();
    (0..rows)
        .map(|row| {
            let before = last.insert(values(row), row);
            let back = before.map_or(0, |before| row - before);
            u8::try_from(back).unwrap_or(0)
        })
        .collect()
}

const _: () = assert!(BACK_MAX == u8::MAX as usize, "it is written in one byte");

/// The values of the rows that are not repeats.
pub(super) fn own<'a, T: Copy>(backs: &'a [u8], values: &'a [T]) -> impl Iterator<Item = T> + 'a {
    let rows = backs.iter().zip(values);
    rows.filter_map(|(&back, &value)| (back == 0).then_some(value))
}

/// The values of all rows, given those of the rows that are not repeats.
pub(super) fn all(backs: &[u8], own: &[u32]) -> Result<Vec<u32>, SliceError> {
    let mut own = own.iter();
    let mut values: Vec<u32> = Vec::with_capacity(backs.len());
    for (row, &back) in backs.iter().enumerate() {
        let value = match usize::from(back) {
            0 => own.next(),
            back => row.checked_sub(back).and_then(|row| values.get(row)),
        };
        values.push(*value.ok_or(SliceError::Damaged)?);
    }
    Ok(values)
}

/// The value last seen with each value of another column.
pub(super) struct LastSeenWith<'a> {
    other: &'a [u32],
    last: Vec<u32>,
}

impl<'a> LastSeenWith<'a> {
    /// Starts without any value for the other column, whose values are less than `ids`.
    pub(super) fn new(other: &'a [u32], ids: usize) -> Self {
        Self {
            other,
            last: vec![NOT_KEPT; ids],
        }
    }

    /// Encodes each value as 0 if it is the one last seen, otherwise as the value plus 1.
    pub(super) fn encode_followers(mut self, values: &[u32]) -> Vec<u32> {
        let encoded = values.iter().zip(self.other).map(|(&value, &other)| {
            match self.last.get_mut(other as usize) {
                Some(last) if *last == value => 0,
                last => {
                    if let Some(last) = last {
                        *last = value;
                    }
                    value.saturating_add(1)
                }
            }
        });
        encoded.collect()
    }

    /// Decodes what [`Self::encode_followers`] encoded.
    pub(super) fn decode_followers(mut self, values: &mut [u32]) -> Result<(), SliceError> {
        for (value, &other) in values.iter_mut().zip(self.other) {
            let last = self.last.get_mut(other as usize);
            let last = last.ok_or(SliceError::Damaged)?;
            match value.checked_sub(1) {
                Some(new) => *last = new,
                None if *last == NOT_KEPT => return Err(SliceError::Damaged),
                None => {}
            }
            *value = *last;
        }
        Ok(())
    }
}

//! Merges two columns in time order.

use crate::column::Column;

/// The positions of new rows between old ones.
pub(super) struct Merge {
    /// For each new row, how many old ones come before it.
    before: Vec<usize>,
}

impl Merge {
    /// Both must be in time order. Within one second the new rows come last, since they were
    /// imported later.
    pub(super) fn new(old_at: &[u32], new_at: &[u32]) -> Self {
        let before = |at: &u32| old_at.partition_point(|old| old <= at);
        Self {
            before: new_at.iter().map(before).collect(),
        }
    }

    /// The position of an old row among all rows.
    pub(super) fn place(&self, row: usize) -> usize {
        row + self.before.partition_point(|&before| before <= row)
    }

    pub(super) fn values(&self, old: &[u32], new: &[u32]) -> Vec<u32> {
        self.mixed(old, new, |value| value, |value| value)
    }

    /// The packed column of all rows.
    pub(super) fn column(&self, old: &Column, new: &[u32]) -> Column {
        let new_max = new.iter().copied().max().unwrap_or(0);
        let narrow_8 = |value: u32| value as u8;
        let narrow_16 = |value: u32| value as u16;
        match old {
            Column::U8(old) if u8::try_from(new_max).is_ok() => {
                Column::U8(self.mixed(old, new, |value| value, narrow_8))
            }
            Column::U8(old) if u16::try_from(new_max).is_ok() => {
                Column::U16(self.mixed(old, new, u16::from, narrow_16))
            }
            Column::U8(old) => Column::U32(self.mixed(old, new, u32::from, |value| value)),
            Column::U16(old) if u16::try_from(new_max).is_ok() => {
                Column::U16(self.mixed(old, new, |value| value, narrow_16))
            }
            Column::U16(old) => Column::U32(self.mixed(old, new, u32::from, |value| value)),
            Column::U32(old) => Column::U32(self.values(old, new)),
        }
    }

    fn mixed<O: Copy, T>(
        &self,
        old: &[O],
        new: &[u32],
        widen: impl Fn(O) -> T,
        narrow: impl Fn(u32) -> T,
    ) -> Vec<T> {
        let mut mixed = Vec::with_capacity(old.len() + new.len());
        let mut taken = 0;
        for (&before, &value) in self.before.iter().zip(new) {
            let run = old.get(taken..before).unwrap_or_default();
            mixed.extend(run.iter().map(|&value| widen(value)));
            mixed.push(narrow(value));
            taken = before;
        }
        let run = old.get(taken..).unwrap_or_default();
        mixed.extend(run.iter().map(|&value| widen(value)));
        mixed
    }
}

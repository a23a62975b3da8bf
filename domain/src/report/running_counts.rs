//! Attempts counted up to every so-many-th row, so that those of any rows together are
//! the difference of two counts: a list that no filter is held against reads few rows.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::list_keys::{KeysOfLists, ListKeys};
use super::stretch::{BLOCK_ROWS, in_blocks};
use super::threads::on_every_core;
use crate::frame::Frame;

/// Counts of a frame's attempts that are made when they are first asked for. They are
/// derived from the frame: they belong to its rows and words as these are then, and are
/// not looked at where the frame's version or its number of rows has changed since.
/// Whoever changes a frame otherwise gives it new ones, by [`RunningCounts::default`].
///
/// Clones share what was made. All are equal, since what they hold is the frame's.
#[derive(Clone, Debug, Default)]
pub struct RunningCounts(OnceLock<Arc<Made>>);

impl PartialEq for RunningCounts {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl RunningCounts {
    /// The bytes that were made so far.
    pub fn bytes(&self) -> usize {
        let lists = self.0.get().into_iter().flat_map(|made| &made.lists);
        lists.map(|list| list.sums.len() * size_of::<u32>()).sum()
    }

    /// The counts of a frame that these are the counts of; `None` where it has changed
    /// since they were made.
    pub(super) fn of<'a>(&'a self, frame: &Frame) -> Option<&'a Made> {
        let made = self.0.get_or_init(|| Arc::new(Made::of(frame)));
        made.is_of(frame).then_some(&**made)
    }
}

/// The fewest rows between two counts.
const STEP_ROWS_MIN: usize = 4 * BLOCK_ROWS;

/// The counts that were made.
#[derive(Debug)]
pub(super) struct Made {
    version: u64,
    rows: usize,
    /// How many rows there are from one count to the next.
    step: usize,
    /// By list, in the order of [`KeysOfLists::iter`].
    lists: Vec<RunningList>,
}

/// The counts of one list.
#[derive(Debug)]
struct RunningList {
    keys: usize,
    /// For each step, and for the last row, the attempts of each key before it.
    sums: Vec<u32>,
}

/// Rows from one count to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Between {
    from: usize,
    to: usize,
}

impl Made {
    fn of(frame: &Frame) -> Self {
        let keys: Vec<ListKeys<'_>> = KeysOfLists::of(frame).iter().collect();
        let all_keys: usize = keys.iter().map(|keys| keys.count).sum();
        // Counts of four bytes, of so many keys, take two bytes a row at most.
        let step = STEP_ROWS_MIN.max((2 * all_keys).next_multiple_of(BLOCK_ROWS));
        let rows = frame.len();
        let parts = on_every_core(keys.len(), |parts| {
            let parts = parts.filter_map(|part| Some((part, keys.get(part)?)));
            let list = |(part, keys)| (part, RunningList::of(keys, rows, step));
            parts.map(list).collect::<Vec<_>>()
        });
        let mut lists: Vec<(usize, RunningList)> = parts.into_iter().flatten().collect();
        lists.sort_unstable_by_key(|(part, _)| *part);
        Self {
            version: frame.version,
            rows,
            step,
            lists: lists.into_iter().map(|(_, list)| list).collect(),
        }
    }

    fn is_of(&self, frame: &Frame) -> bool {
        let keys = KeysOfLists::of(frame);
        let keys = keys.iter().map(|keys| keys.count);
        self.version == frame.version
            && self.rows == frame.len()
            && keys.eq(self.lists.iter().map(|list| list.keys))
    }

    /// The most of some rows that counts tell, with the rows that are left before and
    /// after them; `None` where they tell nothing.
    pub(super) fn within(&self, rows: &Range<usize>) -> Option<(Between, [Range<usize>; 2])> {
        let from = rows.start.div_ceil(self.step);
        let to = if rows.end == self.rows {
            self.rows.div_ceil(self.step)
        } else {
            rows.end / self.step
        };
        let (first, end) = (from * self.step, (to * self.step).min(self.rows));
        let left = [rows.start..first, end..rows.end];
        (first < end).then_some((Between { from, to }, left))
    }

    /// The attempts of each key of a list, by the list's place among
    /// [`KeysOfLists::iter`].
    pub(super) fn attempts(&self, list: usize, rows: Between) -> impl Iterator<Item = u32> {
        let list = self.lists.get(list);
        let sums = |count: usize| list.map_or(&[][..], |list| list.before(count));
        let sums = sums(rows.to).iter().zip(sums(rows.from));
        sums.map(|(to, from)| to.wrapping_sub(*from))
    }
}

impl RunningList {
    fn of(keys: &ListKeys<'_>, rows: usize, step: usize) -> Self {
        let steps = rows.div_ceil(step);
        let mut sums = Vec::with_capacity((steps + 1).saturating_mul(keys.count));
        let mut now = vec![0_u32; keys.count];
        sums.extend_from_slice(&now);
        let mut read = Vec::with_capacity(BLOCK_ROWS);
        for start in (0..rows).step_by(step) {
            let end = rows.min(start + step);
            for rows in in_blocks(&(start..end)) {
                keys.read(rows, &mut read);
                for &key in &read {
                    if let Some(attempts) = now.get_mut(key as usize) {
                        *attempts += 1;
                    }
                }
            }
            sums.extend_from_slice(&now);
        }
        Self {
            keys: keys.count,
            sums,
        }
    }

    /// The attempts of each key before a count's row.
    fn before(&self, count: usize) -> &[u32] {
        let first = count * self.keys;
        self.sums.get(first..first + self.keys).unwrap_or_default()
    }
}

//! Distributes the rows of a period, block by block, to the counters.

use super::block::Block;
use super::day_blocks::{DayRows, offset_runs, rows_by_day};
use super::filter_tables::FilterTables;
use super::threads::on_every_core;
use crate::frame::Frame;
use crate::period::Period;
use crate::verdict::Windows;
use crate::view::View;
use crate::zone::ZoneOffsets;

/// The rows of a period, and the filters that apply to them.
pub(super) struct Blocks<'a> {
    pub(super) frame: &'a Frame,
    pub(super) windows: Windows,
    pub(super) tables: &'a FilterTables,
    days: Vec<DayRows>,
}

/// Counts rows, one block at a time.
pub(super) trait Counts: Send {
    /// Counts the rows of a block that `block` selects.
    fn take(&mut self, block: &mut Block<'_>);

    /// Adds the counts of another thread.
    fn join(&mut self, other: Self);
}

/// How many blocks a thread takes at once: the rows of a few days, so that few days are
/// split.
const BLOCKS_A_PART: usize = 16;

impl<'a> Blocks<'a> {
    pub(super) fn new(
        frame: &'a Frame,
        view: &View,
        zone: &ZoneOffsets,
        period: Period,
        tables: &'a FilterTables,
    ) -> Self {
        let at = &frame.attempts.at;
        Self {
            frame,
            windows: Windows::of(view),
            tables,
            days: rows_by_day(at, &offset_runs(at, zone, period)),
        }
    }

    /// The days with rows, in ascending order.
    pub(super) fn days(&self) -> Vec<i32> {
        let mut days: Vec<i32> = self.days.iter().map(|rows| rows.day).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// Counts every block, on all cores. `new` creates an empty counter.
    pub(super) fn count<C: Counts>(&self, new: impl Fn() -> C + Sync) -> C {
        let parts = self.days.len().div_ceil(BLOCKS_A_PART);
        let counted = on_every_core(parts, |parts| {
            let mut counts = new();
            let mut block = Block::new(self.frame, self.windows, self.tables);
            for part in parts {
                let days = self.days.chunks(BLOCKS_A_PART).nth(part);
                for rows in days.unwrap_or_default() {
                    block.begin(rows);
                    counts.take(&mut block);
                }
            }
            counts
        });
        let joined = counted.into_iter().reduce(|mut all, counts| {
            all.join(counts);
            all
        });
        joined.unwrap_or_else(new)
    }
}

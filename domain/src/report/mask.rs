//! Which rows pass the filters of a view.

use std::ops::Range;

use super::day_blocks::{in_blocks, offset_runs};
use super::filter_tables::{Failed, FilterBits, FilterColumns, FilterTables};
use crate::frame::Frame;
use crate::period::Period;
use crate::view::View;
use crate::zone::Days;
use crate::zone::ZoneOffsets;

/// The rows of a view's days that pass its filters.
pub struct RowMask<'a> {
    frame: &'a Frame,
    attempts: FilterColumns<'a>,
    tables: FilterTables,
    /// The rows of the days, in time order.
    blocks: Vec<Range<usize>>,
}

impl<'a> RowMask<'a> {
    /// The mask of a view on a frame.
    pub fn new(frame: &'a Frame, view: &View, zone: &ZoneOffsets, days: Days) -> Self {
        let runs = offset_runs(&frame.attempts.at, zone, Period::whole(days));
        let blocks = runs.iter().flat_map(|run| in_blocks(&run.rows));
        Self {
            frame,
            attempts: FilterColumns::of_attempts(&frame.attempts),
            tables: FilterTables::new(frame, view),
            blocks: blocks.collect(),
        }
    }

    /// Each row of the days that passes every filter, in time order. The filters are applied
    /// lazily, one block at a time.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = u32> + '_ {
        let blocks = self.blocks.iter();
        blocks.flat_map(|rows| self.passing(rows.clone()))
    }

    /// The rows of a block that pass every filter.
    fn passing(&self, rows: Range<usize>) -> Vec<u32> {
        let ids = rows.start as u32..rows.end as u32;
        if self.tables.set() == 0 {
            return ids.collect();
        }
        let mut failed = Failed::default();
        if !self.tables.some_pass(&self.attempts, rows, &mut failed) {
            return Vec::new();
        }
        let passing = ids.zip(failed.rows).filter(|(_, failed)| *failed == 0);
        passing.map(|(row, _)| row).collect()
    }

    /// The filters that each grant fails, by its row.
    pub(crate) fn grants(&self) -> impl Fn(usize) -> FilterBits + '_ {
        let columns = FilterColumns::of_licenses(&self.frame.grants);
        move |row| self.tables.failed(&columns, row)
    }

    /// The filters that each return fails, by its row.
    pub(crate) fn returns(&self) -> impl Fn(usize) -> FilterBits + '_ {
        let columns = FilterColumns::of_licenses(&self.frame.returns);
        move |row| self.tables.failed(&columns, row)
    }
}

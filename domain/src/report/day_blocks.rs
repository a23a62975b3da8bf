//! The rows of a period. Rows are in time order, so a period has a few runs of rows, one
//! between any two changes of the zone's offset. Within a run the days are in order, so
//! their rows are found by binary search.

use std::ops::Range;

use crate::period::Period;
use crate::zone::{DAY_S, ZoneOffsets};

/// The number of rows in a block: the data computed for them fits the processor's cache,
/// and their offsets fit two bytes.
pub(super) const BLOCK_ROWS: usize = 4096;

/// Consecutive rows of the period with the same zone offset.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OffsetRun {
    pub(super) rows: Range<usize>,
    offset_s: i64,
}

/// Some rows of one local day, at most [`BLOCK_ROWS`].
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DayRows {
    pub(super) day: i32,
    pub(super) rows: Range<usize>,
}

/// The runs of a period, in row order; none is empty. `at` has the rows' seconds.
pub(super) fn offset_runs(at: &[u32], zone: &ZoneOffsets, period: Period) -> Vec<OffsetRun> {
    let first_local_s = i64::from(period.days.first) * DAY_S;
    let after_local_s = (i64::from(period.days.last) + 1) * DAY_S;
    let end_local_s = after_local_s.min(period.until_local_s.saturating_add(1));
    let place = |second: i64| at.partition_point(|&row| i64::from(row) < second);
    let starts = std::iter::once((i64::MIN, zone.before_s)).chain(zone.changes.iter().copied());
    let ends = zone.changes.iter().map(|(from, _)| *from);
    let run = |((start, offset_s), end): ((i64, i32), i64)| {
        let offset_s = i64::from(offset_s);
        let start = start.max(first_local_s.saturating_sub(offset_s));
        let end = end.min(end_local_s.saturating_sub(offset_s));
        let rows = place(start)..place(end);
        (!rows.is_empty()).then_some(OffsetRun { rows, offset_s })
    };
    starts
        .zip(ends.chain(std::iter::once(i64::MAX)))
        .filter_map(run)
        .collect()
}

/// The rows of each day of some runs, in row order. If clocks went back over midnight, a
/// day occurs twice.
pub(super) fn rows_by_day(at: &[u32], runs: &[OffsetRun]) -> Vec<DayRows> {
    let mut by_day = Vec::new();
    // The first guess is the number of rows of the previous day.
    let mut guess = BLOCK_ROWS;
    for run in runs {
        let mut start = run.rows.start;
        while let Some((&first, rest)) = at
            .get(start..run.rows.end)
            .and_then(|rows| rows.split_first())
        {
            let day = (i64::from(first) + run.offset_s).div_euclid(DAY_S);
            let next_day = (day + 1) * DAY_S - run.offset_s;
            let len = 1 + rows_before(rest, next_day, guess);
            by_day.extend(in_blocks(&(start..start + len)).map(|rows| DayRows {
                day: day as i32,
                rows,
            }));
            start += len;
            guess = len;
        }
    }
    by_day
}

/// Splits rows into blocks of at most [`BLOCK_ROWS`].
pub(super) fn in_blocks(rows: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let end = rows.end;
    let starts = rows.clone().step_by(BLOCK_ROWS);
    starts.map(move |start| start..end.min(start + BLOCK_ROWS))
}

/// The number of rows before a second, searched for around a guess: a binary search of all
/// rows would touch distant memory.
fn rows_before(at: &[u32], second: i64, guess: usize) -> usize {
    let is_before = |row: &u32| i64::from(*row) < second;
    let mut reach = guess;
    while at.get(reach).is_some_and(is_before) {
        reach *= 2;
    }
    let near = at.get(..=reach).unwrap_or(at);
    near.partition_point(is_before)
}

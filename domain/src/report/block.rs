//! A block of rows, with the data computed for each of them.

use std::ops::Range;

use super::day_blocks::{BLOCK_ROWS, DayRows};
use super::filter_tables::{Failed, FilterBits, FilterColumns, FilterTables};
use super::packed_measures::mark;
use crate::column::{Column, Packed};
use crate::frame::Frame;
use crate::verdict::Windows;

/// How many rows are checked at once for whether any of them passes.
const PLACES_AT_ONCE: usize = 32;

/// If fewer than one in this number of rows passes, it is faster to read only those that do.
const ROWS_A_PLACE: usize = 2;

/// A block of rows of one day, with the data computed for each of them, and a selection.
pub(super) struct Block<'a> {
    frame: &'a Frame,
    columns: FilterColumns<'a>,
    windows: Windows,
    tables: &'a FilterTables,
    day: i32,
    rows: Range<usize>,
    /// The filters that each row fails; empty if there is no filter.
    failed: Failed,
    /// The marks and the persons of all rows, once they were read.
    all: Option<RowMeasures>,
    selection: Selection,
    selected: RowMeasures,
    /// The offsets of the selected rows, if there are few.
    places: Vec<u16>,
    keys: Vec<u32>,
    spare: RowMeasures,
    finals: Vec<u32>,
}

/// The marks and the persons of rows.
#[derive(Default)]
struct RowMeasures {
    marks: Vec<u32>,
    persons: Vec<u32>,
}

/// Which rows of a block are selected.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Selection {
    /// All of them.
    All,
    /// Many of them: the others have a mark of 0.
    RowMeasures,
    /// Few of them, by their offsets.
    Places,
}

/// Selected rows, one element of each slice per row.
#[derive(Clone, Copy)]
pub(super) struct Selected<'b> {
    /// The list key.
    pub(super) keys: Packed<'b>,
    /// The affected person.
    pub(super) persons: &'b [u32],
    /// The mark to add; 0 for a row that is not selected.
    pub(super) marks: &'b [u32],
}

impl<'a> Block<'a> {
    /// An empty block that checks the rows of a frame against the filters of a view.
    pub(super) fn new(frame: &'a Frame, windows: Windows, tables: &'a FilterTables) -> Self {
        Self {
            frame,
            columns: FilterColumns::of_attempts(&frame.attempts),
            windows,
            tables,
            day: 0,
            rows: 0..0,
            failed: Failed::default(),
            all: None,
            selection: Selection::All,
            selected: RowMeasures::default(),
            places: Vec::new(),
            keys: Vec::with_capacity(BLOCK_ROWS),
            spare: RowMeasures::default(),
            finals: Vec::new(),
        }
    }

    pub(super) fn begin(&mut self, rows: &DayRows) {
        self.day = rows.day;
        self.rows = rows.rows.clone();
        if let Some(all) = self.all.take() {
            self.spare = all;
        }
        if self.tables.set() != 0 {
            self.tables
                .fail(&self.columns, self.rows.clone(), &mut self.failed);
        }
    }

    /// The local day of the rows.
    pub(super) fn day(&self) -> i32 {
        self.day
    }

    /// The number of rows that fail no filter except ignored ones.
    pub(super) fn passing(&self, ignored: FilterBits) -> usize {
        if self.tables.set() & !ignored == 0 {
            return self.rows.len();
        }
        // The number of rows in a block fits two bytes, the width of the bits, so that this
        // is vectorized.
        let failed = self.failed.rows.iter();
        let passing = failed.map(|failed| u16::from(failed & !ignored == 0));
        usize::from(passing.sum::<u16>())
    }

    /// Selects the rows that fail no filter except ignored ones; `false` if there are none.
    pub(super) fn select(&mut self, ignored: FilterBits) -> bool {
        let passing = self.passing(ignored);
        if passing == 0 {
            return false;
        }
        if passing == self.rows.len() {
            self.selection = Selection::All;
            self.read_all();
        } else if passing * ROWS_A_PLACE > self.rows.len() {
            self.selection = Selection::RowMeasures;
            self.read_all();
            let all = self.all.as_ref().map_or(&[][..], |all| &all.marks);
            let marks = all.iter().zip(&self.failed.rows);
            let all_bits = |is_passed: bool| 0_u32.wrapping_sub(u32::from(is_passed));
            let marks = marks.map(|(mark, failed)| mark & all_bits(failed & !ignored == 0));
            self.selected.marks.clear();
            self.selected.marks.extend(marks);
        } else {
            self.selection = Selection::Places;
            self.select_places(passing, ignored);
        }
        true
    }

    /// The selected rows by the values of a column.
    pub(super) fn by<'b>(&'b mut self, column: &'b Column) -> Selected<'b> {
        if self.selection == Selection::Places {
            self.keys_of(column);
            return self.by_keys();
        }
        self.by_packed(column.part(self.rows.clone()))
    }

    /// The selected rows by a value that follows from a column's value, as given by a table
    /// of all values, plus `first`.
    pub(super) fn by_mapped(&mut self, column: &Column, by_id: &[u32], first: u32) -> Selected<'_> {
        self.keys_of(column);
        for key in &mut self.keys {
            *key = first + by_id.get(*key as usize).copied().unwrap_or(0);
        }
        self.by_keys()
    }

    /// The selected rows by the combined values of `outer` and `column`, which has `values`
    /// values.
    pub(super) fn by_both(&mut self, outer: &Column, values: u32, column: &Column) -> Selected<'_> {
        self.keys_of(outer);
        for key in &mut self.keys {
            *key = key.wrapping_mul(values);
        }
        self.add_keys_of(column);
        self.by_keys()
    }

    /// The selected rows by the values of `column`, plus a number that follows from the value
    /// of `outer`.
    pub(super) fn by_mapped_and(
        &mut self,
        outer: &Column,
        by_id: &[u32],
        column: &Column,
    ) -> Selected<'_> {
        self.by_mapped(outer, by_id, 0);
        self.add_keys_of(column);
        self.by_keys()
    }

    /// The selected rows, without keys.
    pub(super) fn by_nothing(&self) -> Selected<'_> {
        self.by_packed(Packed::U32(&[]))
    }

    fn by_keys(&self) -> Selected<'_> {
        self.by_packed(Packed::U32(&self.keys))
    }

    fn by_packed<'b>(&'b self, keys: Packed<'b>) -> Selected<'b> {
        let all = self.all.as_ref().unwrap_or(&self.selected);
        let (marks, persons) = match self.selection {
            Selection::All => (&all.marks, &all.persons),
            Selection::RowMeasures => (&self.selected.marks, &all.persons),
            Selection::Places => (&self.selected.marks, &self.selected.persons),
        };
        Selected {
            keys,
            persons,
            marks,
        }
    }

    /// Reads the values of a column, either of the selected rows or of all rows if the
    /// others are marked 0.
    fn keys_of(&mut self, column: &Column) {
        let rows = self.rows.clone();
        match self.selection {
            Selection::All | Selection::RowMeasures => column.read(rows, &mut self.keys),
            Selection::Places => column.read_some(rows, &self.places, &mut self.keys),
        }
    }

    /// Adds the values of a column to the keys.
    fn add_keys_of(&mut self, column: &Column) {
        let rows = self.rows.clone();
        match self.selection {
            Selection::All | Selection::RowMeasures => column.add_to(rows, &mut self.keys),
            Selection::Places => column.add_some_to(rows, &self.places, &mut self.keys),
        }
    }

    /// Reads the marks and the persons of all rows, once per block.
    fn read_all(&mut self) {
        if self.all.is_some() {
            return;
        }
        let mut all = std::mem::take(&mut self.spare);
        let attempts = &self.frame.attempts;
        attempts.person.read(self.rows.clone(), &mut all.persons);
        attempts.is_final.read(self.rows.clone(), &mut self.finals);
        let gaps = |gaps: &'a [u32]| gaps.get(self.rows.clone()).unwrap_or_default();
        let repeats = gaps(&attempts.next_repeat_s).iter();
        let gaps = repeats.zip(gaps(&attempts.next_grant_s));
        let windows = self.windows;
        let marks = self.finals.iter().zip(gaps);
        all.marks.clear();
        all.marks
            .extend(marks.map(|(&is_final, (&repeat_s, &grant_s))| {
                mark(windows.is_true(is_final == 1, repeat_s, grant_s))
            }));
        self.all = Some(all);
    }

    /// Selects few rows, and only reads their data.
    fn select_places(&mut self, passing: usize, ignored: FilterBits) {
        self.places.clear();
        self.places.resize(passing + 1, 0);
        let passes = |failed: &FilterBits| u16::from(failed & !ignored == 0);
        let mut next = 0;
        for (first, failed) in (0..)
            .step_by(PLACES_AT_ONCE)
            .zip(self.failed.rows.chunks(PLACES_AT_ONCE))
        {
            if failed.iter().map(passes).sum::<u16>() == 0 {
                continue;
            }
            // Each row is written to the next position, and overwritten by the next row if it
            // does not pass: no branch depends on a row.
            for (place, failed) in (first..).zip(failed) {
                if let Some(slot) = self.places.get_mut(next) {
                    *slot = place;
                }
                next += usize::from(passes(failed));
            }
        }
        self.places.truncate(passing);
        let attempts = &self.frame.attempts;
        let (rows, places) = (self.rows.clone(), &self.places);
        let selected = &mut self.selected;
        attempts
            .person
            .read_some(rows.clone(), places, &mut selected.persons);
        attempts
            .is_final
            .read_some(rows.clone(), places, &mut self.finals);
        let gaps = |gaps: &'a [u32]| gaps.get(rows.clone()).unwrap_or_default();
        let repeats = gaps(&attempts.next_repeat_s);
        let grants = gaps(&attempts.next_grant_s);
        let windows = self.windows;
        let gap = |gaps: &[u32], place: u16| gaps.get(usize::from(place)).copied().unwrap_or(0);
        let marks = places.iter().zip(&self.finals).map(|(&place, &is_final)| {
            let is_final = is_final == 1;
            mark(windows.is_true(is_final, gap(repeats, place), gap(grants, place)))
        });
        selected.marks.clear();
        selected.marks.extend(marks);
    }
}

//! A block of rows, with what is known of each of them.

use std::ops::Range;

use super::filter_tables::{Failed, FilterBits, FilterColumns, FilterTables};
use super::marks::mark;
use super::stretch::{BLOCK_ROWS, DayRows};
use crate::column::{Column, Packed};
use crate::frame::Frame;
use crate::verdict::Windows;

/// How many rows are looked at together for one that passes, where few do.
const PLACES_AT_ONCE: usize = 32;

/// Of so many rows one must pass, or it is quicker to look at those that pass alone.
const ROWS_A_PLACE: usize = 2;

/// A block of rows of one day, with what is known of each of them, and the rows that are
/// selected.
pub(super) struct Block<'a> {
    frame: &'a Frame,
    columns: FilterColumns<'a>,
    windows: Windows,
    tables: &'a FilterTables,
    day: i32,
    rows: Range<usize>,
    /// The filters that each row fails; empty where there is no filter.
    failed: Failed,
    /// The marks and the persons of all rows, once they were asked for.
    all: Option<Marked>,
    selection: Selection,
    selected: Marked,
    /// The places of the selected rows where they are few.
    places: Vec<u16>,
    keys: Vec<u32>,
    spare: Marked,
    finals: Vec<u32>,
}

/// What rows count as, and for whom.
#[derive(Default)]
struct Marked {
    marks: Vec<u32>,
    persons: Vec<u32>,
}

/// Which rows of a block are selected.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Selection {
    /// All of them.
    All,
    /// Many of them: the others have marks of nothing.
    Marked,
    /// Few of them, by their places.
    Places,
}

/// Selected rows: a place of each slice is a row's.
#[derive(Clone, Copy)]
pub(super) struct Selected<'b> {
    /// What a list counts by.
    pub(super) keys: Packed<'b>,
    /// Who was affected.
    pub(super) persons: &'b [u32],
    /// What to add; nothing at all for a row that is not meant.
    pub(super) marks: &'b [u32],
}

impl<'a> Block<'a> {
    /// Rows of a frame, held against the filters of a view.
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
            selected: Marked::default(),
            places: Vec::new(),
            keys: Vec::with_capacity(BLOCK_ROWS),
            spare: Marked::default(),
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

    /// How many rows fail no filter but those whose bits are ignored.
    pub(super) fn passing(&self, ignored: FilterBits) -> usize {
        if self.tables.set() & !ignored == 0 {
            return self.rows.len();
        }
        // A block has so few rows that their number fits two bytes, as wide as what is
        // looked at: eight at once.
        let failed = self.failed.rows.iter();
        let passing = failed.map(|failed| u16::from(failed & !ignored == 0));
        usize::from(passing.sum::<u16>())
    }

    /// Selects the rows that fail no filter but those whose bits are ignored; `false`
    /// where there is none.
    pub(super) fn select(&mut self, ignored: FilterBits) -> bool {
        let passing = self.passing(ignored);
        if passing == 0 {
            return false;
        }
        if passing == self.rows.len() {
            self.selection = Selection::All;
            self.read_all();
        } else if passing * ROWS_A_PLACE > self.rows.len() {
            self.selection = Selection::Marked;
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

    /// The selected rows by what a column's value tells, given by a table of all values,
    /// counted from `first` on.
    pub(super) fn by_told(&mut self, column: &Column, told: &[u32], first: u32) -> Selected<'_> {
        self.keys_of(column);
        for key in &mut self.keys {
            *key = first + told.get(*key as usize).copied().unwrap_or(0);
        }
        self.by_keys()
    }

    /// The selected rows by the values of `outer` and `column` together, given how many
    /// values `column` has.
    pub(super) fn by_both(&mut self, outer: &Column, values: u32, column: &Column) -> Selected<'_> {
        self.keys_of(outer);
        for key in &mut self.keys {
            *key = key.wrapping_mul(values);
        }
        self.add_keys_of(column);
        self.by_keys()
    }

    /// The selected rows by the values of `column`, counted from what the value of `outer`
    /// tells on.
    pub(super) fn by_told_and(
        &mut self,
        outer: &Column,
        told: &[u32],
        column: &Column,
    ) -> Selected<'_> {
        self.by_told(outer, told, 0);
        self.add_keys_of(column);
        self.by_keys()
    }

    /// The selected rows, whatever they are counted by.
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
            Selection::Marked => (&self.selected.marks, &all.persons),
            Selection::Places => (&self.selected.marks, &self.selected.persons),
        };
        Selected {
            keys,
            persons,
            marks,
        }
    }

    /// Reads the values of a column, of the selected rows or of all that are marked.
    fn keys_of(&mut self, column: &Column) {
        let rows = self.rows.clone();
        match self.selection {
            Selection::All | Selection::Marked => column.read(rows, &mut self.keys),
            Selection::Places => column.read_some(rows, &self.places, &mut self.keys),
        }
    }

    /// Adds the values of a column to the keys.
    fn add_keys_of(&mut self, column: &Column) {
        let rows = self.rows.clone();
        match self.selection {
            Selection::All | Selection::Marked => column.add_to(rows, &mut self.keys),
            Selection::Places => column.add_some_to(rows, &self.places, &mut self.keys),
        }
    }

    /// Reads the marks and the persons of all rows, once a block.
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

    /// Selects few rows, and reads no more than theirs.
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
            // Each row is written to the next place, which the next row takes too where
            // this one fails: no branch depends on a row.
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

//! The rows of a period, given out block by block to what counts them.

use std::ops::Range;

use super::filter_tables::{FilterColumns, FilterTables};
use super::stretch::{BLOCK_ROWS, DayRows, rows_by_day, stretches};
use super::threads::on_every_core;
use crate::column::Column;
use crate::frame::Frame;
use crate::period::Period;
use crate::verdict::Windows;
use crate::view::View;
use crate::zone::ZoneOffsets;

/// One attempt in the marks of a row.
const ATTEMPT: u64 = 1;

/// One true denial in the marks of a row: marks are summed as they are, attempts in the
/// lower half and true denials in the upper, since there are fewer than 2^32 rows.
const TRUE_DENIAL: u64 = 1 << 32;

/// The attempts and the true denials of summed marks.
pub(super) fn attempts_and_true_denials(marks: u64) -> (u64, u64) {
    (marks % TRUE_DENIAL, marks / TRUE_DENIAL)
}

/// The rows of a period, and the filters they are held against.
pub(super) struct Blocks<'a> {
    frame: &'a Frame,
    windows: Windows,
    tables: &'a FilterTables,
    days: Vec<DayRows>,
}

/// What counts rows, a block at a time.
pub(super) trait Counts: Send {
    /// Counts the rows of a block that `block` selects.
    fn take(&mut self, block: &mut Block<'_>);

    /// Adds what was counted elsewhere.
    fn join(&mut self, other: Self);
}

/// How many blocks a thread takes at once: the rows of a few days, so that days stay
/// whole.
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
            days: rows_by_day(at, &stretches(at, zone, period)),
        }
    }

    /// The days that have rows, ascending.
    pub(super) fn days(&self) -> Vec<i32> {
        let mut days: Vec<i32> = self.days.iter().map(|rows| rows.day).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// Counts every block, on every core. `new` gives what has counted nothing yet.
    pub(super) fn count<C: Counts>(&self, new: impl Fn() -> C + Sync) -> C {
        let parts = self.days.len().div_ceil(BLOCKS_A_PART);
        let counted = on_every_core(parts, |parts| {
            let mut counts = new();
            let mut block = Block::new(self);
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
    failed: Vec<u16>,
    /// The marks and the persons of all rows, once they were asked for.
    all: Option<Marked>,
    selection: Selection,
    selected: Marked,
    /// The places of the selected rows where they are few.
    places: Vec<u16>,
    keys: Vec<u32>,
    outer_keys: Vec<u32>,
    spare: Marked,
    finals: Vec<u32>,
}

/// What rows count as, and for whom.
#[derive(Default)]
struct Marked {
    marks: Vec<u64>,
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
    pub(super) keys: &'b [u32],
    /// Who was affected.
    pub(super) persons: &'b [u32],
    /// What to add; nothing at all for a row that is not meant.
    pub(super) marks: &'b [u64],
}

impl<'a> Block<'a> {
    fn new(blocks: &Blocks<'a>) -> Self {
        Self {
            frame: blocks.frame,
            columns: FilterColumns::of_attempts(&blocks.frame.attempts),
            windows: blocks.windows,
            tables: blocks.tables,
            day: 0,
            rows: 0..0,
            failed: Vec::with_capacity(BLOCK_ROWS),
            all: None,
            selection: Selection::All,
            selected: Marked::default(),
            places: Vec::new(),
            keys: Vec::with_capacity(BLOCK_ROWS),
            outer_keys: Vec::new(),
            spare: Marked::default(),
            finals: Vec::new(),
        }
    }

    fn begin(&mut self, rows: &DayRows) {
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
    pub(super) fn passing(&self, ignored: u16) -> usize {
        if self.tables.set() & !ignored == 0 {
            return self.rows.len();
        }
        // A block has so few rows that their number fits two bytes, as wide as what is
        // looked at: eight at once.
        let failed = self.failed.iter();
        let passing = failed.map(|failed| u16::from(failed & !ignored == 0));
        usize::from(passing.sum::<u16>())
    }

    /// Selects the rows that fail no filter but those whose bits are ignored; `false`
    /// where there is none.
    pub(super) fn select(&mut self, ignored: u16) -> bool {
        let passing = self.passing(ignored);
        if passing == 0 {
            return false;
        }
        if passing == self.rows.len() {
            self.selection = Selection::All;
            self.read_all();
        } else if passing * 2 > self.rows.len() {
            self.selection = Selection::Marked;
            self.read_all();
            let all = self.all.as_ref().map_or(&[][..], |all| &all.marks);
            let marks = all.iter().zip(&self.failed);
            let all_bits = |is_passed: bool| 0_u64.wrapping_sub(u64::from(is_passed));
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
    pub(super) fn by(&mut self, column: &Column) -> Selected<'_> {
        self.keys_of(column);
        self.by_keys()
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

    /// The selected rows by the values of `column`, counted from what the value of `outer`
    /// tells on.
    pub(super) fn by_both(
        &mut self,
        outer: &Column,
        told: &[u32],
        column: &Column,
    ) -> Selected<'_> {
        self.keys_of(outer);
        std::mem::swap(&mut self.keys, &mut self.outer_keys);
        self.keys_of(column);
        for (key, outer) in self.keys.iter_mut().zip(&self.outer_keys) {
            *key += told.get(*outer as usize).copied().unwrap_or(0);
        }
        self.by_keys()
    }

    /// The selected rows, whatever they are counted by.
    pub(super) fn by_nothing(&mut self) -> Selected<'_> {
        self.keys.clear();
        self.by_keys()
    }

    fn by_keys(&self) -> Selected<'_> {
        let all = self.all.as_ref().unwrap_or(&self.selected);
        let (marks, persons) = match self.selection {
            Selection::All => (&all.marks, &all.persons),
            Selection::Marked => (&self.selected.marks, &all.persons),
            Selection::Places => (&self.selected.marks, &self.selected.persons),
        };
        Selected {
            keys: &self.keys,
            persons,
            marks,
        }
    }

    fn keys_of(&mut self, column: &Column) {
        let rows = self.rows.clone();
        match self.selection {
            Selection::All | Selection::Marked => column.read(rows, &mut self.keys),
            Selection::Places => column.read_some(rows, &self.places, &mut self.keys),
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
    fn select_places(&mut self, passing: usize, ignored: u16) {
        self.places.clear();
        self.places.resize(passing + 1, 0);
        // Each row is written to the next place, which the next row takes too where this
        // one fails: no branch depends on a row.
        let mut next = 0;
        for (place, failed) in (0..).zip(&self.failed) {
            if let Some(slot) = self.places.get_mut(next) {
                *slot = place;
            }
            next += usize::from(failed & !ignored == 0);
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

fn mark(is_true: bool) -> u64 {
    ATTEMPT + u64::from(is_true) * TRUE_DENIAL
}

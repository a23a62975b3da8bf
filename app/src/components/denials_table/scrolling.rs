//! Scrolling through the table: which rows are in the document, and which one has the keyboard
//! focus.

use std::ops::Range;

use leptos::html::{Div, Tr};
use leptos::prelude::*;

use crate::browser;
use crate::report_state::{ReportState, TableRows, set_changed};
use crate::row_window::{ROWS_MAX, RowLayout};
use service::answer::TABLE_ROWS;

/// The scrolling state of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scrolling {
    state: ReportState,
    /// The scrolling region.
    pub(super) region: NodeRef<Div>,
    /// A placeholder for the rows above those in the document.
    pub(super) above: NodeRef<Tr>,
    /// A placeholder for the rows below.
    pub(super) below: NodeRef<Tr>,
    /// The range of rows in the document; those of the first HTML until the region is
    /// measured.
    pub(super) window: RwSignal<Range<usize>>,
    /// How many rows can be scrolled to.
    pub(super) rows_max: RwSignal<usize>,
    /// The index of the row that had the focus last.
    current: RwSignal<usize>,
    first_whole: RwSignal<usize>,
    /// How many of all rows are above the visible part.
    kept_rows: StoredValue<f64>,
    /// Whether the table has ever had every row.
    was_held: StoredValue<bool>,
}

impl Scrolling {
    /// Scrolling through the table of a page; it follows the page's view and order.
    pub(super) fn new(state: ReportState) -> Self {
        let scrolling = Self {
            state,
            region: NodeRef::new(),
            above: NodeRef::new(),
            below: NodeRef::new(),
            window: RwSignal::new(0..TABLE_ROWS),
            rows_max: RwSignal::new(ROWS_MAX),
            current: RwSignal::new(0),
            first_whole: RwSignal::new(0),
            kept_rows: StoredValue::new(0.0),
            was_held: StoredValue::new(false),
        };
        browser::on_resize(scrolling.region, move || scrolling.refresh());
        scrolling.follow_page();
        scrolling
    }

    /// Another view or order begins at the top. When all rows replace a part of them, as when
    /// the slice is loaded, the visible rows stay visible.
    fn follow_page(self) {
        let state = self.state;
        let asked = Memo::new(move |_| {
            let sort = state.presentation.with(|shown| shown.sort.clone());
            (state.view.get(), sort)
        });
        Effect::new(move |before: Option<(_, bool, usize)>| {
            let asked = asked.get();
            let is_held = self.is_held();
            let skip = state.rows_before();
            match &before {
                Some((before, ..)) if *before != asked => {
                    self.current.set(0);
                    self.begin_at(0.0);
                }
                Some((_, false, skipped)) if is_held => {
                    if !self.was_held.get_value() {
                        self.current.update(|current| *current += skipped);
                    }
                    self.begin_at(self.kept_rows.get_value());
                }
                _ => self.refresh(),
            }
            if is_held {
                self.was_held.set_value(true);
            }
            // What was just drawn may have another height.
            request_animation_frame(move || self.refresh());
            (asked, is_held, skip)
        });
    }

    fn is_held(self) -> bool {
        let table = self.state.table;
        table.with(|table| matches!(table, TableRows::Held { .. }))
    }

    /// How many rows of the table can be scrolled to.
    fn len(self, space: &RowLayout) -> usize {
        untrack(|| self.state.table_len()).min(space.rows_max())
    }

    /// Moves the window to the scroll position, and requests more rows near the end. Cheap
    /// enough for every scroll event.
    pub(super) fn refresh(self) {
        let Some(space) = browser::row_space(self.region) else {
            return;
        };
        let len = self.len(&space);
        self.lay(&space, len);
        // Newer data starts with a few rows: these do not tell where the reader was.
        if untrack(|| self.is_held()) || !self.was_held.get_value() {
            let skip = untrack(|| self.state.rows_before());
            self.kept_rows.set_value(skip as f64 + space.rows_above());
        }
        if self.window.with_untracked(|window| window.end) >= len {
            untrack(|| self.state.fetch_more_rows());
        }
    }

    /// Puts the rows of a range into the document, with placeholders around them.
    fn lay(self, space: &RowLayout, len: usize) {
        let window = space.window(len);
        browser::set_height(self.above, space.height(window.start));
        browser::set_height(self.below, space.height(len.saturating_sub(window.end)));
        set_changed(self.rows_max, space.rows_max());
        set_changed(self.first_whole, space.first_whole(len));
        let is_current_out = !window.contains(&self.current.get_untracked());
        if is_current_out && browser::has_focused_row(self.region) {
            // The focused row leaves the document: the focus stays in the table.
            browser::focus_region(self.region);
        }
        set_changed(self.window, window);
    }

    /// Scrolls so that `rows` rows are above the visible part.
    fn begin_at(self, rows: f64) {
        self.kept_rows.set_value(rows);
        let Some(space) = browser::row_space(self.region) else {
            return;
        };
        let top = space.scroll_top_below(rows);
        self.scroll_to(&space, top, || {});
    }

    /// Scrolls, then runs something once the rows are in the document.
    fn scroll_to(self, space: &RowLayout, top_px: f64, then: impl FnOnce() + 'static) {
        let there = RowLayout {
            scroll_top_px: top_px,
            ..*space
        };
        self.lay(&there, self.len(space));
        browser::scroll_to(self.region, top_px);
        request_animation_frame(move || {
            // Near the end there was not enough room before.
            browser::scroll_to(self.region, top_px);
            then();
        });
    }

    /// Moves the focus to the row at an index, or to the last row.
    fn move_to(self, place: usize) {
        let Some(space) = browser::row_space(self.region) else {
            return;
        };
        let Some(last) = self.len(&space).checked_sub(1) else {
            return;
        };
        let place = place.min(last);
        self.current.set(place);
        let top = space.nearest_showing(place);
        let index = self.row_index(place);
        self.scroll_to(&space, top, move || {
            browser::focus_row(self.region, index);
            browser::bring_row_into_window(self.region, index);
        });
    }

    /// Moves through the rows by keyboard; returns whether the key does so.
    pub(super) fn press(self, key: &str) -> bool {
        let now = self.current.get_untracked();
        let page_rows = || browser::row_space(self.region).map_or(1, |space| space.page_rows());
        let place = match key {
            "ArrowDown" => now + 1,
            "ArrowUp" => now.saturating_sub(1),
            "PageDown" => now + page_rows(),
            "PageUp" => now.saturating_sub(page_rows()),
            "Home" => 0,
            "End" => usize::MAX,
            _ => return false,
        };
        self.move_to(place);
        true
    }

    /// Notes that the row at an index has the focus.
    pub(super) fn note_focus(self, place: usize) {
        self.current.set(place);
    }

    /// Whether the Tab key reaches the row at an index: it reaches one row, since the arrow
    /// keys reach the others.
    pub(super) fn is_tab_stop(self, place: usize) -> bool {
        let current = self.current.get();
        let is_in = self.window.with(|window| window.contains(&current));
        let stop = if is_in {
            current
        } else {
            self.first_whole.get()
        };
        place == stop
    }

    /// The position of a row among all rows, headers included, from 1: what screen readers
    /// say.
    pub(super) fn row_index(self, place: usize) -> usize {
        untrack(|| self.state.rows_before()) + place + 2
    }
}

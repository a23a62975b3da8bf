//! Which rows of the table are in the document, and where to scroll to show one of them.
//!
//! A slice has up to half a million rows and a browser shows about fifty at once, so only
//! those and some around them are elements. All rows have the same height, so their positions
//! can be computed.

use std::ops::Range;

/// Rows above and below the visible ones: what a fast scroll shows until it is drawn.
const OVERSCAN: usize = 20;

/// The window moves by this many rows at a time, so that most scroll events change nothing.
const STEP: usize = 10;

/// The most rows that are taken as visible, whatever the height of the region: a region
/// without bounds, as on paper, must not draw them all.
const VISIBLE_MAX: usize = 400;

/// The maximum height of the table, in pixels. Browsers cut elements at 17 million.
const HEIGHT_PX_MAX: f64 = 16_000_000.0;

/// The most rows that can be scrolled to.
pub(crate) const ROWS_MAX: usize = 400_000;

/// The scroll position of a region of equally high rows, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(clippy::struct_field_names, reason = "all of it is in pixels")]
pub(crate) struct RowLayout {
    /// How much of the region is scrolled away at its top.
    pub(crate) scroll_top_px: f64,
    /// The height of its visible part.
    pub(crate) view_px: f64,
    /// The height of its header, which covers the top.
    pub(crate) head_px: f64,
    /// The height of a row.
    pub(crate) row_px: f64,
}

impl RowLayout {
    /// The height of a row, at least a pixel.
    fn row_px(&self) -> f64 {
        self.row_px.max(1.0)
    }

    /// How many rows can be scrolled to: whole thousands, as many as fit in a browser's
    /// highest element.
    pub(crate) fn rows_max(&self) -> usize {
        let fitting = (HEIGHT_PX_MAX / self.row_px()) as usize;
        (fitting / 1000 * 1000).clamp(1000, ROWS_MAX)
    }

    /// How many rows are visible, the last perhaps in part.
    fn visible(&self) -> usize {
        ((self.view_px / self.row_px()).ceil() as usize).clamp(1, VISIBLE_MAX)
    }

    /// The first of `len` rows that is visible.
    fn first(&self, len: usize) -> usize {
        let first = (self.scroll_top_px.max(0.0) / self.row_px()) as usize;
        // A table that became shorter keeps its scroll position at first.
        first.min(len.saturating_sub(self.visible()))
    }

    /// The first of `len` rows that is entirely visible, rounded to a step of the window.
    pub(crate) fn first_whole(&self, len: usize) -> usize {
        let first = self.first(len).next_multiple_of(STEP);
        first.min(len.saturating_sub(1))
    }

    /// The rows of `len` that are in the document.
    pub(crate) fn window(&self, len: usize) -> Range<usize> {
        let step = self.first(len) / STEP * STEP;
        let end = step + STEP + self.visible() + OVERSCAN;
        step.saturating_sub(OVERSCAN)..end.min(len)
    }

    /// How many rows a page up or down moves by.
    pub(crate) fn page_rows(&self) -> usize {
        let rows = ((self.view_px - self.head_px) / self.row_px()) as usize;
        rows.saturating_sub(1).clamp(1, VISIBLE_MAX)
    }

    /// The height of `rows` rows, which is where the next one begins.
    pub(crate) fn height(&self, rows: usize) -> f64 {
        rows as f64 * self.row_px()
    }

    /// How many rows are above the visible part.
    pub(crate) fn rows_above(&self) -> f64 {
        self.scroll_top_px.max(0.0) / self.row_px()
    }

    /// Where to scroll so that `rows` rows are above the visible part.
    pub(crate) fn scroll_top_below(&self, rows: f64) -> f64 {
        rows * self.row_px()
    }

    /// The nearest scroll position at which a row is entirely visible.
    pub(crate) fn nearest_showing(&self, place: usize) -> f64 {
        let top = self.height(place);
        let lowest = top + self.row_px() + self.head_px - self.view_px;
        if top < self.scroll_top_px {
            top
        } else {
            self.scroll_top_px.max(lowest)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrolled_to(scroll_top_px: f64) -> RowLayout {
        RowLayout {
            scroll_top_px,
            view_px: 360.0,
            head_px: 36.0,
            row_px: 36.0,
        }
    }

    #[test]
    fn at_the_top_the_window_begins_with_the_first_row() {
        assert_eq!(scrolled_to(0.0).window(150_000), 0..40);
        // A region that bounces has a negative scroll position.
        assert_eq!(scrolled_to(-50.0).window(150_000), 0..40);
    }

    #[test]
    fn in_the_middle_it_has_rows_on_both_sides() {
        assert_eq!(scrolled_to(36.0 * 1000.0).window(150_000), 980..1040);
    }

    #[test]
    fn it_ends_with_the_last_row() {
        let end = scrolled_to(36.0 * 149_991.0);
        assert_eq!(end.window(150_000), 149_970..150_000);
        assert_eq!(scrolled_to(0.0).window(7), 0..7);
        assert_eq!(scrolled_to(0.0).window(0), 0..0);
    }

    #[test]
    fn it_moves_by_steps_only() {
        let first = scrolled_to(36.0 * 1000.0).window(150_000);
        for row in 1000..1010 {
            assert_eq!(scrolled_to(36.0 * f64::from(row)).window(150_000), first);
        }
        assert_ne!(scrolled_to(36.0 * 1010.0).window(150_000), first);
    }

    #[test]
    fn it_always_has_every_visible_row() {
        for tenth in 0..40_000 {
            let top = f64::from(tenth) * 3.7;
            let space = scrolled_to(top);
            let window = space.window(5000);
            let last = ((top + space.view_px) / space.row_px).ceil() as usize;
            assert!(window.start <= (top / space.row_px) as usize || top > 5000.0 * 36.0 - 360.0);
            assert!(window.end >= last.min(5000));
        }
    }

    #[test]
    fn a_table_that_became_shorter_shows_its_last_rows() {
        assert_eq!(scrolled_to(36.0 * 100_000.0).window(50), 20..50);
        assert_eq!(scrolled_to(36.0 * 100_000.0).first_whole(50), 40);
    }

    #[test]
    fn a_region_without_bounds_does_not_draw_everything() {
        let unbounded = RowLayout {
            view_px: 5_400_000.0,
            ..scrolled_to(0.0)
        };
        assert_eq!(unbounded.window(150_000), 0..430);
    }

    #[test]
    fn rows_of_no_height_break_nothing() {
        let flat = RowLayout {
            row_px: 0.0,
            ..scrolled_to(10.0)
        };
        assert_eq!(flat.window(50), 0..50);
        assert_eq!(flat.rows_max(), ROWS_MAX);
    }

    #[test]
    fn the_table_stays_as_high_as_browsers_can_draw() {
        assert_eq!(scrolled_to(0.0).rows_max(), 400_000);
        let large = RowLayout {
            row_px: 72.0,
            ..scrolled_to(0.0)
        };
        assert_eq!(large.rows_max(), 222_000);
        assert!(large.height(large.rows_max()) <= HEIGHT_PX_MAX);
    }

    #[test]
    fn a_visible_row_needs_no_scrolling() {
        let space = scrolled_to(360.0);
        assert!((space.nearest_showing(10) - 360.0).abs() < 1e-9);
        assert!((space.nearest_showing(18) - 360.0).abs() < 1e-9);
    }

    #[test]
    fn a_row_above_moves_below_the_header_and_one_below_to_the_end() {
        let space = scrolled_to(360.0);
        assert!((space.nearest_showing(9) - 324.0).abs() < 1e-9);
        assert!((space.nearest_showing(19) - 396.0).abs() < 1e-9);
        assert!((space.nearest_showing(1000) - 36.0 * 992.0).abs() < 1e-9);
    }

    #[test]
    fn rows_above_become_the_same_scroll_position_again() {
        let space = scrolled_to(377.0);
        assert!((space.scroll_top_below(space.rows_above()) - 377.0).abs() < 1e-9);
    }

    #[test]
    fn a_page_keeps_one_row_visible() {
        assert_eq!(scrolled_to(0.0).page_rows(), 8);
    }
}

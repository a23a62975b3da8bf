//! What only a browser can do: the address, fetching, drawing on a canvas.

mod address;
mod dialog;
mod disclosure;
mod document_marks;
mod echarts;
mod keyboard;
mod mount_chart;
mod news;
mod slice;
mod tooltip;
mod virtual_rows;

pub(crate) use address::{begin_page, on_address_change, push_address, replace_address};
pub(crate) use dialog::{close_dialog, is_beside, show_dialog};
pub(crate) use disclosure::{close_facets_outside, close_on_escape, is_open, open_for_print};
pub(crate) use document_marks::{mark_ready, mark_theme, own_zone};
pub(crate) use keyboard::{
    focus_filter, keep_shortcuts, on_shortcut, show_shortcuts, shortcuts_are_on,
};
pub(crate) use mount_chart::mount_chart;
pub(crate) use news::{fetch_version, on_look};
pub(crate) use slice::fetch_slice;
pub(crate) use tooltip::place_tooltip;
pub(crate) use virtual_rows::{
    focus_region, focus_row, has_focused_row, is_marking_text, keep_focus, on_resize, row_space,
    scroll_to, set_height,
};
pub(crate) fn system_theme() -> leptos::prelude::Signal<crate::charts::Theme> { leptos::prelude::Signal::stored(crate::charts::Theme::Light) }

//! What only a browser can do: the URL bar, fetching, drawing on a canvas.

mod blank;
mod chart_picture;
mod dialog;
mod disclosure;
mod document_attributes;
mod drawn_chart;
mod echarts;
mod echarts_script;
mod history;
mod keyboard;
mod mount_chart;
mod news;
mod retry;
mod slice;
mod theme;
mod tooltip;
mod virtual_rows;

pub(crate) use blank::blank;
pub(crate) use chart_picture::save_chart_picture;
pub(crate) use dialog::{close_dialog, is_beside, show_dialog};
pub(crate) use disclosure::{
    close_facets_outside, close_on_escape, focus_search, is_open, open_for_print,
};
pub(crate) use document_attributes::{mark_ready, mark_theme, own_zone};
pub(crate) use history::{
    ask_server_under, begin_page, go_back, name_page, on_history_navigation, push_url, replace_url,
};
pub(crate) use keyboard::{
    focus_filter, keep_shortcuts, on_shortcut, shortcuts_are_on, show_shortcuts,
};
pub(crate) use mount_chart::mount_chart;
pub(crate) use news::{ask_version, follow_news};
pub(crate) use slice::{attempts_max, read_slice};
pub(crate) use theme::system_theme;
pub(crate) use tooltip::place_tooltip;
pub(crate) use virtual_rows::{
    bring_row_into_window, focus_region, focus_row, has_focused_row, is_marking_text, keep_focus,
    on_resize, row_space, scroll_to, set_height,
};

//! What only a browser can do: the address, fetching a slice, drawing on a canvas.

mod address;
mod dialog;
mod echarts;
mod mount_chart;
mod slice;
mod tooltip;
mod virtual_rows;

pub(crate) use address::{on_address_change, push_address, replace_address};
pub(crate) use dialog::{close_dialog, is_beside, show_dialog};
pub(crate) use mount_chart::mount_chart;
pub(crate) use slice::fetch_slice;
pub(crate) use tooltip::place_tooltip;
pub(crate) use virtual_rows::{
    focus_region, focus_row, has_focused_row, is_marking_text, keep_focus, on_resize, row_space,
    scroll_to, set_height,
};

use leptos::prelude::document;

/// Says on the document that the page answers by itself now: style and tests see it.
pub(crate) fn mark_ready() {
    if let Some(root) = document().document_element() {
        // A missing mark changes nothing for the reader.
        let _ = root.set_attribute("data-ready", "");
    }
}

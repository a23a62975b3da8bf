//! What only a browser can do: the address, fetching a slice, drawing on a canvas.

mod address;
mod chart_picture;
mod drawn_chart;
mod echarts;
mod echarts_script;
mod mount_chart;
mod slice;
mod theme;
mod tooltip;

pub(crate) use address::{on_address_change, push_address, replace_address};
pub(crate) use chart_picture::save_chart_picture;
pub(crate) use mount_chart::mount_chart;
pub(crate) use slice::fetch_slice;
pub(crate) use theme::system_theme;
pub(crate) use tooltip::place_tooltip;

use leptos::prelude::document;

/// Says on the document that the page answers by itself now: style and tests see it.
pub(crate) fn mark_ready() {
    if let Some(root) = document().document_element() {
        // A missing mark changes nothing for the reader.
        let _ = root.set_attribute("data-ready", "");
    }
}

//! Placing the tooltip.

use leptos::html::Div;
use leptos::prelude::*;

/// How far the tooltip stays from the pointer, in pixels.
const AWAY: f64 = 12.0;

/// Moves a tooltip beside a point of its chart, within the window's width. The place is
/// set through the CSSOM: a `style` attribute would break the content security policy.
pub(crate) fn place_tooltip(tooltip: NodeRef<Div>, x: f64, y: f64) {
    request_animation_frame(move || {
        let Some(tooltip) = tooltip.get_untracked() else {
            return;
        };
        let Some(chart) = tooltip.parent_element() else {
            return;
        };
        let frame = chart.get_bounding_client_rect();
        let own = tooltip.get_bounding_client_rect();
        let page_width = document()
            .document_element()
            .map_or(frame.right(), |root| f64::from(root.client_width()));
        let right_most = page_width - frame.left() - own.width() - AWAY;
        let left = (x + AWAY).min(right_most).max(AWAY - frame.left());
        let top = (y + AWAY).min(frame.height() - own.height()).max(0.0);
        let moved = format!("translate({left}px, {top}px)");
        let _ = web_sys::HtmlElement::style(&tooltip).set_property("transform", &moved);
    });
}

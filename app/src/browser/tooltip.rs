//! Positions the tooltip.

use leptos::html::Div;
use leptos::prelude::*;

use crate::chart_events::ChartPoint;
use crate::charts::beside;

/// Off-screen, to the left of every window.
const NOWHERE: &str = "translate(-300vw, 0)";

/// Moves a tooltip beside a point on its canvas, entirely within the window; off-screen when
/// the canvas is scrolled away. The position is set through the CSSOM: a `style` attribute
/// would violate the content security policy.
pub(crate) fn place_tooltip(tooltip: NodeRef<Div>, canvas: NodeRef<Div>, place: ChartPoint) {
    // In the next frame the tooltip has its new text, and so its size.
    request_animation_frame(move || {
        let tooltip = tooltip.try_get_untracked().flatten();
        let canvas = canvas.try_get_untracked().flatten();
        let (Some(tooltip), Some(canvas)) = (tooltip, canvas) else {
            return;
        };
        let Some(root) = document().document_element() else {
            return;
        };
        let window = (
            f64::from(root.client_width()),
            f64::from(root.client_height()),
        );
        let canvas = canvas.get_bounding_client_rect();
        let point = (canvas.left() + place.x, canvas.top() + place.y);
        let own = tooltip.get_bounding_client_rect();
        let is_seen = canvas.bottom() > 0.0 && canvas.top() < window.1;
        let moved = if is_seen {
            let (left, top) = beside(point, (own.width(), own.height()), window);
            format!("translate({left}px, {top}px)")
        } else {
            NOWHERE.to_owned()
        };
        let _ = web_sys::HtmlElement::style(&tooltip).set_property("transform", &moved);
    });
}

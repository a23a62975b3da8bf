//! A region of equally high rows: its scroll position, and which row has the focus.

use leptos::html::{Div, Tr};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, FocusOptions, HtmlElement, ResizeObserver};

use crate::row_window::RowLayout;

/// The height of a row if there is none to measure.
const ROW_PX_DEFAULT: f64 = 36.0;

/// The first row that is in the document.
const FIRST_ROW: &str = "tbody.rows tr";

/// The button of the row that has the focus.
const FOCUSED_ROW: &str = ".row-open:focus";

/// The scroll position of a region; `None` if it is not on the page.
pub(crate) fn row_space(region: NodeRef<Div>) -> Option<RowLayout> {
    let region = element(region)?;
    let height = |selector| {
        let found = region.query_selector(selector).ok().flatten();
        found.map(|found| found.get_bounding_client_rect().height())
    };
    Some(RowLayout {
        scroll_top_px: f64::from(region.scroll_top()),
        view_px: f64::from(region.client_height()),
        head_px: height("thead").unwrap_or(0.0),
        row_px: height(FIRST_ROW).unwrap_or(ROW_PX_DEFAULT),
    })
}

/// Sets the height of a row in pixels. It is set through the CSSOM: the content security
/// policy forbids the attribute.
pub(crate) fn set_height(row: NodeRef<Tr>, height_px: f64) {
    if let Some(row) = row.try_get_untracked().flatten() {
        let height = format!("{height_px}px");
        let _ = HtmlElement::style(&row).set_property("height", &height);
    }
}

/// Scrolls a region.
pub(crate) fn scroll_to(region: NodeRef<Div>, top_px: f64) {
    if let Some(region) = element(region) {
        region.set_scroll_top(top_px.round() as i32);
    }
}

/// Focuses the button of the row with an index, without scrolling.
pub(crate) fn focus_row(region: NodeRef<Div>, row_index: usize) {
    if let Some(button) = row_button(region, row_index) {
        focus(&button);
    }
}

/// Scrolls the page, not the region, so that the row with an index is in the window: the
/// region can be higher than the window.
pub(crate) fn bring_row_into_window(region: NodeRef<Div>, row_index: usize) {
    let Some(button) = row_button(region, row_index) else {
        return;
    };
    let Some(root) = document().document_element() else {
        return;
    };
    let row = button.get_bounding_client_rect();
    let below = row.bottom() - f64::from(root.client_height());
    let beyond = if row.top() < 0.0 {
        row.top()
    } else {
        below.max(0.0)
    };
    window().scroll_by_with_x_and_y(0.0, beyond);
}

/// The button of the row with an index, if it is in the document.
fn row_button(region: NodeRef<Div>, row_index: usize) -> Option<Element> {
    let selector = format!("tr[aria-rowindex=\"{row_index}\"] .row-open");
    element(region)?.query_selector(&selector).ok().flatten()
}

/// Whether the button of a row has the focus.
pub(crate) fn has_focused_row(region: NodeRef<Div>) -> bool {
    let focused = element(region).map(|region| region.query_selector(FOCUSED_ROW));
    matches!(focused, Some(Ok(Some(_))))
}

/// Focuses a region, without scrolling.
pub(crate) fn focus_region(region: NodeRef<Div>) {
    if let Some(region) = element(region) {
        focus(&region);
    }
}

/// Focuses a region if nothing has the focus.
pub(crate) fn keep_focus(region: NodeRef<Div>) {
    let document = document();
    let body = document.body().map(Element::from);
    let focused = document.active_element();
    if focused.is_none() || focused == body {
        focus_region(region);
    }
}

/// Whether text is selected on the page.
pub(crate) fn is_marking_text() -> bool {
    let selection = window().get_selection().ok().flatten();
    selection.is_some_and(|selection| !selection.is_collapsed())
}

/// Calls `changed` once a region has a size, and whenever it changes.
pub(crate) fn on_resize(region: NodeRef<Div>, changed: impl Fn() + Copy + 'static) {
    Effect::new(move || {
        let Some(region) = region.get() else {
            return;
        };
        // In the next frame: changing the size in the same one would be an error.
        let resized = Closure::<dyn Fn()>::new(move || request_animation_frame(changed));
        if let Ok(observer) = ResizeObserver::new(resized.as_ref().unchecked_ref()) {
            observer.observe(&region);
            let kept = StoredValue::new_local((observer, resized));
            on_cleanup(move || kept.with_value(|(observer, _)| observer.disconnect()));
        }
    });
}

fn element(region: NodeRef<Div>) -> Option<Element> {
    let region = region.try_get_untracked().flatten()?;
    Some(region.unchecked_into())
}

fn focus(element: &Element) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus_with_options(&options);
    }
}

//! What only a browser can do, where there is none: nothing. Event handlers never run
//! on the server; these functions let the components be the same code on both sides.

use domain::frame::Frame;
use leptos::html::Div;
use leptos::prelude::*;

use crate::charts::Theme;
use crate::components::chart::{ChartEvents, ChartPicture, Drawing, Part, Place};

pub(crate) fn on_address_change(_: impl Fn(String) + 'static) {}

pub(crate) fn push_address(_: &str) {}

pub(crate) fn replace_address(_: &str) {}

pub(crate) fn fetch_slice(_: String, _: impl FnOnce(Option<Frame>) + 'static) {}

pub(crate) fn mark_ready() {}

pub(crate) fn system_theme() -> Signal<Theme> {
    Signal::stored(Theme::Light)
}

pub(crate) fn mount_chart(
    _: NodeRef<Div>,
    _: impl Fn() -> String + 'static,
    _: Signal<Option<Part>>,
    _: RwSignal<Drawing>,
    events: ChartEvents,
) {
    drop((events.over, events.click, events.pointed_at, events.escape));
}

pub(crate) fn place_tooltip(_: NodeRef<Div>, _: NodeRef<Div>, place: Place) {
    let _ = (place.x, place.y);
}

pub(crate) fn save_chart_picture(_: NodeRef<Div>, picture: &ChartPicture) {
    let _ = (picture.name, picture.title, &picture.caption);
    let _ = (&picture.legend, picture.theme);
}

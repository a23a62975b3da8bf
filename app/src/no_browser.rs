//! What only a browser can do, where there is none: nothing. Event handlers never run
//! on the server; these functions let the components be the same code on both sides.

use domain::frame::Frame;
use leptos::html::Div;
use leptos::prelude::*;

use crate::charts::Theme;
use crate::components::chart::ChartEvents;

pub(crate) fn on_address_change(_: impl Fn(String) + 'static) {}

pub(crate) fn push_address(_: &str) {}

pub(crate) fn replace_address(_: &str) {}

pub(crate) fn fetch_slice(_: String, _: impl FnOnce(Option<Frame>) + 'static) {}

pub(crate) fn mark_ready() {}

pub(crate) fn mount_chart(
    _: NodeRef<Div>,
    _: impl Fn(Theme) -> String + 'static,
    _: Signal<Option<usize>>,
    events: ChartEvents,
) {
    drop((events.over, events.click));
}

pub(crate) fn place_tooltip(_: NodeRef<Div>, _: f64, _: f64) {}

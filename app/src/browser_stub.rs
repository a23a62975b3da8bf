//! Stubs for what only a browser can do. Event handlers never run on the server; these
//! functions let the components share their code on both sides.

use domain::slice::{Slice, SliceError};
use leptos::ev;
use leptos::html::{Dialog, Div, Tr};
use leptos::prelude::*;

use crate::chart_events::{ChartEvents, ChartPicture, ChartPoint, DrawState, Part};
use crate::charts::Theme;
use crate::news::{Ended, ServerMessage};
use crate::row_window::RowLayout;
use service::route::Route;

pub(crate) fn on_history_navigation(_: impl Fn(String, String) + 'static) {}

pub(crate) fn push_url(_: &str) {}

pub(crate) fn go_back() {}

pub(crate) fn replace_url(_: &str) {}

pub(crate) fn attempts_max() -> u64 {
    u64::MAX
}

pub(crate) fn read_slice(
    _: String,
    _: Slice,
    _: impl FnOnce(Result<Slice, Option<SliceError>>) + 'static,
) {
}

pub(crate) fn mark_ready() {}

pub(crate) fn mount_chart(
    _: NodeRef<Div>,
    _: impl Fn() -> String + 'static,
    _: Signal<Option<Part>>,
    _: RwSignal<DrawState>,
    _: RwSignal<u32>,
    events: ChartEvents,
) {
    drop((events.over, events.click, events.pointed_at, events.escape));
}

pub(crate) fn place_tooltip(_: NodeRef<Div>, _: NodeRef<Div>, place: ChartPoint) {
    let _ = (place.x, place.y);
}

pub(crate) fn save_chart_picture(_: NodeRef<Div>, picture: &ChartPicture) {
    let _ = (picture.name, picture.title, &picture.caption);
    let _ = (&picture.legend, picture.theme);
}

pub(crate) fn row_space(_: NodeRef<Div>) -> Option<RowLayout> {
    None
}

pub(crate) fn set_height(_: NodeRef<Tr>, _: f64) {}

pub(crate) fn scroll_to(_: NodeRef<Div>, _: f64) {}

pub(crate) fn focus_row(_: NodeRef<Div>, _: usize) {}

pub(crate) fn bring_row_into_window(_: NodeRef<Div>, _: usize) {}

pub(crate) fn has_focused_row(_: NodeRef<Div>) -> bool {
    false
}

pub(crate) fn focus_region(_: NodeRef<Div>) {}

pub(crate) fn keep_focus(_: NodeRef<Div>) {}

pub(crate) fn is_marking_text() -> bool {
    false
}

pub(crate) fn on_resize(_: NodeRef<Div>, _: impl Fn() + Copy + 'static) {}

pub(crate) fn show_dialog(_: NodeRef<Dialog>) {}

pub(crate) fn close_dialog(_: NodeRef<Dialog>) {}

pub(crate) fn is_beside(_: &ev::MouseEvent) -> bool {
    false
}

pub(crate) fn begin_page(_: Route) {}

pub(crate) fn name_page(_: Route) {}

pub(crate) fn follow_news(
    _: String,
    _: RwSignal<Option<Ended>>,
    _: impl Fn() + 'static,
    _: impl Fn(ServerMessage) + 'static,
) {
}

pub(crate) fn ask_server_under(_: String) {}

pub(crate) fn ask_version(_: String, _: impl FnOnce(ServerMessage) + 'static) {}

pub(crate) fn blank(_: Ended, _: String) {}

pub(crate) fn is_open(_: &ev::Event) -> bool {
    false
}

pub(crate) fn close_on_escape(_: &ev::KeyboardEvent) {}

pub(crate) fn focus_search(_: &ev::Event) {}

pub(crate) fn own_zone() -> Option<String> {
    None
}

pub(crate) fn mark_theme(_: Option<&str>) {}

pub(crate) fn shortcuts_are_on() -> bool {
    true
}

pub(crate) fn keep_shortcuts(_: bool) {}

pub(crate) fn show_shortcuts() {}

pub(crate) fn on_shortcut(_: impl Fn(&str) + 'static) {}

pub(crate) fn focus_filter(_: bool) {}

pub(crate) fn close_facets_outside() {}

pub(crate) fn open_for_print(_: impl Fn(bool) + Copy + 'static) {}

pub(crate) fn system_theme() -> Signal<Theme> {
    Signal::stored(Theme::Light)
}

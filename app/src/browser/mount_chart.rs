//! Draws a chart once it comes into view, and keeps it up to date.

use std::sync::Arc;

use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, Node};

use super::drawn_chart::DrawnChart;
use super::echarts_script::{load_echarts, when_near};
use crate::components::chart::{ChartEvents, Drawing, Part, Place};

/// The chart of a component: it lives as long as that.
type Drawn = StoredValue<Option<DrawnChart>, LocalStorage>;

/// Draws a chart in an element once it comes into view. `option` gives ECharts' option
/// as JSON and is followed; `pointed` is the part to highlight.
pub(crate) fn mount_chart(
    canvas: NodeRef<Div>,
    option: impl Fn() -> String + 'static,
    pointed: Signal<Option<Part>>,
    drawing: RwSignal<Drawing>,
    events: ChartEvents,
) {
    let drawn: Drawn = StoredValue::new_local(None);
    let mounted = events.clone();
    Effect::new(move || {
        let Some(element) = canvas.get() else {
            return;
        };
        let element: HtmlElement = element.into();
        let events = mounted.clone();
        let near = element.clone();
        when_near(&near, move || {
            let element = element.clone();
            let events = events.clone();
            load_echarts(move |is_loaded| {
                // The reader may have left the page meanwhile.
                if drawn.is_disposed() {
                    return;
                }
                let chart = is_loaded.then(|| DrawnChart::new(&element, &events));
                let chart = chart.flatten();
                let outcome = match chart {
                    Some(_) => Drawing::Done,
                    None => Drawing::Failed,
                };
                drawn.set_value(chart);
                drawing.set(outcome);
            });
        });
    });
    Effect::new(move || {
        if drawing.get() == Drawing::Done {
            let option = option();
            drawn.with_value(|drawn| drawn.as_ref().map(|drawn| drawn.draw(option)));
        }
    });
    let pointed_at = Arc::clone(&events.pointed_at);
    Effect::new(move || {
        let pointed = pointed.get();
        if drawing.get() == Drawing::Done {
            drawn.with_value(|drawn| drawn.as_ref().map(|drawn| drawn.point(pointed)));
            tell_pointed_place(drawn, &*pointed_at);
        }
    });
    leave_with_the_pointer(canvas, drawn, events);
    on_cleanup(move || {
        drawn.try_update_value(Option::take);
    });
}

/// Says where the part is that the list points at, if it does.
fn tell_pointed_place(drawn: Drawn, tell: &dyn Fn(Place)) {
    let place = drawn.try_with_value(|drawn| drawn.as_ref()?.pointed_place());
    if let Some(place) = place.flatten() {
        tell(place);
    }
}

/// Takes the tooltip away where ECharts does not say that the pointer is gone: a tap
/// elsewhere, scrolling, the key Escape.
fn leave_with_the_pointer(canvas: NodeRef<Div>, drawn: Drawn, events: ChartEvents) {
    let over = Arc::clone(&events.over);
    let leave = move || {
        over(None);
        drawn.try_with_value(|drawn| drawn.as_ref().map(DrawnChart::forget_pointer));
    };
    let scrolled = leave.clone();
    let scroll = window_event_listener(ev::scroll, move |_| {
        scrolled();
        tell_pointed_place(drawn, &*events.pointed_at);
    });
    let down = window_event_listener(ev::pointerdown, move |event| {
        let target = event.target();
        let target = target.and_then(|target| target.dyn_into::<Node>().ok());
        let canvas = canvas.try_get_untracked().flatten();
        if canvas.is_some_and(|canvas| !canvas.contains(target.as_ref())) {
            leave();
        }
    });
    let key = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" {
            (events.escape)();
        }
    });
    on_cleanup(move || {
        scroll.remove();
        down.remove();
        key.remove();
    });
}

//! Draws a chart once it scrolls into view, and keeps it up to date.

use std::sync::Arc;

use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, Node};

use super::drawn_chart::DrawnChart;
use super::echarts_script::{load_echarts, when_near};
use super::retry::when_server_answers;
use crate::chart_events::{ChartEvents, ChartPoint, DrawState, Part};

/// The chart of a component, with the same lifetime.
type Drawn = StoredValue<Option<DrawnChart>, LocalStorage>;

/// How far a chart may move in the window before that counts as scrolling, in pixels.
const SCROLLED: f64 = 16.0;

/// Draws a chart in an element once it scrolls into view. `option` gives ECharts' option as
/// JSON and is tracked; `pointed` is the part to highlight; each change of `tries` retries
/// what failed.
pub(crate) fn mount_chart(
    canvas: NodeRef<Div>,
    option: impl Fn() -> String + 'static,
    pointed: Signal<Option<Part>>,
    drawing: RwSignal<DrawState>,
    tries: RwSignal<u32>,
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
        let attempt = Attempt {
            element: element.clone(),
            events,
            drawn,
            drawing,
            is_under_way: StoredValue::new_local(false),
        };
        let again = attempt.clone();
        let on_paper = attempt.clone();
        // A chart that the reader has not scrolled to is printed, too.
        let printing = window_event_listener(ev::beforeprint, move |_| on_paper.begin());
        on_cleanup(move || printing.remove());
        when_near(&element, move || attempt.begin());
        Effect::new(move || {
            if tries.get() > 0 {
                again.begin();
            }
        });
    });
    Effect::new(move || {
        if drawing.get() == DrawState::Done {
            let option = option();
            drawn.with_value(|drawn| drawn.as_ref().map(|drawn| drawn.draw(option)));
        }
    });
    let pointed_at = Arc::clone(&events.pointed_at);
    Effect::new(move || {
        let pointed = pointed.get();
        if drawing.get() == DrawState::Done {
            drawn.with_value(|drawn| drawn.as_ref().map(|drawn| drawn.point(pointed)));
            tell_pointed_place(drawn, &*pointed_at);
        }
    });
    leave_with_the_pointer(canvas, drawn, events);
    on_cleanup(move || {
        drawn.try_update_value(Option::take);
    });
}

/// An attempt to draw a chart, with the code that has to be loaded for it.
#[derive(Clone)]
struct Attempt {
    element: HtmlElement,
    events: ChartEvents,
    drawn: Drawn,
    drawing: RwSignal<DrawState>,
    is_under_way: StoredValue<bool, LocalStorage>,
}

impl Attempt {
    /// Starts, unless it is drawn or being loaded. If loading fails, it is tried again when
    /// the chart next scrolls into view, when the server answers and when the reader asks for
    /// it.
    fn begin(&self) {
        // The reader may have left the page in the meantime.
        let is_under_way = self.is_under_way.try_get_value().unwrap_or(true);
        if is_under_way || self.drawing.get_untracked() == DrawState::Done {
            return;
        }
        self.is_under_way.set_value(true);
        let attempt = self.clone();
        load_echarts(move |is_loaded| attempt.end(is_loaded));
    }

    fn end(self, is_loaded: bool) {
        if self.drawn.is_disposed() {
            return;
        }
        self.is_under_way.set_value(false);
        let chart = is_loaded.then(|| DrawnChart::new(&self.element, &self.events));
        let chart = chart.flatten();
        let is_drawn = chart.is_some();
        self.drawn.set_value(chart);
        self.drawing.set(if is_drawn {
            DrawState::Done
        } else {
            DrawState::Failed
        });
        if !is_drawn {
            when_server_answers(move || self.begin());
        }
    }
}

/// Reports the position of the part that the list points at, if any.
fn tell_pointed_place(drawn: Drawn, tell: &dyn Fn(ChartPoint)) {
    let place = drawn.try_with_value(|drawn| drawn.as_ref()?.pointed_place());
    if let Some(place) = place.flatten() {
        tell(place);
    }
}

/// Hides the tooltip when ECharts does not report that the pointer left: a tap elsewhere,
/// scrolling, Escape.
fn leave_with_the_pointer(canvas: NodeRef<Div>, drawn: Drawn, events: ChartEvents) {
    let over = Arc::clone(&events.over);
    let leave = move || {
        over(None);
        drawn.try_with_value(|drawn| drawn.as_ref().map(DrawnChart::forget_pointer));
    };
    let top = move || {
        let canvas = canvas.try_get_untracked().flatten();
        canvas.map(|canvas| canvas.get_bounding_client_rect().top())
    };
    let pressed_top = StoredValue::new(None::<f64>);
    let scrolled = leave.clone();
    let scroll = window_event_listener(ev::scroll, move |_| {
        // A tap that filters can change the height of what is above. The browser then scrolls
        // so that the chart keeps its position, and so does the tooltip.
        let moved = top().zip(pressed_top.get_value());
        if moved.is_none_or(|(now, then)| (now - then).abs() > SCROLLED) {
            pressed_top.set_value(None);
            scrolled();
        }
        tell_pointed_place(drawn, &*events.pointed_at);
    });
    let down = window_event_listener(ev::pointerdown, move |event| {
        pressed_top.set_value(top());
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

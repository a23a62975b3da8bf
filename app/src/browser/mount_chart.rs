//! Draws a chart once it comes into view, and keeps it up to date.
//!
//! ECharts is fetched by the first chart that comes near the window: what a reader does
//! not scroll to costs nothing, and nothing waits for it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use js_sys::{Array, JSON, Reflect};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    HtmlElement, HtmlScriptElement, IntersectionObserver, IntersectionObserverEntry, ResizeObserver,
};

use super::echarts::{ChartEvent, EChart, init};
use crate::charts::Theme;
use crate::components::chart::ChartEvents;

/// Where the page names ECharts' script.
const SCRIPT_NAME: &str = "meta[name=echarts]";

/// Draws a chart in an element once it comes into view. `option` gives ECharts' option
/// as JSON and is followed; `pointed` is the part to highlight.
pub(crate) fn mount_chart(
    canvas: NodeRef<Div>,
    option: impl Fn(Theme) -> String + Send + Sync + 'static,
    pointed: Signal<Option<usize>>,
    events: ChartEvents,
) {
    let option = Rc::new(option);
    // The chart lives as long as its component.
    let drawn: StoredValue<Option<Drawn>, LocalStorage> = StoredValue::new_local(None);
    let ready = RwSignal::new(false);
    Effect::new(move || {
        let Some(element) = canvas.get() else {
            return;
        };
        let element: HtmlElement = element.into();
        let events = events.clone();
        let near = element.clone();
        when_near(&near, move || {
            let element = element.clone();
            let events = events.clone();
            load_echarts(move || {
                drawn.set_value(Drawn::new(&element, events.clone()));
                ready.set(true);
            });
        });
    });
    let theme = theme();
    Effect::new(move || {
        if !ready.get() {
            return;
        }
        let option = option(theme.get());
        drawn.with_value(|drawn| drawn.as_ref().map(|drawn| drawn.draw(&option)));
    });
    Effect::new(move || {
        let pointed = pointed.get();
        if ready.get() {
            drawn.with_value(|drawn| drawn.as_ref().map(|drawn| drawn.point(pointed)));
        }
    });
    on_cleanup(move || {
        drawn.try_update_value(Option::take);
    });
}

/// A chart on the page.
struct Drawn {
    chart: Rc<EChart>,
    size: ResizeObserver,
    pointed: Cell<Option<usize>>,
    // The handlers must live as long as the chart calls them.
    _resized: Closure<dyn Fn()>,
    _handlers: Vec<Closure<dyn Fn(ChartEvent)>>,
}

impl Drawn {
    fn new(element: &HtmlElement, events: ChartEvents) -> Option<Self> {
        // ECharts overwrites the label that the server wrote.
        let label = element.get_attribute("aria-label");
        let chart = Rc::new(init(element).ok()?);
        if let Some(label) = label {
            let _ = element.set_attribute("aria-label", &label);
        }
        let resized = {
            let (chart, element) = (Rc::clone(&chart), element.clone());
            Closure::<dyn Fn()>::new(move || {
                let (width, height) = (element.client_width(), element.client_height());
                let same = (chart.width() - f64::from(width)).abs() < 1.0
                    && (chart.height() - f64::from(height)).abs() < 1.0;
                if !same && width > 0 {
                    chart.resize();
                }
            })
        };
        let size = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok()?;
        size.observe(element);
        let part = |event: &ChartEvent| {
            let index = event.data_index()? as usize;
            let pointer = event.event()?;
            Some((index, pointer.offset_x(), pointer.offset_y()))
        };
        let follow = |name| {
            let over = Arc::clone(&events.over);
            let handler = Closure::<dyn Fn(ChartEvent)>::new(move |event| over(part(&event)));
            (name, handler)
        };
        let leave = |name| {
            let over = Arc::clone(&events.over);
            (
                name,
                Closure::<dyn Fn(ChartEvent)>::new(move |_| over(None)),
            )
        };
        let click = Closure::<dyn Fn(ChartEvent)>::new(move |event: ChartEvent| {
            if let Some(index) = event.data_index() {
                (events.click)(index as usize);
            }
        });
        let handlers = [
            follow("mouseover"),
            follow("mousemove"),
            leave("mouseout"),
            leave("globalout"),
            ("click", click),
        ];
        for (name, handler) in &handlers {
            chart.on(name, handler.as_ref().unchecked_ref());
        }
        Some(Self {
            chart,
            size,
            pointed: Cell::new(None),
            _resized: resized,
            _handlers: handlers.into_iter().map(|(_, handler)| handler).collect(),
        })
    }

    fn draw(&self, option: &str) {
        if let Ok(option) = JSON::parse(option) {
            // A chart that cannot be drawn leaves its list, which has the same numbers.
            let _ = self.chart.set_option(&option);
        }
    }

    fn point(&self, pointed: Option<usize>) {
        let before = self.pointed.replace(pointed);
        if before == pointed {
            return;
        }
        if let Some(before) = before {
            self.act("downplay", before);
        }
        if let Some(pointed) = pointed {
            self.act("highlight", pointed);
        }
    }

    fn act(&self, kind: &str, index: usize) {
        let action = js_sys::Object::new();
        for (key, value) in [
            ("type", JsValue::from(kind)),
            ("seriesIndex", JsValue::from(0)),
            ("dataIndex", JsValue::from(index)),
        ] {
            let _ = Reflect::set(&action, &JsValue::from(key), &value);
        }
        self.chart.dispatch_action(&action);
    }
}

impl Drop for Drawn {
    fn drop(&mut self) {
        self.size.disconnect();
        self.chart.dispose();
    }
}

/// Whether the page is light or dark, now and later.
fn theme() -> RwSignal<Theme> {
    let query = window().match_media("(prefers-color-scheme: dark)");
    let query = query.ok().flatten();
    let of = |dark: bool| if dark { Theme::Dark } else { Theme::Light };
    let theme = RwSignal::new(of(query
        .as_ref()
        .is_some_and(web_sys::MediaQueryList::matches)));
    if let Some(query) = query {
        let asked = query.clone();
        let changed = Closure::<dyn Fn()>::new(move || theme.set(of(asked.matches())));
        let handler = changed.as_ref().unchecked_ref();
        let _ = query.add_event_listener_with_callback("change", handler);
        let changed = StoredValue::new_local((query, changed));
        on_cleanup(move || {
            changed.with_value(|(query, changed)| {
                let handler = changed.as_ref().unchecked_ref();
                let _ = query.remove_event_listener_with_callback("change", handler);
            });
        });
    }
    theme
}

/// Calls `then` once when an element comes near the window.
fn when_near(element: &HtmlElement, then: impl Fn() + 'static) {
    let seen = Closure::<dyn Fn(Array, IntersectionObserver)>::new(
        move |entries: Array, observer: IntersectionObserver| {
            let near = entries.iter().any(|entry| {
                entry
                    .unchecked_into::<IntersectionObserverEntry>()
                    .is_intersecting()
            });
            if near {
                observer.disconnect();
                then();
            }
        },
    );
    if let Ok(observer) = IntersectionObserver::new(seen.as_ref().unchecked_ref()) {
        observer.observe(element);
        let kept = StoredValue::new_local((observer, seen));
        on_cleanup(move || kept.with_value(|(observer, _)| observer.disconnect()));
    }
}

/// Who waits for ECharts.
type Waiting = Rc<RefCell<Option<Vec<Box<dyn Fn()>>>>>;

thread_local! {
    /// `None` once ECharts is there.
    static WAITING: Waiting = Rc::new(RefCell::new(Some(Vec::new())));
}

/// Calls `then` once ECharts is there; the first call fetches it.
fn load_echarts(then: impl Fn() + 'static) {
    let waiting = WAITING.with(Rc::clone);
    let is_first = match &mut *waiting.borrow_mut() {
        Some(waiting) => {
            waiting.push(Box::new(then));
            waiting.len() == 1
        }
        None => {
            then();
            return;
        }
    };
    if !is_first {
        return;
    }
    let document = document();
    let name = document.query_selector(SCRIPT_NAME).ok().flatten();
    let source = name.and_then(|name| name.get_attribute("content"));
    let script = document.create_element("script").ok();
    let script = script.and_then(|script| script.dyn_into::<HtmlScriptElement>().ok());
    let (Some(source), Some(script), Some(head)) = (source, script, document.head()) else {
        return;
    };
    let loaded = Closure::once_into_js(move || {
        let waiting = waiting.borrow_mut().take();
        for then in waiting.into_iter().flatten() {
            then();
        }
    });
    script.set_src(&source);
    let _ = script.add_event_listener_with_callback("load", loaded.unchecked_ref());
    let _ = head.append_child(&script);
}

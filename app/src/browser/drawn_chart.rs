//! A chart on the page: the calls to ECharts and its events.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{HtmlElement, ResizeObserver};

use super::echarts::{ChartEvent, EChart, init};
use crate::chart_events::{ChartEvents, ChartPoint, Part};
use crate::charts::{PartPlace, with_code};

/// A chart on the page; dropping it frees the chart.
pub(super) struct DrawnChart {
    chart: Rc<EChart>,
    size: ResizeObserver,
    pointed: Cell<Option<Part>>,
    /// What is drawn, as JSON.
    option: RefCell<String>,
    /// Which series it has.
    series: RefCell<String>,
    // The handlers must live as long as the chart may call them.
    _resized: Closure<dyn Fn()>,
    _handlers: Vec<Closure<dyn Fn(ChartEvent)>>,
}

impl DrawnChart {
    /// An empty chart in an element; `None` if the browser cannot create one.
    pub(super) fn new(element: &HtmlElement, events: &ChartEvents) -> Option<Self> {
        let chart = Rc::new(init(element).ok()?);
        let resized = {
            let (chart, element) = (Rc::clone(&chart), element.clone());
            Closure::<dyn Fn()>::new(move || {
                // On paper the drawing is scaled: the layout there gives the element no height.
                if is_printing() {
                    return;
                }
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
        let handlers = handlers(events);
        for (name, handler) in &handlers {
            chart.on(name, handler.as_ref().unchecked_ref());
        }
        Some(Self {
            chart,
            size,
            pointed: Cell::new(None),
            option: RefCell::default(),
            series: RefCell::default(),
            _resized: resized,
            _handlers: handlers.into_iter().map(|(_, handler)| handler).collect(),
        })
    }

    /// Draws an option, given as JSON.
    pub(super) fn draw(&self, option: String) {
        let Ok(parsed) = JSON::parse(&option) else {
            return;
        };
        self.option.replace(option);
        // Merging keeps highlights, but does not remove series that are gone.
        let series = series_ids(&parsed);
        let is_other = *self.series.borrow() != series;
        self.series.replace(series);
        // If a chart cannot be drawn, its list still has the same numbers.
        let _ = self.chart.set_option(&parsed, is_other);
        // A page that is being printed has no next frame.
        self.chart.painter().flush();
        if let (true, Some(pointed)) = (is_other, self.pointed.get()) {
            self.act("highlight", Some(pointed));
        }
    }

    /// Highlights the part that the list points at.
    pub(super) fn point(&self, pointed: Option<Part>) {
        let before = self.pointed.replace(pointed);
        if before == pointed {
            return;
        }
        if before.is_some() {
            self.act("downplay", before);
        }
        if pointed.is_some() {
            self.act("highlight", pointed);
        }
    }

    /// Forgets the pointer: only what the list points at stays highlighted. ECharts gets no
    /// event when a finger is lifted.
    pub(super) fn forget_pointer(&self) {
        self.act("downplay", None);
        if let Some(pointed) = self.pointed.get() {
            self.act("highlight", Some(pointed));
        }
    }

    /// The position of the part that the list points at; the center of the canvas if the chart
    /// does not know.
    pub(super) fn pointed_place(&self) -> Option<ChartPoint> {
        let pointed = self.pointed.get()?;
        let (width, height) = (self.chart.width(), self.chart.height());
        let option = self.option.borrow();
        let (series, index) = (pointed.series, pointed.index);
        let place = with_code(|code| (code.part_position)(&option, series, index, width, height))
            .and_then(|place| match place {
                PartPlace::Pixels(x, y) => Some(ChartPoint { x, y }),
                PartPlace::Values(x, y) => self.place_of_values(x, y),
            });
        Some(place.unwrap_or(ChartPoint {
            x: width / 2.0,
            y: height / 2.0,
        }))
    }

    fn place_of_values(&self, x: f64, y: f64) -> Option<ChartPoint> {
        let values = Array::of2(&JsValue::from(x), &JsValue::from(y));
        let pixels = self.chart.convert_to_pixel("grid", &values).ok()?;
        let pixels = pixels.dyn_into::<Array>().ok()?;
        let (x, y) = (pixels.get(0).as_f64()?, pixels.get(1).as_f64()?);
        (x.is_finite() && y.is_finite()).then_some(ChartPoint { x, y })
    }

    /// Highlights or downplays a part; `None`: all parts.
    fn act(&self, kind: &str, part: Option<Part>) {
        let action = Object::new();
        let set = |key: &str, value: JsValue| {
            let _ = Reflect::set(&action, &JsValue::from(key), &value);
        };
        set("type", JsValue::from(kind));
        if let Some(part) = part {
            set("seriesIndex", JsValue::from(part.series));
            set("dataIndex", JsValue::from(part.index));
        }
        self.chart.dispatch_action(&action);
    }
}

impl Drop for DrawnChart {
    fn drop(&mut self) {
        self.size.disconnect();
        self.chart.dispose();
    }
}

type Handler = (&'static str, Closure<dyn Fn(ChartEvent)>);

/// The handlers that ECharts calls, by the name of their event.
fn handlers(events: &ChartEvents) -> [Handler; 5] {
    let follow = |name| -> Handler {
        let over = Arc::clone(&events.over);
        let handler = Closure::<dyn Fn(ChartEvent)>::new(move |event: ChartEvent| {
            let place = event.event().map(|pointer| ChartPoint {
                x: pointer.offset_x(),
                y: pointer.offset_y(),
            });
            over(part(&event).zip(place));
        });
        (name, handler)
    };
    let leave = |name| -> Handler {
        let over = Arc::clone(&events.over);
        let handler = Closure::<dyn Fn(ChartEvent)>::new(move |_| over(None));
        (name, handler)
    };
    let click = Arc::clone(&events.click);
    let click = Closure::<dyn Fn(ChartEvent)>::new(move |event: ChartEvent| {
        if let Some(part) = part(&event) {
            click(part);
        }
    });
    [
        follow("mouseover"),
        follow("mousemove"),
        leave("mouseout"),
        leave("globalout"),
        ("click", click),
    ]
}

fn part(event: &ChartEvent) -> Option<Part> {
    Some(Part {
        series: event.series_index()? as usize,
        index: event.data_index()? as usize,
    })
}

/// The ids of an option's series, in order.
fn series_ids(option: &JsValue) -> String {
    let get = |value: &JsValue, key: &str| Reflect::get(value, &JsValue::from(key)).ok();
    let series = get(option, "series").and_then(|series| series.dyn_into::<Array>().ok());
    let ids = series.into_iter().flat_map(|series| series.to_vec());
    let ids = ids.map(|series| get(&series, "id").and_then(|id| id.as_string()));
    ids.map(|id| id.unwrap_or_default() + "\n").collect()
}

/// Whether the page is laid out for paper.
fn is_printing() -> bool {
    let print = leptos::prelude::window().match_media("print");
    print.ok().flatten().is_some_and(|print| print.matches())
}

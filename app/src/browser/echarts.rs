//! The part of ECharts that we call. charming's own renderer has no events, no dispose
//! and redraws in steps.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{HtmlCanvasElement, HtmlElement};

#[wasm_bindgen]
extern "C" {
    /// One chart.
    pub(super) type EChart;

    /// A chart in an element that is attached and has a size.
    #[wasm_bindgen(js_namespace = echarts, catch)]
    pub(super) fn init(element: &HtmlElement) -> Result<EChart, JsValue>;

    /// The chart that an element has.
    #[wasm_bindgen(js_namespace = echarts, js_name = getInstanceByDom, catch)]
    pub(super) fn chart_of(element: &HtmlElement) -> Result<Option<EChart>, JsValue>;

    /// Draws an option: merged into what is drawn, or in place of it.
    #[wasm_bindgen(method, js_name = setOption, catch)]
    pub(super) fn set_option(
        this: &EChart,
        option: &JsValue,
        in_place: bool,
    ) -> Result<(), JsValue>;

    /// Calls a function on an event.
    #[wasm_bindgen(method)]
    pub(super) fn on(this: &EChart, event: &str, handler: &js_sys::Function);

    /// Highlights or plays down a part.
    #[wasm_bindgen(method, js_name = dispatchAction)]
    pub(super) fn dispatch_action(this: &EChart, action: &JsValue);

    /// The pixels from left and top of a pair of values on the axes; what `finder`
    /// names must exist.
    #[wasm_bindgen(method, js_name = convertToPixel, catch)]
    pub(super) fn convert_to_pixel(
        this: &EChart,
        finder: &str,
        values: &JsValue,
    ) -> Result<JsValue, JsValue>;

    /// The chart drawn once more on a canvas of its own.
    #[wasm_bindgen(method, js_name = renderToCanvas, catch)]
    pub(super) fn render_to_canvas(
        this: &EChart,
        options: &JsValue,
    ) -> Result<HtmlCanvasElement, JsValue>;

    /// What paints the chart.
    #[wasm_bindgen(method, js_name = getZr)]
    pub(super) fn painter(this: &EChart) -> Painter;

    /// Fits the canvas to its element.
    #[wasm_bindgen(method)]
    pub(super) fn resize(this: &EChart);

    /// The canvas's width, in pixels.
    #[wasm_bindgen(method, js_name = getWidth)]
    pub(super) fn width(this: &EChart) -> f64;

    /// The canvas's height, in pixels.
    #[wasm_bindgen(method, js_name = getHeight)]
    pub(super) fn height(this: &EChart) -> f64;

    /// Frees the chart.
    #[wasm_bindgen(method)]
    pub(super) fn dispose(this: &EChart);

    /// What paints a chart.
    pub(super) type Painter;

    /// Paints at once what would be painted with the next frame.
    #[wasm_bindgen(method)]
    pub(super) fn flush(this: &Painter);

    /// An event of the pointer on a chart.
    pub(super) type ChartEvent;

    /// The place of the part's series.
    #[wasm_bindgen(method, getter, js_name = seriesIndex)]
    pub(super) fn series_index(this: &ChartEvent) -> Option<f64>;

    /// The part's place in its series.
    #[wasm_bindgen(method, getter, js_name = dataIndex)]
    pub(super) fn data_index(this: &ChartEvent) -> Option<f64>;

    /// The pointer's own event.
    #[wasm_bindgen(method, getter)]
    pub(super) fn event(this: &ChartEvent) -> Option<PointerEvent>;

    /// Where the pointer is.
    pub(super) type PointerEvent;

    /// Pixels from the canvas's left.
    #[wasm_bindgen(method, getter, js_name = offsetX)]
    pub(super) fn offset_x(this: &PointerEvent) -> f64;

    /// Pixels from the canvas's top.
    #[wasm_bindgen(method, getter, js_name = offsetY)]
    pub(super) fn offset_y(this: &PointerEvent) -> f64;
}

//! Bindings to the part of ECharts that we use. charming's own renderer has no events, no
//! dispose, and redraws in steps.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{HtmlCanvasElement, HtmlElement};

#[wasm_bindgen]
extern "C" {
    /// One chart.
    pub(super) type EChart;

    /// Creates a chart in an element that is attached and has a size.
    #[wasm_bindgen(js_namespace = echarts, catch)]
    pub(super) fn init(element: &HtmlElement) -> Result<EChart, JsValue>;

    /// The chart of an element.
    #[wasm_bindgen(js_namespace = echarts, js_name = getInstanceByDom, catch)]
    pub(super) fn chart_of(element: &HtmlElement) -> Result<Option<EChart>, JsValue>;

    /// Draws an option: merged into the current one, or replacing it.
    #[wasm_bindgen(method, js_name = setOption, catch)]
    pub(super) fn set_option(
        this: &EChart,
        option: &JsValue,
        in_place: bool,
    ) -> Result<(), JsValue>;

    /// Registers a handler of an event.
    #[wasm_bindgen(method)]
    pub(super) fn on(this: &EChart, event: &str, handler: &js_sys::Function);

    /// Highlights or downplays a part.
    #[wasm_bindgen(method, js_name = dispatchAction)]
    pub(super) fn dispatch_action(this: &EChart, action: &JsValue);

    /// The pixels from left and top of a pair of axis values; what `finder` names must exist.
    #[wasm_bindgen(method, js_name = convertToPixel, catch)]
    pub(super) fn convert_to_pixel(
        this: &EChart,
        finder: &str,
        values: &JsValue,
    ) -> Result<JsValue, JsValue>;

    /// Renders the chart to another canvas.
    #[wasm_bindgen(method, js_name = renderToCanvas, catch)]
    pub(super) fn render_to_canvas(
        this: &EChart,
        options: &JsValue,
    ) -> Result<HtmlCanvasElement, JsValue>;

    /// The chart's renderer.
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

    /// A chart's renderer.
    pub(super) type Painter;

    /// Renders at once what would be rendered in the next frame.
    #[wasm_bindgen(method)]
    pub(super) fn flush(this: &Painter);

    /// A pointer event on a chart.
    pub(super) type ChartEvent;

    /// The index of the part's series.
    #[wasm_bindgen(method, getter, js_name = seriesIndex)]
    pub(super) fn series_index(this: &ChartEvent) -> Option<f64>;

    /// The index of the part in its series.
    #[wasm_bindgen(method, getter, js_name = dataIndex)]
    pub(super) fn data_index(this: &ChartEvent) -> Option<f64>;

    /// The original pointer event.
    #[wasm_bindgen(method, getter)]
    pub(super) fn event(this: &ChartEvent) -> Option<PointerEvent>;

    /// The pointer's position.
    pub(super) type PointerEvent;

    /// Pixels from the canvas's left.
    #[wasm_bindgen(method, getter, js_name = offsetX)]
    pub(super) fn offset_x(this: &PointerEvent) -> f64;

    /// Pixels from the canvas's top.
    #[wasm_bindgen(method, getter, js_name = offsetY)]
    pub(super) fn offset_y(this: &PointerEvent) -> f64;
}

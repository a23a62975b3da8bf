//! The part of ECharts that we call. charming's own renderer has no events, no dispose
//! and redraws in steps.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

#[wasm_bindgen]
extern "C" {
    /// One chart.
    pub(super) type EChart;

    /// A chart in an element that is attached and has a size.
    #[wasm_bindgen(js_namespace = echarts, catch)]
    pub(super) fn init(element: &HtmlElement) -> Result<EChart, JsValue>;

    /// Draws an option, merged into what is drawn.
    #[wasm_bindgen(method, js_name = setOption, catch)]
    pub(super) fn set_option(this: &EChart, option: &JsValue) -> Result<(), JsValue>;

    /// Calls a function on an event.
    #[wasm_bindgen(method)]
    pub(super) fn on(this: &EChart, event: &str, handler: &js_sys::Function);

    /// Highlights or plays down a part.
    #[wasm_bindgen(method, js_name = dispatchAction)]
    pub(super) fn dispatch_action(this: &EChart, action: &JsValue);

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

    /// An event of the pointer on a chart.
    pub(super) type ChartEvent;

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

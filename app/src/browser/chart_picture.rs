//! Saves a chart as a picture: title, caption, canvas and legend.

use std::time::Duration;

use js_sys::{Object, Reflect};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement, Url};

use super::echarts::{EChart, chart_of};
use crate::chart_events::ChartPicture;
use crate::charts::{LegendRow, panel, text, wrap};

/// Pixels of the picture per pixel of the page, so that it is sharp in print.
const SCALE: f64 = 2.0;
/// The margin, in pixels of the page, like all that follow.
const MARGIN: f64 = 16.0;
const TITLE_FONT: &str = "600 16px system-ui, sans-serif";
const TITLE_LINE: f64 = 22.0;
const FONT: &str = "12px system-ui, sans-serif";
const LINE: f64 = 17.0;
const SWATCH: f64 = 10.0;
/// A view can have many long filters.
const CAPTION_LINES_MAX: usize = 6;
/// How long the browser may take to decode the picture.
const READ_WITHIN: Duration = Duration::from_mins(1);

/// Saves the chart of an element as a PNG. Does nothing if the browser cannot: the list has
/// the same numbers.
pub(crate) fn save_chart_picture(canvas: NodeRef<Div>, picture: &ChartPicture) {
    let element = canvas.get_untracked();
    let chart = element.and_then(|element| chart_of(&element).ok().flatten());
    if let Some(canvas) = chart.and_then(|chart| compose(&chart, picture).ok()) {
        download(&canvas, format!("{}.png", picture.name));
    }
}

/// The lines of a picture, and its size.
struct Layout {
    title: Vec<String>,
    caption: Vec<String>,
    legend: Vec<(String, String)>,
    chart_top: f64,
    legend_top: f64,
    width: f64,
    height: f64,
}

impl Layout {
    fn new(context: &CanvasRenderingContext2d, chart: &EChart, picture: &ChartPicture) -> Self {
        let width = chart.width();
        let width_of = |text: &str| {
            let measured = context.measure_text(text);
            measured.map_or(f64::INFINITY, |measured| measured.width())
        };
        context.set_font(TITLE_FONT);
        let title = wrap(picture.title, width, 2, width_of);
        context.set_font(FONT);
        let caption = wrap(&picture.caption, width, CAPTION_LINES_MAX, width_of);
        let row = |row: &LegendRow| {
            let lines = wrap(&row.text, width - 2.0 * SWATCH, 1, width_of);
            (row.color.clone(), lines.concat())
        };
        let legend: Vec<(String, String)> = picture.legend.iter().map(row).collect();
        let head = title.len() as f64 * TITLE_LINE + caption.len() as f64 * LINE;
        let chart_top = MARGIN + head + MARGIN;
        let legend_top = chart_top + chart.height() + MARGIN;
        let legend_height = legend.len() as f64 * LINE;
        Self {
            title,
            caption,
            legend,
            chart_top,
            legend_top,
            width: width + 2.0 * MARGIN,
            height: legend_top + legend_height + MARGIN,
        }
    }
}

/// The picture on a canvas of its own.
fn compose(chart: &EChart, picture: &ChartPicture) -> Result<HtmlCanvasElement, JsValue> {
    let canvas = document().create_element("canvas")?;
    let canvas = canvas.dyn_into::<HtmlCanvasElement>()?;
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context = context.dyn_into::<CanvasRenderingContext2d>()?;
    let layout = Layout::new(&context, chart, picture);
    // A new size resets font and scale.
    canvas.set_width((layout.width * SCALE) as u32);
    canvas.set_height((layout.height * SCALE) as u32);
    context.scale(SCALE, SCALE)?;
    context.set_fill_style_str(panel(picture.theme));
    context.fill_rect(0.0, 0.0, layout.width, layout.height);
    context.set_text_baseline("middle");
    let color = text(picture.theme);
    context.set_fill_style_str(color);
    let mut top = MARGIN;
    for (font, lines, height) in [
        (TITLE_FONT, &layout.title, TITLE_LINE),
        (FONT, &layout.caption, LINE),
    ] {
        context.set_font(font);
        for line in lines {
            context.fill_text(line, MARGIN, top + height / 2.0)?;
            top += height;
        }
    }
    let options = Object::new();
    Reflect::set(&options, &"pixelRatio".into(), &SCALE.into())?;
    let drawn = chart.render_to_canvas(&options)?;
    context.draw_image_with_html_canvas_element_and_dw_and_dh(
        &drawn,
        MARGIN,
        layout.chart_top,
        chart.width(),
        chart.height(),
    )?;
    let mut middle = layout.legend_top + LINE / 2.0;
    for (swatch, text) in &layout.legend {
        context.set_fill_style_str(swatch);
        context.fill_rect(MARGIN, middle - SWATCH / 2.0, SWATCH, SWATCH);
        context.set_fill_style_str(color);
        context.fill_text(text, MARGIN + 2.0 * SWATCH, middle)?;
        middle += LINE;
    }
    Ok(canvas)
}

/// Downloads a canvas as a file.
fn download(canvas: &HtmlCanvasElement, file_name: String) {
    let made = Closure::once_into_js(move |blob: Option<Blob>| {
        let Some(blob) = blob else {
            return;
        };
        let Ok(url) = Url::create_object_url_with_blob(&blob) else {
            return;
        };
        let link = document().create_element("a").ok();
        if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) {
            link.set_href(&url);
            link.set_download(&file_name);
            // It is not in the document, so no click handler of the page sees it.
            link.click();
        }
        set_timeout(
            move || {
                let _ = Url::revoke_object_url(&url);
            },
            READ_WITHIN,
        );
    });
    let _ = canvas.to_blob(made.unchecked_ref());
}

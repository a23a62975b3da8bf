//! A chart: a canvas that ECharts draws on, and a tooltip of our own.
//!
//! ECharts' own tooltip writes HTML, which names from outside must never become; ours
//! has text nodes only.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;

use crate::browser;
use crate::charts::Theme;

/// What a tooltip says of one part of a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tip {
    /// What it is.
    pub(crate) title: String,
    /// What it means.
    pub(crate) text: String,
    /// How many, and what share.
    pub(crate) number: String,
}

/// A part of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) series: usize,
    pub(crate) index: usize,
}
pub(crate) struct ChartEvents {
    pub(crate) over: Arc<dyn Fn(Option<(usize, f64, f64)>) + Send + Sync>,
    pub(crate) click: Arc<dyn Fn(usize) + Send + Sync>,
}
#[component]
pub(crate) fn Chart(
    kind: &'static str,
    name: &'static str,
    title: &'static str,
    #[prop(into)] label: Signal<String>,
    option: impl Fn(Theme) -> String + Send + Sync + 'static,
    tip: impl Fn(Part) -> Option<Tip> + Send + Sync + 'static,
    click: impl Fn(Part) + Send + Sync + 'static,
    pointed: RwSignal<Option<Part>>,
    theme: Signal<Theme>,
    caption: Signal<String>,
) -> impl IntoView {
    let _ = (name, title, option, tip, click, pointed, theme, caption);
    let _ = NodeRef::<Div>::new();
    view! { <div class="chart"><div class=format!("canvas {kind}") role="img" aria-label=label></div></div> }
}

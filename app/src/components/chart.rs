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

/// A part of a chart by its place, and where the pointer is on it, in pixels from the
/// canvas's left and top.
pub(crate) type PointedPart = (usize, f64, f64);

/// What the pointer does on a chart.
#[derive(Clone)]
pub(crate) struct ChartEvents {
    /// It is over a part; `None`: over none.
    pub(crate) over: Arc<dyn Fn(Option<PointedPart>) + Send + Sync>,
    /// It clicked a part.
    pub(crate) click: Arc<dyn Fn(usize) + Send + Sync>,
}

/// A chart of one series whose parts are the rows of a list.
#[component]
pub(crate) fn Chart(
    /// The kind, as a class of the canvas.
    kind: &'static str,
    /// What a screen reader says of it.
    label: &'static str,
    /// The option for ECharts as JSON; it follows the signals that it reads.
    option: impl Fn(Theme) -> String + Send + Sync + 'static,
    /// What the tooltip says of a part.
    tip: impl Fn(usize) -> Tip + Send + Sync + 'static,
    /// What a click on a part does.
    click: impl Fn(usize) + Send + Sync + 'static,
    /// The row that the list points at.
    pointed: RwSignal<Option<usize>>,
) -> impl IntoView {
    let canvas = NodeRef::<Div>::new();
    let tooltip = NodeRef::<Div>::new();
    let over = RwSignal::new(None::<usize>);
    let events = ChartEvents {
        over: Arc::new(move |part| {
            over.set(part.map(|(index, ..)| index));
            if let Some((_, x, y)) = part {
                browser::place_tooltip(tooltip, x, y);
            }
        }),
        click: Arc::new(click),
    };
    browser::mount_chart(canvas, option, pointed.into(), events);
    let tip = Memo::new(move |_| over.get().map(&tip));
    let text = move |part: fn(&Tip) -> &String| {
        move || tip.with(|tip| tip.as_ref().map(|tip| part(tip).clone()))
    };
    view! {
        <div class="chart">
            <div class=format!("canvas {kind}") node_ref=canvas role="img" aria-label=label></div>
            <div class="tooltip" node_ref=tooltip class:shown=move || tip.with(Option::is_some)>
                <strong>{text(|tip| &tip.title)}</strong>
                <span>{text(|tip| &tip.text)}</span>
                <span>{text(|tip| &tip.number)}</span>
            </div>
        </div>
    }
}

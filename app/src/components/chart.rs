//! A chart: a canvas that ECharts draws on, a tooltip of our own, and its picture.
//!
//! ECharts' own tooltip writes HTML, which names from outside must never become; ours has text
//! nodes only. It is hidden from screen readers: the list or table beside the chart has the
//! same content, and is the keyboard access to it.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;

use crate::browser;
use crate::chart_events::{ChartEvents, ChartPicture, DrawState, Over, Part};
use crate::charts::{Theme, with_code};

/// The texts of a tooltip for a part of a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tip {
    /// What it is.
    pub(crate) title: String,
    /// What it means.
    pub(crate) text: String,
    /// How many, and what share.
    pub(crate) number: String,
}

/// A chart with its tooltip and buttons.
#[component]
pub(crate) fn Chart(
    /// The kind, as a class of the canvas: `pie`, `bar` or `trend`.
    kind: &'static str,
    /// The file name of its picture, without the extension.
    name: &'static str,
    /// The title on its picture.
    title: &'static str,
    /// The accessible name: what the chart shows and its main number.
    #[prop(into)]
    label: Signal<String>,
    /// The option for ECharts as JSON; the signals that it reads are tracked.
    #[prop(into)]
    option: Callback<Theme, String>,
    /// The tooltip of a part; `None`: no tooltip.
    #[prop(into)]
    tip: Callback<Part, Option<Tip>>,
    /// What a click on a part does.
    #[prop(into)]
    click: Callback<Part>,
    /// The part that the list or table beside the chart points at.
    pointed: RwSignal<Option<Part>>,
    /// Light or dark; it is tracked.
    theme: Signal<Theme>,
    /// The caption of the picture: what was counted.
    caption: Signal<String>,
) -> impl IntoView {
    let canvas = NodeRef::<Div>::new();
    let tooltip = NodeRef::<Div>::new();
    let drawing = RwSignal::new(DrawState::Waiting);
    let tries = RwSignal::new(0);
    let (shown, events) = tooltip_part(canvas, tooltip, pointed, click);
    browser::mount_chart(
        canvas,
        move || option.run(theme.get()),
        pointed.into(),
        drawing,
        tries,
        events,
    );
    let failure = move || {
        (drawing.get() == DrawState::Failed).then(|| {
            let again = move |_| tries.update(|tries| *tries += 1);
            view! {
                <div class="chart-failed">
                    <p>"The chart could not be loaded. Its numbers are in the table."</p>
                    <button type="button" on:click=again>"Try again"</button>
                </div>
            }
        })
    };
    let tip = Memo::new(move |_| shown.get().and_then(|part| tip.run(part)));
    let text = move |part: fn(&Tip) -> &String| {
        move || tip.with(|tip| tip.as_ref().map(|tip| part(tip).clone()))
    };
    let save = move |_| {
        let theme = theme.get_untracked();
        let option = untrack(|| option.run(theme));
        let picture = ChartPicture {
            name,
            title,
            caption: caption.get_untracked(),
            legend: with_code(|code| (code.legend)(&option)),
            theme,
        };
        browser::save_chart_picture(canvas, &picture);
    };
    view! {
        <div class="chart">
            <div
                class=format!("canvas {kind}")
                node_ref=canvas
                role="img"
                aria-label=move || label.get()
            ></div>
            {failure}
            <button
                type="button"
                class="chart-picture"
                aria-label=format!("Save as PNG: {title}")
                disabled=move || drawing.get() != DrawState::Done
                on:click=save
            >
                "Save as PNG"
            </button>
            <div
                class="tooltip"
                class:shown=move || tip.with(Option::is_some)
                node_ref=tooltip
                aria-hidden="true"
            >
                <strong>{text(|tip| &tip.title)}</strong>
                <span>{text(|tip| &tip.text)}</span>
                <span class="tooltip-number">{text(|tip| &tip.number)}</span>
            </div>
        </div>
    }
}

/// The part that has the tooltip, and the events that move it: the part under the pointer,
/// else the part that the list points at. Escape hides it until that part changes.
fn tooltip_part(
    canvas: NodeRef<Div>,
    tooltip: NodeRef<Div>,
    pointed: RwSignal<Option<Part>>,
    click: Callback<Part>,
) -> (Memo<Option<Part>>, ChartEvents) {
    let over = RwSignal::new(None::<Part>);
    let dismissed = RwSignal::new(None::<Part>);
    let candidate = Memo::new(move |_| over.get().or_else(|| pointed.get()));
    let shown = Memo::new(move |_| {
        candidate
            .get()
            .filter(|part| dismissed.get() != Some(*part))
    });
    Effect::new(move || {
        let candidate = candidate.get();
        if dismissed
            .get_untracked()
            .is_some_and(|part| candidate != Some(part))
        {
            dismissed.set(None);
        }
    });
    let events = ChartEvents {
        over: Arc::new(move |at: Over| {
            let part = at.map(|(part, _)| part);
            if over.get_untracked() != part {
                over.set(part);
            }
            if let Some((_, place)) = at {
                browser::place_tooltip(tooltip, canvas, place);
            }
        }),
        click: Arc::new(move |part| click.run(part)),
        pointed_at: Arc::new(move |place| {
            if over.get_untracked().is_none() {
                browser::place_tooltip(tooltip, canvas, place);
            }
        }),
        escape: Arc::new(move || dismissed.set(candidate.get_untracked())),
    };
    (shown, events)
}

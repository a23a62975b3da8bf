//! A list as bars in HTML: each row is a link with its name, its numbers and a bar. It also
//! gives keyboard access to the chart beside it.

use domain::display::{number, signed_percent};
use domain::share::Share;
use domain::view::View;
use leptos::ev;
use leptos::prelude::*;

use super::view_link::is_plain;
use crate::chart_events::Part;
use crate::report_state::ReportState;
use service::labels;
use service::route::Route;

/// One row of a list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BarEntry {
    /// What identifies the row.
    pub(crate) value: String,
    /// The label.
    pub(crate) label: String,
    /// What explains the label.
    pub(crate) detail: String,
    /// The value of the view's measure in the previous period, if compared.
    pub(crate) before: Option<u64>,
    /// The value of the view's measure, of the list's total.
    pub(crate) share: Share,
    /// The color of the bar.
    pub(crate) color: &'static str,
    /// Whether the filter selects it; `None`: the filter selects nothing.
    pub(crate) selected: Option<bool>,
    /// The page that the row leads to.
    pub(crate) route: Route,
    /// The view that it leads to.
    pub(crate) view: View,
}

/// The rows of a list, each with its link, its numbers and its bar.
#[component]
pub(crate) fn BarList(
    state: ReportState,
    entries: Memo<Vec<BarEntry>>,
    /// The row whose part of the chart is highlighted.
    pointed: RwSignal<Option<Part>>,
) -> impl IntoView {
    view! {
        <ul class="bar-list">
            <For
                each=move || entries.get()
                key=|entry| entry.value.clone()
                children=move |entry| bar_row(state, entries, pointed, entry)
            />
        </ul>
    }
}

fn bar_row(
    state: ReportState,
    entries: Memo<Vec<BarEntry>>,
    pointed: RwSignal<Option<Part>>,
    first: BarEntry,
) -> impl IntoView {
    let value = StoredValue::new(first.value.clone());
    let place = move || {
        entries.with(|entries| {
            let mut entries = entries.iter();
            entries.position(|entry| value.with_value(|value| entry.value == *value))
        })
    };
    let entry = Memo::new(move |_| {
        let entry = place().and_then(|place| entries.with(|entries| entries.get(place).cloned()));
        entry.unwrap_or_else(|| first.clone())
    });
    let part = move || untrack(place).map(|index| Part { series: 0, index });
    let point = move |_: ev::FocusEvent| pointed.set(part());
    let hover = move |_: ev::MouseEvent| pointed.set(part());
    let change = move || {
        entry.with(|entry| {
            let before = entry.before?;
            Some(view! { <span class="change">{signed_percent(entry.share.part, before)}</span> })
        })
    };
    view! {
        <li on:mouseenter=hover on:mouseleave=move |_| pointed.set(None)>
            <a
                class="bar-row"
                class:dimmed=move || entry.with(|entry| entry.selected == Some(false))
                href=move || entry.with(|entry| state.view_url_at(entry.route, &entry.view))
                aria-current=move || entry.with(|entry| (entry.selected == Some(true)).then_some("true"))
                on:focus=point
                on:blur=move |_| pointed.set(None)
                on:click=move |event| {
                    if is_plain(&event) {
                        event.prevent_default();
                        let entry = entry.get_untracked();
                        state.go_to(entry.route, entry.view);
                    }
                }
            >
                <span
                    class="label"
                    title=move || entry.with(|entry| format!("{} {}", entry.label, entry.detail))
                >
                    <span class="name">{move || entry.with(|entry| entry.label.clone())}</span>
                    " "
                    <span class="detail">{move || entry.with(|entry| entry.detail.clone())}</span>
                </span>
                <span class="value">{move || entry.with(|entry| number(entry.share.part))}</span>
                <span class="share">
                    {move || entry.with(|entry| entry.share.to_string())}
                </span>
                {change}
                <svg class="bar" aria-hidden="true">
                    <rect
                        width=move || entry.with(|entry| labels::width(entry.share))
                        height="100%"
                        rx="2"
                        fill=move || entry.with(|entry| entry.color)
                    />
                </svg>
            </a>
        </li>
    }
}

//! A list as bars in HTML: each row is a link with its name, its numbers and a bar. It also
//! gives keyboard access to the chart beside it.

use domain::display::{number, percent, signed_percent};
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
    /// The value of the view's measure.
    pub(crate) measure: u64,
    /// The same in the previous period, if compared.
    pub(crate) before: Option<u64>,
    /// Its share of the list's total, in hundredths of a percent.
    pub(crate) percent_hundredths: u64,
    /// The color of the bar.
    pub(crate) color: &'static str,
    /// Whether the filter selects it; `None`: the filter selects nothing.
    pub(crate) selected: Option<bool>,
    /// The page that the row leads to.
    pub(crate) place: Route,
    /// The view that it leads to.
    pub(crate) view: View,
}

/// The list.
#[component]
pub(crate) fn BarList(
    page: ReportState,
    entries: Memo<Vec<BarEntry>>,
    /// The row whose part of the chart is highlighted.
    pointed: RwSignal<Option<Part>>,
) -> impl IntoView {
    view! {
        <ul class="bar-list">
            <For
                each=move || entries.get()
                key=|entry| entry.value.clone()
                children=move |entry| bar_row(page, entries, pointed, entry)
            />
        </ul>
    }
}

fn bar_row(
    page: ReportState,
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
            Some(view! { <span class="change">{signed_percent(entry.measure, before)}</span> })
        })
    };
    view! {
        <li on:mouseenter=hover on:mouseleave=move |_| pointed.set(None)>
            <a
                class="bar-row"
                class:dimmed=move || entry.with(|entry| entry.selected == Some(false))
                href=move || entry.with(|entry| page.view_url_at(entry.place, &entry.view))
                aria-current=move || entry.with(|entry| (entry.selected == Some(true)).then_some("true"))
                on:focus=point
                on:blur=move |_| pointed.set(None)
                on:click=move |event| {
                    if is_plain(&event) {
                        event.prevent_default();
                        let entry = entry.get_untracked();
                        page.go_to(entry.place, entry.view);
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
                <span class="value">{move || entry.with(|entry| number(entry.measure))}</span>
                <span class="share">
                    {move || entry.with(|entry| percent(entry.percent_hundredths))}
                </span>
                {change}
                <svg class="bar" aria-hidden="true">
                    <rect
                        width=move || entry.with(|entry| labels::width(entry.percent_hundredths))
                        height="100%"
                        rx="2"
                        fill=move || entry.with(|entry| entry.color)
                    />
                </svg>
            </a>
        </li>
    }
}

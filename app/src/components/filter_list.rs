//! A list that is a filter: each row a checkbox, its name, a bar and its numbers. It is
//! also the keyboard's way into the chart beside it.

use domain::display::{number, percent};
use domain::view::FilterKey;
use leptos::ev;
use leptos::prelude::*;

use crate::denials::Page;

/// One row of a list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ListEntry {
    /// The value that the filter names.
    pub(crate) value: String,
    /// What the reader sees first.
    pub(crate) label: String,
    /// What explains it.
    pub(crate) detail: String,
    /// The value of the view's measure.
    pub(crate) measure: u64,
    /// Its share of the list's total, in hundredths of a percent.
    pub(crate) percent_hundredths: u64,
    /// The color of the bar.
    pub(crate) color: &'static str,
    /// Whether the filter asks for it.
    pub(crate) selected: bool,
}

/// The list of one filter key.
#[component]
pub(crate) fn FilterList(
    page: Page,
    key: FilterKey,
    entries: Memo<Vec<ListEntry>>,
    /// The row whose part of the chart is highlighted.
    pointed: RwSignal<Option<usize>>,
) -> impl IntoView {
    let row = move |first: ListEntry| {
        let value = StoredValue::new(first.value.clone());
        let place = move || {
            entries.with(|entries| {
                let mut entries = entries.iter();
                entries.position(|entry| value.with_value(|value| entry.value == *value))
            })
        };
        let start = StoredValue::new(first.clone());
        let entry = Memo::new(move |_| {
            let entry =
                place().and_then(|place| entries.with(|entries| entries.get(place).cloned()));
            entry.unwrap_or_else(|| start.get_value())
        });
        let point = move |_: ev::FocusEvent| pointed.set(place());
        let hover = move |_: ev::MouseEvent| pointed.set(place());
        view! {
            <li on:mouseenter=hover on:mouseleave=move |_| pointed.set(None)>
                <label>
                    <input
                        type="checkbox"
                        form="filters"
                        name=key.word()
                        value=first.value
                        checked=first.selected
                        prop:checked=move || entry.with(|entry| entry.selected)
                        on:focus=point
                        on:blur=move |_| pointed.set(None)
                        on:change=move |_| {
                            let view = page.view.get_untracked();
                            page.go(value.with_value(|value| view.toggled(key, value)));
                        }
                    />
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
                    <svg class="bar" aria-hidden="true">
                        <rect
                            width=move || entry.with(|entry| width(entry.percent_hundredths))
                            height="100%"
                            rx="2"
                            fill=move || entry.with(|entry| entry.color)
                        />
                    </svg>
                </label>
            </li>
        }
    };
    view! {
        <ul class="filter-list">
            <For each=move || entries.get() key=|entry| entry.value.clone() children=row/>
        </ul>
    }
}

/// The width of a bar.
fn width(percent_hundredths: u64) -> String {
    format!(
        "{}.{:02}%",
        percent_hundredths / 100,
        percent_hundredths % 100
    )
}

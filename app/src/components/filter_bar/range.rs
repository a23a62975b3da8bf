//! The range: presets and two dates.

use domain::view::{Days, Range};
use domain::view_query::{date_text, parse_date};
use domain::zone::date_of_day;
use leptos::prelude::*;

use crate::pages::Page;
use crate::presentation::SHOWN_RANGE;
use crate::words;

/// The presets and the two dates.
#[component]
pub(super) fn RangeFields(page: Page) -> impl IntoView {
    let is_dates = move || {
        page.view
            .with(|view| matches!(view.range, Range::Dates { .. }))
    };
    let date = move |is_from: bool| {
        page.view.with(|view| match view.range {
            Range::Dates { from, to } => {
                let date = if is_from { from } else { to };
                date.map(date_text).unwrap_or_default()
            }
            _ => String::new(),
        })
    };
    let set_date = move |is_from: bool, text: String| {
        page.change(|view| {
            let (mut from, mut to) = match view.range {
                Range::Dates { from, to } => (from, to),
                _ => (None, None),
            };
            let date = if is_from { &mut from } else { &mut to };
            *date = parse_date(&text);
            // The end that was just set holds; the other follows it.
            if let (Some(first), Some(last)) = (from, to)
                && first > last
            {
                if is_from { to = from } else { from = to }
            }
            view.range = match (from, to) {
                (None, None) => Range::default(),
                _ => Range::Dates { from, to },
            };
        });
    };
    let date_field = move |name: &'static str, label: &'static str, is_from: bool| {
        view! {
            <label class="field">
                <span>{label}</span>
                <input
                    type="date"
                    name=name
                    value=page.view.with_untracked(|_| date(is_from))
                    prop:value=move || date(is_from)
                    on:change=move |event| set_date(is_from, event_target_value(&event))
                />
            </label>
        }
    };
    // A plain form sends the range and both dates: this one tells which of them is new.
    let shown = move || page.view.with(|view| view.range.word());
    view! {
        <input type="hidden" name=SHOWN_RANGE value=move || shown().unwrap_or_default()/>
        <label class="field">
            <span>"Range"</span>
            <select name="range" on:change=move |event| {
                let range = Range::from_word(&event_target_value(&event));
                let days = untrack(|| page.days());
                page.change(|view| view.range = range.unwrap_or(dates_of(days)));
            }>
                <option value="" selected=is_dates prop:selected=is_dates>
                    "chosen dates"
                </option>
                {Range::PRESETS.map(|range| {
                    let chosen = move || page.view.with(|view| view.range == range);
                    view! {
                        <option value=range.word() selected=chosen prop:selected=chosen>
                            {words::range(range)}
                        </option>
                    }
                })}
            </select>
        </label>
        {date_field("from", "From", true)}
        {date_field("to", "To", false)}
    }
}

/// Some days as chosen dates.
fn dates_of(days: Days) -> Range {
    if days.is_empty() {
        return Range::default();
    }
    Range::Dates {
        from: Some(date_of_day(days.first)),
        to: Some(date_of_day(days.last)),
    }
}

//! The range: presets and two dates.

use domain::view::{Range, View};
use domain::view_query::{date_text, parse_date};
use domain::zone::Days;
use domain::zone::date_of_day;
use leptos::prelude::*;

use crate::report_state::ReportState;
use service::labels;
use service::presentation::SHOWN_RANGE;

/// The presets and the two dates.
#[component]
pub(super) fn RangeFields(page: ReportState) -> impl IntoView {
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
    let date_field = move |name: &'static str, label: &'static str, is_from: bool| {
        // While typing, the field passes through dates that no one means, such as the year 2
        // on the way to 2026: a typed date takes effect once the reader leaves the field or
        // presses Enter, a picked one at once.
        let is_typing = StoredValue::new(false);
        let take = move |text: String| {
            is_typing.set_value(false);
            if text != untrack(|| date(is_from)) {
                set_date(page, is_from, &text);
            }
        };
        view! {
            <label class="field">
                <span>{label}</span>
                <input
                    type="date"
                    name=name
                    value=page.view.with_untracked(|_| date(is_from))
                    prop:value=move || date(is_from)
                    on:keydown=move |event| {
                        if is_part_of_a_date(&event.key()) {
                            is_typing.set_value(true);
                        }
                    }
                    on:pointerdown=move |_| is_typing.set_value(false)
                    on:keyup=move |event| {
                        if event.key() == "Enter" {
                            take(event_target_value(&event));
                        }
                    }
                    on:change=move |event| {
                        if !is_typing.get_value() {
                            take(event_target_value(&event));
                        }
                    }
                    on:blur=move |event| take(event_target_value(&event))
                />
            </label>
        }
    };
    // A plain form sends the range and both dates: this field says which of them is new.
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
                    "Custom"
                </option>
                {Range::PRESETS.map(|range| {
                    let chosen = move || page.view.with(|view| view.range == range);
                    view! {
                        <option value=range.word() selected=chosen prop:selected=chosen>
                            {labels::range(range)}
                        </option>
                    }
                })}
            </select>
        </label>
        {date_field("from", "From", true)}
        {date_field("to", "To", false)}
    }
}

/// Whether a key types into a date; other keys move between its parts, or open the picker.
fn is_part_of_a_date(key: &str) -> bool {
    matches!(key, "Backspace" | "Delete" | "ArrowUp" | "ArrowDown")
        || key.len() == 1 && key.bytes().all(|byte| byte.is_ascii_digit())
}

/// Sets one end of the range. A range that no URL can have is reported and not used.
fn set_date(page: ReportState, is_from: bool, text: &str) {
    let mut view = page.view.get_untracked();
    let (mut from, mut to) = match view.range {
        Range::Dates { from, to } => (from, to),
        _ => (None, None),
    };
    let date = if is_from { &mut from } else { &mut to };
    *date = parse_date(text);
    // The end that was just set stays; the other one is moved.
    if let (Some(first), Some(last)) = (from, to)
        && first > last
    {
        if is_from { to = from } else { from = to }
    }
    view.range = match (from, to) {
        (None, None) => Range::default(),
        _ => Range::Dates { from, to },
    };
    let errors = View::parse(&view.to_query()).errors;
    if errors.is_empty() {
        page.go(view);
    } else {
        let errors = errors.iter().map(ToString::to_string).collect();
        page.notices.set(errors);
    }
}

/// Days as custom dates.
fn dates_of(days: Days) -> Range {
    if days.is_empty() {
        return Range::default();
    }
    Range::Dates {
        from: Some(date_of_day(days.first)),
        to: Some(date_of_day(days.last)),
    }
}

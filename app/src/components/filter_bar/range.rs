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
pub(super) fn RangeFields(state: ReportState) -> impl IntoView {
    let is_dates = move || {
        state
            .view
            .with(|view| matches!(view.range, Range::Dates { .. }))
    };
    let draft = RwSignal::new(None::<Range>);
    Effect::new(move || {
        // Another view has other dates.
        state.view.track();
        draft.set(None);
    });
    let date = move |is_from: bool| {
        let range = draft.get().unwrap_or(state.view.with(|view| view.range));
        range.end(is_from).map(date_text).unwrap_or_default()
    };
    let waiting = move || {
        let is_waiting = draft.with(Option::is_some);
        is_waiting.then_some("“To” is before “From”: change the other date, too.")
    };
    let date_field = move |name: &'static str, label: &'static str, is_from: bool| {
        // While typing, the field passes through dates that no one means, such as the year 2
        // on the way to 2026: a typed date takes effect once the reader leaves the field or
        // presses Enter, a picked one at once.
        let is_typing = StoredValue::new(false);
        let take = move |text: String| {
            is_typing.set_value(false);
            if text != untrack(|| date(is_from)) {
                set_date(state, draft, is_from, &text);
            }
        };
        view! {
            <label class="field">
                <span>{label}</span>
                <input
                    type="date"
                    name=name
                    value=state.view.with_untracked(|_| date(is_from))
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
    let shown = move || state.view.with(|view| view.range.word());
    view! {
        <input type="hidden" name=SHOWN_RANGE value=move || shown().unwrap_or_default()/>
        <label class="field">
            <span>"Range"</span>
            <select name="range" on:change=move |event| {
                let range = Range::from_word(&event_target_value(&event));
                let days = untrack(|| state.days());
                state.change(|view| view.range = range.unwrap_or(dates_of(days)));
            }>
                <option value="" selected=is_dates prop:selected=is_dates>
                    "Custom"
                </option>
                {Range::PRESETS.map(|range| {
                    let chosen = move || state.view.with(|view| view.range == range);
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
        <p class="note waiting" role="status">{waiting}</p>
    }
}

/// Whether a key types into a date; other keys move between its parts, or open the picker.
fn is_part_of_a_date(key: &str) -> bool {
    matches!(key, "Backspace" | "Delete" | "ArrowUp" | "ArrowDown")
        || key.len() == 1 && key.bytes().all(|byte| byte.is_ascii_digit())
}

/// Sets one end of the range. While the two ends do not fit they are a draft, which changes
/// nothing: the one that was chosen first stays. A range that no URL can have is
/// reported and not used.
fn set_date(state: ReportState, draft: RwSignal<Option<Range>>, is_from: bool, text: &str) {
    let mut view = state.view.get_untracked();
    let range = draft.get_untracked().unwrap_or(view.range);
    let range = range.with_end(is_from, parse_date(text));
    if range.is_swapped() {
        draft.set(Some(range));
        return;
    }
    draft.set(None);
    view.range = range;
    let errors = View::parse(&view.to_query()).errors;
    if errors.is_empty() {
        state.go(view);
    } else {
        let errors = errors.iter().map(ToString::to_string).collect();
        state.notices.set(errors);
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

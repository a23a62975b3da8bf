//! The filters that are no list: range, dates, measure, text and windows. A plain form
//! where there is no JavaScript; followed as one types where there is.

use domain::view::{Days, FilterKey, Measure, Range, View};
use domain::view_query::{date_text, parse_date};
use domain::zone::date_of_day;
use leptos::prelude::*;

use crate::denials::Page;
use crate::words;

/// The filter bar.
#[component]
pub(crate) fn FilterForm(page: Page) -> impl IntoView {
    view! {
        <form
            id="filters"
            class="filters"
            method="get"
            action="/denials"
            on:submit=move |event| event.prevent_default()
        >
            <RangeFields page/>
            <label class="field">
                <span>"Measure"</span>
                <select name="measure" on:change=move |event| {
                    if let Some(measure) = Measure::from_word(&event_target_value(&event)) {
                        page.change(|view| view.measure = measure);
                    }
                }>
                    {Measure::ALL.map(|measure| {
                        let chosen = move || page.view.with(|view| view.measure == measure);
                        view! {
                            <option value=measure.word() selected=chosen prop:selected=chosen>
                                {words::measure(measure)}
                            </option>
                        }
                    })}
                </select>
            </label>
            <TextField page/>
            <WindowField page name="w" label="Count a repeat once within"/>
            <WindowField page name="g" label="Forgive a denial granted within"/>
            {move || hidden_fields(page)}
            <a class="button" href="/denials" on:click=move |event| {
                event.prevent_default();
                page.go(View::default());
            }>"Reset"</a>
            <button type="submit" class="apply">"Apply"</button>
        </form>
        <p class="true-denial-rule">
            "A true denial was final, was not repeated within the first window and not granted \
             within the second."
        </p>
        <Chips page/>
    }
}

/// The text search. What is typed stays as it was typed, though the view has it in lower
/// case: writing that back would move the caret.
#[component]
fn TextField(page: Page) -> impl IntoView {
    let typed = RwSignal::new(page.view.with_untracked(|view| view.text.clone()));
    let shown = move || {
        let text = page.view.with(|view| view.text.clone());
        let typed = typed.get();
        if typed.to_lowercase() == text {
            typed
        } else {
            text
        }
    };
    view! {
        <label class="field wide">
            <span>"Search user, device, feature, account"</span>
            <input
                type="search"
                name="q"
                value=page.view.with_untracked(|view| view.text.clone())
                prop:value=shown
                on:input=move |event| {
                    let text = event_target_value(&event);
                    typed.set(text.clone());
                    page.type_in(|view| view.text = text.to_lowercase());
                }
                on:blur=move |_| page.end_typing()
            />
        </label>
    }
}

/// The presets and the two dates.
#[component]
fn RangeFields(page: Page) -> impl IntoView {
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
    view! {
        <label class="field">
            <span>"Range"</span>
            <select name="range" on:change=move |event| {
                let range = Range::from_word(&event_target_value(&event));
                let days = page.days();
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

/// One of the two windows of the true-denial rule.
#[component]
fn WindowField(page: Page, name: &'static str, label: &'static str) -> impl IntoView {
    let window_s = move |view: &View| match name {
        "w" => view.repeat_window_s,
        _ => view.grant_window_s,
    };
    view! {
        <label class="field">
            <span>{label}</span>
            <span class="unit">
                <input
                    type="number"
                    name=name
                    min="0"
                    max="4294967295"
                    inputmode="numeric"
                    value=page.view.with_untracked(|view| window_s(view).to_string())
                    prop:value=move || page.view.with(|view| window_s(view).to_string())
                    on:change=move |event| {
                        if let Ok(seconds) = event_target_value(&event).parse() {
                            page.change(|view| match name {
                                "w" => view.repeat_window_s = seconds,
                                _ => view.grant_window_s = seconds,
                            });
                        }
                    }
                />
                " s"
            </span>
        </label>
    }
}

/// What the form must carry along: the zone, presentation, and every filter that has no
/// checkbox on the page.
fn hidden_fields(page: Page) -> impl IntoView {
    let view = page.view.get();
    let (listed_statuses, listed_accounts) = page.answer.with(|answer| {
        let statuses = answer.by_status.rows.iter();
        let accounts = answer.by_account.rows.iter();
        (
            statuses.map(|row| row.key.value()).collect::<Vec<_>>(),
            accounts.map(|row| row.key.clone()).collect::<Vec<_>>(),
        )
    });
    let mut fields = page.presentation();
    if view.zone != View::default().zone {
        fields.push(("tz".to_owned(), view.zone.clone()));
    }
    for (key, filter) in view.filters.set() {
        let has_checkbox = |value: &String| match key {
            FilterKey::Status => listed_statuses.contains(value),
            FilterKey::Account => listed_accounts.contains(value),
            _ => false,
        };
        let only = filter.only.iter().filter(|value| !has_checkbox(value));
        fields.extend(only.map(|value| (key.word().to_owned(), value.clone())));
        fields.extend(
            filter
                .not
                .iter()
                .map(|value| (key.not_word().to_owned(), value.clone())),
        );
    }
    fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view()
}

/// The active filters, each a link that removes it.
#[component]
fn Chips(page: Page) -> impl IntoView {
    let chips = move || {
        let view = page.view.get();
        let mut chips = Vec::new();
        for (key, filter) in view.filters.set() {
            for value in &filter.only {
                let mut without = view.clone();
                without.filters.get_mut(key).only.remove(value);
                chips.push((format!("{}: {}", key.word(), words::name(value)), without));
            }
            for value in &filter.not {
                let mut without = view.clone();
                without.filters.get_mut(key).not.remove(value);
                chips.push((
                    format!("not {}: {}", key.word(), words::name(value)),
                    without,
                ));
            }
        }
        if view.zone != View::default().zone {
            let without = View {
                zone: View::default().zone,
                ..view.clone()
            };
            chips.push((format!("zone: {}", view.zone), without));
        }
        chips
            .into_iter()
            .map(|(text, without)| {
                let href = page.address(&without);
                let label = format!("Remove {text}");
                view! {
                    <li>
                        <a class="chip" href=href aria-label=label on:click=move |event| {
                            event.prevent_default();
                            page.go(without.clone());
                        }>{text} <span aria-hidden="true">" ×"</span></a>
                    </li>
                }
            })
            .collect_view()
    };
    view! { <ul class="chips" aria-label="Active filters">{chips}</ul> }
}

//! A filter with a list of values: searchable, with counts.

use domain::display::number;
use domain::view::FilterKey;
use leptos::ev;
use leptos::prelude::*;

use super::facet_search::FacetSearch;
use crate::browser;
use crate::report_state::ReportState;
use service::choices::{Choice, choices, choices_total};
use service::labels;

/// The most values of a list that needs no search.
const SHORT: u64 = 8;

/// A row of the list.
#[derive(Clone, Debug, PartialEq)]
struct Offer {
    value: String,
    label: String,
    detail: String,
    count: u64,
}

/// The list of one filter, in a disclosure.
#[component]
pub(super) fn Facet(state: ReportState, key: FilterKey) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let search = FacetSearch::new(state, key);
    // A closed list keeps its content: the reader's next click has less to redraw.
    let offers = Memo::new(move |previous: Option<&Vec<Offer>>| match previous {
        Some(previous) if !is_open.get() => previous.clone(),
        _ => offers(state, key, search.found.get()),
    });
    let chosen = move || {
        let count = state.view.with(|view| view.filters.get(key).only.len());
        (count > 0).then(|| view! { <span class="count">{count}</span> })
    };
    // The search results have the counts of the view.
    Effect::new(move || {
        state.answer.track();
        if is_open.get() {
            search.look();
        }
    });
    let choose = move |event: ev::Event| {
        let value = event_target_value(&event);
        state.go(state.view.get_untracked().toggled(key, &value));
        // A view that is too large is not opened: the checkbox shows the current view.
        let is_chosen = state
            .view
            .with_untracked(|view| view.filters.get(key).only.contains(&value));
        event_target::<leptos::web_sys::HtmlInputElement>(&event).set_checked(is_chosen);
    };
    let name = key.label();
    // A list that is entirely visible needs no search.
    let is_short = move || {
        state
            .answer
            .with(|answer| choices_total(&answer.report, key))
            <= SHORT
            && search.text.with(String::is_empty)
    };
    let more = move || {
        let total = state
            .answer
            .with(|answer| choices_total(&answer.report, key));
        let listed = offers.with(Vec::len) as u64;
        (total > listed && search.found.with(Option::is_none))
            .then(|| format!("{} more, use search", number(total - listed)))
    };
    view! {
        <details
            class="facet"
            name="facet"
            on:toggle=move |event| {
                let opens = browser::is_open(&event);
                is_open.set(opens);
                if opens {
                    browser::focus_search(&event);
                }
            }
            on:keydown=|event| browser::close_on_escape(&event)
        >
            <summary>{labels::title(name)} " " {chosen}</summary>
            <div class="facet-body">
                <input
                    type="search"
                    class="facet-search"
                    class:hidden=is_short
                    aria-label=format!("Search {name}")
                    placeholder="Search"
                    autocomplete="off"
                    prop:value=move || search.text.get()
                    on:input=move |event| {
                        search.text.set(event_target_value(&event));
                        search.look();
                    }
                    on:keydown=move |event| {
                        if event.key() == "Enter" {
                            // The form is not sent.
                            event.prevent_default();
                            // This one ends the composition of a character.
                            if !event.is_composing() {
                                search.take_first();
                            }
                        }
                    }
                />
                <ul on:change=choose>
                    <For
                        each=move || offers.get()
                        key=|offer| offer.value.clone()
                        children=move |offer| offer_row(state, key, offers, offer)
                    />
                </ul>
                <p class="note">{more}</p>
                <label class="facet-typed">
                    <span>"Or type an exact value"</span>
                    <input type="text" name=format!("also-{}", key.word()) autocomplete="off"/>
                </label>
            </div>
        </details>
    }
}

/// The values of the list: the search results, else the first values of the answer. Selected
/// values are always included.
fn offers(state: ReportState, key: FilterKey, found: Option<Vec<Choice>>) -> Vec<Offer> {
    let is_search = found.is_some();
    state.view.with(|view| {
        let values =
            found.unwrap_or_else(|| state.answer.with(|answer| choices(&answer.report, key)));
        let only = &view.filters.get(key).only;
        let missing = only
            .iter()
            .filter(|value| !is_search && values.iter().all(|choice| choice.value != **value));
        let missing = missing.map(|value| Offer {
            value: value.clone(),
            label: labels::value(key, value).to_owned(),
            detail: String::new(),
            count: 0,
        });
        let listed = values.iter().map(|choice| Offer {
            value: choice.value.clone(),
            label: choice.label.clone(),
            detail: choice.detail.clone(),
            count: choice.measures.get(view.measure),
        });
        missing.chain(listed).collect()
    })
}

fn offer_row(
    state: ReportState,
    key: FilterKey,
    offers: Memo<Vec<Offer>>,
    first: Offer,
) -> impl IntoView {
    let value = StoredValue::new(first.value.clone());
    let is_chosen = move || {
        state.view.with(|view| {
            let only = &view.filters.get(key).only;
            value.with_value(|value| only.contains(value))
        })
    };
    let count = move || {
        offers.with(|offers| {
            let mut offers = offers.iter();
            let offer = offers.find(|offer| value.with_value(|value| offer.value == *value));
            number(offer.map_or(first.count, |offer| offer.count))
        })
    };
    view! {
        <li>
            <label>
                <input
                    type="checkbox"
                    name=key.word()
                    value=first.value
                    checked=is_chosen
                    prop:checked=is_chosen
                />
                <span class="name">{first.label}</span>
                " "
                <span class="detail">{first.detail}</span>
                <span class="value">{count}</span>
            </label>
        </li>
    }
}

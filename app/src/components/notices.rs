//! What the reader should know: mistakes in the address, failures, emptiness.

use domain::display;
use domain::view::{Range, View};
use leptos::prelude::*;

use super::view_link::ViewLink;
use crate::pages::Page;
use crate::words;

/// The notices above the report.
#[component]
pub(crate) fn Notices(page: Page) -> impl IntoView {
    let address_notices = move || {
        let notices = page.notices.get();
        (!notices.is_empty()).then(|| {
            let items = notices
                .into_iter()
                .map(|notice| view! { <li>{notice}</li> });
            let dismissed = page.address(&page.view.get_untracked());
            view! {
                <div class="notice">
                    <p>"Part of this address was not understood; the rest is shown."</p>
                    <ul>{items.collect_view()}</ul>
                    <a
                        class="button"
                        href=dismissed
                        on:click=move |event| {
                            event.prevent_default();
                            page.notices.set(Vec::new());
                        }
                    >
                        "Dismiss"
                    </a>
                </div>
            }
        })
    };
    let failure = move || {
        let text = page.failure.get()?.to_string();
        Some(view! {
            <div class="notice failure">
                <p>{text} "."</p>
                <button type="button" on:click=move |_| page.ask_again()>"Try again"</button>
            </div>
        })
    };
    view! {
        <div role="status">{address_notices}</div>
        <div role="alert">{failure}</div>
        <div role="status">{move || emptiness(page)}</div>
    }
    .into_any()
}

/// What to do where there is nothing to see.
fn emptiness(page: Page) -> Option<AnyView> {
    if page.answer.with(|answer| answer.report.totals.attempts) > 0 {
        return None;
    }
    let Some(recorded) = page.recorded() else {
        return Some(nothing_recorded(page));
    };
    let view = page.view.get();
    let filters = dropped_filters(page, &view);
    let lies = format!(
        "The record holds {} denied requests from {} to {}.",
        display::number(recorded.attempts),
        display::day(recorded.first_day),
        display::day(recorded.last_day)
    );
    if filters.is_empty() {
        let mut all = view.clone();
        all.range = Range::All;
        return Some(
            view! {
                <div class="notice">
                    <p>"Nothing was denied in this range. " {lies}</p>
                    <ViewLink page to=Signal::stored(all) class="button">"Show everything"</ViewLink>
                </div>
            }
            .into_any(),
        );
    }
    let everything = View {
        range: Range::All,
        ..View::default()
    };
    Some(
        view! {
            <div class="notice">
                <p>"Nothing matches all of these filters in this range. " {lies}</p>
                <ul class="drops">{filters}</ul>
                <ViewLink page to=Signal::stored(everything)>
                    "Show everything, without filters"
                </ViewLink>
            </div>
        }
        .into_any(),
    )
}

/// For each filter how many attempts there are without it; for none of them alone, the
/// way without all of them.
fn dropped_filters(page: Page, view: &View) -> Vec<AnyView> {
    let drop = |text: String, to: View| {
        view! {
            <li>
                <ViewLink page to=Signal::stored(to) class="button">{text}</ViewLink>
            </li>
        }
        .into_any()
    };
    let unfiltered = View {
        filters: domain::view::Filters::default(),
        text: String::new(),
        ..view.clone()
    };
    if unfiltered == *view {
        return Vec::new();
    }
    let without = page.answer.with(|answer| answer.report.without.clone());
    let mut drops: Vec<AnyView> = without
        .into_iter()
        .filter(|without| without.attempts > 0)
        .map(|without| {
            let mut to = view.clone();
            let name = match without.key {
                Some(key) => {
                    *to.filters.get_mut(key) = domain::view::Filter::default();
                    words::filter(key)
                }
                None => {
                    to.text = String::new();
                    "text"
                }
            };
            let count = display::number(without.attempts);
            drop(format!("Drop the filter on {name}: {count} attempts"), to)
        })
        .collect();
    if drops.is_empty() {
        drops.push(drop("Drop all filters".to_owned(), unfiltered));
    }
    drops
}

fn nothing_recorded(page: Page) -> AnyView {
    let command = format!(
        "turnaway import --database {} --account \"Your customer\" license.log",
        page.path()
    );
    view! {
        <div class="notice">
            <p>"There is no denied request yet. Import a license server's log:"</p>
            <pre>{command}</pre>
            <p>
                "FlexNet and RLM logs, DSLS logs, Elastic Access responses, CSV and NDJSON are \
                 read. This page notices the new data by itself."
            </p>
        </div>
    }
    .into_any()
}

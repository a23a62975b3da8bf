//! What the reader should know: mistakes in the address, failures, emptiness.

use domain::display;
use domain::view::{Filter, Filters, Range, View};
use leptos::either::Either;
use leptos::prelude::*;

use super::view_link::ViewLink;
use crate::report_state::{Page, ServerAnswers};
use service::answer::Recorded;

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
        <div role="status">{move || server_answers(page)}</div>
        <div role="alert">{failure}</div>
        <div role="status">{move || emptiness(page)}</div>
    }
}

/// Why each step asks the server, where it does.
fn server_answers(page: Page) -> Option<impl IntoView + use<>> {
    let why = match page.server_answers.get()? {
        ServerAnswers::TooMany => "This view is of more attempts than this browser is sent, so \
                                   the server answers each step. A shorter range is answered here."
            .to_owned(),
        ServerAnswers::Unreadable(error) => {
            format!("The server answers each step, because {error}.")
        }
    };
    Some(view! { <p class="notice">{why}</p> })
}

/// What to do where there is nothing to see.
fn emptiness(page: Page) -> Option<impl IntoView + use<>> {
    if page.answer.with(|answer| answer.report.totals.attempts) > 0 {
        return None;
    }
    Some(match page.recorded() {
        Some(recorded) => Either::Left(nothing_matches(page, &recorded)),
        None => Either::Right(nothing_recorded(page)),
    })
}

/// Where the data lies, and the ways there.
fn nothing_matches(page: Page, recorded: &Recorded) -> impl IntoView + use<> {
    let view = page.view.get();
    let drops = drops(page, &view);
    let said = if drops.is_empty() {
        "Nothing was denied in this range."
    } else {
        "Nothing matches all of these filters in this range."
    };
    let lies = format!(
        "{said} The record holds {} denied requests from {} to {}.",
        display::number(recorded.attempts),
        display::day(recorded.first_day),
        display::day(recorded.last_day)
    );
    let everything = View {
        range: Range::All,
        ..View::default()
    };
    let drops = drops.into_iter().map(|(text, to)| {
        view! {
            <li>
                <ViewLink page to=Signal::stored(to) class="button">{text}</ViewLink>
            </li>
        }
    });
    view! {
        <div class="notice">
            <p>{lies}</p>
            <ul class="drops">{drops.collect_view()}</ul>
            <ViewLink page to=Signal::stored(everything) class="button">
                "Show everything, without filters"
            </ViewLink>
        </div>
    }
}

/// For each filter how many attempts there are without it, and the view without it; where
/// none of them alone helps, the view without all.
fn drops(page: Page, view: &View) -> Vec<(String, View)> {
    let unfiltered = View {
        filters: Filters::default(),
        text: String::new(),
        ..view.clone()
    };
    if unfiltered == *view {
        return Vec::new();
    }
    let without = page.answer.with(|answer| answer.report.without.clone());
    let mut drops: Vec<(String, View)> = without
        .into_iter()
        .filter(|without| without.attempts > 0)
        .map(|without| {
            let mut to = view.clone();
            let name = match without.key {
                Some(key) => {
                    *to.filters.get_mut(key) = Filter::default();
                    key.label()
                }
                None => {
                    to.text = String::new();
                    "text"
                }
            };
            let count = display::number(without.attempts);
            (format!("Drop the filter on {name}: {count} attempts"), to)
        })
        .collect();
    if drops.is_empty() {
        drops.push(("Drop all filters".to_owned(), unfiltered));
    }
    drops
}

fn nothing_recorded(page: Page) -> impl IntoView + use<> {
    let command = format!(
        "turnaway import --database {} --account \"Your customer\" license.log",
        page.path()
    );
    view! {
        <div class="notice">
            <p>"There is no denied request yet. Import a license server's log:"</p>
            <pre>{command}</pre>
            <p>
                "Logs of FlexNet, RLM, DSLS, Ansys and Sentinel RMS, Elastic Access responses, CSV \
                 and NDJSON are read. This page notices the new data by itself."
            </p>
        </div>
    }
}

//! Notices: mistakes in the URL, errors, empty results.

use domain::display;
use domain::view::{Filter, Filters, Measure, Range, View};
use leptos::either::Either;
use leptos::prelude::*;

use super::view_link::ViewLink;
use crate::report_state::{ReportState, ServerAnswers};
use service::answer::DataExtent;
use service::labels;

/// The notices above the report.
#[component]
pub(crate) fn Notices(state: ReportState) -> impl IntoView {
    let address_notices = move || {
        let notices = state.notices.get();
        (!notices.is_empty()).then(|| {
            let items = notices
                .into_iter()
                .map(|notice| view! { <li>{notice}</li> });
            let dismissed = state.view_url(&state.view.get_untracked());
            view! {
                <div class="notice">
                    <p>"Part of this URL was not understood; the rest is shown."</p>
                    <ul>{items.collect_view()}</ul>
                    <a
                        class="button"
                        href=dismissed
                        on:click=move |event| {
                            event.prevent_default();
                            state.notices.set(Vec::new());
                        }
                    >
                        "Dismiss"
                    </a>
                </div>
            }
        })
    };
    let failure = move || {
        let text = labels::title(&state.failure.get()?.to_string());
        Some(view! {
            <div class="notice failure">
                <p>{text} "."</p>
                <button type="button" on:click=move |_| state.retry()>"Try again"</button>
            </div>
        })
    };
    view! {
        <div role="status">{address_notices}</div>
        <div role="status">{move || server_answers(state)}</div>
        <div role="alert">{failure}</div>
        <div role="status">{move || emptiness(state)}</div>
    }
}

/// Why the server answers instead of this browser, if it does.
fn server_answers(state: ReportState) -> Option<impl IntoView + use<>> {
    let why = match state.server_answers.get()? {
        ServerAnswers::TooMany => "This view is too large for in-browser filtering; the server \
                                   answers."
            .to_owned(),
        ServerAnswers::Unreadable(error) => {
            format!("The server answers instead of this browser, because {error}.")
        }
    };
    Some(view! { <p class="notice">{why}</p> })
}

/// What to do if there is nothing to show.
fn emptiness(state: ReportState) -> Option<impl IntoView + use<>> {
    if state.answer.with(|answer| answer.report.totals.attempts) > 0 {
        return None;
    }
    Some(match state.recorded() {
        Some(recorded) => Either::Left(nothing_matches(state, &recorded)),
        None => Either::Right(nothing_recorded(state)),
    })
}

/// The extent of the data, and links to it.
fn nothing_matches(state: ReportState, recorded: &DataExtent) -> impl IntoView + use<> {
    let view = state.view.get();
    let drops = drops(state, &view);
    let said = if drops.is_empty() {
        "No denied requests in this range."
    } else {
        "Nothing matches these filters in this range."
    };
    let lies = format!(
        "{said} The data has {}, from {} to {}.",
        display::count_of(recorded.attempts, "denied request", "denied requests"),
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
                <ViewLink state to=Signal::stored(to) class="button">{text}</ViewLink>
            </li>
        }
    });
    view! {
        <div class="notice">
            <p>{lies}</p>
            <ul class="drops">{drops.collect_view()}</ul>
            <ViewLink state to=Signal::stored(everything) class="button">
                "Show all time, without filters"
            </ViewLink>
        </div>
    }
}

/// For each filter, how many attempts there are without it, and the view without it; if no
/// single filter helps, the view without any.
fn drops(state: ReportState, view: &View) -> Vec<(String, View)> {
    let unfiltered = View {
        filters: Filters::default(),
        text: String::new(),
        ..view.clone()
    };
    if unfiltered == *view {
        return Vec::new();
    }
    let without = state.answer.with(|answer| answer.report.without.clone());
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
            let count = labels::measured(without.attempts, Measure::Attempts);
            (format!("Remove the {name} filter: {count}"), to)
        })
        .collect();
    if drops.is_empty() {
        drops.push(("Remove all filters".to_owned(), unfiltered));
    }
    drops
}

fn nothing_recorded(state: ReportState) -> impl IntoView + use<> {
    let command = format!(
        "turnaway import --database {} --account \"Your customer\" license.log",
        state.path()
    );
    view! {
        <div class="notice">
            <p>"No denied requests yet. Import a license server's log:"</p>
            <pre>{command}</pre>
            <p>
                "Supported: FlexNet, RLM, DSLS, Ansys and Sentinel RMS logs, Elastic Access \
                 responses, CSV and NDJSON. This page detects new data automatically."
            </p>
        </div>
    }
}

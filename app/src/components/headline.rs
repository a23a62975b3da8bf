//! The headline numbers, each with its change against the previous period.

use domain::display::{day, local_time, number, signed_percent};
use domain::share::Share;
use domain::view::{Measure, Range, View};
use leptos::prelude::*;

use super::view_link::ViewLink;
use crate::report_state::ReportState;
use service::labels;
use service::route::Route;

/// A headline number.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Figure {
    name: &'static str,
    value: String,
    /// How it changed.
    change: Option<String>,
    is_chosen: bool,
}

/// The headline numbers.
#[component]
pub(crate) fn Headline(state: ReportState) -> impl IntoView {
    let figures = Memo::new(move |_| figures(state));
    let shown = move || {
        let figures = figures.get().into_iter().map(|figure| {
            let change = figure
                .change
                .map(|change| view! { <span class="change">{change}</span> });
            view! {
                <div class="figure" class:chosen=figure.is_chosen>
                    <dt>{figure.name}</dt>
                    <dd>{figure.value} " " {change}</dd>
                </div>
            }
        });
        figures.collect_view()
    };
    view! {
        <section aria-label="Headline numbers">
            <dl class="headline">{shown}</dl>
            <p class="hidden-text" role="status">{move || said(state)}</p>
            <p class="compared">{move || compared(state)} " " {move || shorter(state)}</p>
        </section>
    }
}

fn figures(state: ReportState) -> Vec<Figure> {
    let route = state.route.get();
    let measure = state.measure();
    let (totals, accounts_hit, before) = state.answer.with(|answer| {
        let before = answer.before.as_ref();
        let before = before.filter(|before| before.period.is_recorded);
        (
            answer.report.totals,
            answer.report.accounts_hit,
            before.map(|before| (before.totals, before.accounts_hit)),
        )
    });
    let mut figures = Vec::new();
    let is_whole = !state.stale.get() && !state.usage_stale.get();
    let granted = state.usage.with(|usage| {
        // Denials and grants of two different views make no number.
        let usage = usage.as_ref().filter(|_| is_whole)?;
        let before = usage.before.as_ref().map(|before| before.granted);
        Some((usage.usage.granted, before))
    });
    let denied = (totals.attempts, before.map(|(totals, _)| totals.attempts));
    if route == Route::Overview {
        figures.push(requests(denied, granted));
    }
    figures.extend(Measure::ALL.map(|each| {
        let value = totals.get(each);
        let before = before.map(|(totals, _)| totals.get(each));
        Figure {
            is_chosen: each == measure,
            ..counted(labels::measure_headline(each), value, before)
        }
    }));
    figures.push(counted(
        "Accounts hit",
        accounts_hit,
        before.map(|(_, hit)| hit),
    ));
    if route == Route::Overview {
        figures.push(rate(denied, granted));
    }
    figures
}

/// What a screen reader says after each change of the view.
fn said(state: ReportState) -> String {
    let measure = state.measure();
    let value = state
        .answer
        .with(|answer| answer.report.totals.get(measure));
    labels::measured(value, measure)
}

fn counted(name: &'static str, value: u64, before: Option<u64>) -> Figure {
    Figure {
        name,
        value: number(value),
        change: before.map(|before| signed_percent(value, before)),
        is_chosen: false,
    }
}

/// A count, and that of the previous period.
type ComparedCount = (u64, Option<u64>);

/// All requests: denied and granted.
fn requests(denied: ComparedCount, granted: Option<ComparedCount>) -> Figure {
    let Some(granted) = granted else {
        return pending("Requests");
    };
    let before = denied
        .1
        .zip(granted.1)
        .map(|(denied, granted)| denied + granted);
    counted("Requests", denied.0 + granted.0, before)
}

/// The share of requests that were denied.
fn rate(denied: ComparedCount, granted: Option<ComparedCount>) -> Figure {
    let name = "Denial rate";
    let Some(granted) = granted else {
        return pending(name);
    };
    let rate = |denied: u64, granted: u64| Share::of(denied, denied + granted);
    let value = rate(denied.0, granted.0);
    let before = denied.1.zip(granted.1);
    Figure {
        name,
        value: value.to_string(),
        change: before.map(|(denied, granted)| labels::points(value, rate(denied, granted))),
        is_chosen: false,
    }
}

/// A number that the server has not sent yet.
fn pending(name: &'static str) -> Figure {
    Figure {
        name,
        value: "…".to_owned(),
        change: None,
        is_chosen: false,
    }
}

/// The period that the numbers are compared with, or why they are not.
fn compared(state: ReportState) -> String {
    let asks = state.presentation.with(|presentation| presentation.compare)
        || state.route.get() == Route::Overview;
    if !asks {
        return String::new();
    }
    state.answer.with(|answer| {
        let Some(before) = &answer.before else {
            let everything = domain::view::Range::All;
            let why = if state.view.with(|view| view.range == everything) {
                "“All time” has no previous period to compare with."
            } else {
                "No data for these dates, so there is nothing to compare."
            };
            return why.to_owned();
        };
        let period = before.period;
        if !period.is_recorded {
            let recorded = state.recorded();
            let first = recorded.map_or(String::new(), |recorded| day(recorded.first_day));
            return format!(
                "Not compared: the previous period starts on {}, but the data only on {first}.",
                day(period.first)
            );
        }
        let end = if period.until_local_s == i64::MAX {
            day(period.last)
        } else {
            local_time(period.until_local_s)
        };
        let weeks = match period.shift_days / 7 {
            1 => "1 week".to_owned(),
            weeks => format!("{weeks} weeks"),
        };
        format!(
            "Compared with {} to {end}: the same weekdays {weeks} earlier.",
            day(period.first)
        )
    })
}

/// A link to a range that has a previous period, if this one has no data for its own.
fn shorter(state: ReportState) -> Option<impl IntoView + use<>> {
    let view = state.view.get();
    let is_bare = state.answer.with(|answer| {
        let before = answer.before.as_ref();
        before.is_some_and(|before| !before.period.is_recorded)
    });
    (is_bare && view.range != Range::Last28Days).then(|| {
        let to = View {
            range: Range::Last28Days,
            ..view
        };
        view! {
            <ViewLink state to=Signal::stored(to) compare=true>
                "Compare the last 28 days instead"
            </ViewLink>
        }
    })
}

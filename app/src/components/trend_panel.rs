//! Denials over time: bars by category, with the previous period if compared.

use domain::display::signed_percent;
use domain::report::trend::{Bucket, BucketExtent, TrendStep};
use domain::share::Share;
use domain::status::Category;
use domain::view::{FilterKey, Range, View};
use domain::zone::date_of_day;
use leptos::prelude::*;

use super::chart::{Chart, Tip};
use super::numbers_table::NumbersTable;
use super::view_link::is_plain;
use crate::chart_events::Part;
use crate::charts::{category_color, trend_series, with_code};
use crate::report_state::ReportState;
use crate::tables;
use service::labels;

/// The panel over time.
#[component]
pub(crate) fn TrendPanel(state: ReportState) -> impl IntoView {
    let pointed = RwSignal::new(None);
    let option = move |theme| {
        state.view.with(|view| {
            state.answer.with(|answer| {
                with_code(|code| (code.trend)(&answer.trend, before(answer), view, theme))
            })
        })
    };
    let click = move |part: Part| {
        let view = state.view.get_untracked();
        let series = state
            .answer
            .with_untracked(|answer| trend_series(&answer.trend, &view));
        let category = series.get(part.series);
        if let Some(category) = category.and_then(|&place| Category::ALL.get(place)) {
            state.go(view.toggled(FilterKey::Category, category.slug()));
        }
    };
    let table = Memo::new(move |_| {
        state.view.with(|view| {
            state
                .answer
                .with(|answer| tables::over_time(&answer.trend, before(answer), answer.step, view))
        })
    });
    let links = Signal::derive(move || {
        state.view.with(|view| {
            let narrowed = |bucket: &Bucket| View {
                range: Range::Dates {
                    from: Some(date_of_day(bucket.first)),
                    to: Some(date_of_day(bucket.last)),
                },
                ..view.clone()
            };
            state
                .answer
                .with(|answer| answer.trend.iter().map(narrowed).collect::<Vec<_>>())
        })
    });
    let label = Signal::derive(move || label(state));
    view! {
        <section class="panel" aria-labelledby="over-time">
            <div class="panel-head">
                <h2 id="over-time">"Denials over time"</h2>
                <StepChoice state/>
            </div>
            <Legend state/>
            <Chart
                kind="trend"
                name="denials-over-time"
                title="Denials over time"
                label
                option
                tip=move |part| tip(state, part)
                click
                pointed
                theme=state.theme()
                caption=state.caption()
            />
            <NumbersTable state table links pointed/>
        </section>
    }
}

/// The buckets of the previous period; empty if nothing is compared.
fn before(answer: &service::answer::Answer) -> &[Bucket] {
    answer.before.as_ref().map_or(&[], |before| &before.trend)
}

/// How long a bucket is: links, since the choice is in the URL.
#[component]
fn StepChoice(state: ReportState) -> impl IntoView {
    let choice = move |step: TrendStep, name: &'static str| {
        let shown = move || state.answer.with(|answer| answer.step == Some(step));
        view! {
            <a
                class="choice"
                href=move || state.presented_url(|presentation| presentation.step = Some(step))
                aria-current=move || shown().then_some("true")
                on:click=move |event| {
                    if is_plain(&event) {
                        event.prevent_default();
                        state.present(|presentation| presentation.step = Some(step));
                    }
                }
            >
                {name}
            </a>
        }
    };
    view! {
        <div class="choices" role="group" aria-label="Group by">
            {choice(TrendStep::Day, "Day")}
            {choice(TrendStep::Week, "Week")}
            {choice(TrendStep::Month, "Month")}
        </div>
    }
}

/// The legend of the colors; each entry is a filter, and the keyboard access to the chart.
#[component]
fn Legend(state: ReportState) -> impl IntoView {
    let entries = move || {
        let view = state.view.get();
        let compares = state.compares();
        state.answer.with(|answer| {
            let selected = &view.filters.get(FilterKey::Category).only;
            let series = trend_series(&answer.trend, &view);
            let entries = series
                .into_iter()
                .filter_map(|place| Category::ALL.get(place));
            let entries = entries.map(|category| {
                let slug = category.slug();
                let is_selected = selected.contains(slug);
                let to = view.toggled(FilterKey::Category, slug);
                let href = state.view_url(&to);
                view! {
                    <li>
                        <a
                            class="legend-entry"
                            class:dimmed=!selected.is_empty() && !is_selected
                            href=href
                            aria-current=is_selected.then_some("true")
                            on:click=move |event| {
                                if is_plain(&event) {
                                    event.prevent_default();
                                    state.go(to.clone());
                                }
                            }
                        >
                            <svg class="swatch" aria-hidden="true">
                                <rect width="100%" height="100%" rx="2" fill=category_color(slug)/>
                            </svg>
                            {labels::category(slug)}
                        </a>
                    </li>
                }
            });
            let entries = entries.collect_view();
            let ghost = compares.then(|| {
                view! { <li class="ghost">"┄ total in the previous period"</li> }
            });
            let is_part = |bucket: &Bucket| bucket.extent == BucketExtent::Part;
            let open = answer.trend.iter().any(is_part).then(|| {
                let of = match answer.step {
                    Some(TrendStep::Week) => "week",
                    Some(TrendStep::Month) => "month",
                    _ => "day",
                };
                let text = format!("open bars: only part of the {of}");
                view! { <li class="ghost">{text}</li> }
            });
            (entries, ghost, open).into_view()
        })
    };
    view! { <ul class="legend" aria-label="Reasons">{entries}</ul> }
}

fn label(state: ReportState) -> String {
    let measure = state.measure();
    state.answer.with(|answer| {
        let most = answer
            .trend
            .iter()
            .max_by_key(|bucket| bucket.measures.get(measure));
        let most = most.map_or(String::new(), |bucket| {
            let value = labels::measured(bucket.measures.get(measure), measure);
            let days = labels::bucket(bucket, answer.step);
            format!(" Peak: {value} in {days}.")
        });
        format!(
            "Bar chart of denials over time by reason. The table below has the same numbers.{most}"
        )
    })
}

fn tip(state: ReportState, part: Part) -> Option<Tip> {
    let view = state.view.get();
    let measure = view.measure;
    state.answer.with(|answer| {
        let bucket = answer.trend.get(part.index)?;
        let total = bucket.measures.get(measure);
        let series = trend_series(&answer.trend, &view);
        let days = labels::bucket_title(bucket, answer.step);
        if let Some(&place) = series.get(part.series) {
            let value = bucket.by_category.get(place)?.get(measure);
            let slug = Category::ALL.get(place)?.slug();
            let share = Share::of(value, total);
            return Some(Tip {
                title: days,
                text: labels::category(slug).to_owned(),
                number: labels::counted(share, measure),
            });
        }
        let before = before(answer).get(part.index);
        // The previous period comes after the categories, or after the totals if there are
        // none.
        if let Some(before) = before.filter(|_| !series.is_empty() || part.series > 0) {
            let value = before.measures.get(measure);
            return Some(Tip {
                title: format!("{} (previous)", labels::bucket(before, None)),
                text: format!("change to {days}: {}", signed_percent(total, value)),
                number: labels::measured(value, measure),
            });
        }
        Some(Tip {
            title: days,
            text: String::new(),
            number: labels::measured(total, measure),
        })
    })
}

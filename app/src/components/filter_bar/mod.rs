//! The filter bar. A plain form without JavaScript; with it, every choice takes effect at
//! once. On a phone it is a sheet.

mod chips;
mod facet;
mod facet_search;
mod hidden_fields;
mod range;
mod rule;
mod text;
mod zone;

use domain::display::day;
use domain::view::{Measure, Range, View};
use leptos::prelude::*;

use super::view_link::ViewLink;
use crate::report_state::ReportState;
use crate::tables::heading::filter_count;
use chips::Chips;
use facet::Facet;
use hidden_fields::HiddenFields;
use range::RangeFields;
use rule::RuleFields;
use service::choices::choice_keys;
use service::labels;
use service::presentation::COMPARE_BEFORE;
use text::TextField;
use zone::ZoneField;

/// The filter bar, and the chips of the active filters.
#[component]
pub(crate) fn FilterBar(state: ReportState) -> impl IntoView {
    let count = move || state.view.with(filter_count);
    let count_text = move || match count() {
        0 => String::new(),
        count => format!(" ({count})"),
    };
    // While the sheet is closed nothing else shows which days are counted.
    let range = move || {
        let days = state.days();
        state.view.with(|view| match view.range {
            Range::Dates { .. } => format!("{} to {}", day(days.first), day(days.last)),
            range => labels::range(range).to_owned(),
        })
    };
    view! {
        <div class="filter-strip">
            <button type="button" class="filter-open" popovertarget="filter-sheet">
                "Filters"
                {count_text}
                " "
                <span class="filter-range">{range}</span>
            </button>
        </div>
        <div id="filter-sheet" class="filter-sheet" popover="auto" role="group" aria-label="Filters">
            <form
                id="filters"
                class="filters"
                method="get"
                action=move || state.url(state.route.get().path())
                on:submit=move |event| event.prevent_default()
            >
                <RangeFields state/>
                <MeasureField state/>
                <TextField state/>
                <div class="facets">
                    {choice_keys().map(|key| view! { <Facet state key/> }).collect::<Vec<_>>()}
                </div>
                <RuleFields state/>
                <ZoneField state/>
                <CompareField state/>
                <HiddenFields state/>
                <div class="filter-buttons">
                    <ViewLink state to=Signal::stored(View::default()) class="button">"Reset"</ViewLink>
                    <button type="submit" class="apply">"Apply"</button>
                    <button
                        type="button"
                        class="sheet-close"
                        popovertarget="filter-sheet"
                        popovertargetaction="hide"
                    >
                        "Show the report"
                    </button>
                </div>
            </form>
        </div>
        <Chips state/>
    }
}

/// The measure that lists are sorted by and percentages refer to.
#[component]
fn MeasureField(state: ReportState) -> impl IntoView {
    view! {
        <label class="field">
            <span>"Measure"</span>
            <select name="measure" on:change=move |event| {
                if let Some(measure) = Measure::from_word(&event_target_value(&event)) {
                    state.change(|view| view.measure = measure);
                }
            }>
                {Measure::ALL.map(|measure| {
                    let chosen = move || state.view.with(|view| view.measure == measure);
                    view! {
                        <option value=measure.word() selected=chosen prop:selected=chosen>
                            {labels::measure(measure)}
                        </option>
                    }
                })}
            </select>
        </label>
    }
}

/// Whether everything is compared with the previous period.
#[component]
fn CompareField(state: ReportState) -> impl IntoView {
    let compares = move || state.presentation.with(|presentation| presentation.compare);
    view! {
        <label class="check">
            <input
                type="checkbox"
                name="compare"
                value=COMPARE_BEFORE
                checked=compares
                prop:checked=compares
                on:change=move |event| {
                    let compare = event_target_checked(&event);
                    state.present(|presentation| presentation.compare = compare);
                }
            />
            "Compare with previous period"
        </label>
    }
}

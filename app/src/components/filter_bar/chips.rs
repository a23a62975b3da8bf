//! The active filters as chips: each can be removed or negated.
//!
//! The first few are links. A link repeats the whole query, so the rest are buttons of the
//! filters' form in a list that opens: the page grows linearly with its filters, not
//! quadratically.

use domain::display::number;
use domain::view::{FilterKey, View};
use leptos::ev;
use leptos::prelude::*;

use crate::components::view_link::ViewLink;
use crate::report_state::ReportState;
use service::labels;
use service::presentation::{NEGATE, REMOVE};

/// How many chips are links.
const LINKED: usize = 8;

/// A filter's value, and whether it is included or excluded.
#[derive(Clone)]
struct Chip {
    key: FilterKey,
    value: String,
    is_not: bool,
}

impl Chip {
    /// The chips of a view, except for its text.
    fn all(view: &View) -> Vec<Self> {
        let mut chips = Vec::new();
        for (key, filter) in view.filters.set() {
            let chip = |value: &String, is_not| Self {
                key,
                value: value.clone(),
                is_not,
            };
            chips.extend(filter.only.iter().map(|value| chip(value, false)));
            chips.extend(filter.not.iter().map(|value| chip(value, true)));
        }
        chips
    }

    /// A view without this filter value.
    fn removed(&self, view: &View) -> View {
        let mut view = view.clone();
        let filter = view.filters.get_mut(self.key);
        filter.only.remove(&self.value);
        filter.not.remove(&self.value);
        view
    }

    /// A view with this filter value negated.
    fn turned(&self, view: &View) -> View {
        let mut view = self.removed(view);
        let filter = view.filters.get_mut(self.key);
        let values = if self.is_not {
            &mut filter.only
        } else {
            &mut filter.not
        };
        values.insert(self.value.clone());
        view
    }

    /// The filter as the form's `key=value`.
    fn pair(&self) -> String {
        let word = if self.is_not {
            self.key.not_word()
        } else {
            self.key.word()
        };
        format!("{word}={}", self.value)
    }

    fn words(&self, state: ReportState) -> ChipTexts {
        let value = value_in_words(state, self);
        let name = format!("{}: {value}", self.key.label());
        let (turn, turn_label, text) = if self.is_not {
            ("only", format!("Show only {name}"), format!("not {name}"))
        } else {
            ("not", format!("Exclude {name}"), name)
        };
        ChipTexts {
            turn,
            turn_label,
            remove_label: format!("Remove {text}"),
            text,
        }
    }
}

/// The texts of a chip.
struct ChipTexts {
    text: String,
    turn: &'static str,
    turn_label: String,
    remove_label: String,
}

/// A chip for each value of the active filters, and one for the text search.
#[component]
pub(super) fn Chips(state: ReportState) -> impl IntoView {
    let chips = move || {
        let view = state.view.get();
        let mut chips = Chip::all(&view);
        let more = chips.split_off(chips.len().min(LINKED));
        let shown = chips.iter().map(|chip| linked(state, &view, chip));
        (
            shown.collect_view(),
            (!more.is_empty()).then(|| listed(state, more)),
            (!view.text.is_empty()).then(|| text_chip(state, &view)),
        )
    };
    view! { <ul class="chips" aria-label="Active filters">{chips}</ul> }
}

/// The label of the value: for a status with its description, if the lists have it.
fn value_in_words(state: ReportState, chip: &Chip) -> String {
    if chip.key != FilterKey::Status {
        return labels::value(chip.key, &chip.value).to_owned();
    }
    let found = state.answer.with(|answer| {
        let mut rows = answer.report.by_status.rows.iter();
        let row = rows.find(|row| row.key.value() == chip.value)?;
        let key = &row.key;
        Some(format!("{} {} {}", key.space, key.code, key.description))
    });
    found.unwrap_or_else(|| chip.value.clone())
}

/// A chip of links.
fn linked(state: ReportState, view: &View, chip: &Chip) -> impl IntoView + use<> {
    let said = chip.words(state);
    let (turned, removed) = (chip.turned(view), chip.removed(view));
    view! {
        <li class="chip" class:not=chip.is_not>
            <span class="chip-text" title=said.text.clone()>{said.text.clone()}</span>
            <ViewLink state to=Signal::stored(turned) class="chip-turn" label=said.turn_label>
                {said.turn}
            </ViewLink>
            <ViewLink state to=Signal::stored(removed) class="chip-remove" label=said.remove_label>
                "×"
            </ViewLink>
        </li>
    }
}

/// The chip of the text search.
fn text_chip(state: ReportState, view: &View) -> impl IntoView + use<> {
    let without = View {
        text: String::new(),
        ..view.clone()
    };
    let text = format!("text: {}", view.text);
    let label = format!("Remove {text}");
    view! {
        <li class="chip">
            <span class="chip-text" title=text.clone()>{text.clone()}</span>
            <ViewLink state to=Signal::stored(without) class="chip-remove" label>"×"</ViewLink>
        </li>
    }
}

/// The chips after the first few, in a list that opens.
fn listed(state: ReportState, chips: Vec<Chip>) -> impl IntoView + use<> {
    let count = number(chips.len() as u64);
    let chips = chips.into_iter().map(|chip| pressed(state, chip));
    let chips = chips.collect_view();
    view! {
        <li class="chips-more">
            <details>
                <summary>"and " {count} " more"</summary>
                <ul class="chips">{chips}</ul>
            </details>
        </li>
    }
}

/// A chip of buttons. Without JavaScript they send the form of the filters.
fn pressed(state: ReportState, chip: Chip) -> impl IntoView {
    let said = chip.words(state);
    let (pair, is_not) = (chip.pair(), chip.is_not);
    let chip = StoredValue::new(chip);
    let press = move |change: fn(&Chip, &View) -> View| {
        move |event: ev::MouseEvent| {
            event.prevent_default();
            let view = state.view.get_untracked();
            state.go(chip.with_value(|chip| change(chip, &view)));
        }
    };
    view! {
        <li class="chip" class:not=is_not>
            <span class="chip-text" title=said.text.clone()>{said.text.clone()}</span>
            <button
                class="chip-turn"
                form="filters"
                name=NEGATE
                value=pair.clone()
                aria-label=said.turn_label
                on:click=press(Chip::turned)
            >
                {said.turn}
            </button>
            <button
                class="chip-remove"
                form="filters"
                name=REMOVE
                value=pair
                aria-label=said.remove_label
                on:click=press(Chip::removed)
            >
                "×"
            </button>
        </li>
    }
}

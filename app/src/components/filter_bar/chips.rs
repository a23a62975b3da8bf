//! The active filters as chips: each can be removed or turned into its contrary.

use domain::view::{FilterKey, View};
use leptos::prelude::*;

use crate::components::view_link::ViewLink;
use crate::pages::Page;
use crate::words;

/// A filter's value, and whether it is asked for or left out.
struct Chip {
    key: FilterKey,
    value: String,
    is_not: bool,
}

/// The chips.
#[component]
pub(super) fn Chips(page: Page) -> impl IntoView {
    let chips = move || {
        let view = page.view.get();
        let mut shown = Vec::new();
        for (key, filter) in view.filters.set() {
            let chip = |value: &String, is_not| Chip {
                key,
                value: value.clone(),
                is_not,
            };
            let only = filter.only.iter().map(|value| chip(value, false));
            let not = filter.not.iter().map(|value| chip(value, true));
            shown.extend(only.chain(not).map(|chip| filter_chip(page, &view, &chip)));
        }
        if !view.text.is_empty() {
            let without = View {
                text: String::new(),
                ..view.clone()
            };
            let text = format!("text: {}", view.text);
            return (shown, Some(chip_view(page, text, None, without)));
        }
        (shown, None)
    };
    view! { <ul class="chips" aria-label="Active filters">{chips}</ul> }
}

fn filter_chip(page: Page, view: &View, chip: &Chip) -> impl IntoView + use<> {
    let mut without = view.clone();
    let filter = without.filters.get_mut(chip.key);
    filter.only.remove(&chip.value);
    filter.not.remove(&chip.value);
    let mut turned = without.clone();
    let filter = turned.filters.get_mut(chip.key);
    if chip.is_not {
        filter.only.insert(chip.value.clone());
    } else {
        filter.not.insert(chip.value.clone());
    }
    let name = format!(
        "{}: {}",
        words::filter(chip.key),
        value_in_words(page, chip)
    );
    if chip.is_not {
        let turn = ("only", format!("Show only {name}"), turned);
        chip_view(page, format!("not {name}"), Some(turn), without)
    } else {
        let turn = ("not", format!("Leave out {name}"), turned);
        chip_view(page, name, Some(turn), without)
    }
}

/// The value as the page calls it: of a status its description, too, where the lists have
/// it.
fn value_in_words(page: Page, chip: &Chip) -> String {
    if chip.key != FilterKey::Status {
        return words::value(chip.key, &chip.value).to_owned();
    }
    let found = page.answer.with(|answer| {
        let mut rows = answer.report.by_status.rows.iter();
        let row = rows.find(|row| row.key.value() == chip.value)?;
        let key = &row.key;
        Some(format!("{} {} {}", key.space, key.code, key.description))
    });
    found.unwrap_or_else(|| chip.value.clone())
}

/// A chip: its text, the view with its contrary (with the link's text and label), and the
/// view without it.
fn chip_view(
    page: Page,
    text: String,
    turn: Option<(&'static str, String, View)>,
    without: View,
) -> impl IntoView + use<> {
    let remove_label = format!("Remove {text}");
    let is_not = turn.as_ref().is_some_and(|(word, ..)| *word == "only");
    let turn = turn.map(|(word, label, to)| {
        view! {
            <ViewLink page to=Signal::stored(to) class="chip-turn" label>{word}</ViewLink>
        }
    });
    view! {
        <li class="chip" class:not=is_not>
            <span class="chip-text" title=text.clone()>{text.clone()}</span>
            {turn}
            <ViewLink page to=Signal::stored(without) class="chip-remove" label=remove_label>"×"</ViewLink>
        </li>
    }
}

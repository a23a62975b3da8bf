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
        let mut shown: Vec<AnyView> = Vec::new();
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
            shown.push(plain_chip(page, text, without));
        }
        shown
    };
    view! { <ul class="chips" aria-label="Active filters">{chips}</ul> }
}

fn filter_chip(page: Page, view: &View, chip: &Chip) -> AnyView {
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
        words::value(chip.key, &chip.value)
    );
    let (text, turn, turn_label) = if chip.is_not {
        (format!("not {name}"), "only", format!("Show only {name}"))
    } else {
        (name.clone(), "not", format!("Leave out {name}"))
    };
    let remove_label = format!("Remove {text}");
    view! {
        <li class="chip" class:not=chip.is_not>
            <span class="chip-text" title=text.clone()>{text.clone()}</span>
            <ViewLink page to=Signal::stored(turned) class="chip-turn" label=turn_label>{turn}</ViewLink>
            <ViewLink page to=Signal::stored(without) class="chip-remove" label=remove_label>"×"</ViewLink>
        </li>
    }
    .into_any()
}

fn plain_chip(page: Page, text: String, without: View) -> AnyView {
    let label = format!("Remove {text}");
    view! {
        <li class="chip">
            <span class="chip-text" title=text.clone()>{text.clone()}</span>
            <ViewLink page to=Signal::stored(without) class="chip-remove" label=label>"×"</ViewLink>
        </li>
    }
    .into_any()
}

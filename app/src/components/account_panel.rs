//! Denials by account: bars and their list.

use domain::display::{number, percent};
use domain::view::FilterKey;
use leptos::prelude::*;

use super::chart::{Chart, Tip};
use super::filter_list::{FilterList, ListEntry};
use crate::charts::{account_bar_option, plain_color};
use crate::denials::Page;
use crate::words;

/// The panel by account.
#[component]
pub(crate) fn AccountPanel(page: Page) -> impl IntoView {
    let pointed = RwSignal::new(None);
    let entries = Memo::new(move |_| {
        page.view.with(|view| {
            let selected = &view.filters.get(FilterKey::Account).only;
            page.answer.with(|answer| {
                let rows = answer.by_account.rows.iter();
                rows.map(|row| ListEntry {
                    value: row.key.clone(),
                    label: words::name(&row.key).to_owned(),
                    detail: String::new(),
                    measure: row.measures.get(view.measure),
                    percent_hundredths: row.percent_hundredths,
                    color: plain_color(),
                    selected: selected.contains(&row.key),
                })
                .collect::<Vec<_>>()
            })
        })
    });
    let tip = move |index: usize| {
        let measure = page.view.with(|view| view.measure);
        entries.with(|entries| match entries.get(index) {
            Some(entry) => Tip {
                title: entry.label.clone(),
                text: String::new(),
                number: format!(
                    "{} {} · {}",
                    number(entry.measure),
                    words::measure(measure),
                    percent(entry.percent_hundredths)
                ),
            },
            None => Tip::default(),
        })
    };
    let click = move |index: usize| {
        let value = entries.with(|entries| entries.get(index).map(|entry| entry.value.clone()));
        if let Some(value) = value {
            page.go(page
                .view
                .get_untracked()
                .toggled(FilterKey::Account, &value));
        }
    };
    let option = move |theme| {
        page.view.with(|view| {
            page.answer
                .with(|answer| account_bar_option(&answer.by_account, view, theme).to_string())
        })
    };
    view! {
        <section class="panel" aria-labelledby="by-account">
            <h2 id="by-account">"Denials by Account"</h2>
            <FilterList page key=FilterKey::Account entries pointed/>
            <Chart
                kind="bar"
                label="Denials by account as bars; the list beside it has the same numbers"
                option
                tip
                click
                pointed
            />
        </section>
    }
}

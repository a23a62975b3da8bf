//! Denials by account: bars and their list.

use domain::display::{number, percent};
use domain::view::FilterKey;
use leptos::prelude::*;

use super::chart::{Chart, Part, Tip};
use super::filter_list::{FilterList, ListEntry};
use crate::browser;
use crate::charts::{account_bar_option, plain_color};
use crate::denials::Page;
use crate::words;

/// The panel by account.
#[component]
pub(crate) fn AccountPanel(page: Page) -> impl IntoView {
    let pointed_row = RwSignal::new(None::<usize>);
    let pointed = RwSignal::new(None);
    Effect::new(move || pointed.set(pointed_row.get().map(|index| Part { series: 0, index })));
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
    let tip = move |Part { index, .. }| {
        let measure = page.view.with(|view| view.measure);
        entries.with(|entries| {
            let entry = entries.get(index)?;
            Some(Tip {
                title: entry.label.clone(),
                text: String::new(),
                number: format!(
                    "{} {} · {}",
                    number(entry.measure),
                    words::measure(measure),
                    percent(entry.percent_hundredths)
                ),
            })
        })
    };
    let click = move |Part { index, .. }| {
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
            <FilterList page key=FilterKey::Account entries pointed=pointed_row/>
            <Chart
                kind="bar"
                name="denials-by-account"
                title="Denials by account"
                label="Denials by account as bars; the list beside it has the same numbers"
                option
                tip
                click
                pointed
                theme=browser::system_theme()
                caption=Signal::stored(String::new())
            />
        </section>
    }
}

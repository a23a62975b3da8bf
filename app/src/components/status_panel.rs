//! Denials distribution: the pie by status and its list.

use domain::display::{number, percent};
use domain::report::StatusKey;
use domain::view::FilterKey;
use leptos::prelude::*;

use super::chart::{Chart, Tip};
use super::filter_list::{FilterList, ListEntry};
use crate::charts::{status_color, status_pie_option};
use crate::denials::Page;
use crate::words;

/// The panel by status.
#[component]
pub(crate) fn StatusPanel(page: Page) -> impl IntoView {
    let pointed = RwSignal::new(None);
    let entries = Memo::new(move |_| {
        page.view.with(|view| {
            let selected = &view.filters.get(FilterKey::Status).only;
            page.answer.with(|answer| {
                let rows = answer.by_status.rows.iter();
                rows.map(|row| ListEntry {
                    value: row.key.value(),
                    label: row.key.code.clone(),
                    detail: detail(&row.key),
                    measure: row.measures.get(view.measure),
                    percent_hundredths: row.percent_hundredths,
                    color: status_color(row.key.place),
                    selected: selected.contains(&row.key.value()),
                })
                .collect::<Vec<_>>()
            })
        })
    });
    let tip = move |index: usize| {
        page.answer.with(|answer| {
            let list = &answer.by_status;
            let measure = page.view.with(|view| view.measure);
            match list.rows.get(index) {
                Some(row) => Tip {
                    title: format!("{} {}", row.key.space, row.key.code),
                    text: row.key.description.clone(),
                    number: format!(
                        "{} {} · {}",
                        number(row.measures.get(measure)),
                        words::measure(measure),
                        percent(row.percent_hundredths)
                    ),
                },
                None => Tip {
                    title: "others".to_owned(),
                    text: format!("{} more codes", list.rows_total - list.rows.len() as u64),
                    number: String::new(),
                },
            }
        })
    };
    let click = move |index: usize| {
        let value = entries.with(|entries| entries.get(index).map(|entry| entry.value.clone()));
        if let Some(value) = value {
            page.go(page.view.get_untracked().toggled(FilterKey::Status, &value));
        }
    };
    let option = move |theme| {
        page.view.with(|view| {
            page.answer
                .with(|answer| status_pie_option(&answer.by_status, view, theme).to_string())
        })
    };
    view! {
        <section class="panel" aria-labelledby="by-status">
            <h2 id="by-status">"Denials Distribution"</h2>
            <FilterList page key=FilterKey::Status entries pointed/>
            <Chart
                kind="pie"
                label="Denials by status as a pie; the list beside it has the same numbers"
                option
                tip
                click
                pointed
            />
        </section>
    }
}

/// What explains a status; nothing where its code is its text.
fn detail(status: &StatusKey) -> String {
    if status.code == status.description {
        String::new()
    } else {
        status.description.clone()
    }
}

//! Denials distribution: the pie by status and its list.

use domain::display::{number, percent};
use domain::report::StatusKey;
use domain::view::FilterKey;
use leptos::prelude::*;

use super::chart::{Chart, Part, Tip};
use super::filter_list::{FilterList, ListEntry};
use crate::browser;
use crate::charts::{others, shown_rows, status_color, status_pie_option};
use crate::denials::Page;
use crate::words;

/// The panel by status.
#[component]
pub(crate) fn StatusPanel(page: Page) -> impl IntoView {
    let pointed_row = RwSignal::new(None::<usize>);
    let pointed = RwSignal::new(None);
    Effect::new(move || pointed.set(pointed_row.get().map(|index| Part { series: 0, index })));
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
    let tip = move |Part { index, .. }| {
        let tip = page.answer.with(|answer| {
            let list = &answer.by_status;
            let measure = page.view.with(|view| view.measure);
            let others = others(list, measure);
            match shown_rows(list).get(index) {
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
                    text: format!("{} more codes", others.map_or(0, |others| others.rows)),
                    number: others.map_or_else(String::new, |others| {
                        format!("{} {}", number(others.measure), words::measure(measure))
                    }),
                },
            }
        });
        Some(tip)
    };
    let click = move |Part { index, .. }| {
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
            <FilterList page key=FilterKey::Status entries pointed=pointed_row/>
            <Chart
                kind="pie"
                name="denials-by-status"
                title="Denials distribution"
                label="Denials by status as a pie; the list beside it has the same numbers"
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

/// What explains a status; nothing where its code is its text.
fn detail(status: &StatusKey) -> String {
    if status.code == status.description {
        String::new()
    } else {
        status.description.clone()
    }
}

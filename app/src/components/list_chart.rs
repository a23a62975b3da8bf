//! The chart beside a list: the pie of statuses, the bar chart of accounts.

use domain::display::number;
use domain::report::{List, Row};
use domain::share::Share;
use domain::view::{FilterKey, View};
use leptos::prelude::*;

use super::bar_list::BarEntry;
use super::chart::{Chart, Tip};
use crate::chart_events::Part;
use crate::charts::with_code;
use crate::report_state::ReportState;
use service::answer::PANEL_ROWS;
use service::labels;

/// Whether there is a chart of a key.
pub(super) fn has_chart(key: FilterKey) -> bool {
    matches!(key, FilterKey::Status | FilterKey::Account)
}

/// The chart of a list, of a key that has one. Its parts are the list's rows, in their order.
#[component]
pub(super) fn ListChart(
    state: ReportState,
    key: FilterKey,
    name: &'static str,
    title: &'static str,
    entries: Memo<Vec<BarEntry>>,
    pointed: RwSignal<Option<Part>>,
) -> impl IntoView {
    let is_pie = key == FilterKey::Status;
    let click = move |part: Part| {
        let entry = entries.with_untracked(|entries| entries.get(part.index).cloned());
        if let Some(entry) = entry {
            state.go_to(entry.route, entry.view);
        }
    };
    let option = move |theme| {
        state.view.with(|view| {
            state.answer.with(|answer| {
                let report = &answer.report;
                with_code(|code| {
                    if is_pie {
                        (code.status_pie)(&report.by_status, view, theme)
                    } else {
                        (code.account_bar)(&report.by[key], view, theme)
                    }
                })
            })
        })
    };
    let tip = move |part: Part| Some(tip(state, key, part.index));
    let label = Signal::derive(move || entries.with(|entries| label(is_pie, entries.first())));
    view! {
        <Chart
            kind=if is_pie { "pie" } else { "bar" }
            name
            title
            label
            option
            tip
            click
            pointed
            theme=state.theme()
            caption=state.caption()
        />
    }
}

/// The accessible name: what the chart shows, and its largest part.
fn label(is_pie: bool, first: Option<&BarEntry>) -> String {
    let kind = if is_pie {
        "Pie chart of denials by status"
    } else {
        "Bar chart of denials by account"
    };
    let top = first.map_or(String::new(), |entry| {
        let share = entry.share;
        let detail = match &*entry.detail {
            "" => String::new(),
            detail => format!(" {detail}"),
        };
        format!(" Top: {}{detail}, {share}.", entry.label)
    });
    format!("{kind}. The list next to it has the same numbers.{top}")
}

fn tip(state: ReportState, key: FilterKey, index: usize) -> Tip {
    state.view.with(|view| {
        state.answer.with(|answer| {
            let report = &answer.report;
            if key == FilterKey::Status {
                let title = |row: &Row<domain::report::StatusKey>| {
                    let status = &row.key;
                    let name = format!("{} {}", status.space, status.code);
                    (name, status.description.clone())
                };
                tip_of(&report.by_status, index, view, title)
            } else {
                let title = |row: &Row<String>| (labels::name(&row.key).to_owned(), String::new());
                tip_of(&report.by[key], index, view, title)
            }
        })
    })
}

/// The tooltip of a row, or of all that are left out.
fn tip_of<K>(
    list: &List<K>,
    index: usize,
    view: &View,
    title: impl Fn(&Row<K>) -> (String, String),
) -> Tip {
    let shown = || list.rows.iter().take(PANEL_ROWS);
    let measure = view.measure;
    if let Some(row) = shown().nth(index) {
        let (title, text) = title(row);
        return Tip {
            title,
            text,
            number: labels::counted(list.share(row, measure), measure),
        };
    }
    let sum: u64 = shown().map(|row| row.measures.get(measure)).sum();
    let left_out = list.rows_total.saturating_sub(shown().count() as u64);
    let whole = list.totals.get(measure);
    let rest = Share::of(whole.saturating_sub(sum), whole);
    Tip {
        title: "others".to_owned(),
        text: format!("{} more", number(left_out)),
        number: labels::counted(rest, measure),
    }
}

//! The numbers of a chart as a table, one click away, with links to its files.

use domain::view::View;
use leptos::either::EitherOf3;
use leptos::ev;
use leptos::prelude::*;

use super::view_link::ViewLink;
use crate::browser;
use crate::chart_events::Part;
use crate::report_state::ReportState;
use crate::tables::table::{Cell, Table};
use service::answer::PANEL_ROWS;
use service::route::Route;

/// A table in a disclosure, with links to its files and to all of its rows.
#[component]
pub(crate) fn NumbersTable(
    state: ReportState,
    /// The table.
    table: Memo<Table>,
    /// For each row the view that its first cell leads to, if any.
    #[prop(optional, into)]
    links: Option<Signal<Vec<View>>>,
    /// The page that these views open on; `None`: the current one.
    #[prop(optional)]
    links_to: Option<Route>,
    /// The row that the reader points at.
    #[prop(optional)]
    pointed: Option<RwSignal<Option<Part>>>,
    /// How many rows there are in total, if the table may have fewer.
    #[prop(optional, into)]
    rows_total: Option<Signal<u64>>,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    // A closed table keeps its content: the reader's next click has less to redraw.
    let shown = Memo::new(move |previous: Option<&Table>| match previous {
        Some(previous) if !is_open.get() && !state.printing.get() => previous.clone(),
        _ => table.get(),
    });
    let name = table.with_untracked(|table| table.name);
    let title = table.with_untracked(|table| table.title);
    let point = Callback::new(move |index: Option<usize>| {
        if let Some(pointed) = pointed {
            pointed.set(index.map(|index| Part { series: 0, index }));
        }
    });
    let all = move || {
        let total = rows_total?.get();
        // If names are very long the first answer has fewer rows than a panel shows.
        let shown = table.with(|table| table.rows.len()) as u64;
        (total > shown.min(PANEL_ROWS as u64)).then(|| {
            let href = state.url_with_view(&format!("/table/{name}"));
            let text = format!("All {} rows", domain::display::number(total));
            view! { <a href=href>{text}</a> }
        })
    };
    view! {
        <div class="numbers">
            <details on:toggle=move |event| is_open.set(browser::is_open(&event))>
                <summary>"Numbers as a table"</summary>
                <div class="numbers-scroll" tabindex="0" role="region" aria-label=title>
                    {move || shown.with(|table| numbers(state, table, (links, links_to), point))}
                </div>
            </details>
            <Files state name/>
            {all}
        </div>
    }
}

/// The links to a table's files.
#[component]
pub(crate) fn Files(
    state: ReportState,
    /// The table's name.
    name: &'static str,
) -> impl IntoView {
    let file = move |kind: &'static str, text: &'static str| {
        let href = move || state.file_url(&format!("/export/{name}.{kind}"));
        view! { <a href=href download="">{text}</a> }
    };
    view! {
        <span class="files">{file("csv", "CSV")} {file("xlsx", "XLSX")}</span>
    }
}

fn numbers(
    state: ReportState,
    table: &Table,
    (links, links_to): (Option<Signal<Vec<View>>>, Option<Route>),
    point: Callback<Option<usize>>,
) -> impl IntoView + use<> {
    let links = links.map(|links| links.get_untracked()).unwrap_or_default();
    let kind = |is_number: bool| if is_number { "number" } else { "" };
    let heads = table.columns.iter().map(|column| {
        view! { <th scope="col" class=kind(column.is_number)>{column.title.clone()}</th> }
    });
    let heads = heads.collect_view();
    let numbers: Vec<bool> = table
        .columns
        .iter()
        .map(|column| column.is_number)
        .collect();
    let rows = table.rows.iter().enumerate().map(|(place, cells)| {
        let link = links.get(place).cloned().map(|view| (view, links_to));
        let cells = cells.iter().zip(&numbers).enumerate();
        let cells = cells.map(|(column, (cell, is_number))| {
            first_or_other(state, cell, column, kind(*is_number), link.as_ref())
        });
        let cells = cells.collect_view();
        view! {
            <tr
                on:mouseenter=move |_: ev::MouseEvent| point.run(Some(place))
                on:mouseleave=move |_: ev::MouseEvent| point.run(None)
                on:focusin=move |_: ev::FocusEvent| point.run(Some(place))
                on:focusout=move |_: ev::FocusEvent| point.run(None)
            >
                {cells}
            </tr>
        }
    });
    let rows = rows.collect_view();
    let note = table
        .note
        .clone()
        .map(|note| view! { <p class="note">{note}</p> });
    view! {
        <table>
            <caption class="hidden-text">{table.title}</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
        {note}
    }
}

/// A cell; a row's first one names the row, and may be a link.
fn first_or_other(
    state: ReportState,
    cell: &Cell,
    column: usize,
    kind: &'static str,
    link: Option<&(View, Option<Route>)>,
) -> impl IntoView + use<> {
    let text = cell.text();
    match (column, link) {
        (0, Some((view, route))) => {
            let to = Signal::stored(view.clone());
            EitherOf3::A(view! {
                <th scope="row"><ViewLink state to route=*route>{text}</ViewLink></th>
            })
        }
        (0, None) => EitherOf3::B(view! { <th scope="row">{text}</th> }),
        _ => EitherOf3::C(view! { <td class=kind>{text}</td> }),
    }
}

//! The page of one table with all of its rows: plain HTML without scripts.

use leptos::config::LeptosOptions;
use leptos::either::Either;
use leptos::prelude::*;

use super::head::{Head, set_content_security_policy};
use super::reader_menu::{MenuOrHead, ReportReader};
use crate::tables::table::{Heading, Table};
use service::presentation::{Presentation, ThemeChoice};

/// The document of one table.
#[component]
pub fn TableDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// The view of the table.
    heading: Heading,
    /// The table.
    table: Table,
    /// How the report is shown.
    presentation: Presentation,
    /// The query string of the URL.
    query: String,
    /// What was wrong in it.
    notices: Vec<String>,
    /// The reader.
    reader: ReportReader,
    /// The origins whose pages may frame this one, separated by spaces.
    framed_by: Option<String>,
) -> impl IntoView {
    set_content_security_policy(framed_by.as_deref());
    let is_framed = framed_by.is_some();
    let style = format!("/{}/turnaway.css", options.site_pkg_dir);
    let title = format!("{} · Turnaway", table.title);
    let base = reader.base();
    let file = |kind: &str| base.join(&format!("/export/{}.{kind}?{query}", table.name));
    let denials = base.join(&format!("/denials?{query}"));
    let overview = reader.has_overview().then(|| {
        view! { <a href=format!("/?{query}")>"Overview"</a> }
    });
    let brand = if reader.has_overview() {
        Either::Left(view! { <a class="brand" href="/">"Turnaway"</a> })
    } else {
        // A link shows one page.
        Either::Right(view! { <span class="brand">"Turnaway"</span> })
    };
    let rows = [
        ("Filters", heading.filters.clone()),
        ("Days", heading.days.clone()),
        ("Zone", heading.zone.clone()),
        ("Data through", heading.through.clone()),
    ];
    let rows = rows.map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
    let notices = notices
        .into_iter()
        .map(|notice| view! { <li>{notice}</li> });
    let notices = notices.collect_view();
    let (csv, xlsx) = (file("csv"), file("xlsx"));
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=presentation.theme.map(ThemeChoice::word) data-framed=is_framed>
            <head>
                <Head title style/>
            </head>
            <body>
                <header class="page-header">
                    {brand}
                    <nav aria-label="Pages">
                        {overview}
                        <a href=denials>"Denials"</a>
                    </nav>
                </header>
                <MenuOrHead reader/>
                <main class="table-document">
                    <h1>{table.title}</h1>
                    <ul class="notices">{notices}</ul>
                    <dl class="heading">{rows}</dl>
                    <p class="files">
                        <a href=csv download="">"CSV"</a> " " <a href=xlsx download="">"XLSX"</a>
                    </p>
                    <Rows table/>
                </main>
            </body>
        </html>
    }
}

#[component]
fn Rows(table: Table) -> impl IntoView {
    let kind = |is_number: bool| if is_number { "number" } else { "" };
    let numbers: Vec<bool> = table
        .columns
        .iter()
        .map(|column| column.is_number)
        .collect();
    let heads = table.columns.iter().map(|column| {
        view! { <th scope="col" class=kind(column.is_number)>{column.title.clone()}</th> }
    });
    let heads = heads.collect_view();
    let rows = table.rows.iter().map(|cells| {
        let cells = cells.iter().zip(&numbers);
        let cells = cells.map(|(cell, is_number)| {
            view! { <td class=kind(*is_number)>{cell.text()}</td> }
        });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    let rows = rows.collect_view();
    view! {
        <div class="numbers-scroll" tabindex="0" role="region" aria-label=table.title>
            <table>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {table.note.map(|note| view! { <p class="note">{note}</p> })}
    }
}

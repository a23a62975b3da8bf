//! The document around the pages of a report.

use leptos::config::LeptosOptions;
use leptos::prelude::*;

use super::head::{Head, set_content_security_policy};
use super::hydration::{CodeMissing, Hydration};
use super::reader_menu::{MenuOrHead, ReportReader};
use crate::routes::ReportPages;
use service::page_data::{IslandData, PageData};
use service::presentation::Presentation;

/// The document of the report's pages.
#[component]
pub fn ReportDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// What the page shows.
    data: PageData,
    /// The reader.
    reader: ReportReader,
    /// The origins whose pages may frame this one, separated by spaces; in a frame it has no
    /// header.
    framed_by: Option<String>,
) -> impl IntoView {
    set_content_security_policy(framed_by.as_deref());
    let is_framed = framed_by.is_some();
    let package = format!("/{}", options.site_pkg_dir);
    let style = format!("{package}/turnaway.css");
    let echarts = format!("{package}/echarts.js");
    let theme = Presentation::parse(&data.presentation).theme;
    let title = format!("{} · Turnaway", data.route.name());
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.map(service::presentation::ThemeChoice::word) data-framed=is_framed>
            <head>
                <Head title style/>
                <meta name="echarts" content=echarts/>
                <Hydration options/>
            </head>
            <body>
                <a class="skip" href="#report">"Skip to the report"</a>
                <MenuOrHead reader/>
                <CodeMissing/>
                <ReportPages data=IslandData(data)/>
            </body>
        </html>
    }
}

//! The HTML documents around the pages, on the server.

mod account_document;
mod accounts_field;
mod api_document;
mod audit_document;
mod form;
mod hydration;
mod imports_document;
mod lines;
mod link_edit_document;
mod link_head;
mod links_document;
mod management_document;
mod new_key_document;
mod new_link_document;
mod open_link_document;
mod reader_menu;
mod session_ended_document;
mod sign_in_document;
mod sources_document;
mod table_document;
mod users_document;

use http::{HeaderValue, header};
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::page_data::{IslandData, PageData};
use crate::presentation::Presentation;
use crate::routes::ReportPages;

pub use account_document::{AccountDocument, AccountDocumentProps};
pub use api_document::{
    ApiAddress, ApiAnswer, ApiBody, ApiDocument, ApiDocumentProps, ApiField, ApiSchema,
    DescribedApi,
};
pub use audit_document::{AuditDocument, AuditDocumentProps};
use hydration::{CodeMissing, Hydration};
pub use imports_document::{
    DroppedFile, ImportDocument, ImportDocumentProps, ImportFields, ImportsDocument,
    ImportsDocumentProps,
};
pub use link_edit_document::{LinkEditDocument, LinkEditDocumentProps, LinkEditFields};
pub use link_head::{LinkHead, OpenReport};
pub use links_document::{
    LinkUrlDocument, LinkUrlDocumentProps, LinksDocument, LinksDocumentProps,
};
pub use management_document::{ManagementDocument, ManagementDocumentProps, Told, ToldProps};
pub use new_key_document::{NewKeyDocument, NewKeyDocumentProps};
pub use new_link_document::{
    NewLinkDocument, NewLinkDocumentProps, NewLinkFields, TickedAccount, TickedFilter,
};
pub use open_link_document::{
    ClosedLinkDocument, ClosedLinkDocumentProps, NotSharedDocument, NotSharedDocumentProps,
    OpenLinkDocument, OpenLinkDocumentProps, SignedOutDocument, SignedOutDocumentProps, WaysBack,
};
use reader_menu::MenuOrHead;
pub use reader_menu::{ReaderMenu, ReportReader};
pub use session_ended_document::{SessionEndedDocument, SessionEndedDocumentProps};
pub use sign_in_document::{
    FirstDocument, FirstDocumentProps, SignInDocument, SignInDocumentProps, SpentLinkDocument,
    SpentLinkDocumentProps, ToProviderDocument, ToProviderDocumentProps,
};
pub use sources_document::{KeyFields, SourcesDocument, SourcesDocumentProps};
pub use table_document::{TableDocument, TableDocumentProps};
pub use users_document::{UserFields, UsersDocument, UsersDocumentProps};

/// The icon, within the page: a browser asks for a separate one again at every change of
/// the address.
const ICON: &str = include_str!("icon.txt");

/// The most characters of a name that comes from outside, where a page only tells of it.
const NAME_CHARS_MAX: usize = 200;

/// A name as a page tells of it: its beginning, where it is long.
fn short(name: &str) -> String {
    shortened(name, NAME_CHARS_MAX)
}

/// The first characters of a text, with an ellipsis where it has more.
fn shortened(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The document of the report's pages.
#[component]
pub fn ReportDocument(
    /// Where the package is.
    options: LeptosOptions,
    /// What the page shows.
    data: PageData,
    /// Who reads.
    reader: ReportReader,
    /// The origins whose pages may frame this one, parted by spaces; then it goes without
    /// its header.
    framed_by: Option<String>,
) -> impl IntoView {
    set_content_security_policy(framed_by.as_deref());
    let is_framed = framed_by.is_some();
    let package = format!("/{}", options.site_pkg_dir);
    let style = format!("{package}/turnaway.css");
    let echarts = format!("{package}/echarts.js");
    let theme = Presentation::parse(&data.presentation).theme;
    let title = format!("{} · Turnaway", data.place.name());
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.map(crate::presentation::ThemeChoice::word) data-framed=is_framed>
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

/// What every document has in its head.
#[component]
fn Head(title: String, style: String) -> impl IntoView {
    view! {
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <meta name="robots" content="noindex"/>
        <title>{title}</title>
        <link rel="icon" href=ICON/>
        <link rel="stylesheet" href=style/>
    }
}

/// Only our own files and this response's inline scripts run; nothing frames the page but
/// pages of the origins that are named.
fn set_content_security_policy(framed_by: Option<&str>) {
    let nonce = use_nonce()
        .map(|nonce| format!(" 'nonce-{nonce}'"))
        .unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'{nonce} 'wasm-unsafe-eval'; style-src 'self'{nonce}; \
         img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors {}",
        framed_by.unwrap_or("'none'")
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        // Without it the response gets the policy that allows nothing.
        if let Some(response) = use_context::<ResponseOptions>() {
            response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
}

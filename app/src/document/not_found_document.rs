//! The page for a URL that leads nowhere.

use leptos::config::LeptosOptions;
use leptos::prelude::*;

use super::management_document::ManagementDocument;
use super::reader_menu::ReaderMenu;

/// The document for a URL with nothing at it. The header leads on.
#[component]
pub fn NotFoundDocument(
    /// Leptos' options.
    options: LeptosOptions,
    /// The reader.
    menu: ReaderMenu,
) -> impl IntoView {
    view! {
        <ManagementDocument options title="Page not found" menu=Some(menu)>
            <p>"There is nothing at this URL. Check it for a typing error, or start from:"</p>
            <p class="actions">
                <a class="button" href="/">"Overview"</a>
                <a class="button" href="/denials">"Denials"</a>
            </p>
        </ManagementDocument>
    }
}

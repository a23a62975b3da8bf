//! The layout of the management pages: plain HTML with forms. A small script restores entries,
//! copies, and adds accounts to a list; all forms work without it.

use leptos::config::LeptosOptions;
use leptos::either::Either;
use leptos::prelude::*;

use super::head::{Head, set_content_security_policy};
use super::reader_menu::{Menu, ReaderMenu};

/// The document of a management page.
#[component]
pub fn ManagementDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// The heading.
    title: &'static str,
    /// The reader; `None` before anyone has signed in.
    menu: Option<ReaderMenu>,
    /// The origins whose pages may frame this one, separated by spaces.
    #[prop(optional_no_strip)]
    framed_by: Option<String>,
    /// The content below the heading.
    children: Children,
) -> impl IntoView {
    set_content_security_policy(framed_by.as_deref());
    let style = format!("/{}/turnaway.css", options.site_pkg_dir);
    let has_reader = menu.is_some();
    let reader = menu.as_ref().map(|menu| menu.reader);
    let script = format!("/{}/forms.js", options.site_pkg_dir);
    let script = has_reader.then(|| view! { <script type="module" src=script></script> });
    let pages = has_reader.then(|| {
        view! {
            <nav aria-label="Pages">
                <a href="/">"Overview"</a>
                <a href="/denials">"Denials"</a>
            </nav>
        }
    });
    // The reader of a link has no page to go to.
    let brand = if has_reader {
        Either::Left(view! { <a class="brand" href="/">"Turnaway"</a> })
    } else {
        Either::Right(view! { <span class="brand">"Turnaway"</span> })
    };
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <Head title=format!("{title} · Turnaway") style/>
            </head>
            <body>
                <header class="page-header">
                    {brand}
                    {pages}
                </header>
                {menu.map(|menu| view! { <Menu menu/> })}
                <main class="management" data-reader=reader>
                    <h1 class="page-title">{title}</h1>
                    {children()}
                </main>
                {script}
            </body>
        </html>
    }
}

/// A notice above the forms of a page, such as why the last submit was refused.
#[component]
pub fn FormNotice(
    /// The text; `None`: no notice.
    notice: Option<String>,
) -> impl IntoView {
    notice.map(|notice| {
        view! { <p class="notice failure" role="alert">{notice}</p> }
    })
}

//! The user's menu in plain HTML at the top of every page, with the sign-out.

use leptos::either::Either;
use leptos::prelude::*;

use super::link_head::{LinkHead, LinkHeading};
use service::base_path::BasePath;

/// The content of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderMenu {
    /// The reader, by number.
    pub reader: i64,
    /// The reader's name.
    pub name: String,
    /// Pages for this reader: their paths and names.
    pub pages: Vec<(&'static str, &'static str)>,
}

/// The reader of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportReader {
    /// A user, who has a menu.
    User(ReaderMenu),
    /// A link's reader, who sees the link's heading.
    Link(LinkHead),
}

impl ReportReader {
    /// Whether the reader also has the overview.
    pub(super) fn has_overview(&self) -> bool {
        matches!(self, Self::User(_))
    }

    /// What the URLs of the report begin with.
    pub(super) fn base(&self) -> BasePath {
        match self {
            Self::User(_) => BasePath::default(),
            Self::Link(head) => head.base.clone(),
        }
    }
}

/// The menu of a user, or the heading of a link.
#[component]
pub(super) fn MenuOrHead(reader: ReportReader) -> impl IntoView {
    match reader {
        ReportReader::User(menu) => Either::Left(view! { <Menu menu/> }),
        ReportReader::Link(head) => Either::Right(view! { <LinkHeading head/> }),
    }
}

/// The menu. It is outside of the report's island, so it adds nothing to the browser's code.
#[component]
pub(super) fn Menu(menu: ReaderMenu) -> impl IntoView {
    let initial: String = menu
        .name
        .chars()
        .take(1)
        .flat_map(char::to_uppercase)
        .collect();
    let pages = menu
        .pages
        .into_iter()
        .map(|(path, name)| view! { <li><a href=path>{name}</a></li> });
    let pages = pages.collect_view();
    view! {
        <details class="reader-menu">
            <summary>
                <span aria-hidden="true">{initial}</span>
                <span class="hidden-text">"Signed in as " {menu.name.clone()}</span>
            </summary>
            <div>
                <p>{menu.name}</p>
                <ul>{pages}</ul>
                <form method="post" action="/sign-out">
                    <button>"Sign out"</button>
                </form>
            </div>
        </details>
    }
}

//! The pages of links: all of them, and the URL of one that was just created.

use domain::display::{local_time, number};
use leptos::config::LeptosOptions;
use leptos::prelude::*;
use service::accounts::Link;

use super::form::{Confirmed, CopyField};
use super::link_head::{listed, shows};
use super::management_document::{FormNotice, ManagementDocument};
use super::reader_menu::ReaderMenu;
use super::short::short;

/// Links, newest first, with forms to end them.
#[component]
pub fn LinksDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// The reader.
    menu: ReaderMenu,
    /// The links.
    links: Vec<Link>,
    /// The URL of earlier ones; `None` if there are none.
    earlier: Option<String>,
    /// Now, in seconds since 1970-01-01T00:00:00Z.
    now: i64,
    /// Why the last submit was refused.
    notice: Option<String>,
) -> impl IntoView {
    let reader = menu.reader;
    let none = links.is_empty().then(|| {
        view! {
            <p>
                "No links yet. Use “Share” above the report to create one: "
                <a href="/denials">"open the denials"</a> "."
            </p>
        }
    });
    let links = links
        .into_iter()
        .map(|link| view! { <OneLink link now reader/> })
        .collect_view();
    let earlier = earlier.map(|earlier| view! { <p><a href=earlier>"Earlier"</a></p> });
    view! {
        <ManagementDocument options title="Links" menu=Some(menu)>
            <FormNotice notice/>
            {none}
            <ul class="managed">{links}</ul>
            {earlier}
        </ManagementDocument>
    }
}

/// A link, and what can be done with it.
#[component]
fn OneLink(link: Link, now: i64, reader: i64) -> impl IntoView {
    let id = link.id.number();
    let names: Vec<&str> = link.accounts.iter().map(String::as_str).collect();
    let title = short(&listed(&names));
    let password = if link.has_password {
        " Password protected."
    } else {
        ""
    };
    let shows = shows(&link, false).join(" ");
    let state = match (link.revoked_at, link.works_at(now)) {
        (Some(at), _) => format!("Revoked {} UTC", local_time(at)),
        (None, false) => format!("Expired {} UTC", local_time(link.expires_at)),
        (None, true) => format!("Works until {} UTC", local_time(link.expires_at)),
    };
    let used = match (link.opens, link.last_opened_at) {
        (0, _) | (_, None) => "never opened".to_owned(),
        (1, Some(at)) => format!("opened once, {} UTC", local_time(at)),
        (opens, Some(at)) => format!(
            "opened {} times, last {} UTC",
            number(opens),
            local_time(at)
        ),
    };
    let made = format!(
        "{state} · {used} · created {} UTC by {}",
        local_time(link.created_at),
        link.owner.name
    );
    let name = format!("the link for {title}");
    let edit = link.revoked_at.is_none().then(|| {
        let name = name.clone();
        view! {
            <a href=format!("/links/{id}/edit")>
                "Edit" <span class="hidden-text">" " {name}</span>
            </a>
        }
    });
    let ends = link.works_at(now).then(|| {
        view! {
            <Confirmed
                reader
                action="/links/rotate"
                does="Replace the URL"
                to=format!("of {name}")
                field=("link", id.to_string())
            >
                "The current URL stops working, and everyone who opened it is signed out."
            </Confirmed>
            <Confirmed
                reader
                action="/links/revoke"
                does="Revoke"
                to=name.clone()
                field=("link", id.to_string())
            >
                "The link stops working, and everyone who opened it is signed out. This cannot \
                 be undone."
            </Confirmed>
        }
    });
    let note = (!link.note.is_empty()).then(|| {
        view! { <p class="link-note">{link.note}</p> }
    });
    view! {
        <li class="panel">
            <h2>{title}</h2>
            <p>{made}</p>
            <p class="note">{shows} {password}</p>
            {note}
            <div class="actions">{edit} {ends}</div>
        </li>
    }
}

/// The URL of a link, shown only once.
#[component]
pub fn LinkUrlDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// The reader.
    menu: ReaderMenu,
    /// Whether the link is new; else its URL was replaced.
    is_new: bool,
    /// The URL.
    url: String,
    /// Whether pages of other sites may show it in a frame.
    is_embedded: bool,
    /// What the link shows.
    link: Link,
) -> impl IntoView {
    let shows = shows(&link, false).join(" ");
    let until = format!("It works until {} UTC.", local_time(link.expires_at));
    let title = if is_new {
        "Link created"
    } else {
        "URL replaced"
    };
    let embed = is_embedded.then(|| {
        let value = format!(
            "<iframe src=\"{url}?embed\" title=\"Denied license requests\" width=\"100%\" \
             height=\"900\"></iframe>"
        );
        view! {
            <CopyField id="embed" label="Embed it in your portal" what="the embed code" value/>
        }
    });
    view! {
        <ManagementDocument options title menu=Some(menu)>
            <section class="panel form">
                <CopyField
                    id="url"
                    label="Copy it now. It won't be shown again."
                    what="the link"
                    value=url.clone()
                />
                {embed}
                <p><a href=url>"Open it"</a> " · " <a href="/links">"All links"</a></p>
                <p class="note">{shows} " " {until}</p>
            </section>
        </ManagementDocument>
    }
}

//! The pages of links: all of them, and the address of one that was just made.

use domain::display::{local_time, number};
use leptos::config::LeptosOptions;
use leptos::prelude::*;
use store::Link;

use super::link_head::{listed, shows};
use super::management_document::{ManagementDocument, Told};
use super::reader_menu::ReaderMenu;

/// Links, the latest first, with what ends them.
#[component]
pub fn LinksDocument(
    /// Where the package is.
    options: LeptosOptions,
    /// Who reads.
    menu: ReaderMenu,
    /// The links.
    links: Vec<Link>,
    /// The present, in seconds since 1970-01-01T00:00:00Z.
    now: i64,
    /// Why the last form did nothing.
    notice: Option<String>,
) -> impl IntoView {
    let none = links.is_empty().then(|| {
        view! {
            <p>
                "There are none yet. “Share” above the report makes one of what it shows: "
                <a href="/denials">"open the denials"</a> "."
            </p>
        }
    });
    let links = links
        .into_iter()
        .map(|link| view! { <OneLink link now/> })
        .collect_view();
    view! {
        <ManagementDocument options title="Links" menu=Some(menu)>
            <Told notice/>
            {none}
            <ul class="managed">{links}</ul>
        </ManagementDocument>
    }
}

/// A link, and what can be done with it.
#[component]
fn OneLink(link: Link, now: i64) -> impl IntoView {
    let id = link.id.number();
    let names: Vec<&str> = link.accounts.iter().map(String::as_str).collect();
    let title = listed(&names);
    let password = if link.has_password {
        " It wants a password."
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
        "{state} · {used} · made {} UTC by {}",
        local_time(link.created_at),
        link.owner.name
    );
    let forms = link.works_at(now).then(|| {
        let name = title.clone();
        view! {
            <details>
                <summary>"Change" <span class="hidden-text">" " {name}</span></summary>
                <form class="form" method="post" action="/links/rotate">
                    <input type="hidden" name="link" value=id/>
                    <button>"Give it another address"</button>
                    <p class="note">"The present one, and whoever opened it, end at once."</p>
                </form>
                <form class="form" method="post" action="/links/revoke">
                    <input type="hidden" name="link" value=id/>
                    <button class="danger">"Revoke"</button>
                </form>
            </details>
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
            {forms}
        </li>
    }
}

/// The address of a link, which is shown this once.
#[component]
pub fn LinkAddressDocument(
    /// Where the package is.
    options: LeptosOptions,
    /// Who reads.
    menu: ReaderMenu,
    /// The address.
    address: String,
    /// What the link shows.
    link: Link,
) -> impl IntoView {
    let shows = shows(&link, false).join(" ");
    let until = format!("It works until {} UTC.", local_time(link.expires_at));
    view! {
        <ManagementDocument options title="The link is made" menu=Some(menu)>
            <section class="panel form" aria-labelledby="address">
                <h2 id="address">"Its address"</h2>
                <label class="field">
                    "Copy it now: it is shown this once"
                    <input name="address" value=address.clone() readonly autofocus/>
                </label>
                <p><a href=address>"Open it"</a> " · " <a href="/links">"All links"</a></p>
                <p class="note">{shows} " " {until}</p>
            </section>
        </ManagementDocument>
    }
}

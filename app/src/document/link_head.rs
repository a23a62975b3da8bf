//! What stands above the report of whoever opened a link: who sent it, what for, and what
//! it shows.

use domain::display::local_time;
use leptos::prelude::*;
use store::Link;

use crate::tables::heading::filter_parts;

/// The most accounts that are named.
const ACCOUNTS_NAMED: usize = 5;

/// What a link tells its reader of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkHead {
    /// Who made it.
    pub from: String,
    /// What they tell the reader; may be empty.
    pub note: String,
    /// What it shows, in sentences.
    pub shows: Vec<String>,
}

impl LinkHead {
    /// What a link tells of itself.
    pub fn of(link: &Link) -> Self {
        let until = format!("It works until {} UTC.", local_time(link.expires_at));
        let mut shows = shows(link);
        shows.push(until);
        Self {
            from: link.owner.name.clone(),
            note: link.note.clone(),
            shows,
        }
    }
}

/// What a link shows, in sentences.
pub(super) fn shows(link: &Link) -> Vec<String> {
    let since = link.earliest.map_or(String::new(), |earliest| {
        format!(" since {} UTC", local_time(earliest.0))
    });
    let scope = link.scope();
    let accounts: Vec<&str> = scope
        .accounts
        .iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let mut sentences = vec![if accounts.is_empty() {
        "It shows nothing: whoever made it no longer sees these accounts.".to_owned()
    } else {
        format!("It shows the denials of {}{since}.", listed(&accounts))
    }];
    let filters = filter_parts(&link.filters);
    if !filters.is_empty() {
        sentences.push(format!("It is limited to {}.", filters.join("; ")));
    }
    if let Some(masking) = &link.masking {
        let who = match (masking.users, masking.devices) {
            (true, true) => "users and devices",
            (true, false) => "users",
            _ => "devices",
        };
        sentences.push(format!("Names of {who} are replaced by others."));
    }
    sentences
}

/// Names in one sentence, the first few of them.
fn listed(names: &[&str]) -> String {
    let shown = names.get(..ACCOUNTS_NAMED).unwrap_or(names).join(", ");
    match names.len().saturating_sub(ACCOUNTS_NAMED) {
        0 => shown,
        1 => format!("{shown} and 1 more account"),
        more => format!("{shown} and {more} more accounts"),
    }
}

/// The head. It lies outside of the report's island, so that it costs the browser no code.
#[component]
pub(super) fn LinkHeading(head: LinkHead) -> impl IntoView {
    let note = (!head.note.is_empty()).then(|| {
        view! { <p class="link-note">{head.note}</p> }
    });
    view! {
        <section class="link-head" aria-label="About this report">
            <p>"From " <strong>{head.from}</strong></p>
            {note}
            <p class="note">{head.shows.join(" ")}</p>
            <form method="post" action="/close-link">
                <button>"Close"</button>
            </form>
        </section>
    }
}

//! The heading above the report of a link: who sent it, why, and what it shows.

use domain::display::local_time;
use domain::scope::Scope;
use domain::view::FilterKey;
use leptos::prelude::*;
use service::accounts::Link;

use super::short::{short, shortened};
use crate::tables::heading::filter_parts;
use service::base_path::BasePath;
use service::route::Route;

/// The most accounts that are named.
const ACCOUNTS_NAMED: usize = 5;

/// The most characters of the filters that a link is limited to.
const FILTERS_CHARS_MAX: usize = 1_000;

/// What a link says about itself to its reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkHead {
    /// What the URLs of its report begin with.
    pub base: BasePath,
    /// Who created it.
    pub from: String,
    /// The note to the reader; may be empty.
    pub note: String,
    /// What it shows, in sentences.
    pub shows: Vec<String>,
}

impl LinkHead {
    /// What a link says about itself.
    pub fn of(link: &Link) -> Self {
        let until = format!("It works until {} UTC.", local_time(link.expires_at));
        let mut shows = shows(link, true);
        shows.push(until);
        Self {
            base: BasePath::of_link(link.public_id),
            from: link.owner.name.clone(),
            note: link.note.clone(),
            shows,
        }
    }
}

/// A report of a link that is open in this browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenReport {
    /// Its URL.
    pub url: String,
    /// Its name.
    pub name: String,
    /// Who created its link.
    pub from: String,
}

impl OpenReport {
    /// The report of a link.
    pub fn of(link: &Link) -> Self {
        let scope = link.scope();
        let accounts = accounts_of(&scope);
        let name = if accounts.is_empty() {
            "Denied license requests".to_owned()
        } else {
            format!("Denials of {}", listed(&accounts))
        };
        let base = BasePath::of_link(link.public_id);
        Self {
            url: base.join(&format!("{}?range=all", Route::Denials.path())),
            name,
            from: link.owner.name.clone(),
        }
    }
}

fn accounts_of(scope: &Scope) -> Vec<&str> {
    let accounts = scope.accounts.iter().flatten();
    accounts.map(String::as_str).collect()
}

/// What a link shows, in sentences.
/// Its reader sees no name that is masked.
pub(super) fn shows(link: &Link, is_for_reader: bool) -> Vec<String> {
    let since = link.earliest.map_or(String::new(), |earliest| {
        format!(" since {} UTC", local_time(earliest.0))
    });
    let scope = link.scope();
    let accounts = accounts_of(&scope);
    let mut sentences = vec![if accounts.is_empty() {
        "It shows nothing: its creator no longer has access to these accounts.".to_owned()
    } else {
        format!("It shows the denials of {}{since}.", listed(&accounts))
    }];
    let filters = filters(link, is_for_reader);
    if !filters.is_empty() {
        let filters = shortened(&filters.join("; "), FILTERS_CHARS_MAX);
        sentences.push(format!("It is limited to {filters}."));
    }
    if let Some(masking) = &link.masking {
        let who = match (masking.users, masking.devices) {
            (true, true) => "User and device",
            (true, false) => "User",
            _ => "Device",
        };
        sentences.push(format!("{who} names are masked."));
    }
    sentences
}

/// The filters as text. A locked filter uses real names, so for the reader a filter on masked
/// names is only a number.
fn filters(link: &Link, is_for_reader: bool) -> Vec<String> {
    let mut open = link.filters.clone();
    let mut counted = Vec::new();
    if let Some(masking) = link.masking.as_ref().filter(|_| is_for_reader) {
        for (key, is_masked) in [
            (FilterKey::User, masking.users),
            (FilterKey::Device, masking.devices),
            // A logged code may be a name.
            (FilterKey::Status, true),
        ] {
            if is_masked {
                let filter = std::mem::take(open.get_mut(key));
                let values = filter.only.len() + filter.not.len();
                if values > 0 {
                    let name = key.label();
                    counted.push(format!("{name}: {values} selected"));
                }
            }
        }
    }
    let mut parts = filter_parts(&open);
    parts.extend(counted);
    parts
}

/// Names in one sentence, the first few of them.
pub(super) fn listed(names: &[&str]) -> String {
    let shown = names.iter().take(ACCOUNTS_NAMED).map(|name| short(name));
    let shown = shown.collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(ACCOUNTS_NAMED) {
        0 => shown,
        1 => format!("{shown} and 1 more account"),
        more => format!("{shown} and {more} more accounts"),
    }
}

/// The heading. It is outside of the report's island, so it adds nothing to the browser's
/// code.
#[component]
pub(super) fn LinkHeading(head: LinkHead) -> impl IntoView {
    let note = (!head.note.is_empty()).then(|| {
        view! { <p class="link-note">{head.note}</p> }
    });
    let sign_out = head.base.join("/sign-out");
    view! {
        <section class="link-head" aria-label="About this report">
            <p>"From " <strong>{head.from}</strong></p>
            {note}
            <p class="note">{head.shows.join(" ")}</p>
            <form method="post" action=sign_out>
                <button>"Sign out of this report"</button>
            </form>
        </section>
    }
}

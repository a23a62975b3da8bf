//! What stands above the report of whoever opened a link: who sent it, what for, and what
//! it shows.

use domain::display::local_time;
use domain::scope::Scope;
use domain::view::FilterKey;
use leptos::prelude::*;
use store::Link;

use super::short::{short, shortened};
use crate::tables::heading::filter_parts;
use service::base_path::BasePath;
use service::route::Route;

/// The most accounts that are named.
const ACCOUNTS_NAMED: usize = 5;

/// The most characters of the filters that a link is limited to.
const FILTERS_CHARS_MAX: usize = 1_000;

/// What a link tells its reader of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkHead {
    /// What the URLs of its report begin with.
    pub base: BasePath,
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

/// A report that a link has opened in this browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenReport {
    /// Where it is.
    pub url: String,
    /// What it is called.
    pub name: String,
    /// Who made its link.
    pub from: String,
}

impl OpenReport {
    /// That of a link.
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
/// Its reader is told no name that is masked.
pub(super) fn shows(link: &Link, is_for_reader: bool) -> Vec<String> {
    let since = link.earliest.map_or(String::new(), |earliest| {
        format!(" since {} UTC", local_time(earliest.0))
    });
    let scope = link.scope();
    let accounts = accounts_of(&scope);
    let mut sentences = vec![if accounts.is_empty() {
        "It shows nothing: whoever made it no longer sees these accounts.".to_owned()
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
            (true, true) => "users and devices",
            (true, false) => "users",
            _ => "devices",
        };
        sentences.push(format!("Names of {who} are replaced by others."));
    }
    sentences
}

/// The filters in words. A locked filter is of real names, so that to the reader one on
/// masked names tells only how many it has.
fn filters(link: &Link, is_for_reader: bool) -> Vec<String> {
    let mut open = link.filters.clone();
    let mut counted = Vec::new();
    if let Some(masking) = link.masking.as_ref().filter(|_| is_for_reader) {
        for (key, is_masked) in [
            (FilterKey::User, masking.users),
            (FilterKey::Device, masking.devices),
            // A code that was logged may be a name.
            (FilterKey::Status, true),
        ] {
            if is_masked {
                let filter = std::mem::take(open.get_mut(key));
                let values = filter.only.len() + filter.not.len();
                if values > 0 {
                    let name = key.label();
                    counted.push(format!("{name}: chosen, {values} in number"));
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

/// The head. It lies outside of the report's island, so that it costs the browser no code.
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

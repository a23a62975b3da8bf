//! The pages of sources: the servers that events come from, and their keys.

use domain::display::{local_time, number};
use domain::event::{Second, Source};
use domain::sources::ServerEvents;
use leptos::config::LeptosOptions;
use leptos::prelude::*;
use serde::Deserialize;
use service::accounts::IngestKey;

use super::accounts_field::{ACCOUNTS, AccountSuggestions};
use super::form::{Confirmed, PostForm};
use super::management_document::{FormNotice, ManagementDocument};
use super::reader_menu::ReaderMenu;
use super::short::short;
use service::labels;

/// The most servers that the page lists.
const SERVERS_MAX: usize = 1_000;

/// The most keys that the page lists: active ones, and the most recently revoked.
const KEYS_MAX: usize = 500;
const REVOKED_MAX: usize = 100;

/// The fields of the form that creates a key, as the page shows them and a browser sends them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct KeyFields {
    /// The key's name.
    pub name: String,
    /// The account.
    pub account: String,
    /// The server.
    pub server: String,
    /// The source, by its word.
    pub source: String,
    /// The account that was asked about, because it has no events.
    #[serde(default)]
    pub asked: String,
}

impl Default for KeyFields {
    fn default() -> Self {
        Self {
            name: String::new(),
            account: String::new(),
            server: "default".to_owned(),
            source: Source::Local.word().to_owned(),
            asked: String::new(),
        }
    }
}

/// Servers with their events; for administrators, the keys too.
#[component]
pub fn SourcesDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// The reader.
    menu: ReaderMenu,
    /// Every server that has events.
    servers: Vec<ServerEvents>,
    /// Every key.
    keys: Vec<IngestKey>,
    /// Whether the reader may create and revoke keys.
    manages_keys: bool,
    /// Now, in seconds since 1970-01-01T00:00:00Z.
    now: i64,
    /// Accounts that the form suggests.
    accounts: Vec<String>,
    /// The entries of the form that creates a key, if it was refused.
    refused: Option<KeyFields>,
    /// Why the last submit was refused.
    notice: Option<String>,
) -> impl IntoView {
    let more = servers.len().saturating_sub(SERVERS_MAX);
    let more = (more > 0).then(|| {
        view! { <p class="note">{format!("{} more servers", number(more as u64))}</p> }
    });
    let reader = menu.reader;
    let (told, in_form) = match &refused {
        Some(_) => (None, notice),
        None => (notice, None),
    };
    let rows = servers.iter().take(SERVERS_MAX).map(|server| {
        let way = way_of(server, &keys);
        view! { <ServerRow server=server.clone() way now/> }
    });
    let rows = rows.collect_view();
    let table = if servers.is_empty() {
        view! { <p>"No events yet."</p> }.into_any()
    } else {
        view! { <ServerTable>{rows}</ServerTable> }.into_any()
    };
    let typed = refused.unwrap_or_default();
    let keys = manages_keys.then(|| {
        view! {
            <Keys keys reader/>
            <NewKeyForm reader typed notice=in_form accounts/>
        }
    });
    view! {
        <ManagementDocument options title="Sources" menu=Some(menu)>
            <FormNotice notice=told/>
            <section aria-labelledby="servers">
                <h2 id="servers">"Servers"</h2>
                {table}
                {more}
            </section>
            {keys}
        </ManagementDocument>
    }
}

#[component]
fn ServerTable(children: Children) -> impl IntoView {
    view! {
        <div class="numbers-scroll" tabindex="0" role="region" aria-label="Table of servers">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Account"</th>
                        <th scope="col">"Server"</th>
                        <th scope="col">"Kind"</th>
                        <th scope="col">"Last event (UTC)"</th>
                        <th scope="col" class="number">"24 hours"</th>
                        <th scope="col" class="number">"7 days"</th>
                        <th scope="col" class="number">"Total"</th>
                        <th scope="col">"Via"</th>
                    </tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn ServerRow(server: ServerEvents, way: String, now: i64) -> impl IntoView {
    let silent = server.silent_days(Second(now));
    let silent = silent.map(|days| {
        view! { <br/> <strong>{format!("silent for {} days", number(days.unsigned_abs()))}</strong> }
    });
    view! {
        <tr>
            <th scope="row">{short(&server.account)}</th>
            <td>{short(&server.server)}</td>
            <td>{labels::source(server.source.word())}</td>
            <td>{local_time(server.last_at.0)} {silent}</td>
            <td class="number">{number(server.events_of_day)}</td>
            <td class="number">{number(server.events_of_week)}</td>
            <td class="number">{number(server.events)}</td>
            <td>{way}</td>
        </tr>
    }
}

/// The active keys of a server; without one its events come from files.
fn way_of(server: &ServerEvents, keys: &[IngestKey]) -> String {
    let keys = keys.iter().filter(|key| {
        key.revoked_at.is_none() && key.account == server.account && key.server == server.server
    });
    let names: Vec<&str> = keys.map(|key| &*key.name).collect();
    match &names[..] {
        [] => "files".to_owned(),
        [name] => format!("key {}", short(name)),
        [first, second] => format!("keys {}, {}", short(first), short(second)),
        [first, others @ ..] => {
            let others = number(others.len() as u64);
            format!("key {} and {others} others", short(first))
        }
    }
}

#[component]
fn Keys(keys: Vec<IngestKey>, reader: i64) -> impl IntoView {
    let (good, revoked): (Vec<IngestKey>, Vec<IngestKey>) =
        keys.into_iter().partition(|key| key.revoked_at.is_none());
    // Revoked ones are kept forever: the most recent are listed.
    let all = good.len() + revoked.len();
    let good = good.into_iter().take(KEYS_MAX);
    let shown: Vec<IngestKey> = good
        .chain(revoked.into_iter().rev().take(REVOKED_MAX))
        .collect();
    let more = all - shown.len();
    let more = (more > 0).then(|| {
        let text = format!(
            "{} more keys: `turnaway key list` shows them all",
            number(more as u64)
        );
        view! { <p class="note">{text}</p> }
    });
    let keys = shown
        .into_iter()
        .map(|key| view! { <OneKey key reader/> })
        .collect_view();
    view! {
        <section aria-labelledby="keys">
            <h2 id="keys">"Keys"</h2>
            <ul class="managed">{keys}</ul>
            {more}
        </section>
    }
}

#[component]
fn NewKeyForm(
    reader: i64,
    typed: KeyFields,
    notice: Option<String>,
    accounts: Vec<String>,
) -> impl IntoView {
    let selected = Source::from_word(&typed.source).unwrap_or(Source::Local);
    let sources = Source::ALL.map(|source| {
        let word = source.word();
        view! { <option value=word selected=source == selected>{labels::source(word)}</option> }
    });
    let was_refused = notice.is_some();
    view! {
        <section class="panel" aria-labelledby="add">
            <h2 id="add">"Connect a server"</h2>
            <PostForm reader action="/sources/add-key">
                <FormNotice notice/>
                <p class="note">
                    "A key lets one server send its events over HTTP. It is shown once, together \
                     with the settings."
                </p>
                <label class="field">
                    "Name of the key"
                    <input name="name" value=typed.name autocomplete="off" required autofocus=was_refused/>
                </label>
                <label class="field">
                    "Account"
                    <input name="account" value=typed.account list=ACCOUNTS autocomplete="off" required/>
                </label>
                <input type="hidden" name="asked" value=typed.asked/>
                <label class="field">
                    "Server" <input name="server" value=typed.server autocomplete="off" required/>
                </label>
                <label class="field">"Kind of server" <select name="source">{sources}</select></label>
                <button class="primary">"Create key"</button>
            </PostForm>
            <AccountSuggestions accounts/>
        </section>
    }
}

#[component]
fn OneKey(key: IngestKey, reader: i64) -> impl IntoView {
    let used = match key.last_used_at {
        Some(at) => format!("last used {} UTC", local_time(at)),
        None => "never used".to_owned(),
    };
    let revoked = key.revoked_at;
    let revoked = revoked.map(|at| format!(" · revoked {} UTC", local_time(at)));
    let form = key.revoked_at.is_none().then(|| {
        let name = key.name.clone();
        view! {
            <Confirmed
                reader
                action="/sources/revoke-key"
                does="Revoke"
                to=format!("the key {}", short(&name))
                field=("name", name)
            >
                "Requests with this key will be refused. This cannot be undone."
            </Confirmed>
        }
    });
    view! {
        <li class="panel">
            <h3>{short(&key.name)}</h3>
            <p class="note">
                {format!(
                    "{} · {} · {} · created {} UTC · {used}",
                    short(&key.account),
                    short(&key.server),
                    labels::source(key.source.word()),
                    local_time(key.made_at),
                )} {revoked}
            </p>
            {form}
        </li>
    }
}

//! The pages of sources: the servers that events come from, and the keys that bring them.

use domain::display::{local_time, number};
use domain::event::{Second, Source};
use domain::sources::ServerEvents;
use leptos::config::LeptosOptions;
use leptos::prelude::*;
use store::{Key, NewKey};

use super::management_document::{ManagementDocument, Told};
use super::reader_menu::ReaderMenu;
use super::short;

/// Servers that the page lists.
const SERVERS_MAX: usize = 1_000;

/// Servers with what came from them; to administrators, the keys too.
#[component]
pub fn SourcesDocument(
    /// Where the package is.
    options: LeptosOptions,
    /// Who reads.
    menu: ReaderMenu,
    /// Every server that has events.
    servers: Vec<ServerEvents>,
    /// Every key.
    keys: Vec<Key>,
    /// Whether the reader may make and revoke keys.
    manages_keys: bool,
    /// The present, in seconds since 1970-01-01T00:00:00Z.
    now: i64,
    /// Why the last form did nothing.
    notice: Option<String>,
) -> impl IntoView {
    let more = servers.len().saturating_sub(SERVERS_MAX);
    let more = (more > 0).then(|| {
        view! { <p class="note">{format!("{} more servers", number(more as u64))}</p> }
    });
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
    let keys = manages_keys.then(|| view! { <Keys keys/> });
    view! {
        <ManagementDocument options title="Sources" menu=Some(menu)>
            <Told notice/>
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
                        <th scope="col" class="number">"In all"</th>
                        <th scope="col">"By"</th>
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
            <td>{server.source.word()}</td>
            <td>{local_time(server.last_at.0)} {silent}</td>
            <td class="number">{number(server.events_of_day)}</td>
            <td class="number">{number(server.events_of_week)}</td>
            <td class="number">{number(server.events)}</td>
            <td>{way}</td>
        </tr>
    }
}

/// The good keys that bring a server's events; without one they come in files.
fn way_of(server: &ServerEvents, keys: &[Key]) -> String {
    let keys = keys.iter().filter(|key| {
        key.revoked_at.is_none() && key.account == server.account && key.server == server.server
    });
    let names: Vec<&str> = keys.map(|key| &*key.name).collect();
    match &names[..] {
        [] => "files".to_owned(),
        [name] => format!("key {name}"),
        names => format!("keys {}", names.join(", ")),
    }
}

#[component]
fn Keys(keys: Vec<Key>) -> impl IntoView {
    let keys = keys.into_iter().map(|key| view! { <OneKey key/> });
    let keys = keys.collect_view();
    let sources = Source::ALL.map(|source| {
        let word = source.word();
        view! { <option value=word selected=source == Source::Local>{word}</option> }
    });
    view! {
        <section aria-labelledby="keys">
            <h2 id="keys">"Keys"</h2>
            <ul class="managed">{keys}</ul>
        </section>
        <section class="panel" aria-labelledby="add">
            <h2 id="add">"Connect a server"</h2>
            <form class="form" method="post" action="/sources/add-key">
                <p class="note">
                    "A key brings the events of one server over HTTP. It is shown once, with the \
                     settings that go with it."
                </p>
                <label class="field">
                    "Name of the key" <input name="name" autocomplete="off" required/>
                </label>
                <label class="field">
                    "Account" <input name="account" autocomplete="off" required/>
                </label>
                <label class="field">
                    "Server" <input name="server" value="default" autocomplete="off" required/>
                </label>
                <label class="field">"Kind of server" <select name="source">{sources}</select></label>
                <button class="primary">"Make the key"</button>
            </form>
        </section>
    }
}

#[component]
fn OneKey(key: Key) -> impl IntoView {
    let used = match key.last_used_at {
        Some(at) => format!("last used {} UTC", local_time(at)),
        None => "never used".to_owned(),
    };
    let revoked = key.revoked_at;
    let revoked = revoked.map(|at| format!(" · revoked {} UTC", local_time(at)));
    let form = key.revoked_at.is_none().then(|| {
        let name = key.name.clone();
        view! {
            <form class="form" method="post" action="/sources/revoke-key">
                <input type="hidden" name="name" value=name.clone()/>
                <button class="danger">
                    "Revoke" <span class="hidden-text">" the key " {name}</span>
                </button>
            </form>
        }
    });
    view! {
        <li class="panel">
            <h3>{key.name.clone()}</h3>
            <p class="note">
                {format!(
                    "{} · {} · {} · made {} UTC · {used}",
                    key.account,
                    key.server,
                    key.source.word(),
                    local_time(key.made_at),
                )} {revoked}
            </p>
            {form}
        </li>
    }
}

/// A key that was just made, this once, and the settings to copy.
#[component]
pub fn NewKeyDocument(
    /// Where the package is.
    options: LeptosOptions,
    /// Who reads.
    menu: ReaderMenu,
    /// What the key is for.
    key: NewKey,
    /// Its secret, as text.
    secret: String,
    /// The start of this server's addresses.
    origin: String,
) -> impl IntoView {
    let sync = format!("{origin}/usage/api/1.0/sync");
    let settings = format!(
        "usageService.sync.enabled = true\n\
         usageService.sync.url = \"{sync}\"\n\
         licensing.trackDeniedRequests = true\n\n\
         key_file = \"forward.key\"\n"
    );
    let server = format!(
        "usageService.sync.enabled=true\n\
         usageService.sync.url={sync}\n\
         licensing.trackDeniedRequests=true\n"
    );
    let curl = format!(
        "curl --fail-with-body -H \"Authorization: Bearer $KEY\" \\\n     \
         -H \"Content-Type: application/x-ndjson\" \\\n     \
         --data-binary @events.ndjson {origin}/api/v1/events\n"
    );
    view! {
        <ManagementDocument options title="A new key" menu=Some(menu)>
            <section class="panel" aria-labelledby="key">
                <h2 id="key">{key.name.clone()}</h2>
                <p class="note">
                    {format!("{} · {} · {}", key.account, key.server, key.source.word())}
                </p>
                <label class="field">
                    "The key" <input class="secret" value=secret readonly autocomplete="off"/>
                </label>
                <p>
                    <strong>"It is shown only this once."</strong>
                    " Copy it now. Who loses it revokes it and makes another."
                </p>
            </section>
            <section class="panel" aria-labelledby="forward">
                <h2 id="forward">"Beside a license server: turnaway forward"</h2>
                <p>
                    "Save the key as " <code>"forward.key"</code> " and this as "
                    <code>"forward.toml"</code> ", then run "
                    <code>"turnaway forward --config forward.toml LOG"</code> "."
                </p>
                <Copied name="forward.toml" text=settings/>
            </section>
            <section class="panel" aria-labelledby="server">
                <h2 id="server">"In a local license server"</h2>
                <p>
                    "These are the server's own settings. What such a server sends is not public; \
                     this address takes the events of Turnaway's own form and refuses anything \
                     else, so forward the log unless you know that yours sends them."
                </p>
                <Copied name="Settings of the license server" text=server/>
            </section>
            <section class="panel" aria-labelledby="script">
                <h2 id="script">"From a script"</h2>
                <Copied name="Command" text=curl/>
                <p><a href="/sources">"All sources"</a></p>
            </section>
        </ManagementDocument>
    }
}

/// A text to copy, which scrolls in its own region where it is wide.
#[component]
fn Copied(name: &'static str, text: String) -> impl IntoView {
    view! { <pre class="copied" tabindex="0" role="region" aria-label=name>{text}</pre> }
}

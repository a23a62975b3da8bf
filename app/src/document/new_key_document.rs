//! The page of a new key: the key, shown only once, and the settings to copy.

use leptos::config::LeptosOptions;
use leptos::prelude::*;
use service::accounts::NewKey;

use super::form::{CopyField, CopyText};
use super::management_document::ManagementDocument;
use super::reader_menu::ReaderMenu;
use service::labels;

/// A new key, shown only once, and the settings to copy.
#[component]
pub fn NewKeyDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// The reader.
    menu: ReaderMenu,
    /// What the key is for.
    key: NewKey,
    /// Its secret, as text.
    secret: String,
    /// The origin of this server's URLs.
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
    let source = labels::source(key.source.word());
    view! {
        <ManagementDocument options title="Key created" menu=Some(menu)>
            <section class="panel" aria-labelledby="key">
                <h2 id="key">{key.name.clone()}</h2>
                <div class="form">
                    <p class="note">
                        {format!("{} · {} · {source}", key.account, key.server)}
                    </p>
                    <CopyField id="secret" label="The key" what="the key" value=secret/>
                    <p>
                        <strong>"Copy it now. It won't be shown again."</strong>
                        " If you lose it, revoke it and create a new one."
                    </p>
                </div>
            </section>
            <section class="panel" aria-labelledby="forward">
                <h2 id="forward">"Next to a license server: turnaway forward"</h2>
                <p>
                    "Save the key as " <code>"forward.key"</code> " and this as "
                    <code>"forward.toml"</code> ", then run "
                    <code>"turnaway forward --config forward.toml LOG"</code> "."
                </p>
                <CopyText id="settings" name="forward.toml" text=settings/>
            </section>
            <section class="panel" aria-labelledby="server">
                <h2 id="server">"In a local license server"</h2>
                <p>
                    "These are the server's own settings. What it sends is not publicly \
                     documented; this endpoint accepts only Turnaway's own event format, so \
                     forward the log unless you know that your server sends it."
                </p>
                <CopyText id="server-settings" name="Settings of the license server" text=server/>
            </section>
            <section class="panel" aria-labelledby="script">
                <h2 id="script">"From a script"</h2>
                <CopyText id="command" name="Command" text=curl/>
            </section>
            <p><a href="/sources">"All sources"</a></p>
        </ManagementDocument>
    }
}

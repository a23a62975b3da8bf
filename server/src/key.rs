//! `turnaway key`: the keys that push events over HTTP.

use std::fmt::Write as _;
use std::process::ExitCode;

use domain::display::local_time;
use service::clock;
use store::{Actor, IngestKey, Mode, NewKey, Store};

use crate::command_line::{KeyAddOptions, KeyCommand, KeyListOptions, KeyRevokeOptions};
use crate::failure::Failure;
use crate::output::{print_line, rfc3339};
use domain::display::printable;

/// The longest name that the list shows.
const NAME_CHARS_MAX: usize = 60;

/// Creates, lists or revokes keys.
pub(crate) async fn run(command: &KeyCommand) -> Result<ExitCode, Failure> {
    match command {
        KeyCommand::Add(options) => add(options).await?,
        KeyCommand::List(options) => list(options).await?,
        KeyCommand::Revoke(options) => revoke(options).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Standard output holds only the secret, for scripts.
async fn add(options: &KeyAddOptions) -> Result<(), Failure> {
    let store = Store::open(&options.file.database, Mode::Create).await?;
    let key = NewKey {
        name: options.name.clone(),
        account: options.account.clone(),
        server: options.server.clone(),
        source: options.source,
    };
    let secret = store
        .add_key(&key, &Actor::command_line(clock::now()))
        .await?;
    store.close().await;
    print_line(&secret.reveal())
}

async fn list(options: &KeyListOptions) -> Result<(), Failure> {
    let store = Store::open(&options.file.database, Mode::Existing).await?;
    let keys = store.keys().await?;
    store.close().await;
    if options.json {
        print_line(&json(&keys))
    } else {
        print_line(&text(&keys))
    }
}

async fn revoke(options: &KeyRevokeOptions) -> Result<(), Failure> {
    let store = Store::open(&options.file.database, Mode::Existing).await?;
    store
        .revoke_key(&options.name, &Actor::command_line(clock::now()))
        .await?;
    store.close().await;
    Ok(())
}

fn text(keys: &[IngestKey]) -> String {
    if keys.is_empty() {
        return "no keys: create one with `turnaway key add`".to_owned();
    }
    let mut text = String::new();
    for key in keys {
        let [name, account, server] =
            [&key.name, &key.account, &key.server].map(|name| printable(name, NAME_CHARS_MAX));
        let used = match key.last_used_at {
            Some(at) => format!("last used {} UTC", local_time(at)),
            None => "never used".to_owned(),
        };
        let state = match key.revoked_at {
            Some(at) => format!(" · revoked {} UTC", local_time(at)),
            None => String::new(),
        };
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "{name}: {account} · {server} · {} · created {} UTC · {used}{state}",
            key.source.word(),
            local_time(key.made_at),
        );
    }
    text.trim_end().to_owned()
}

fn json(keys: &[IngestKey]) -> String {
    let keys = keys.iter().map(|key| {
        serde_json::json!({
            "name": key.name,
            "account": key.account,
            "server": key.server,
            "source": key.source.word(),
            "made_at": rfc3339(key.made_at),
            "last_used_at": key.last_used_at.map(rfc3339),
            "revoked_at": key.revoked_at.map(rfc3339),
        })
    });
    let document = serde_json::json!({ "keys": keys.collect::<Vec<_>>() });
    // Numbers and strings always serialize.
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

//! `turnaway imports` and `turnaway undo`: list imports and undo one.

use std::process::ExitCode;

use domain::display::{local_time, number};
use service::clock;
use store::{Actor, Import, ImportId, ImportedBy, Mode, NO_REQUESTER, Store, UndoError};

use crate::command_line::{ImportsOptions, UndoOptions};
use crate::failure::Failure;
use crate::output::{print_line, rfc3339};
use domain::display::printable;

/// The longest name that the list shows.
const NAME_CHARS_MAX: usize = 60;

/// Accounts of one import that the list shows.
const ACCOUNTS_MAX: usize = 3;

/// Lists the imports, the latest first.
pub(crate) async fn list(options: &ImportsOptions) -> Result<ExitCode, Failure> {
    let store = Store::open(&options.file.database, Mode::Existing).await?;
    let imports = store.imports(NO_REQUESTER, None, u32::MAX).await?;
    store.close().await;
    print_line(&if options.json {
        json(&imports)
    } else {
        text(&imports)
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Undoes an import. A running `serve` picks it up with its next answer.
pub(crate) async fn undo(options: &UndoOptions) -> Result<ExitCode, Failure> {
    let store = Store::open(&options.file.database, Mode::Existing).await?;
    let id = ImportId::from_number(options.id);
    let import = store.import(NO_REQUESTER, id).await?;
    let import = import.ok_or(UndoError::Unknown(options.id))?;
    let events = store
        .undo_import(id, &Actor::command_line(clock::now()))
        .await?;
    store.close().await;
    print_line(&format!(
        "import {} ({}) undone: {} events removed",
        options.id,
        printable(&import.path, NAME_CHARS_MAX),
        number(events),
    ))?;
    Ok(ExitCode::SUCCESS)
}

fn text(imports: &[Import]) -> String {
    if imports.is_empty() {
        return "no imports: import a log with `turnaway import`".to_owned();
    }
    imports.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn line(import: &Import) -> String {
    let shown = |name: &str| printable(name, NAME_CHARS_MAX);
    let who = match &import.imported_by {
        // The path names the key.
        ImportedBy::Key(_) => String::new(),
        ImportedBy::Person(who) => format!(" {}", by(who)),
    };
    let state = match (&import.undone, import.finished_at) {
        (Some(taken), _) => format!(" · undone {} UTC {}", local_time(taken.at), by(&taken.by)),
        (None, None) => " · not finished".to_owned(),
        (None, Some(_)) => String::new(),
    };
    let summary = &import.summary;
    format!(
        "{}: {} · {}{} · {} UTC{who} · {} lines · {} stored · {} already stored · {} rejected{state}",
        import.id.number(),
        shown(&import.path),
        import.format,
        accounts(&import.contents.accounts),
        local_time(import.started_at),
        number(summary.lines),
        number(summary.stored.max(import.contents.events)),
        number(summary.duplicates),
        number(summary.rejected),
    )
}

/// Who did something: the command line, or a user.
fn by(who: &str) -> String {
    match who {
        "command line" => "from the command line".to_owned(),
        who => format!("by {}", printable(who, NAME_CHARS_MAX)),
    }
}

/// The first accounts by name, and the number of others.
fn accounts(accounts: &[String]) -> String {
    if accounts.is_empty() {
        return String::new();
    }
    let named = accounts.iter().take(ACCOUNTS_MAX);
    let named: Vec<String> = named.map(|name| printable(name, NAME_CHARS_MAX)).collect();
    let more = match accounts.len().saturating_sub(ACCOUNTS_MAX) {
        0 => String::new(),
        more => format!(" and {} more", number(more as u64)),
    };
    format!(" · {}{more}", named.join(", "))
}

fn json(imports: &[Import]) -> String {
    let imports = imports.iter().map(|import| {
        let (key, who) = match &import.imported_by {
            ImportedBy::Key(key) => (Some(key), None),
            ImportedBy::Person(who) => (None, Some(who)),
        };
        let taken_back = import.undone.as_ref();
        serde_json::json!({
            "id": import.id.number(),
            "path": import.path,
            "format": import.format,
            "key": key,
            "who": who,
            "started_at": rfc3339(import.started_at),
            "finished_at": import.finished_at.map(rfc3339),
            "lines": import.summary.lines,
            "stored": import.summary.stored,
            "duplicates": import.summary.duplicates,
            "rejected": import.summary.rejected,
            "events": import.contents.events,
            "accounts": import.contents.accounts,
            "first_event_at": import.contents.span.map(|(first, _)| rfc3339(first)),
            "last_event_at": import.contents.span.map(|(_, last)| rfc3339(last)),
            "taken_back_at": taken_back.map(|taken| rfc3339(taken.at)),
            "taken_back_by": taken_back.map(|taken| &taken.by),
        })
    });
    let document = serde_json::json!({ "imports": imports.collect::<Vec<_>>() });
    // Numbers and strings always serialize.
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

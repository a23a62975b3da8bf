//! The pages of imports: the list with the form for log files, and one import that may be
//! undone.

use domain::display::{local_time, number};
use domain::event::Source;
use domain::log_format::LogFormat;
use leptos::config::LeptosOptions;
use leptos::prelude::*;
use serde::Serialize;
use service::importing::{Import, ImportedBy};

use super::accounts_field::{ACCOUNTS, AccountSuggestions};
use super::form::PostForm;
use super::management_document::{FormNotice, ManagementDocument};
use super::reader_menu::ReaderMenu;
use super::short::short;
use service::labels;

/// Accounts of one import that the list names.
const ACCOUNTS_MAX: usize = 3;

/// Accounts of one import that its own page names.
const ALL_ACCOUNTS_MAX: usize = 100;

/// The result of an uploaded file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UploadResult {
    /// Its name, format and lines.
    pub name: String,
    /// The rest of its summary, line by line.
    pub lines: Vec<String>,
    /// Whether all of it was read and accepted.
    pub is_whole: bool,
}

/// The fields of the upload form, besides the files, as the page shows them and a browser sends
/// them. It is not deserialized: the server reads the parts of a multipart request one by one,
/// each with its limit, before it streams the files behind them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportFields {
    /// The account.
    pub account: String,
    /// The license server; empty: `default`.
    pub server: String,
    /// The source; empty: the default for the format.
    pub source: String,
    /// The format; empty or `auto`: detected from the file.
    pub format: String,
    /// The zone's name; empty: UTC.
    pub time_zone: String,
    /// The day of the first line, as `YYYY-MM-DD`; empty: the log has dates.
    pub date: String,
}

/// The upload form, the results of uploads, and every import.
#[component]
pub fn ImportsDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// The reader.
    menu: ReaderMenu,
    /// The imports, newest first.
    imports: Vec<Import>,
    /// The URL of earlier ones; `None` if there are none.
    earlier: Option<String>,
    /// The results of files that were just uploaded.
    dropped: Vec<UploadResult>,
    /// What was typed.
    typed: ImportFields,
    /// Accounts that the form suggests.
    accounts: Vec<String>,
    /// Why the last submit was refused.
    notice: Option<String>,
    /// The most bytes of a file.
    file_bytes_max: u64,
) -> impl IntoView {
    let script = format!("/{}/imports.js", options.site_pkg_dir);
    let reader = menu.reader;
    let dropped = dropped
        .into_iter()
        .map(|file| view! { <UploadResults file/> })
        .collect_view();
    view! {
        <ManagementDocument options title="Imports" menu=Some(menu)>
            <FormNotice notice/>
            <ul class="dropped" id="dropped" aria-label="Files" aria-live="polite">
                {dropped}
            </ul>
            <section class="panel" aria-labelledby="import-files">
                <h2 id="import-files">"Import log files"</h2>
                <DropForm reader typed file_bytes_max/>
                <AccountSuggestions accounts/>
            </section>
            <section id="imports" aria-labelledby="imported">
                <h2 id="imported">"Imported"</h2>
                <ImportList imports earlier/>
            </section>
            <script type="module" src=script></script>
        </ManagementDocument>
    }
}

/// The result of one file.
#[component]
fn UploadResults(file: UploadResult) -> impl IntoView {
    let class = if file.is_whole {
        "notice"
    } else {
        "notice partly"
    };
    let lines = file.lines.into_iter();
    let lines = lines.map(|line| view! { <li>{line}</li> }).collect_view();
    view! {
        <li class=class>
            <strong>{file.name}</strong>
            <ul>{lines}</ul>
        </li>
    }
}

#[component]
fn DropForm(reader: i64, typed: ImportFields, file_bytes_max: u64) -> impl IntoView {
    let formats = LogFormat::ALL.map(|format| {
        let word = format.word();
        view! { <option value=word selected=word == typed.format>{word}</option> }
    });
    let sources = Source::ALL.map(|source| {
        let word = source.word();
        view! { <option value=word selected=word == typed.source>{labels::source(word)}</option> }
    });
    let is_open = has_more(&typed);
    view! {
        <form class="form" id="drop" method="post" action="/imports" enctype="multipart/form-data">
            <input type="hidden" name="reader" value=reader/>
            <label class="field">
                "Account"
                <input name="account" value=typed.account list=ACCOUNTS autocomplete="off"/>
            </label>
            <p class="note">"The customer the logs belong to. Leave empty if every row names one."</p>
            <label class="field">
                "Server"
                <input name="server" value=typed.server autocomplete="off" placeholder="default"/>
            </label>
            <label class="field">
                "Time zone of the logs"
                <input name="time-zone" value=typed.time_zone autocomplete="off" placeholder="UTC"/>
            </label>
            <details open=is_open>
                <summary>"More"</summary>
                <div class="form">
                    <label class="field">
                        "Format"
                        <select name="format">
                            <option value="auto">"Detect automatically"</option>
                            {formats}
                        </select>
                    </label>
                    <label class="field">
                        "Kind of server"
                        <select name="source">
                            <option value="">"Default for the format"</option>
                            {sources}
                        </select>
                    </label>
                    <label class="field">
                        "Day of the first line"
                        <input type="date" name="date" value=typed.date/>
                    </label>
                    <p class="note">"For logs without dates."</p>
                </div>
            </details>
            <label class="field drop-zone">
                "Log files"
                <input type="file" name="files" multiple required/>
            </label>
            <p class="note">
                "Plain, gzip or zstd, each up to " {number(file_bytes_max >> 30)} " GB."
            </p>
            <button class="primary">"Import"</button>
        </form>
    }
}

/// Whether any of the collapsed fields has a value.
fn has_more(typed: &ImportFields) -> bool {
    let has_format = !matches!(&*typed.format, "" | "auto");
    has_format || !typed.source.is_empty() || !typed.date.is_empty()
}

#[component]
fn ImportList(imports: Vec<Import>, earlier: Option<String>) -> impl IntoView {
    let none = imports
        .is_empty()
        .then(|| view! { <p>"No imports yet."</p> });
    let imports = imports
        .into_iter()
        .map(|import| view! { <OneImport import/> })
        .collect_view();
    let earlier = earlier.map(|earlier| view! { <p><a href=earlier>"Earlier"</a></p> });
    view! {
        {none}
        <ul class="managed">{imports}</ul>
        {earlier}
    }
}

#[component]
fn OneImport(import: Import) -> impl IntoView {
    let id = import.id.number();
    let path = short(&import.path);
    let way = import.undone.is_none().then(|| {
        view! {
            <p>
                <a href=format!("/imports/{id}")>
                    "Undo …" <span class="hidden-text">{format!(" import {id}")}</span>
                </a>
            </p>
        }
    });
    view! {
        <li class="panel">
            <h3>{path}</h3>
            <p class="note">{came(&import)}</p>
            <p class="note">{became(&import)}</p>
            {way}
        </li>
    }
}

/// An import's number, format, accounts, time and origin.
fn came(import: &Import) -> String {
    let accounts = &import.contents.accounts;
    let whose = if accounts.is_empty() {
        String::new()
    } else {
        format!(" · {}", listed(accounts, ACCOUNTS_MAX))
    };
    let who = match &import.imported_by {
        ImportedBy::Key(key) => format!("by the key {}", short(key)),
        ImportedBy::Person(who) => by(who),
    };
    format!(
        "{} · {}{whose} · {} UTC {who}",
        import.id.number(),
        import.format,
        local_time(import.started_at)
    )
}

/// The first few accounts, and how many more there are.
fn listed(accounts: &[String], max: usize) -> String {
    let mut named: Vec<String> = accounts.iter().take(max).map(|name| short(name)).collect();
    let more = accounts.len().saturating_sub(max);
    if more > 0 {
        named.push(format!("{} more", number(more as u64)));
    }
    named.join(", ")
}

fn by(who: &str) -> String {
    match who {
        "command line" => "from the command line".to_owned(),
        who => format!("by {}", short(who)),
    }
}

/// The result of its lines, and whether the import was undone.
fn became(import: &Import) -> String {
    let summary = &import.summary;
    let text = match (&import.imported_by, import.finished_at) {
        (ImportedBy::Person(_), None) => format!(
            "Not finished: {} events stored",
            number(import.contents.events)
        ),
        _ => format!(
            "{} lines · {} stored · {} already stored · {} rejected",
            number(summary.lines),
            number(summary.stored),
            number(summary.duplicates),
            number(summary.rejected)
        ),
    };
    match &import.undone {
        None => text,
        Some(taken) => format!(
            "{text} · undone {} UTC {}",
            local_time(taken.at),
            by(&taken.by)
        ),
    }
}

/// What an undo removes, and the button for it.
#[component]
pub fn ImportDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// The reader.
    menu: ReaderMenu,
    /// The import.
    import: Import,
) -> impl IntoView {
    let id = import.id.number();
    let contents = &import.contents;
    let span = match contents.span {
        Some((from, to)) => format!("{} to {} UTC", local_time(from), local_time(to)),
        None => "none".to_owned(),
    };
    let accounts = if contents.accounts.is_empty() {
        "none".to_owned()
    } else {
        listed(&contents.accounts, ALL_ACCOUNTS_MAX)
    };
    let events = number(contents.events);
    let goes_on = match &import.imported_by {
        ImportedBy::Key(_) => {
            "Events that the key sends from now on form a new import. To stop them too, revoke the key first."
        }
        ImportedBy::Person(_) => "",
    };
    let reader = menu.reader;
    let form = import.undone.is_none().then(|| {
        view! {
            <p>
                "All these events will be removed. You can import them again. Events that another \
                 import repeated are removed too: import that file again to restore them. " {goes_on}
            </p>
            <PostForm reader action=format!("/imports/{id}/take-back")>
                <button class="danger">"Undo import"</button>
            </PostForm>
        }
    });
    view! {
        <ManagementDocument options title="Undo an import" menu=Some(menu)>
            <section class="panel" aria-labelledby="import">
                <h2 id="import">{short(&import.path)}</h2>
                <p class="note">{came(&import)}</p>
                <p class="note">{became(&import)}</p>
                <dl class="facts">
                    <dt>"Events"</dt>
                    <dd>{events}</dd>
                    <dt>"Accounts"</dt>
                    <dd>{accounts}</dd>
                    <dt>"From"</dt>
                    <dd>{span}</dd>
                </dl>
                {form}
            </section>
            <p><a href="/imports">"All imports"</a></p>
        </ManagementDocument>
    }
}

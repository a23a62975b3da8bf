//! Uploads of log files, dropped on the page or chosen in its form.

use std::sync::Arc;

use app::document::{ImportFields, UploadResult};
use axum::Json;
use axum::extract::State;
use axum::extract::multipart::{Field, Multipart, MultipartRejection};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use service::dataset::ScopedDataset;
use service::importing::{
    Destination, FileError, FileSummary, ImportError, Importer, Input, Settings,
};
use store::{Actor, Batch, CommitError, GroupCommit};
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::form::UploadFields;
use super::imports_page::{PageState, imports};
use super::limits::{FIELDS_MAX, FILE_BYTES_MAX, FILES_MAX};
use super::streamed_upload::{SILENCE_MAX, upload_channel};
use crate::failure::Failure;
use crate::import::setting_names::SettingNames;
use crate::serve::access::reader::{LogImporter, SignedIn};
use crate::serve::extract::ReaderDataset;
use crate::serve::routes::forms::form_sender::FormSender;
use crate::serve::routes::forms::page::{go_to, store_failure};
use crate::serve::state::AppState;
use crate::serve::state::import_locks::{ImportLock, ImportLocked};
use crate::serve::state::shown_once::{FormResult, bounded_files};

/// Rejected lines that are shown per file; the others are counted.
const REJECTED_MAX: usize = 100;

/// The longest file name, in characters.
const NAME_CHARS_MAX: usize = 200;

/// The notice if another user is signed in now than when the page was opened.
const OTHER_USER: &str = "Another user has signed in since this page was opened. Nothing was \
    imported: reload the page.";
/// When to try again if other imports are running, in seconds.
const RETRY_AFTER_S: &str = "60";

/// The response for a script on the page.
#[derive(Serialize)]
struct UploadResponse {
    files: Vec<UploadResult>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<String>,
}

/// Imports files, one after another, while they are received.
pub(crate) async fn take(
    State(pages): State<AppState>,
    sender: FormSender,
    LogImporter(user): LogImporter,
    ReaderDataset(dataset): ReaderDataset,
    headers: HeaderMap,
    body: Result<Multipart, MultipartRejection>,
) -> Response {
    let wants_json = headers
        .get(header::ACCEPT)
        .is_some_and(|accept| accept == "application/json");
    let mut shown = PageState::default();
    let lock = match pages.import_locks.take(user.id) {
        Ok(lock) => lock,
        Err(locked) => {
            let (status, notice) = refused(locked);
            shown.notice = Some(notice.to_owned());
            if let Ok(body) = body {
                shown.typed = fields_before_files(body).await;
            }
            let response = answer(&pages, user, &dataset, wants_json, status, shown).await;
            return ([(header::RETRY_AFTER, RETRY_AFTER_S)], response).into_response();
        }
    };
    let by = (&sender, &user, &lock);
    let taken = match body {
        Ok(body) => all(&pages, by, body, &mut shown).await,
        Err(rejection) => Err(UploadError::Rejected(rejection.body_text())),
    };
    let status = match taken {
        Ok(()) => StatusCode::OK,
        Err(UploadError::Rejected(notice)) => {
            shown.notice = Some(notice);
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(UploadError::Failed(Failure::Store(error))) => return store_failure(&error),
        Err(UploadError::Failed(Failure::Commit(CommitError::Store(error)))) => {
            return store_failure(&error);
        }
        Err(UploadError::Failed(failure)) => {
            shown.notice = Some(failure.to_string());
            StatusCode::SERVICE_UNAVAILABLE
        }
    };
    answer(&pages, user, &dataset, wants_json, status, shown).await
}

/// The response if no import may start.
fn refused(locked: ImportLocked) -> (StatusCode, &'static str) {
    match locked {
        ImportLocked::OneRuns => (
            StatusCode::CONFLICT,
            "You already have an import running: wait until it has finished, then try again.",
        ),
        ImportLocked::Busy => (
            StatusCode::SERVICE_UNAVAILABLE,
            "Too many imports are running: try again in a few minutes.",
        ),
    }
}

/// Why files were not imported.
enum UploadError {
    /// What to change.
    Rejected(String),
    /// The database cannot be written.
    Failed(Failure),
}

impl<E: Into<Failure>> From<E> for UploadError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

async fn answer(
    pages: &AppState,
    user: SignedIn,
    dataset: &ScopedDataset,
    wants_json: bool,
    status: StatusCode,
    mut shown: PageState,
) -> Response {
    shown.dropped = bounded_files(shown.dropped);
    if wants_json {
        let response = UploadResponse {
            files: shown.dropped,
            notice: shown.notice,
        };
        return (status, Json(response)).into_response();
    }
    if status == StatusCode::OK {
        let made = FormResult::Imports {
            dropped: shown.dropped,
            typed: shown.typed,
        };
        let now = pages.access.now();
        pages.shown_once.keep(user.session, made, now);
        return go_to("/imports");
    }
    imports(pages, user, dataset, None, status, shown).await
}

/// Reads the request to its end; the fields come before the files.
async fn all(
    pages: &AppState,
    (sender, user, lock): (&FormSender, &SignedIn, &ImportLock),
    mut body: Multipart,
    shown: &mut PageState,
) -> Result<(), UploadError> {
    let mut typed = UploadFields::default();
    let mut settings = None;
    // Who sends field after field and no file must not keep the lock.
    let mut fields_left = FIELDS_MAX;
    let commit = pages.ingest.commit().await?;
    loop {
        let field = timeout(SILENCE_MAX, body.next_field()).await;
        let field = field.map_err(|_| silent())?;
        let field = field.map_err(|error| UploadError::Rejected(error.body_text()))?;
        let Some(field) = field else { break };
        let Some(name) = file_name(&field) else {
            fields_left = fields_left.checked_sub(1).ok_or_else(too_many_fields)?;
            let taken = timeout(SILENCE_MAX, typed.take(field)).await;
            taken.map_err(|_| silent())?;
            shown.typed = typed.fields.clone();
            continue;
        };
        // What a browser sends if no file was chosen.
        if name.is_empty() {
            fields_left = fields_left.checked_sub(1).ok_or_else(too_many_fields)?;
            continue;
        }
        if shown.dropped.len() >= FILES_MAX {
            let text = format!("at most {FILES_MAX} files at a time: upload the others afterwards");
            return Err(UploadError::Rejected(text));
        }
        let settings = match &settings {
            Some(settings) => Arc::clone(settings),
            None => {
                if typed
                    .reader
                    .is_some_and(|reader| reader != user.id.number())
                {
                    return Err(UploadError::Rejected(OTHER_USER.to_owned()));
                }
                let read = Arc::new(typed.settings().map_err(UploadError::Rejected)?);
                Arc::clone(settings.insert(read))
            }
        };
        let importing = Importing {
            pages: pages.clone(),
            settings,
            commit: commit.clone(),
            sender: sender.clone(),
            user: user.name.clone(),
            lock: lock.clone(),
        };
        let modified = typed.modified.take();
        let (summary, is_silent) = importing.file(name, modified, field).await?;
        shown.dropped.push(file_result(&summary));
        if is_silent {
            return Err(silent());
        }
    }
    if shown.dropped.is_empty() {
        return Err(UploadError::Rejected("choose a log file first".to_owned()));
    }
    Ok(())
}

/// The fields before the files of a request that is refused.
async fn fields_before_files(mut body: Multipart) -> ImportFields {
    let mut typed = UploadFields::default();
    for _ in 0..FIELDS_MAX {
        let Ok(Ok(Some(field))) = timeout(SILENCE_MAX, body.next_field()).await else {
            break;
        };
        if field.file_name().is_some() || timeout(SILENCE_MAX, typed.take(field)).await.is_err() {
            break;
        }
    }
    typed.fields
}

/// The notice after the sender went silent: a client that vanished must not delay the user's
/// next import, or the server's stop.
fn silent() -> UploadError {
    UploadError::Rejected(
        "the upload stalled: check the connection, then upload the rest".to_owned(),
    )
}

fn too_many_fields() -> UploadError {
    let text = format!("more than {FIELDS_MAX} fields: send those of the page's form");
    UploadError::Rejected(text)
}

/// The name of a file without its folders; `None` for a field that is no file.
fn file_name(field: &Field<'_>) -> Option<String> {
    let path = field.file_name()?;
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    Some(name.chars().take(NAME_CHARS_MAX).collect())
}

/// The result for a file, in the words of `turnaway import`.
fn file_result(summary: &FileSummary) -> UploadResult {
    let mut lines = summary.lines(REJECTED_MAX, "and more");
    lines.extend(summary.unreadable.clone());
    UploadResult {
        name: lines.remove(0),
        lines,
        is_whole: summary.is_whole(),
    }
}

/// The import of one file.
struct Importing {
    pages: AppState,
    settings: Arc<Settings>,
    commit: GroupCommit,
    sender: FormSender,
    user: String,
    lock: ImportLock,
}

impl Importing {
    /// Imports a file while it is received, and returns whether its sender went silent.
    async fn file(
        self,
        name: String,
        modified: Option<domain::event::Second>,
        field: Field<'_>,
    ) -> Result<(FileSummary, bool), UploadError> {
        let (filling, file) = upload_channel(FILE_BYTES_MAX);
        let runtime = Handle::current();
        let lock = self.lock.clone();
        let access = Arc::clone(&self.pages.access);
        let imported = lock.read(move || {
            let mut summary = FileSummary::new(&name);
            let read = runtime.block_on(async {
                let input = Input::of(Box::new(file), None, modified);
                self.import(input, &mut summary).await
            });
            (read, summary)
        });
        // Waits for its turn, and parses, while the file is received.
        let (imported, is_silent) = tokio::join!(imported, filling.fill(field, || access.steady()));
        let Ok((read, mut summary)) = imported else {
            let text = "the import was interrupted: try again".to_owned();
            return Err(UploadError::Rejected(text));
        };
        match read {
            Ok(()) => {}
            Err(ImportError::File(error)) => {
                summary.unreadable = Some(SettingNames::FORM.message(&error));
            }
            Err(error) => return Err(UploadError::Failed(error.into())),
        }
        Ok((summary, is_silent))
    }

    async fn import(
        &self,
        input: std::io::Result<Input>,
        summary: &mut FileSummary,
    ) -> Result<(), ImportError> {
        let input = input.map_err(FileError::CannotBeRead)?;
        let mut importer = Importer {
            destination: Destination::Shared(Box::new(self.commit.clone())),
            batch: Batch::default(),
            settings: &self.settings,
            catalogue: self.pages.ingest.catalogue(),
            who: Actor {
                who: &self.user,
                from: &self.sender.from,
                at: self.pages.access.now(),
            },
        };
        importer.file(input, |_| {}, summary).await
    }
}

//! The list of imports, and undoing one.

use app::document::{
    ImportDocument, ImportDocumentProps, ImportFields, ImportsDocument, ImportsDocumentProps,
    UploadResult,
};
use axum::extract::{Path, Query, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use service::dataset::ScopedDataset;
use store::{ImportId, StoreError, UndoError, requester_id};

use super::limits::FILE_BYTES_MAX;
use crate::serve::access::reader::{LogImporter, SignedIn};
use crate::serve::extract::ReaderDataset;
use crate::serve::response::not_found;
use crate::serve::routes::forms::accounts::suggested;
use crate::serve::routes::forms::form_sender::FormSender;
use crate::serve::routes::forms::page::{go_to, menu, rendered, store_failure};
use crate::serve::state::AppState;
use crate::serve::state::shown_once::{FormResult, Wanted};

/// Imports per page.
const ROWS: u32 = 100;

/// The query string: imports before this one.
#[derive(Debug, Deserialize)]
pub(crate) struct ImportsQuery {
    before: Option<i64>,
}

/// What a page shows besides the list.
#[derive(Clone, Debug, Default)]
pub(super) struct PageState {
    /// Results of the last upload.
    pub dropped: Vec<UploadResult>,
    /// The fields of the form.
    pub typed: ImportFields,
    /// Why the last form was refused.
    pub notice: Option<String>,
}

/// The page, the latest imports first; after an upload its results, once.
pub(crate) async fn page(
    State(pages): State<AppState>,
    LogImporter(user): LogImporter,
    ReaderDataset(dataset): ReaderDataset,
    Query(query): Query<ImportsQuery>,
    method: Method,
) -> Response {
    let before = query.before.map(ImportId::from_number);
    let (session, now) = (user.session, pages.access.now());
    // Only the first page has the summary.
    let is_first = before.is_none();
    let summary = if is_first {
        pages.shown_once.peek(&session, Wanted::Imports, now)
    } else {
        None
    };
    let shown = match summary {
        Some(FormResult::Imports { dropped, typed }) => PageState {
            dropped,
            typed,
            notice: None,
        },
        _ => PageState::default(),
    };
    let response = imports(&pages, user, &dataset, before, StatusCode::OK, shown).await;
    // An error or a HEAD shows it to no one: it waits for the next GET.
    if is_first && method == Method::GET && response.status() == StatusCode::OK {
        pages.shown_once.take(&session, Wanted::Imports, now);
    }
    response
}

/// What undoing an import would remove, with the button to do it.
pub(crate) async fn one(
    State(pages): State<AppState>,
    LogImporter(user): LogImporter,
    Path(id): Path<i64>,
) -> Response {
    let (requester, id) = (requester_id(&user.id), ImportId::from_number(id));
    let import = match pages.access.store.import(requester, id).await {
        Ok(Some(import)) => import,
        Ok(None) => return not_found().await.into_response(),
        Err(error) => return store_failure(&error),
    };
    let options = pages.options.clone();
    let document = move || {
        ImportDocument(ImportDocumentProps {
            options: options.clone(),
            menu: menu(&user),
            import: import.clone(),
        })
    };
    rendered(StatusCode::OK, document).await
}

/// Undoes an import.
pub(crate) async fn undo_import(
    State(pages): State<AppState>,
    sender: FormSender,
    LogImporter(user): LogImporter,
    ReaderDataset(dataset): ReaderDataset,
    Path(id): Path<i64>,
) -> Response {
    let by = sender.by(&user.name, &pages.access);
    let id = ImportId::from_number(id);
    let (status, refused) = match pages.access.store.undo_import(id, &by).await {
        Ok(_) => return go_to("/imports"),
        Err(UndoError::Store(error)) => return store_failure(&error),
        Err(refused @ UndoError::Unknown(_)) => (StatusCode::NOT_FOUND, refused),
        Err(refused @ UndoError::AlreadyUndone(_)) => (StatusCode::CONFLICT, refused),
    };
    let shown = PageState {
        notice: Some(refused.to_string()),
        ..PageState::default()
    };
    imports(&pages, user, &dataset, None, status, shown).await
}

pub(super) async fn imports(
    pages: &AppState,
    user: SignedIn,
    dataset: &ScopedDataset,
    before: Option<ImportId>,
    status: StatusCode,
    shown: PageState,
) -> Response {
    let read = async {
        let requester = requester_id(&user.id);
        let imports = pages.access.store.imports(requester, before, ROWS).await?;
        Ok::<_, StoreError>((imports, suggested(dataset).await))
    };
    let (imports, accounts) = match read.await {
        Ok(read) => read,
        Err(error) => return store_failure(&error),
    };
    let is_full = imports.len() as u32 == ROWS;
    let last = imports.last().filter(|_| is_full);
    let earlier = last.map(|last| format!("/imports?before={}", last.id.number()));
    let options = pages.options.clone();
    let document = move || {
        ImportsDocument(ImportsDocumentProps {
            options: options.clone(),
            menu: menu(&user),
            imports: imports.clone(),
            earlier: earlier.clone(),
            dropped: shown.dropped.clone(),
            typed: shown.typed.clone(),
            accounts: accounts.clone(),
            notice: shown.notice.clone(),
            file_bytes_max: FILE_BYTES_MAX,
        })
    };
    rendered(status, document).await
}

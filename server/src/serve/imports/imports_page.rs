//! The list of imports, and taking one back.

use app::document::{
    DroppedFile, ImportDocument, ImportDocumentProps, ImportFields, ImportsDocument,
    ImportsDocumentProps,
};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use store::{ImportId, UndoError};

use super::FILE_BYTES_MAX;
use crate::serve::access::reader::{LogImporter, SignedIn};
use crate::serve::management::form_sender::FormSender;
use crate::serve::management::{go_to, menu, rendered, store_failure};
use crate::serve::router::{Pages, not_found};

/// Imports of a page.
const ROWS: u32 = 100;

/// The query string: imports before one.
#[derive(Debug, Deserialize)]
pub(crate) struct ImportsQuery {
    before: Option<i64>,
}

/// What a page shows beside the list.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    /// What became of files that were just dropped.
    pub dropped: Vec<DroppedFile>,
    /// What was typed into the form.
    pub typed: ImportFields,
    /// Why the last form did nothing.
    pub notice: Option<String>,
}

/// The page, the latest imports first.
pub(crate) async fn page(
    State(pages): State<Pages>,
    LogImporter(user): LogImporter,
    Query(query): Query<ImportsQuery>,
) -> Response {
    let before = query.before.map(ImportId::from_number);
    imports(&pages, user, before, StatusCode::OK, Shown::default()).await
}

/// What would go with an import, and the button that takes it back.
pub(crate) async fn one(
    State(pages): State<Pages>,
    LogImporter(user): LogImporter,
    Path(id): Path<i64>,
) -> Response {
    let import = match pages.access.store.import(ImportId::from_number(id)).await {
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

/// Takes an import back.
pub(crate) async fn take_back(
    State(pages): State<Pages>,
    sender: FormSender,
    LogImporter(user): LogImporter,
    Path(id): Path<i64>,
) -> Response {
    let by = sender.by(&user.name, &pages.access);
    let id = ImportId::from_number(id);
    let (status, refused) = match pages.access.store.take_back(id, &by).await {
        Ok(_) => return go_to("/imports"),
        Err(UndoError::Store(error)) => return store_failure(&error),
        Err(refused @ UndoError::Unknown(_)) => (StatusCode::NOT_FOUND, refused),
        Err(refused @ UndoError::TakenBack(_)) => (StatusCode::CONFLICT, refused),
    };
    let shown = Shown {
        notice: Some(refused.to_string()),
        ..Shown::default()
    };
    imports(&pages, user, None, status, shown).await
}

pub(super) async fn imports(
    pages: &Pages,
    user: SignedIn,
    before: Option<ImportId>,
    status: StatusCode,
    shown: Shown,
) -> Response {
    let imports = match pages.access.store.imports(before, ROWS).await {
        Ok(imports) => imports,
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
            notice: shown.notice.clone(),
            file_bytes_max: FILE_BYTES_MAX,
        })
    };
    rendered(status, document).await
}

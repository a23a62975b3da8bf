//! The imports page: listing and undoing imports, and uploading log files.

mod form;
mod imports_page;
mod limits;
mod streamed_upload;
mod upload;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::serve::state::AppState;

/// The routes that need a user.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/imports", get(imports_page::page).post(upload::take))
        .route("/imports/{id}", get(imports_page::one))
        .route("/imports/{id}/take-back", post(imports_page::undo_import))
        // Files have their own limits, and are never held whole.
        .layer(DefaultBodyLimit::disable())
}

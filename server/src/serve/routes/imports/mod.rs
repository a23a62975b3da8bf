//! The imports page: listing and undoing imports, and uploading log files.

mod arriving_file;
mod dropped;
mod form;
mod imports_page;
mod limits;
pub(crate) mod turns;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::serve::state::Pages;

/// The routes that need a user.
pub(crate) fn routes() -> Router<Pages> {
    Router::new()
        .route("/imports", get(imports_page::page).post(dropped::take))
        .route("/imports/{id}", get(imports_page::one))
        .route("/imports/{id}/take-back", post(imports_page::take_back))
        // Files have their own limits, and are never held whole.
        .layer(DefaultBodyLimit::disable())
}

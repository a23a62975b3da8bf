//! Imports by page: the list, taking one back, and log files that are dropped.

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

/// What wants a user.
pub(crate) fn routes() -> Router<Pages> {
    Router::new()
        .route("/imports", get(imports_page::page).post(dropped::take))
        .route("/imports/{id}", get(imports_page::one))
        .route("/imports/{id}/take-back", post(imports_page::take_back))
        // Files have limits of their own, and are never held whole.
        .layer(DefaultBodyLimit::disable())
}

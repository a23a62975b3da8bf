//! Share links: a part of the report for people without an account here.

mod edit_link;
mod embedding;
pub(crate) mod legacy_cookie;
mod links_page;
mod new_link;
mod new_link_form;
mod not_shared_pages;
mod open_link;
mod refusal;
mod shared_path;

pub(crate) use embedding::report_framed_by;
pub(crate) use not_shared_pages::not_shared;
pub(crate) use shared_path::shared_reports;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::serve::state::AppState;

/// The limit of a form, in bytes.
const FORM_BYTES_MAX: usize = 256 * 1024;

/// The routes that need no session.
pub(crate) fn open_routes() -> Router<AppState> {
    Router::new()
        .route("/l/{secret}", get(open_link::page).post(open_link::open))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// The routes that need a user.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/links", get(links_page::page))
        .route("/links/new", get(new_link::page).post(new_link::make))
        .route("/links/revoke", post(links_page::revoke))
        .route("/links/rotate", post(links_page::rotate))
        .route("/links/{id}/url", get(links_page::url))
        .route(
            "/links/{id}/edit",
            get(edit_link::page).post(edit_link::edit),
        )
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

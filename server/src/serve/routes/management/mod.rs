//! Signing in and out, and the management pages: plain forms whose changes are POST requests
//! from our own pages.

pub(crate) mod account;
pub(crate) mod api;
pub(crate) mod audit;
pub(crate) mod first;
pub(crate) mod provider_sign_in;
pub(crate) mod sign_in;
pub(crate) mod users;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::serve::state::AppState;

/// The limit of a form, in bytes.
const FORM_BYTES_MAX: usize = 256 * 1024;

/// The routes that need no session.
pub(crate) fn open_routes() -> Router<AppState> {
    Router::new()
        .route("/first/{secret}", get(first::page).post(first::open))
        .route("/sign-in", get(sign_in::page).post(sign_in::sign_in))
        .route("/sign-in/provider", post(provider_sign_in::begin))
        .route(provider_sign_in::RETURN, get(provider_sign_in::callback))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// The routes that need a reader.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/sign-out", post(sign_in::sign_out))
        .route("/account", get(account::page))
        .route("/account/password", post(account::set_password))
        .route(
            "/account/sign-out-everywhere",
            post(account::sign_out_everywhere),
        )
        .route("/users", get(users::page))
        .route("/users/add", post(users::add))
        .route("/users/role", post(users::set_rights))
        .route("/users/password", post(users::set_password))
        .route("/users/sign-out", post(users::sign_out_everywhere))
        .route("/users/remove", post(users::remove))
        .route("/audit", get(audit::page))
        .route("/api", get(api::page))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

//! Which address answers what.

use std::sync::Arc;

use app::answer::TABLE_ROWS;
use app::denials_error::DenialsError;
use app::document::{DenialsDocument, DenialsDocumentProps};
use app::record::Record;
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, RawQuery, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use leptos::config::LeptosOptions;
use leptos::prelude::provide_context;
use serde::Deserialize;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use super::{host, security, site::Site, slice};

/// What the pages are made from.
#[derive(Clone)]
pub(crate) struct Pages {
    pub record: Arc<Record>,
    options: LeptosOptions,
}

/// Every address of the server.
pub(crate) fn router(record: Arc<Record>, site: Site) -> Router {
    // Leptos renders on the runtime that it is told of; a second router tells it again.
    let _ = any_spawner::Executor::init_tokio();
    let options = LeptosOptions::builder()
        .output_name("turnaway")
        .site_root(site.folder.to_string_lossy().into_owned())
        .site_pkg_dir(site.package.to_string())
        .build();
    let package = site.folder.join(&*site.package);
    let files = Router::new()
        .fallback_service(
            ServeDir::new(package)
                .precompressed_br()
                .precompressed_gzip(),
        )
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            file_caching,
        ));
    let pages = Pages { record, options };
    Router::new()
        .route("/", get(home))
        .route("/denials", get(denials_page))
        .route("/api/denials", get(server_function))
        .route("/slice", get(slice::slice))
        .nest_service(&format!("/{}", site.package), files)
        .fallback(not_found)
        .with_state(pages)
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(5)))
        .layer(from_fn(host::require_loopback))
        // The outermost: what is refused carries the headers too.
        .layer(from_fn(security::headers))
}

/// The folder of the files is named by their fingerprint, so that they never change;
/// one that is missing may come back.
fn file_caching<B>(response: &Response<B>) -> Option<HeaderValue> {
    let is_there = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    is_there.then(|| HeaderValue::from_static("public, max-age=31536000, immutable"))
}

/// The denials page is the only one; what was asked for goes along.
async fn home(RawQuery(query): RawQuery) -> Redirect {
    match query {
        Some(query) => Redirect::temporary(&format!("/denials?{query}")),
        None => Redirect::temporary("/denials"),
    }
}

/// The denials page, rendered whole.
async fn denials_page(
    State(pages): State<Pages>,
    RawQuery(query): RawQuery,
    request: Request<Body>,
) -> Response {
    let data = match pages
        .record
        .denials(&query.unwrap_or_default(), TABLE_ROWS)
        .await
    {
        Ok(data) => data,
        Err(error) => return failure(&error),
    };
    let options = pages.options;
    let document = move || {
        let props = DenialsDocumentProps {
            options: options.clone(),
            data: data.clone(),
        };
        DenialsDocument(props)
    };
    not_stored(leptos_axum::render_app_to_stream(document)(request).await)
}

/// What the server function wants. It is held here, since a question without it would be
/// an error of the server there.
#[derive(Deserialize)]
struct Question {
    #[serde(rename = "query")]
    _query: String,
}

/// The server function that answers what a browser's slice cannot.
async fn server_function(
    State(pages): State<Pages>,
    question: Result<Query<Question>, QueryRejection>,
    request: Request<Body>,
) -> Response {
    if question.is_err() {
        let text = "This address wants one query: a view's query string, escaped\n";
        return (StatusCode::BAD_REQUEST, text).into_response();
    }
    let context = move || provide_context(Arc::clone(&pages.record));
    let response = leptos_axum::handle_server_fns_with_context(context, request).await;
    not_stored(response.into_response())
}

/// An answer of this moment: a copy of it would be old.
fn not_stored(mut response: Response) -> Response {
    let fresh = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, fresh);
    response
}

async fn not_found() -> impl IntoResponse {
    (
        StatusCode::NOT_FOUND,
        "There is nothing at this address: the report is at /denials\n",
    )
}

/// Errors become HTTP here and nowhere else.
pub(crate) fn failure(error: &DenialsError) -> Response {
    let status = match error {
        DenialsError::Record => StatusCode::INTERNAL_SERVER_ERROR,
        DenialsError::Unreachable => StatusCode::BAD_GATEWAY,
    };
    (status, format!("{error}\n")).into_response()
}

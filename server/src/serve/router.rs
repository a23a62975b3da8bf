//! The router: which route answers what.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use leptos::config::LeptosOptions;
use service::base_path::BasePath;
use service::dataset::Dataset;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::serve::access::Access;
use crate::serve::middleware::require_user::require_user;
use crate::serve::middleware::response_limits::ResponseLimits;
use crate::serve::middleware::same_origin::require_own_page;
use crate::serve::middleware::{bounded_response, own_host, security_headers};
use crate::serve::response::not_found;
use crate::serve::routes::export::ExportPools;
use crate::serve::routes::forms::session_ended::{FILES_BYTES_MAX, require_own_form};
use crate::serve::routes::forms::shown_once::ShownOnce;
use crate::serve::routes::imports;
use crate::serve::routes::imports::import_locks::ImportLocks;
use crate::serve::routes::ingest;
use crate::serve::routes::ingest::state::Ingest;
use crate::serve::routes::links::{self, shared_reports};
use crate::serve::routes::news::open_pages::LiveConnections;
use crate::serve::routes::news::trigger_check;
use crate::serve::routes::report_pages::report_routes;
use crate::serve::routes::{downloads, management, sources};
use crate::serve::state::AppState;
use crate::settings::site::Site;

/// The longest URL, in bytes. A view's query string is a part of it; in data requests it is
/// URL-encoded, which at most triples it.
const URL_BYTES_MAX: usize = 32 * 1024;

/// All routes of the server, and the live connections.
pub fn router(
    record: Arc<Dataset>,
    site: Site,
    access: Access,
    ingest: Ingest,
) -> (Router, Arc<LiveConnections>) {
    // Leptos renders on the runtime it was given; a second router sets it again.
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
    let is_https = access.public_url.is_https();
    let access = Arc::new(access);
    let news = LiveConnections::new(Arc::clone(&record), Arc::clone(&access));
    let sending = ResponseLimits::new(record.slice_attempts_max());
    let pages = AppState {
        record,
        options,
        access: Arc::clone(&access),
        news: Arc::clone(&news),
        ingest: ingest.clone(),
        turns: ImportLocks::default(),
        exports: ExportPools::default(),
        shown_once: ShownOnce::default(),
        sending,
    };
    // Also for unknown paths: without a session no one learns which exist.
    let report = report_routes(&pages)
        .fallback(not_found)
        .layer(from_fn_with_state(pages.clone(), require_user));
    let for_users = management::routes()
        .merge(links::routes())
        .merge(imports::routes())
        .merge(sources::routes())
        .layer(from_fn_with_state(
            pages.clone(),
            bounded_response::in_bounds,
        ))
        .layer(from_fn_with_state(pages.clone(), require_user))
        .layer(from_fn_with_state(pages.clone(), require_own_form))
        // For the middleware that reads a form it cannot accept; each page with forms has its
        // own limit.
        .layer(DefaultBodyLimit::max(FILES_BYTES_MAX));
    let router = Router::new()
        .nest_service(&format!("/{}", site.package), files)
        .nest_service(
            BasePath::OF_LINKS,
            shared_reports(report_routes(&pages), &pages),
        )
        .merge(management::open_routes())
        .merge(links::open_routes())
        .merge(for_users)
        .merge(report)
        .layer(from_fn_with_state(Arc::clone(&news), trigger_check))
        .with_state(pages)
        // Ingest uses keys instead of cookies.
        .merge(ingest::router(ingest))
        // It skips server-sent events, which it would delay.
        .layer(compression())
        .layer(from_fn(require_short_url))
        .layer(from_fn_with_state(Arc::clone(&access), require_own_page))
        .layer(from_fn_with_state(access, own_host::require_own_host))
        // Outermost, so that refusals carry the headers too.
        .layer(from_fn_with_state(is_https, security_headers::headers));
    (router, news)
}

/// Compresses responses, except those already compressed.
fn compression() -> CompressionLayer<impl Predicate> {
    let workbooks = NotForContentType::const_new(downloads::WORKBOOK);
    CompressionLayer::new()
        .quality(CompressionLevel::Precise(5))
        .compress_when(DefaultPredicate::new().and(workbooks))
}

/// Refuses a URL longer than any of ours.
async fn require_short_url(request: Request<Body>, next: Next) -> Response {
    let bytes = request
        .uri()
        .path_and_query()
        .map_or(0, |url| url.as_str().len());
    if bytes > URL_BYTES_MAX {
        let text = format!(
            "The URL has {bytes} bytes, more than the maximum of {URL_BYTES_MAX}: remove some \
             filters\n"
        );
        return (StatusCode::BAD_REQUEST, text).into_response();
    }
    next.run(request).await
}

/// The folder of the files is named by their fingerprint, so that they never change. A missing
/// one is not cached: it may come back.
fn file_caching<B>(response: &Response<B>) -> Option<HeaderValue> {
    let is_there = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    is_there.then(|| HeaderValue::from_static("public, max-age=31536000, immutable"))
}

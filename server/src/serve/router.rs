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
use crate::serve::middleware::same_origin::require_own_page;
use crate::serve::middleware::trigger_check::trigger_check;
use crate::serve::middleware::{bounded_response, own_host, security_headers};
use crate::serve::routes::forms::session_ended::{FILES_BYTES_MAX, require_own_form};
use crate::serve::routes::links::{self, shared_reports};
use crate::serve::routes::not_found_page::not_found_page;
use crate::serve::routes::report_pages::report_routes;
use crate::serve::routes::require_user::require_user;
use crate::serve::routes::{downloads, imports, ingest, management, sources};
use crate::serve::state::AppState;
use crate::serve::state::export_pools::ExportPools;
use crate::serve::state::import_locks::ImportLocks;
use crate::serve::state::ingest::Ingest;
use crate::serve::state::live_connections::LiveConnections;
use crate::serve::state::response_limits::ResponseLimits;
use crate::serve::state::shown_once::ShownOnce;
use crate::settings::site::Site;

/// The longest URL, in bytes. A view's query string is a part of it; in data requests it is
/// URL-encoded, which at most triples it.
const URL_BYTES_MAX: usize = 32 * 1024;

/// All routes of the server, and the live connections.
pub fn router(
    dataset: Arc<Dataset>,
    site: Site,
    access: Access,
    ingest: Ingest,
) -> (Router, Arc<LiveConnections>) {
    // Leptos renders on the runtime it was given; a second router sets it again.
    let _ = any_spawner::Executor::init_tokio();
    let is_https = access.public_url.is_https();
    let access = Arc::new(access);
    let news = LiveConnections::new(Arc::clone(&dataset), Arc::clone(&access));
    let pages = AppState {
        options: leptos_options(&site),
        access: Arc::clone(&access),
        news: Arc::clone(&news),
        ingest: ingest.clone(),
        import_locks: ImportLocks::default(),
        exports: ExportPools::default(),
        shown_once: ShownOnce::default(),
        sending: ResponseLimits::new(dataset.slice_attempts_max()),
        dataset,
    };
    let router = pages_of(&site, pages)
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

/// Where Leptos finds the site's files.
fn leptos_options(site: &Site) -> LeptosOptions {
    LeptosOptions::builder()
        .output_name("turnaway")
        .site_root(site.folder.to_string_lossy().into_owned())
        .site_pkg_dir(site.package.to_string())
        .build()
}

/// The routes of browsers: pages, what they ask for, and files.
fn pages_of(site: &Site, pages: AppState) -> Router {
    // Also for unknown paths: without a session no one learns which exist.
    let report = report_routes(&pages)
        .fallback(not_found_page)
        .layer(from_fn_with_state(pages.clone(), require_user));
    Router::new()
        .nest_service(&format!("/{}", site.package), package_files(site))
        .nest_service(
            BasePath::OF_LINKS,
            shared_reports(report_routes(&pages), &pages),
        )
        .merge(management::open_routes())
        .merge(links::open_routes())
        .merge(pages_for_users(&pages))
        .merge(report)
        .layer(from_fn_with_state(Arc::clone(&pages.news), trigger_check))
        .with_state(pages)
}

/// The files of the site's package.
fn package_files(site: &Site) -> Router {
    let files = ServeDir::new(site.folder.join(&*site.package))
        .precompressed_br()
        .precompressed_gzip();
    Router::new()
        .fallback_service(files)
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            file_caching,
        ))
}

/// The pages with forms, which need a user.
fn pages_for_users(pages: &AppState) -> Router<AppState> {
    management::routes()
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
        .layer(DefaultBodyLimit::max(FILES_BYTES_MAX))
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

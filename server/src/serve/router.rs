//! Which address answers what.

use std::sync::Arc;

use app::document::{ReportDocument, ReportDocumentProps};
use app::place::Place;
use app::question_error::QuestionError;
use app::record::Record;
use axum::Router;
use axum::body::Body;
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use leptos::config::LeptosOptions;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use super::ingest::{self, Ingest};
use super::questions::{
    NeighboursQuestion, ReportQuestion, UsageQuestion, ValuesQuestion, question,
};
use super::{files, host, security, site::Site, slice, table_page, typed_values};

/// What the pages are made from.
#[derive(Clone)]
pub(crate) struct Pages {
    pub record: Arc<Record>,
    pub options: LeptosOptions,
}

/// Every address of the server.
pub(crate) fn router(record: Arc<Record>, site: Site, ingest: Ingest) -> Router {
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
        .route(Place::Overview.path(), get(overview))
        .route(Place::Denials.path(), get(denials))
        .route("/denials/", get(slashed))
        .route("/table/{name}", get(table_page::table_page))
        .route("/export/{file}", get(files::file))
        .route("/api/report", get(question::<ReportQuestion>))
        .route("/api/usage", get(question::<UsageQuestion>))
        .route("/api/values", get(question::<ValuesQuestion>))
        .route("/api/neighbours", get(question::<NeighboursQuestion>))
        .route("/slice", get(slice::slice))
        .route("/version", get(version))
        .nest_service(&format!("/{}", site.package), files)
        .fallback(not_found)
        .with_state(pages)
        .merge(ingest::router(ingest))
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

async fn overview(
    pages: State<Pages>,
    RawQuery(query): RawQuery,
    request: Request<Body>,
) -> Response {
    page(Place::Overview, pages, query.unwrap_or_default(), request).await
}

async fn denials(
    pages: State<Pages>,
    RawQuery(query): RawQuery,
    request: Request<Body>,
) -> Response {
    page(Place::Denials, pages, query.unwrap_or_default(), request).await
}

/// A page of the report, rendered whole.
async fn page(
    place: Place,
    State(pages): State<Pages>,
    query: String,
    request: Request<Body>,
) -> Response {
    if let Some(folded) = typed_values::folded(&query) {
        return Redirect::to(&with_query(place.path(), &folded)).into_response();
    }
    let data = match pages.record.first_page(place, &query).await {
        Ok(data) => data,
        Err(error) => return failure(&error),
    };
    let options = pages.options;
    let document = move || {
        let props = ReportDocumentProps {
            options: options.clone(),
            data: data.clone(),
        };
        ReportDocument(props)
    };
    not_stored(leptos_axum::render_app_to_stream(document)(request).await)
}

/// An address with a slash too many.
async fn slashed(RawQuery(query): RawQuery) -> Redirect {
    Redirect::permanent(&with_query(
        Place::Denials.path(),
        &query.unwrap_or_default(),
    ))
}

fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

/// The data version: an open page asks whether there is something new.
async fn version(State(pages): State<Pages>) -> Response {
    match pages.record.version().await {
        Ok(version) => not_stored(format!("{version}\n").into_response()),
        Err(error) => failure(&QuestionError::of_record(&error)),
    }
}

/// An answer of this moment: a copy of it would be old.
pub(crate) fn not_stored(mut response: Response) -> Response {
    let fresh = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, fresh);
    response
}

pub(crate) async fn not_found() -> impl IntoResponse {
    (
        StatusCode::NOT_FOUND,
        "There is nothing at this address: the report is at / and /denials\n",
    )
}

/// Errors become HTTP here and nowhere else.
pub(crate) fn failure(error: &QuestionError) -> Response {
    (status_of(error), format!("{error}\n")).into_response()
}

/// The HTTP status of an error.
pub(crate) fn status_of(error: &QuestionError) -> StatusCode {
    match error {
        QuestionError::Record => StatusCode::INTERNAL_SERVER_ERROR,
        QuestionError::Moved => StatusCode::CONFLICT,
        QuestionError::Unreachable => StatusCode::BAD_GATEWAY,
    }
}

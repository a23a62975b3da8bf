//! The routes of a report: pages, data requests and downloads.

use app::document::{ReportDocument, ReportDocumentProps};
use app::request_error::RequestError;
use axum::Router;
use axum::body::Body;
use axum::extract::{RawQuery, Request, State};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use service::base_path::BasePath;
use service::route::Route;

use super::{downloads, slice, table_page, typed_values};
use crate::serve::access::reader::{Reader, Who};
use crate::serve::extract::{MARK, ReaderDataset};
use crate::serve::html::html;
use crate::serve::middleware::bounded_response;
use crate::serve::response::{failure, marked, not_stored};
use crate::serve::routes::data_requests::{
    NeighboursParameters, ReportParameters, UsageParameters, ValuesParameters, question,
};
use crate::serve::routes::forms::page::report_reader;
use crate::serve::routes::links::report_framed_by;
use crate::serve::routes::news::news;
use crate::serve::state::AppState;

/// The report: pages, data requests and downloads.
pub(crate) fn report_routes(pages: &AppState) -> Router<AppState> {
    let with_permit = from_fn_with_state(pages.clone(), bounded_response::with_permit);
    let asked = Router::new()
        .route("/data/report", get(question::<ReportParameters>))
        .route("/data/usage", get(question::<UsageParameters>))
        .route("/data/values", get(question::<ValuesParameters>))
        .route("/data/neighbours", get(question::<NeighboursParameters>))
        .route("/slice", get(slice::slice))
        .route_layer(with_permit.clone())
        // Downloads have their own limits, and the others are short.
        .route("/version", get(version))
        .route("/news", get(news))
        .route("/export/{file}", get(downloads::file));
    Router::new()
        .route(Route::Overview.path(), get(overview))
        .route(Route::Denials.path(), get(denials))
        .route("/denials/", get(slashed))
        .route("/table/{name}", get(table_page::table_page))
        .route_layer(with_permit)
        .merge(asked.clone())
        // Requests of open pages.
        .nest(&format!("{}/{{{MARK}}}", BasePath::AS), asked)
}

async fn overview(
    pages: State<AppState>,
    reader: Reader,
    seen: ReaderDataset,
    RawQuery(query): RawQuery,
    request: Request<Body>,
) -> Response {
    if matches!(reader.who, Who::Link(_)) {
        // A link shows only the denials.
        let query = query.unwrap_or_default();
        return Redirect::to(&with_query(&denials_of(&reader), &query)).into_response();
    }
    page(
        Route::Overview,
        pages,
        &reader,
        seen,
        query.unwrap_or_default(),
        request,
    )
    .await
}

async fn denials(
    pages: State<AppState>,
    reader: Reader,
    seen: ReaderDataset,
    RawQuery(query): RawQuery,
    request: Request<Body>,
) -> Response {
    page(
        Route::Denials,
        pages,
        &reader,
        seen,
        query.unwrap_or_default(),
        request,
    )
    .await
}

/// A page of the report, rendered as a whole.
async fn page(
    route: Route,
    State(pages): State<AppState>,
    reader: &Reader,
    ReaderDataset(dataset): ReaderDataset,
    query: String,
    request: Request<Body>,
) -> Response {
    if let Some(folded) = typed_values::folded(&query) {
        let path = reader.base().join(route.path());
        return Redirect::to(&with_query(&path, &folded)).into_response();
    }
    let data = match dataset.first_page(route, &query).await {
        Ok(data) => data,
        Err(error) => return failure(&error.into()),
    };
    let framed_by = report_framed_by(&pages.access, reader, &query);
    let is_framed = framed_by.is_some();
    let options = pages.options;
    let reader = report_reader(reader);
    let document = move || {
        let props = ReportDocumentProps {
            options: options.clone(),
            data: data.clone(),
            reader: reader.clone(),
            framed_by: framed_by.clone(),
        };
        ReportDocument(props)
    };
    not_stored(marked(html(document, request).await, is_framed))
}

/// A URL with a trailing slash.
async fn slashed(reader: Reader, RawQuery(query): RawQuery) -> Redirect {
    Redirect::permanent(&with_query(
        &denials_of(&reader),
        &query.unwrap_or_default(),
    ))
}

/// The URL of a reader's denials page.
fn denials_of(reader: &Reader) -> String {
    reader.base().join(Route::Denials.path())
}

fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

/// The data version, which open pages poll.
async fn version(ReaderDataset(dataset): ReaderDataset) -> Response {
    match dataset.version().await {
        Ok(version) => not_stored(format!("{version}\n").into_response()),
        Err(error) => failure(&RequestError::of_store(&error)),
    }
}

//! Which address answers what.

use std::sync::Arc;

use app::base_path::BasePath;
use app::document::{ReportDocument, ReportDocumentProps};
use app::place::Place;
use app::question_error::QuestionError;
use app::record::{Record, SeenRecord};
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequestParts, RawPathParams, RawQuery, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use leptos::config::LeptosOptions;
use store::{NotDone, Queue};
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use super::access::Access;
use super::access::reader::{Reader, Who};
use super::access::require_reader::require_user;
use super::access::same_origin::require_own_page;
use super::export::ExportPools;
use super::forms::session_ended::{FILES_BYTES_MAX, require_own_form};
use super::forms::shown_once::ShownOnce;
use super::html::html;
use super::imports::{self, ImportTurns};
use super::ingest::{self, Ingest};
use super::links::{self, marked, report_framed_by, shared_reports};
use super::management::report_reader;
use super::news::{News, after_a_change, news};
use super::questions::{
    NeighboursQuestion, ReportQuestion, UsageQuestion, ValuesQuestion, question,
};
use super::sending::{self, Sending};
use super::{
    files, host, management, security, site::Site, slice, sources, table_page, typed_values,
};

/// The most bytes of a URL. A view's query string takes a part of that; a question of the
/// browser has it escaped, which triples it at most.
const URL_BYTES_MAX: usize = 32 * 1024;

/// Users' requests that look at every event, of all and of one: one that runs, and another that
/// waits.
const SCANNING_MAX: usize = 20;
const SCANNING_OF_ONE_MAX: usize = 2;

/// The part of a path that is the mark of what a page's reader may see.
const MARK: &str = "mark";

/// What the pages are made from.
#[derive(Clone)]
pub(crate) struct Pages {
    record: Arc<Record>,
    pub options: LeptosOptions,
    pub access: Arc<Access>,
    pub news: Arc<News>,
    pub ingest: Ingest,
    pub turns: ImportTurns,
    /// Who waits for a list of imports, which looks at every event.
    pub scanning: Queue,
    pub exports: ExportPools,
    pub shown_once: ShownOnce,
    pub sending: Sending,
}

/// What whoever asks may see: the one way to the record for all that answers.
pub(crate) struct Seen(pub SeenRecord);

impl FromRequestParts<Pages> for Seen {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, pages: &Pages) -> Result<Self, Response> {
        let reader = Reader::from_request_parts(parts, pages).await?;
        let (audience, base) = (reader.audience(), reader.base());
        let record = pages.record.seen_by(reader.scope, audience).under(base);
        match seen_as(parts).await {
            Some(mark) if u64::from_str_radix(&mark, 16) != Ok(record.mark()) => {
                let text = "What you may see has changed: open the page again\n";
                Err((StatusCode::CONFLICT, text).into_response())
            }
            _ => Ok(Self(record)),
        }
    }
}

/// The mark of what its reader may see, where an open page asks by itself.
async fn seen_as(parts: &mut Parts) -> Option<String> {
    let params = RawPathParams::from_request_parts(parts, &()).await.ok()?;
    let mut marks = params.iter().filter(|(name, _)| *name == MARK);
    marks.next().map(|(_, mark)| mark.to_owned())
}

/// Every address of the server, and the open pages that are to be told news.
pub(crate) fn router(
    record: Arc<Record>,
    site: Site,
    access: Access,
    ingest: Ingest,
) -> (Router, Arc<News>) {
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
    let is_https = access.served_at.is_https();
    let access = Arc::new(access);
    let news = News::new(Arc::clone(&record), Arc::clone(&access));
    let sending = Sending::new(record.slice_attempts_max());
    let pages = Pages {
        record,
        options,
        access: Arc::clone(&access),
        news: Arc::clone(&news),
        ingest: ingest.clone(),
        turns: ImportTurns::default(),
        scanning: Queue::new(SCANNING_MAX, SCANNING_OF_ONE_MAX),
        exports: ExportPools::default(),
        shown_once: ShownOnce::default(),
        sending,
    };
    // Also what is nowhere: who may not read learns nothing of which addresses there are.
    let report = report_routes(&pages)
        .fallback(not_found)
        .layer(from_fn_with_state(pages.clone(), require_user));
    let for_users = management::routes()
        .merge(links::routes())
        .merge(imports::routes())
        .merge(sources::routes())
        .layer(from_fn_with_state(pages.clone(), sending::in_bounds))
        .layer(from_fn_with_state(pages.clone(), require_user))
        .layer(from_fn_with_state(pages.clone(), require_own_form))
        // What reads a form that nobody may send; each page of forms has its own limit.
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
        .layer(from_fn_with_state(Arc::clone(&news), after_a_change))
        .with_state(pages)
        // Whoever brings events has a key instead of a cookie.
        .merge(ingest::router(ingest))
        // It leaves server-sent events alone, which it would hold back.
        .layer(compression())
        .layer(from_fn(require_short_url))
        .layer(from_fn_with_state(Arc::clone(&access), require_own_page))
        .layer(from_fn_with_state(access, host::require_own_host))
        // The outermost: what is refused carries the headers too.
        .layer(from_fn_with_state(is_https, security::headers));
    (router, news)
}

/// Packs answers, but for what is packed already.
fn compression() -> CompressionLayer<impl Predicate> {
    let workbooks = NotForContentType::const_new(files::WORKBOOK);
    CompressionLayer::new()
        .quality(CompressionLevel::Precise(5))
        .compress_when(DefaultPredicate::new().and(workbooks))
}

/// Refuses a URL that is longer than any of ours.
async fn require_short_url(request: Request<Body>, next: Next) -> Response {
    let bytes = request
        .uri()
        .path_and_query()
        .map_or(0, |url| url.as_str().len());
    if bytes > URL_BYTES_MAX {
        let text = format!(
            "The URL has {bytes} bytes, and at most {URL_BYTES_MAX} are read: leave out some \
             filters\n"
        );
        return (StatusCode::URI_TOO_LONG, text).into_response();
    }
    next.run(request).await
}

/// The report: its pages, their questions, and files.
fn report_routes(pages: &Pages) -> Router<Pages> {
    let in_turn = from_fn_with_state(pages.clone(), sending::in_turn);
    let asked = Router::new()
        .route("/api/report", get(question::<ReportQuestion>))
        .route("/api/usage", get(question::<UsageQuestion>))
        .route("/api/values", get(question::<ValuesQuestion>))
        .route("/api/neighbours", get(question::<NeighboursQuestion>))
        .route("/slice", get(slice::slice))
        .route_layer(in_turn.clone())
        // Files have turns of their own, and the others are short.
        .route("/version", get(version))
        .route("/news", get(news))
        .route("/export/{file}", get(files::file));
    Router::new()
        .route(Place::Overview.path(), get(overview))
        .route(Place::Denials.path(), get(denials))
        .route("/denials/", get(slashed))
        .route("/table/{name}", get(table_page::table_page))
        .route_layer(in_turn)
        .merge(asked.clone())
        // What open pages ask for.
        .nest(&format!("{}/{{{MARK}}}", BasePath::AS), asked)
}

/// The folder of the files is named by their fingerprint, so that they never change;
/// one that is missing may come back.
fn file_caching<B>(response: &Response<B>) -> Option<HeaderValue> {
    let is_there = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    is_there.then(|| HeaderValue::from_static("public, max-age=31536000, immutable"))
}

async fn overview(
    pages: State<Pages>,
    reader: Reader,
    seen: Seen,
    RawQuery(query): RawQuery,
    request: Request<Body>,
) -> Response {
    if matches!(reader.who, Who::Link(_)) {
        // A link shows the denials and has no other page.
        let query = query.unwrap_or_default();
        return Redirect::to(&with_query(&denials_of(&reader), &query)).into_response();
    }
    page(
        Place::Overview,
        pages,
        &reader,
        seen,
        query.unwrap_or_default(),
        request,
    )
    .await
}

async fn denials(
    pages: State<Pages>,
    reader: Reader,
    seen: Seen,
    RawQuery(query): RawQuery,
    request: Request<Body>,
) -> Response {
    page(
        Place::Denials,
        pages,
        &reader,
        seen,
        query.unwrap_or_default(),
        request,
    )
    .await
}

/// A page of the report, rendered whole.
async fn page(
    place: Place,
    State(pages): State<Pages>,
    reader: &Reader,
    Seen(record): Seen,
    query: String,
    request: Request<Body>,
) -> Response {
    if let Some(folded) = typed_values::folded(&query) {
        let path = reader.base().join(place.path());
        return Redirect::to(&with_query(&path, &folded)).into_response();
    }
    let data = match record.first_page(place, &query).await {
        Ok(data) => data,
        Err(error) => return failure(&error),
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

/// An address with a slash too many.
async fn slashed(reader: Reader, RawQuery(query): RawQuery) -> Redirect {
    Redirect::permanent(&with_query(
        &denials_of(&reader),
        &query.unwrap_or_default(),
    ))
}

/// The URL of a reader's denials.
fn denials_of(reader: &Reader) -> String {
    reader.base().join(Place::Denials.path())
}

fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

/// The data version: an open page asks whether there is something new.
async fn version(Seen(record): Seen) -> Response {
    match record.version().await {
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
    let response = (status_of(error), format!("{error}\n")).into_response();
    match error {
        QuestionError::Busy => again_later(response, NotDone::Busy),
        _ => response,
    }
}

/// Says when to ask again, to the program that asked.
pub(crate) fn again_later(mut response: Response, not_done: NotDone) -> Response {
    let seconds = HeaderValue::from(not_done.retry_after_s());
    response.headers_mut().insert(header::RETRY_AFTER, seconds);
    response
}

/// The HTTP status of an error.
pub(crate) fn status_of(error: &QuestionError) -> StatusCode {
    match error {
        QuestionError::Record => StatusCode::INTERNAL_SERVER_ERROR,
        QuestionError::NotWritten | QuestionError::Busy => StatusCode::SERVICE_UNAVAILABLE,
        QuestionError::Moved => StatusCode::CONFLICT,
        QuestionError::TooMuch(_) => StatusCode::BAD_REQUEST,
        QuestionError::Unreachable => StatusCode::BAD_GATEWAY,
    }
}

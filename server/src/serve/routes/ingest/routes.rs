//! The ingest endpoints.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::event::{Second, Source};
use domain::log_format::LogFormat;
use domain::time_zone::Zone;
use domain::view_query::parse_date;
use serde::Deserialize;
use service::clock;
use store::{IngestKey, Secret, requester_id};
use tokio::runtime::Handle;
use utoipa::IntoParams;

use super::body::{self, Compression};
use super::documented_responses::Answers;
use super::documents::{
    AccessEnvelope, AccessEnvelopes, EventDocument, EventDocuments, EventsCsv, Log,
};
use super::push::{Content, LogSettings, Push};
use super::response::{IngestError, Problem, Taken};
use super::values::{Day, LogFormatWord, Moment, TimeZone};
use crate::serve::state::ingest::Ingest;

/// NDJSON has no registered media type; this one is the most common.
const NDJSON_TYPE: &str = "application/x-ndjson";

/// What a log does not say about itself.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LogQuery {
    /// The format, as in `turnaway import --format`; detected if omitted.
    #[param(value_type = LogFormatWord, inline, required = false)]
    format: Option<String>,
    /// The time zone of the log's timestamps: an IANA name; defaults to UTC.
    #[param(value_type = TimeZone, inline, required = false)]
    time_zone: Option<String>,
    /// The date of the first line, `YYYY-MM-DD`, for logs that carry no date.
    #[param(value_type = Day, inline, required = false)]
    date: Option<String>,
    /// The time of access responses without an envelope, RFC 3339.
    #[param(value_type = Moment, inline, required = false)]
    time: Option<String>,
}

/// Our own events.
#[utoipa::path(
    post,
    path = "/api/v1/events",
    request_body(content(
        (EventDocuments = "application/json"),
        (Vec<EventDocument> = "application/x-ndjson"),
        (EventsCsv = "text/csv"),
    )),
    responses(Answers),
    tag = "events",
    security(("key" = [])),
)]
pub(crate) async fn events(State(ingest): State<Ingest>, request: Request) -> Response {
    let content_of = |headers: &HeaderMap, _: &IngestKey| match media_type(headers).as_deref() {
        Some("application/json") => Ok(Content::EventsJson),
        Some(NDJSON_TYPE) => Ok(Content::Known(LogFormat::EventsNdjson)),
        Some("text/csv") => Ok(Content::Known(LogFormat::EventsCsv)),
        _ => Err(wrong_type(
            "application/json, application/x-ndjson or text/csv",
        )),
    };
    respond(take(&ingest, request, content_of, LogQuery::default()).await)
}

/// Access responses of Dynamic Monetization, each in an envelope with its time.
#[utoipa::path(
    post,
    path = "/api/v1/elastic-access",
    request_body(content(
        (AccessEnvelopes = "application/json"),
        (Vec<AccessEnvelope> = "application/x-ndjson"),
    )),
    responses(
        Answers,
        (status = 403, description = "The key is for another kind of server. Use a key that was created for the source dynamic-monetization", body = Problem),
    ),
    tag = "events",
    security(("key" = [])),
)]
pub(crate) async fn elastic_access(State(ingest): State<Ingest>, request: Request) -> Response {
    let content_of = |headers: &HeaderMap, key: &IngestKey| {
        if key.source != Source::DynamicMonetization {
            return Err(IngestError::new(
                StatusCode::FORBIDDEN,
                format!("this key is for a server of the kind {}", key.source.word()),
                "use a key that was created for the source dynamic-monetization",
            ));
        }
        match media_type(headers).as_deref() {
            Some("application/json" | NDJSON_TYPE) => Ok(Content::Known(LogFormat::ElasticAccess)),
            _ => Err(wrong_type("application/json or application/x-ndjson")),
        }
    };
    respond(take(&ingest, request, content_of, LogQuery::default()).await)
}

/// A log as its server wrote it.
#[utoipa::path(
    post,
    path = "/api/v1/logs",
    params(LogQuery),
    request_body(content(
        (Log = "text/plain"),
        (Log = "application/octet-stream"),
    )),
    responses(Answers),
    tag = "events",
    security(("key" = [])),
)]
pub(crate) async fn logs(
    State(ingest): State<Ingest>,
    query: Result<Query<LogQuery>, QueryRejection>,
    request: Request,
) -> Response {
    let content_of = |headers: &HeaderMap, _: &IngestKey| match media_type(headers).as_deref() {
        None | Some("application/octet-stream" | "application/json" | NDJSON_TYPE) => {
            Ok(Content::Log)
        }
        Some(text) if text.starts_with("text/") => Ok(Content::Log),
        _ => Err(wrong_type("text/plain or application/octet-stream")),
    };
    match query {
        Ok(Query(query)) => respond(take(&ingest, request, content_of, query).await),
        // Authentication comes first.
        Err(error) => match key(&ingest, request.headers()).await {
            Ok(_) => wrong_query(&error.body_text()).into_response(),
            Err(refused) => refused.into_response(),
        },
    }
}

/// The URL that a local license server syncs to. Its own sync format is not public, so this accepts our own
/// events.
#[utoipa::path(
    post,
    path = "/usage/api/1.0/sync",
    request_body(content(
        (EventDocuments = "application/json"),
        (Vec<EventDocument> = "application/x-ndjson"),
    )),
    responses(Answers),
    tag = "events",
    security(("key" = [])),
)]
pub(crate) async fn sync(State(ingest): State<Ingest>, request: Request) -> Response {
    let content_of = |headers: &HeaderMap, _: &IngestKey| match media_type(headers).as_deref() {
        Some("application/json") => Ok(Content::EventsJson),
        Some(NDJSON_TYPE) => Ok(Content::Known(LogFormat::EventsNdjson)),
        _ => Err(IngestError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "the body does not contain Turnaway events",
            "send the events of docs/formats.md as application/json or application/x-ndjson; \
             `turnaway forward` does so beside a license server",
        )),
    };
    respond(take(&ingest, request, content_of, LogQuery::default()).await)
}

/// Any method other than POST.
pub(crate) async fn wrong_method() -> IngestError {
    IngestError::wrong_method()
}

/// An unknown path.
pub(crate) async fn unknown_path() -> IngestError {
    IngestError::new(
        StatusCode::NOT_FOUND,
        "no such endpoint",
        "send events to /api/v1/events, access responses to /api/v1/elastic-access, or logs to \
         /api/v1/logs",
    )
}

fn respond(result: Result<Taken, IngestError>) -> Response {
    match result {
        Ok(taken) => Json(taken).into_response(),
        Err(refused) => refused.into_response(),
    }
}

/// Processes a request's events.
async fn take(
    ingest: &Ingest,
    request: Request,
    content_of: impl FnOnce(&HeaderMap, &IngestKey) -> Result<Content, IngestError>,
    query: LogQuery,
) -> Result<Taken, IngestError> {
    let (parts, body) = request.into_parts();
    let headers = &parts.headers;
    let key = key(ingest, headers).await?;
    let content = content_of(headers, &key)?;
    let log_settings = log_settings(content, &query)?;
    let packing = Compression::of(headers)?;
    let inner = &ingest.0;
    let mut held = inner.room.hold_for(requester_id(&key.id));
    let bytes = body::read(headers, body, inner.bytes_max, &mut held).await?;
    let now = clock::now();
    let push = Push {
        import: inner.shared_writer.import(&key, now.0).await?,
        commit: inner.shared_writer.commit().await?,
        ingest: ingest.clone(),
        key,
        log_settings,
        packing,
        bytes,
        held,
        now,
    };
    let slot = inner.pushes.enter(requester_id(&push.key.id))?;
    let runtime = Handle::current();
    slot.run(move || push.run(&runtime)).await?
}

/// The request's key, if valid.
async fn key(ingest: &Ingest, headers: &HeaderMap) -> Result<IngestKey, IngestError> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let secret = match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok().and_then(bearer),
        _ => None,
    };
    let hash = secret.ok_or_else(IngestError::no_key)?.hash();
    let store = &ingest.0.store;
    match store.key_of(hash).await? {
        Some(key) => Ok(key),
        None => {
            // The file that replaced the database may lack the key.
            store.check_file()?;
            Err(IngestError::no_key())
        }
    }
}

fn bearer(value: &str) -> Option<Secret> {
    let (scheme, secret) = value.split_once(' ')?;
    let secret = secret.trim();
    let is_bearer = scheme.eq_ignore_ascii_case("bearer");
    is_bearer.then(|| Secret::parse(secret)).flatten()
}

/// What the query says about the body.
fn log_settings(content: Content, query: &LogQuery) -> Result<LogSettings, IngestError> {
    let content = match query.format.as_deref() {
        None | Some("auto") => content,
        Some(word) => Content::Known(LogFormat::from_word(word).ok_or_else(|| {
            let known = LogFormat::ALL.map(LogFormat::word).join(", ");
            wrong_query(&format!("unknown `format`: use auto, {known}"))
        })?),
    };
    let zone = Zone::named(query.time_zone.as_deref().unwrap_or("UTC"));
    let zone = zone.map_err(|error| wrong_query(&error.to_string()))?;
    let date = match query.date.as_deref() {
        None => None,
        Some(text) => Some(
            parse_date(text)
                .ok_or_else(|| wrong_query("invalid `date`: write it like 2025-08-29"))?,
        ),
    };
    let time = match query.time.as_deref() {
        None => None,
        Some(text) => Some(parse_time(text).ok_or_else(|| {
            wrong_query("invalid `time`: use RFC 3339, like 2025-08-29T14:05:00Z")
        })?),
    };
    Ok(LogSettings {
        content,
        zone,
        date,
        time,
    })
}

fn parse_time(text: &str) -> Option<Second> {
    let time: jiff::Timestamp = text.parse().ok()?;
    Some(Second(time.as_second()))
}

/// The media type without its parameters. All names for NDJSON are mapped to one.
fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?;
    let value = value.to_str().unwrap_or("?");
    let essence = value.split(';').next().unwrap_or_default();
    let essence = essence.trim().to_ascii_lowercase();
    Some(match &*essence {
        "application/ndjson" | "application/jsonl" => NDJSON_TYPE.to_owned(),
        _ => essence,
    })
}

fn wrong_type(wanted: &str) -> IngestError {
    IngestError::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "this endpoint does not accept the body's Content-Type",
        format!("send it with `Content-Type: {wanted}`"),
    )
}

fn wrong_query(error: &str) -> IngestError {
    let what_to_do = "the query accepts format, time-zone, date and time; see docs/http.md";
    IngestError::new(StatusCode::BAD_REQUEST, error, what_to_do)
}

//! Files to take away: the tables as CSV and XLSX, made from the same report and scope.

use app::question_error::QuestionError;
use app::tables::name::TableName;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::export::{csv, xlsx};
use super::router::{Seen, failure, not_found, not_stored};

/// The most rows that a file has: about what one sheet holds.
const ROWS_MAX: usize = 1_000_000;

/// The kinds of files.
#[derive(Clone, Copy)]
enum Kind {
    Csv,
    Xlsx,
}

impl Kind {
    fn of(extension: &str) -> Option<Self> {
        match extension {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A table as a file, such as `/export/denials-by-account.csv`.
pub(crate) async fn file(
    Seen(record): Seen,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let parts = file.rsplit_once('.');
    let parts = parts.and_then(|(name, kind)| Some((TableName::from_word(name)?, Kind::of(kind)?)));
    let Some((name, kind)) = parts else {
        return not_found().await.into_response();
    };
    let question = match record.question(&query.unwrap_or_default()).await {
        Ok(question) => question,
        Err(error) => return failure(&error),
    };
    if !question.notices.is_empty() {
        // A file cannot tell that a part of its address was not understood.
        let text = format!("{}\n", question.notices.join("\n"));
        return (StatusCode::BAD_REQUEST, text).into_response();
    }
    let made = record.work(move || {
        let table = question.table(name, ROWS_MAX);
        let heading = question.heading();
        match kind {
            Kind::Csv => Ok(csv(&heading, &table)),
            Kind::Xlsx => xlsx(&heading, &table),
        }
    });
    let bytes = match made.await {
        Ok(bytes) => bytes,
        Err(not_done) => return failure(&QuestionError::of_work(not_done)),
    };
    match bytes {
        Ok(bytes) => {
            let disposition = format!("attachment; filename=\"{file}\"");
            let headers = [
                (
                    header::CONTENT_TYPE,
                    HeaderValue::from_static(kind.media_type()),
                ),
                (
                    HeaderName::from_static("content-disposition"),
                    // The names are our own words.
                    HeaderValue::from_str(&disposition)
                        .unwrap_or(HeaderValue::from_static("attachment")),
                ),
            ];
            not_stored((headers, bytes).into_response())
        }
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
    }
}

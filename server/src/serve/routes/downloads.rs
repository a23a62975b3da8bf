//! Downloads: the tables as CSV and XLSX, made from the same report and scope.

use app::tables::lazy_table::lazy_table;
use app::tables::name::TableName;
use app::tables::question_table::question_heading;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use service::dataset::Question;

use serde::Deserialize;
use store::WorkError;

use crate::serve::access::reader::Reader;
use crate::serve::extract::ReaderDataset;
use crate::serve::response::{failure, not_found, not_stored};
use crate::serve::routes::export::{FileWriter, file_stream, write_csv, write_xlsx};
use crate::serve::state::AppState;

/// The most rows of a file: about what one sheet holds.
const ROWS_MAX: usize = 1_000_000;

/// The media type of a workbook.
pub(crate) const WORKBOOK: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// File formats.
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
            Self::Xlsx => WORKBOOK,
        }
    }
}

/// The last part of a file's path; others may precede it.
#[derive(Deserialize)]
pub(crate) struct Named {
    file: String,
}

/// A table as a file, such as `/export/denials-by-account.csv`.
pub(crate) async fn file(
    State(pages): State<AppState>,
    reader: Reader,
    ReaderDataset(dataset): ReaderDataset,
    Path(Named { file }): Path<Named>,
    RawQuery(query): RawQuery,
) -> Response {
    let parts = file.rsplit_once('.');
    let parts = parts.and_then(|(name, kind)| Some((TableName::from_word(name)?, Kind::of(kind)?)));
    let Some((name, kind)) = parts else {
        return not_found().await.into_response();
    };
    let question = match dataset.question(&query.unwrap_or_default()).await {
        Ok(question) => question,
        Err(error) => return failure(&error.into()),
    };
    if !question.notices.is_empty() {
        // A file cannot show which part of its URL was invalid, so that is an error.
        let text = format!("{}\n", question.notices.join("\n"));
        return (StatusCode::BAD_REQUEST, text).into_response();
    }
    let Ok(permit) = pages.exports.permit(&reader.who).await else {
        return too_many_files();
    };
    let (writer, body) = file_stream();
    permit.start(move || write(&question, name, kind, writer));
    let disposition = format!("attachment; filename=\"{file}\"");
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(kind.media_type()),
        ),
        (
            header::CONTENT_DISPOSITION,
            // The names are our own strings.
            HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ];
    not_stored((headers, body).into_response())
}

fn too_many_files() -> Response {
    let again = [(
        header::RETRY_AFTER,
        HeaderValue::from(WorkError::Busy.retry_after_s()),
    )];
    let text = "too many exports are running: wait until yours have finished, then try again\n";
    (StatusCode::SERVICE_UNAVAILABLE, again, text).into_response()
}

/// Writes a file. If that breaks off, so does the response.
fn write(question: &Question, name: TableName, kind: Kind, mut out: FileWriter) {
    if !out.has_reader() {
        return;
    }
    let table = lazy_table(question, name, ROWS_MAX);
    let heading = question_heading(question);
    let is_written = match kind {
        Kind::Csv => write_csv(&heading, &table, &mut out).is_ok(),
        Kind::Xlsx => write_xlsx(&heading, &table, &mut out).is_ok(),
    };
    if is_written {
        // If the reader has left, the end isn't missed.
        let _ = out.end();
    }
}

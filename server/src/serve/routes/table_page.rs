//! A table on its own page, with all of its rows.

use app::document::{TableDocument, TableDocumentProps};
use app::request_error::RequestError;
use app::tables::lazy_table::lazy_table;
use app::tables::name::TableName;
use app::tables::question_table::question_heading;
use axum::body::Body;
use axum::extract::{Path, RawQuery, Request, State};
use axum::response::{IntoResponse as _, Response};

use crate::serve::access::reader::Reader;
use crate::serve::extract::ReaderDataset;
use crate::serve::html::html;
use crate::serve::response::{failure, marked, not_found, not_stored};
use crate::serve::routes::forms::page::report_reader;
use crate::serve::routes::links::report_framed_by;
use crate::serve::state::AppState;

/// The most rows on the page; downloads have more.
const ROWS_MAX: usize = 10_000;

/// The most bytes of their text, which limits long names.
const ROWS_BYTES_MAX: usize = 4_000_000;

/// The page of a table.
pub(crate) async fn table_page(
    State(pages): State<AppState>,
    reader: Reader,
    ReaderDataset(dataset): ReaderDataset,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    request: Request<Body>,
) -> Response {
    let Some(name) = TableName::from_word(&name) else {
        return not_found().await.into_response();
    };
    let query = query.unwrap_or_default();
    let question = match dataset.question(&query).await {
        Ok(question) => question,
        Err(error) => return failure(&error.into()),
    };
    let made = dataset.work(move || {
        let table = lazy_table(&question, name, ROWS_MAX).whole(ROWS_BYTES_MAX);
        (table, question)
    });
    let (table, question) = match made.await {
        Ok(made) => made,
        Err(not_done) => return failure(&RequestError::of_work(not_done)),
    };
    let framed_by = report_framed_by(&pages.access, &reader, &query);
    let is_framed = framed_by.is_some();
    let options = pages.options;
    let reader = report_reader(&reader);
    let document = move || {
        let presentation = question.presentation.clone();
        TableDocument(TableDocumentProps {
            options: options.clone(),
            heading: question_heading(&question),
            table: table.clone(),
            query: question.view.to_query_with(&presentation.pairs()),
            presentation,
            notices: question.notices.clone(),
            reader: reader.clone(),
            framed_by: framed_by.clone(),
        })
    };
    not_stored(marked(html(document, request).await, is_framed))
}

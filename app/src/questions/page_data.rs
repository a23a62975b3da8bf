//! A page's data: what the browser's slice cannot answer, and all of it after new data.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::json_text::Json;
use crate::page_data::PageData;
use crate::place::Place;
use crate::question_error::QuestionError;

/// Answers the query string of a URL on the server.
#[server(prefix = "/api", endpoint = "report", input = GetUrl, output = Json)]
pub async fn ask_page_data(
    /// The page.
    place: Place,
    /// The query string of its URL.
    query: String,
    /// How many rows of the table; [`TABLE_ROWS`](crate::answer::TABLE_ROWS) unless given.
    rows: Option<usize>,
) -> Result<PageData, QuestionError> {
    let record = use_context::<crate::record::SeenRecord>();
    let record = record.ok_or(QuestionError::Record)?;
    let rows = rows.unwrap_or(crate::answer::TABLE_ROWS);
    record.page_data(place, &query, rows).await
}

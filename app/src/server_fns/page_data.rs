//! A page's data: what the browser's slice cannot answer, and all of it after new data.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::json_text::Json;
use crate::request_error::RequestError;
use service::page_data::PageData;
use service::route::Route;

/// Answers the query string of a URL on the server.
#[server(prefix = "/data", endpoint = "report", input = GetUrl, output = Json)]
pub async fn ask_page_data(
    /// The page.
    route: Route,
    /// The query string of its URL.
    query: String,
    /// How many rows of the table; [`TABLE_ROWS`](service::answer::TABLE_ROWS) unless given.
    rows: Option<usize>,
) -> Result<PageData, RequestError> {
    let dataset = use_context::<service::dataset::ScopedDataset>();
    let dataset = dataset.ok_or(RequestError::DatabaseUnreadable)?;
    let rows = rows.unwrap_or(service::answer::TABLE_ROWS);
    Ok(dataset.page_data(route, &query, rows).await?)
}

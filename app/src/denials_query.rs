//! The server function that answers what the browser's slice cannot.

use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};

use crate::answer::DenialsData;
use crate::denials_error::DenialsError;

/// Answers a view's query string on the server.
#[server(prefix = "/api", endpoint = "denials", input = GetUrl, output = Json)]
pub async fn denials(
    /// The query string of a page's address.
    query: String,
    /// How many rows of the table; [`TABLE_ROWS`](crate::answer::TABLE_ROWS) unless given.
    rows: Option<usize>,
) -> Result<DenialsData, DenialsError> {
    let record = use_context::<std::sync::Arc<crate::record::Record>>();
    let record = record.ok_or(DenialsError::Record)?;
    let rows = rows.unwrap_or(crate::answer::TABLE_ROWS);
    record.denials(&query, rows).await
}

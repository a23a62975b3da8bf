//! A row's neighbours in time, if the browser has no slice.

use domain::denial_rows::DenialRow;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::json_text::Json;
use crate::request_error::RequestError;

/// A row with the denials of the same user before and after it.
#[server(prefix = "/data", endpoint = "neighbours", input = GetUrl, output = Json)]
pub async fn ask_neighbours(
    /// The query string of a URL.
    query: String,
    /// The row in the frame of `version`.
    row: u32,
    /// The data version that the row is of.
    version: u64,
) -> Result<Vec<DenialRow>, RequestError> {
    let dataset = use_context::<service::dataset::ScopedDataset>();
    let dataset = dataset.ok_or(RequestError::DatabaseUnreadable)?;
    Ok(dataset.neighbours(&query, row, version).await?)
}

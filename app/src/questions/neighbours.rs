//! A row's neighbours in time, where the browser has no slice to look in.

use domain::denial_rows::DenialRow;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::json_text::Json;
use crate::question_error::QuestionError;

/// A row and what the same user was refused before and after it.
#[server(prefix = "/api", endpoint = "neighbours", input = GetUrl, output = Json)]
pub async fn ask_neighbours(
    /// The query string of an address.
    query: String,
    /// The row in the frame of `version`.
    row: u32,
    /// The data version that the row is of.
    version: u64,
) -> Result<Vec<DenialRow>, QuestionError> {
    let record = use_context::<service::dataset::ScopedDataset>();
    let record = record.ok_or(QuestionError::Record)?;
    Ok(record.neighbours(&query, row, version).await?)
}

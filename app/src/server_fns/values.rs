//! Values of a filter that contain a text, if the browser has no slice.

use domain::view::FilterKey;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::json_text::Json;
use crate::request_error::RequestError;
use service::choices::Choice;

/// The values of a filter that contain a text, at most
/// [`LIST_ROWS`](service::answer::LIST_ROWS).
#[server(prefix = "/data", endpoint = "values", input = GetUrl, output = Json)]
pub async fn ask_values(
    /// The query string of a URL.
    query: String,
    /// The filter.
    key: FilterKey,
    /// The text; all values if it is empty.
    text: Option<String>,
) -> Result<Vec<Choice>, RequestError> {
    let dataset = use_context::<service::dataset::ScopedDataset>();
    let dataset = dataset.ok_or(RequestError::DatabaseUnreadable)?;
    Ok(dataset
        .values(&query, key, &text.unwrap_or_default())
        .await?)
}

//! Values of a filter that hold a text, where the browser has no slice to look in.

use domain::view::FilterKey;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::json_text::Json;
use crate::question_error::QuestionError;
use service::choices::Choice;

/// The values of a filter that hold a text, at most
/// [`LIST_ROWS`](service::answer::LIST_ROWS).
#[server(prefix = "/api", endpoint = "values", input = GetUrl, output = Json)]
pub async fn ask_values(
    /// The query string of an address.
    query: String,
    /// The filter.
    key: FilterKey,
    /// The text; everything where it is empty.
    text: Option<String>,
) -> Result<Vec<Choice>, QuestionError> {
    let record = use_context::<service::dataset::ScopedDataset>();
    let record = record.ok_or(QuestionError::Record)?;
    Ok(record
        .values(&query, key, &text.unwrap_or_default())
        .await?)
}

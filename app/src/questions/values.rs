//! Values of a filter that contain a text, if the browser has no slice.

use domain::view::FilterKey;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::choices::Choice;
use crate::json_text::Json;
use crate::question_error::QuestionError;

/// The values of a filter that contain a text, at most
/// [`LIST_ROWS`](crate::answer::LIST_ROWS).
#[server(prefix = "/api", endpoint = "values", input = GetUrl, output = Json)]
pub async fn ask_values(
    /// The query string of a URL.
    query: String,
    /// The filter.
    key: FilterKey,
    /// The text; all values if it is empty.
    text: Option<String>,
) -> Result<Vec<Choice>, QuestionError> {
    let record = use_context::<crate::record::SeenRecord>();
    let record = record.ok_or(QuestionError::Record)?;
    record.values(&query, key, &text.unwrap_or_default()).await
}

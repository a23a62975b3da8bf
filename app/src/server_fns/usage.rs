//! Usage: it needs grants and returns, which no slice has.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::json_text::Json;
use crate::request_error::RequestError;
use service::usage_answer::UsageAnswer;

/// The usage of a view.
#[server(prefix = "/data", endpoint = "usage", input = GetUrl, output = Json)]
pub async fn ask_usage(
    /// The query string of a URL.
    query: String,
) -> Result<UsageAnswer, RequestError> {
    let dataset = use_context::<service::dataset::ScopedDataset>();
    let dataset = dataset.ok_or(RequestError::DatabaseUnreadable)?;
    Ok(dataset.usage(&query).await?)
}

//! Usage: it needs grants and returns, which no slice has.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::json_text::Json;
use crate::question_error::QuestionError;
use service::usage_answer::UsageAnswer;

/// The usage of a view.
#[server(prefix = "/api", endpoint = "usage", input = GetUrl, output = Json)]
pub async fn ask_usage(
    /// The query string of an address.
    query: String,
) -> Result<UsageAnswer, QuestionError> {
    let record = use_context::<service::dataset::ScopedDataset>();
    let record = record.ok_or(QuestionError::Record)?;
    Ok(record.usage(&query).await?)
}

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
) -> Result<DenialsData, DenialsError> {
    let record = expect_context::<std::sync::Arc<crate::record::Record>>();
    record.denials(&query).await
}

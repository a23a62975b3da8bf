//! The page's questions to the server. What each wants is held here, since a question
//! that lacks something would be an error of the server in Leptos' own reading.

use std::sync::Arc;

use app::place::Place;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::view::FilterKey;
use leptos::prelude::provide_context;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::router::{Pages, not_stored};

/// What a page's data is asked with.
#[derive(Deserialize)]
pub(crate) struct ReportQuestion {
    #[serde(rename = "place")]
    _place: Place,
    #[serde(rename = "query")]
    _query: String,
    #[serde(rename = "rows")]
    _rows: Option<usize>,
}

/// What usage is asked with.
#[derive(Deserialize)]
pub(crate) struct UsageQuestion {
    #[serde(rename = "query")]
    _query: String,
}

/// What the values of a filter are asked with.
#[derive(Deserialize)]
pub(crate) struct ValuesQuestion {
    #[serde(rename = "query")]
    _query: String,
    #[serde(rename = "key")]
    _key: FilterKey,
}

/// What a row's neighbours are asked with.
#[derive(Deserialize)]
pub(crate) struct NeighboursQuestion {
    #[serde(rename = "query")]
    _query: String,
    #[serde(rename = "row")]
    _row: u32,
    #[serde(rename = "version")]
    _version: u64,
}

/// A server function, asked with `Q`.
pub(crate) async fn question<Q: DeserializeOwned>(
    State(pages): State<Pages>,
    question: Result<Query<Q>, QueryRejection>,
    request: Request<Body>,
) -> Response {
    if let Err(rejection) = question {
        let text = format!(
            "{}. `query` is a view's query string, escaped\n",
            rejection.body_text()
        );
        return (StatusCode::BAD_REQUEST, text).into_response();
    }
    let context = move || provide_context(Arc::clone(&pages.record));
    let response = leptos_axum::handle_server_fns_with_context(context, request).await;
    not_stored(response.into_response())
}

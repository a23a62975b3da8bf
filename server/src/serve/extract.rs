//! Extractors of the routes.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use service::dataset::ScopedDataset;

use crate::serve::access::reader::Reader;
use crate::serve::state::AppState;

/// The part of a path that marks what a page's reader may see.
pub(crate) const MARK: &str = "mark";

/// The data that the reader may see. Every response gets its data from here.
pub(crate) struct ReaderDataset(pub ScopedDataset);

impl FromRequestParts<AppState> for ReaderDataset {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, pages: &AppState) -> Result<Self, Response> {
        let reader = Reader::from_request_parts(parts, pages).await?;
        let (audience, base) = (reader.audience(), reader.base());
        let dataset = pages.dataset.seen_by(reader.scope, audience).under(base);
        match seen_as(parts).await {
            Some(mark) if u64::from_str_radix(&mark, 16) != Ok(dataset.mark()) => {
                let text = "Your access has changed: reload the page\n";
                Err((StatusCode::CONFLICT, text).into_response())
            }
            _ => Ok(Self(dataset)),
        }
    }
}

/// The mark of what its reader may see, in requests of an open page.
async fn seen_as(parts: &mut Parts) -> Option<String> {
    let params = RawPathParams::from_request_parts(parts, &()).await.ok()?;
    let mut marks = params.iter().filter(|(name, _)| *name == MARK);
    marks.next().map(|(_, mark)| mark.to_owned())
}

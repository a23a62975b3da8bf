//! Embedding: a page of another site shows a link's report in a frame, if an administrator has
//! allowed that site's origin.

use crate::serve::access::Access;
use crate::serve::access::reader::{Reader, Who};
use crate::settings::embed_origin::EmbedOrigin;

/// The origins that may frame the response to a query string with `embed`, for the content
/// security policy; `None` if no one may.
pub(crate) fn framed_by(access: &Access, query: Option<&str>) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query?.as_bytes());
    let wants = pairs.any(|(key, _)| key == "embed");
    let origins: Vec<&str> = access
        .embed_origins
        .iter()
        .map(EmbedOrigin::as_str)
        .collect();
    (wants && !origins.is_empty()).then(|| origins.join(" "))
}

/// The same for a page of the report: only what a link shows may be framed.
pub(crate) fn report_framed_by(access: &Access, reader: &Reader, query: &str) -> Option<String> {
    match reader.who {
        Who::Link(_) => framed_by(access, Some(query)),
        Who::User(_) => None,
    }
}

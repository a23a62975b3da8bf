//! HTML responses: every document is sent through here.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::response::Response;
use futures_util::StreamExt as _;
use leptos::prelude::IntoView;

/// Replaces a character that HTML cannot hold, as browsers do.
const REPLACEMENT: &str = "\u{fffd}";

/// A document as a response.
pub(crate) async fn html<V: IntoView + 'static>(
    document: impl Fn() -> V + Clone + Send + Sync + 'static,
    request: Request<Body>,
) -> Response {
    let rendered = leptos_axum::render_app_to_stream(document)(request).await;
    rendered.map(|body| {
        let chunks = body.into_data_stream();
        Body::from_stream(chunks.map(|chunk| chunk.map(without_nul)))
    })
}

/// Replaces NUL, which names may contain and HTML may not, in text, attributes and island data,
/// where JSON has escaped it already. In UTF-8 no other character has a zero byte.
fn without_nul(chunk: Bytes) -> Bytes {
    if !chunk.contains(&0) {
        return chunk;
    }
    let mut parts = chunk.split(|byte| *byte == 0);
    let mut whole = parts.next().unwrap_or_default().to_vec();
    for part in parts {
        whole.extend_from_slice(REPLACEMENT.as_bytes());
        whole.extend_from_slice(part);
    }
    whole.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_is_replaced_and_all_else_stays() {
        for (given, meant) in [
            ("", ""),
            ("a\u{1}é", "a\u{1}é"),
            ("\0a\0\0é\0", "\u{fffd}a\u{fffd}\u{fffd}é\u{fffd}"),
        ] {
            assert_eq!(without_nul(Bytes::from(given)), meant.as_bytes());
        }
    }
}

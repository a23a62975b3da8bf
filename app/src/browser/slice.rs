//! Fetching a slice of the frame.

use domain::frame::Frame;
use js_sys::Uint8Array;
use leptos::prelude::window;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use crate::engine::{decode, fetch_engine};

/// Fetches a slice and gives the frame; `None` when it could not be had, since the
/// server answers then.
pub(crate) fn fetch_slice(url: String, done: impl FnOnce(Option<Frame>) + 'static) {
    // The code that reads it comes beside it.
    spawn_local(async {
        fetch_engine().await;
    });
    spawn_local(async move {
        let bytes = fetch(&url).await.ok();
        fetch_engine().await;
        done(bytes.and_then(|bytes| decode(&bytes)));
    });
}

async fn fetch(url: &str) -> Result<Vec<u8>, JsValue> {
    let response: Response = JsFuture::from(window().fetch_with_str(url))
        .await?
        .dyn_into()?;
    if !response.ok() {
        return Err(JsValue::from(response.status()));
    }
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

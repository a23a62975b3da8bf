//! Fetching a slice of the frame.

use std::cell::Cell;
use std::rc::Rc;

use domain::slice::{Slice, SliceError};
use js_sys::{Date, Promise, Reflect, Uint8Array};
use leptos::prelude::window;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use crate::engine::{Pause, decode_in_steps, fetch_engine};

/// How long decoding a slice may block the page, in milliseconds.
const BUSY_MS: f64 = 12.0;

/// The most attempts that a small device handles itself: about 10 MB of memory and 1 MB of
/// download.
const SMALL_ATTEMPTS_MAX: u64 = 200_000;

/// The media query that matches a phone's window.
const SMALL_WINDOW: &str = "(max-width: 48rem)";

/// Less memory than this counts as little, in GB.
const MEMORY_GB: f64 = 4.0;

/// The most attempts that this browser handles itself; the server has its own limit.
pub(crate) fn attempts_max() -> u64 {
    let window = window();
    let small = window.match_media(SMALL_WINDOW).ok().flatten();
    let is_small = small.is_some_and(|small| small.matches());
    // Not every browser has these.
    let navigator = get(&window, "navigator");
    let memory = get(&navigator, "deviceMemory").as_f64();
    let has_little = memory.is_some_and(|memory| memory < MEMORY_GB);
    let saves_data = get(&get(&navigator, "connection"), "saveData").is_truthy();
    if is_small || has_little || saves_data {
        SMALL_ATTEMPTS_MAX
    } else {
        u64::MAX
    }
}

fn get(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or_default()
}

/// Fetches the bytes of a slice and reads them; `base` is what a delta adds to. Gives what is
/// wrong with the bytes, or `None` where there are none.
pub(crate) fn read_slice(
    url: String,
    base: Slice,
    then: impl FnOnce(Result<Slice, Option<SliceError>>) + 'static,
) {
    // The code that reads it is fetched at the same time.
    spawn_local(async {
        fetch_engine().await;
    });
    spawn_local(async move { then(read(&url, &base).await) });
}

async fn read(url: &str, base: &Slice) -> Result<Slice, Option<SliceError>> {
    let bytes = fetch(url).await.map_err(|_| None)?;
    if !fetch_engine().await {
        return Err(None);
    }
    let begun = Rc::new(Cell::new(Date::now()));
    let pause: Pause = Box::new(move || {
        let begun = Rc::clone(&begun);
        Box::pin(async move {
            if Date::now() - begun.get() > BUSY_MS {
                breathe().await;
                begun.set(Date::now());
            }
        })
    });
    decode_in_steps(bytes, base.clone(), pause)
        .await
        .map_err(Some)
}

/// Yields to the page.
async fn breathe() {
    let soon = Promise::new(&mut |resolve, _| {
        // Without a timer it continues at once.
        if window().set_timeout_with_callback(&resolve).is_err() {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    });
    let _ = JsFuture::from(soon).await;
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

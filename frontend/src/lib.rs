//! The WebAssembly entry: hydrate, nothing else.

// The islands are found by name in the module, so the crate that has them must be linked.
use app as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's script once the module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}

//! How the page's code comes into the page, and what the page says where it does not come.
//!
//! A script in the page fetches the code and starts it. Where it cannot be fetched the page says
//! so, and its numbers, links and forms work without it; it is fetched again when the reader asks
//! for it or comes back. A browser may remember that it could not have a module, so that each try
//! has a URL of its own.

use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::*;

/// The script: a function of the URLs of the code's two files.
const SCRIPT: &str = include_str!("hydration.js");

/// What a page has in its head to fetch its code.
#[component]
pub(super) fn Hydration(
    /// Where the package is.
    options: LeptosOptions,
) -> impl IntoView {
    if let Some(context) = Owner::current_shared_context() {
        // Only what is inside an island is started in the browser.
        context.set_is_hydrating(false);
    }
    let file = |ending: &str| format!("/{}/{}{ending}", options.site_pkg_dir, options.output_name);
    let (script, wasm) = (file(".js"), file("_bg.wasm"));
    let start = format!("{SCRIPT}({script:?}, {wasm:?});");
    // Fetched without the nonce: it stands where it is needed and nowhere else.
    view! {
        <link rel="modulepreload" href=script/>
        <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
        <script type="module" nonce=use_nonce()>
            {start}
        </script>
    }
}

/// What stands above a page whose code could not be fetched; its script shows it.
#[component]
pub(super) fn CodeMissing() -> impl IntoView {
    view! {
        <div id="code-missing" class="notice" role="status" hidden>
            <p>"This page's script could not be loaded. Its numbers, links and forms work without it."</p>
            <button type="button">"Try again"</button>
        </div>
    }
}

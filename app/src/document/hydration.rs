//! How the page's code is loaded, and the notice if that fails.
//!
//! A script in the page loads the code and starts it. If it cannot be loaded the page says so,
//! and its numbers, links and forms work without it; loading is retried when the reader asks
//! for it or returns to the page. A browser may remember that a module failed, so each try has
//! its own URL.

use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::*;

/// The script: a function of the URLs of the code's two files.
const SCRIPT: &str = include_str!("hydration.js");

/// The tags in the head that load the page's code.
#[component]
pub(super) fn Hydration(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
) -> impl IntoView {
    if let Some(context) = Owner::current_shared_context() {
        // Only the content of an island is started in the browser.
        context.set_is_hydrating(false);
    }
    let file = |ending: &str| format!("/{}/{}{ending}", options.site_pkg_dir, options.output_name);
    let (script, wasm) = (file(".js"), file("_bg.wasm"));
    let start = format!("{SCRIPT}({script:?}, {wasm:?});");
    // Rendered without the nonce: it is set where it is needed and nowhere else.
    view! {
        <link rel="modulepreload" href=script/>
        <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
        <script type="module" nonce=use_nonce()>
            {start}
        </script>
    }
}

/// The notice above a page whose code could not be loaded; the script shows it.
#[component]
pub(super) fn CodeMissing() -> impl IntoView {
    view! {
        <div id="code-missing" class="notice" role="status" hidden>
            <p>"This page's script could not be loaded. Its numbers, links and forms work without it."</p>
            <button type="button">"Try again"</button>
        </div>
    }
}

//! The HTML document around a page, on the server.

use http::{HeaderValue, header};
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::answer::DenialsData;
use crate::denials::Denials;

/// The icon, within the page: a browser asks for a separate one again at every change of
/// the address.
const ICON: &str = include_str!("icon.txt");

/// The document of the denials page.
#[component]
pub fn DenialsDocument(
    /// Where the package is.
    options: LeptosOptions,
    /// What the page shows.
    data: DenialsData,
) -> impl IntoView {
    set_content_security_policy();
    let package = format!("/{}", options.site_pkg_dir);
    let style = format!("{package}/turnaway.css");
    let echarts = format!("{package}/echarts.js");
    let through = data
        .recorded
        .as_ref()
        .map(|recorded| recorded.through.clone());
    let zone = domain::view::View::parse(&data.query).view.zone;
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="robots" content="noindex"/>
                <title>"Denials · Turnaway"</title>
                <link rel="icon" href=ICON/>
                <link rel="stylesheet" href=style/>
                <meta name="echarts" content=echarts/>
                <HydrationScripts options islands=true/>
            </head>
            <body>
                <a class="skip" href="#report">"Skip to the report"</a>
                <header class="page-header">
                    <a class="brand" href="/denials">"Turnaway"</a>
                    <h1>"Denied license requests"</h1>
                    {through.map(|through| view! {
                        <p class="through">{format!("Data through {through} ({zone})")}</p>
                    })}
                </header>
                <main id="report">
                    <Denials data/>
                </main>
            </body>
        </html>
    }
}

/// Only our own files and this response's inline scripts run; nothing frames the page.
fn set_content_security_policy() {
    let nonce = use_nonce()
        .map(|nonce| format!(" 'nonce-{nonce}'"))
        .unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'{nonce} 'wasm-unsafe-eval'; style-src 'self'{nonce}; \
         img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        // Without it the response gets the policy that allows nothing.
        if let Some(response) = use_context::<ResponseOptions>() {
            response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
}

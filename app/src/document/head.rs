//! The head of every document, and its content security policy.

use http::{HeaderValue, header};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

/// The icon, embedded in the page: a browser would request a separate one again after every
/// change of the URL.
const ICON: &str = include_str!("icon.txt");

/// The head of every document.
#[component]
pub(super) fn Head(title: String, style: String) -> impl IntoView {
    view! {
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <meta name="robots" content="noindex"/>
        <title>{title}</title>
        <link rel="icon" href=ICON/>
        <link rel="stylesheet" href=style/>
    }
}

/// Only our own files and this response's inline scripts run; only pages of the named origins
/// may frame the page.
pub(super) fn set_content_security_policy(framed_by: Option<&str>) {
    let nonce = use_nonce()
        .map(|nonce| format!(" 'nonce-{nonce}'"))
        .unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'{nonce} 'wasm-unsafe-eval'; style-src 'self'{nonce}; \
         img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors {}",
        framed_by.unwrap_or("'none'")
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        // Without it the response gets the policy that allows nothing.
        if let Some(response) = use_context::<ResponseOptions>() {
            response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
}

//! The pages, components and charts of Turnaway.
//!
//! The report is server HTML around one island with two pages: their numbers are in the
//! first HTML, and the browser then answers every click from its slice of the frame with
//! the same `domain::report`.

#![recursion_limit = "512"]
#![allow(
    unreachable_pub,
    reason = "the component macro makes public items of private components"
)]

pub mod advice;
mod chart_events;
pub mod charts;
mod components;
pub mod engine;
pub mod json_text;
pub mod news;
mod report_state;
pub mod request_error;
mod routes;
mod row_window;
pub mod server_fns;
pub mod tables;

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(not(feature = "hydrate"))]
#[path = "browser_stub.rs"]
mod browser;
#[cfg(feature = "ssr")]
pub mod document;

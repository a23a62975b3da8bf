//! The pages, components and charts of Turnaway.
//!
//! The denials page is server HTML around one island: its numbers are in the first
//! HTML, and the browser then answers every click from its slice of the frame with the
//! same `domain::report`.

#![recursion_limit = "256"]
#![allow(
    unreachable_pub,
    reason = "the component macro makes public items of private components"
)]

pub mod answer;
pub mod charts;
mod components;
mod denials;
pub mod denials_error;
pub mod denials_query;
pub mod tables;
pub mod words;

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(not(feature = "hydrate"))]
#[path = "no_browser.rs"]
mod browser;
#[cfg(feature = "ssr")]
pub mod clock;
#[cfg(feature = "ssr")]
pub mod document;
#[cfg(feature = "ssr")]
pub mod record;
#[cfg(feature = "ssr")]
pub mod zones;

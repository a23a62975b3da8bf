//! Tests of the state without a browser: they are its server, its URL bar and its clock.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod deltas;
mod failures;
mod history;
mod late_answers;
mod news;
mod script;
mod server;
mod slice_answers;
mod table;
mod typing;
mod urls;
mod world;

//! Denied license requests: events, the parsers that read them from license
//! server logs, the catalogue of status codes, the view, the frame and the report.
//!
//! Pure code: no input or output, no clock, no Leptos, no SQL. It compiles to
//! native code for the server and to WebAssembly for the browser, which both call
//! the same [`report`](report::report).

pub mod catalogue;
pub mod column;
pub mod denial_order;
pub mod denial_rows;
pub mod derived;
pub mod dimension;
pub mod display;
// The browser does not need demo data.
#[cfg(not(target_arch = "wasm32"))]
pub mod demo;
pub mod event;
pub mod frame;
pub mod frame_builder;
mod frame_size;
pub mod gaps;
pub mod identity;
pub mod log_format;
pub mod names;
pub mod parse;
pub mod period;
pub mod report;
pub mod scope;
pub mod search;
pub mod share;
pub mod slice;
pub mod sources;
pub mod status;
// The browser gets the offset changes of a zone instead of the time-zone database.
#[cfg(not(target_arch = "wasm32"))]
pub mod time_zone;
pub mod usage;
pub mod verdict;
pub mod view;
pub mod view_query;
pub mod zone;

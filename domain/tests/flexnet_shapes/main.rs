//! The FlexNet Publisher debug log: unusual lines.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod blanks;
mod joined;
#[path = "../log_support/mod.rs"]
mod log_support;
mod reasons;
mod slog;
mod stamps;
#[path = "../utc/mod.rs"]
mod utc;

use domain::log_format::LogFormat;
use log_support::Read;

const DATED: &str = " 8:00:00 (lmgrd) TIMESTAMP 3/4/2025\n";
const TAKEN: &str = "(Licensed number of users already reached. (-4,342))";

fn read(log: impl AsRef<[u8]>) -> Read {
    log_support::read(LogFormat::FlexnetDebug, log).unwrap()
}

/// Reads a log of lines after a date.
fn dated(lines: &str) -> Read {
    read(format!("{DATED}{lines}"))
}

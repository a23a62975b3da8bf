//! The browser of the browser tests: the system's Chromium.

use std::env;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::files::on_path;

/// The names Chromium goes by, the likeliest first.
const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The Chromium that `CHROMIUM` names, or that is on the path.
pub(crate) fn find() -> Option<PathBuf> {
    match env::var_os("CHROMIUM").filter(|named| !named.is_empty()) {
        Some(named) => Some(named.into()),
        None => on_path(&NAMES),
    }
}

/// The same, or what to do where there is none.
pub(crate) fn require() -> Result<PathBuf, Failure> {
    find().ok_or(Failure::Chromium)
}

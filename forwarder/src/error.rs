//! Errors of forwarding.

use std::path::PathBuf;

use crate::config::ConfigError;
use crate::reading::ReadingError;

/// Why nothing can be forwarded. Each message says what to change.
#[derive(Debug, thiserror::Error)]
pub enum ForwardError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The log is of no known format, or its events cannot be dated.
    #[error(transparent)]
    Reading(#[from] ReadingError),
    /// The log cannot be read.
    #[error("{path}: {source}; name a log that can be read")]
    Log {
        /// The log.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The saved state cannot be written.
    #[error("{path} cannot be written: {source}; give this user the right to, and free some space")]
    State {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// Output cannot be written.
    #[error("the output cannot be written: {0}")]
    Output(std::io::Error),
}

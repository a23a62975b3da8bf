//! Why a file was not imported to its end.

use domain::parse::Refusal;
use store::{CommitError, StoreError};

/// Why a file was not imported to its end.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is at fault; the next one may work.
    #[error(transparent)]
    File(#[from] FileError),
    /// The database cannot be used: no later file can be stored either.
    #[error(transparent)]
    Store(StoreError),
    /// The server's shared writer rejected the events.
    #[error(transparent)]
    Commit(CommitError),
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("cannot be read ({0}): check the path and its permissions")]
    CannotBeRead(std::io::Error),
    /// It breaks off. The lines before are stored.
    #[error(
        "breaks off after line {lines} ({source}): the lines before it are stored; get the \
         complete file and import it again"
    )]
    BrokenOff {
        /// The lines before.
        lines: u64,
        /// Why reading failed.
        source: std::io::Error,
    },
    /// Its format cannot be detected and was not given.
    #[error("unknown format")]
    UnknownFormat,
    /// A log of this format names no account, and none was given.
    #[error("a log of this format names no account")]
    NoAccount,
    /// The parser needs more information, or rejects the file.
    #[error(transparent)]
    Refused(Refusal),
    /// Its import was undone while it ran.
    #[error("{0}")]
    Undone(String),
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::ImportUndone => FileError::Undone(error.to_string()).into(),
            error => Self::Store(error),
        }
    }
}

impl From<CommitError> for ImportError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::ImportUndone => FileError::Undone(error.to_string()).into(),
            error => Self::Commit(error),
        }
    }
}

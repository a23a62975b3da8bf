//! Why a file was not imported to its end.

use domain::parse::Refusal;
use store::{CommitError, StoreError};

/// Why a file was not imported to its end.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is the file's fault: the next one may be better.
    #[error(transparent)]
    File(#[from] FileError),
    /// The database cannot be used: no later file can be stored either.
    #[error(transparent)]
    Store(StoreError),
    /// The server's writer does not take the events.
    #[error(transparent)]
    Commit(CommitError),
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("cannot be read ({0}): name a file that can")]
    CannotBeRead(std::io::Error),
    /// It ends in the middle. What came before is stored.
    #[error(
        "breaks off after line {lines} ({source}): what came before is stored; get the whole \
         file and import it again"
    )]
    BrokenOff {
        /// The lines before.
        lines: u64,
        /// Why no more could be read.
        source: std::io::Error,
    },
    /// It begins like no known format. Whoever imports can name one.
    #[error("its format cannot be told")]
    UnknownFormat,
    /// A log of this format names no account, and none was given.
    #[error("a log of this format names no account")]
    NoAccount,
    /// The parser needs to know more, or has no use for the file.
    #[error(transparent)]
    Refused(Refusal),
    /// Its import was undone while it ran.
    #[error("{0}")]
    Undone(String),
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::TakenBack => FileError::Undone(error.to_string()).into(),
            error => Self::Store(error),
        }
    }
}

impl From<CommitError> for ImportError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::TakenBack => FileError::Undone(error.to_string()).into(),
            error => Self::Commit(error),
        }
    }
}

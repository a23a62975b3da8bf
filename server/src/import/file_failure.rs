//! Why a file was not read to its end.

use store::{CommitError, StoreError};

use crate::failure::Failure;

/// Why a file was not read to its end.
pub(crate) enum FileFailure {
    /// The file is at fault; the next one may work. Gives the reason and what to change.
    Unreadable(String),
    /// The database is at fault: no later file can be stored either.
    Command(Failure),
}

impl From<StoreError> for FileFailure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::TakenBack => Self::Unreadable(error.to_string()),
            error => Self::Command(error.into()),
        }
    }
}

impl From<CommitError> for FileFailure {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::TakenBack => Self::Unreadable(error.to_string()),
            error => Self::Command(error.into()),
        }
    }
}

pub(crate) fn cannot_be_read(error: std::io::Error) -> FileFailure {
    FileFailure::Unreadable(format!(
        "cannot be read ({error}): check the path and its permissions"
    ))
}

//! Why a question has no answer.

use domain::view_query::ViewError;

pub use store::{StoreError, WorkError};

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// The database cannot be read or written, or there is too much to do.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It asks for more than is answered.
    #[error(transparent)]
    TooMuch(#[from] ViewError),
    /// It asks for rows that new data has moved.
    #[error("new data has moved these rows")]
    Moved,
}

impl From<WorkError> for AnswerError {
    fn from(not_done: WorkError) -> Self {
        Self::Store(not_done.into())
    }
}

//! Errors of the requests that a page sends to the server.

#[cfg(feature = "ssr")]
use std::io::Write as _;

use crate::json_text::JsonText;
use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};
#[cfg(feature = "ssr")]
use service::answer_error::{AnswerError, StoreError, WorkError};

/// An error of a request to the server. The reader never sees details of the database: the
/// server's log has them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum RequestError {
    /// The database cannot be read.
    #[error(
        "the database cannot be read right now: try again, and check the server's output if it \
         persists"
    )]
    DatabaseUnreadable,
    /// The database cannot be written.
    #[error(
        "the database cannot be written right now, and nothing was changed: try again, and check \
         the server's output if it persists"
    )]
    NotWritten,
    /// The server is busy.
    #[error("the server is busy: try again in a few seconds")]
    Busy,
    /// The requested rows have moved because of new data.
    #[error("there is new data: reload the page to see it")]
    Moved,
    /// The request asks for more than is answered; the text says what.
    #[error("{0}")]
    TooMuch(String),
    /// The server could not be reached.
    #[error("the server didn't respond. Try again")]
    Unreachable,
}

impl FromServerFnError for RequestError {
    type Encoder = JsonText;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Unreachable
    }
}

#[cfg(feature = "ssr")]
impl RequestError {
    /// What a reader sees of a database error. Its details go to the server's output; if that
    /// is closed, they are lost.
    pub fn of_store(error: &StoreError) -> Self {
        if let StoreError::Work(not_done) = error {
            return Self::of_work(*not_done);
        }
        let _ = writeln!(std::io::stderr(), "turnaway: {error}");
        if error.is_of_write() {
            Self::NotWritten
        } else {
            Self::DatabaseUnreadable
        }
    }

    /// What a reader sees if an answer was not computed.
    pub fn of_work(not_done: WorkError) -> Self {
        match not_done {
            WorkError::Busy => Self::Busy,
            WorkError::Broken => Self::DatabaseUnreadable,
        }
    }
}

#[cfg(feature = "ssr")]
impl From<AnswerError> for RequestError {
    fn from(error: AnswerError) -> Self {
        match error {
            AnswerError::Store(error) => Self::of_store(&error),
            AnswerError::TooMuch(error) => Self::TooMuch(error.to_string()),
            AnswerError::Moved => Self::Moved,
        }
    }
}

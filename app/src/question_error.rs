//! What can go wrong when the server is asked.

#[cfg(feature = "ssr")]
use std::io::Write as _;

use crate::json_text::JsonText;
use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// What can go wrong when the server is asked. What the reader sees never holds
/// details of the database: the server's log does.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum QuestionError {
    /// The record cannot be read.
    #[error(
        "the record cannot be read just now: try again, and see the server's output if it stays so"
    )]
    Record,
    /// Something cannot be written.
    #[error(
        "the database cannot be written just now, and nothing was changed: try again, and see the \
         server's output if it stays so"
    )]
    NotWritten,
    /// Too much is asked at this moment.
    #[error("the server is busy: try again in a few seconds")]
    Busy,
    /// The question is of rows that new data has moved.
    #[error("new data has arrived since: reload the page to see it")]
    Moved,
    /// The question asks for more than is answered, in words.
    #[error("{0}")]
    TooMuch(String),
    /// The server could not be asked.
    #[error("the server did not answer: is it running? Then try again")]
    Unreachable,
}

impl FromServerFnError for QuestionError {
    type Encoder = JsonText;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Unreachable
    }
}

#[cfg(feature = "ssr")]
impl QuestionError {
    /// What a reader is told of an error of the record. Its details go to the server's
    /// own output; where that is closed, they are lost.
    pub fn of_record(error: &store::StoreError) -> Self {
        if let store::StoreError::NotDone(not_done) = error {
            return Self::of_work(*not_done);
        }
        let _ = writeln!(std::io::stderr(), "turnaway: {error}");
        if error.is_of_write() {
            Self::NotWritten
        } else {
            Self::Record
        }
    }

    /// What a reader is told where an answer was not computed.
    pub fn of_work(not_done: store::NotDone) -> Self {
        match not_done {
            store::NotDone::Busy => Self::Busy,
            store::NotDone::Broken => Self::Record,
        }
    }
}

#[cfg(feature = "ssr")]
impl From<service::answer_error::AnswerError> for QuestionError {
    fn from(error: service::answer_error::AnswerError) -> Self {
        use service::answer_error::AnswerError;

        match error {
            AnswerError::Store(error) => Self::of_record(&error),
            AnswerError::TooMuch(error) => Self::TooMuch(error.to_string()),
            AnswerError::Moved => Self::Moved,
        }
    }
}

//! What a sender is told.

use std::io::Write as _;

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use store::{CommitError, NotDone, StoreError};
use utoipa::ToSchema;

/// Seconds after which a full queue is worth another try. It empties in less.
const QUEUE_RETRY_S: u32 = 1;

/// Seconds after which a record that could not be written to is worth another try.
const RECORD_RETRY_S: u32 = 30;

/// What became of the events of a request. All that is accepted is on the disk.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Taken {
    /// Events that are new, and stored now.
    pub accepted: u64,
    /// Events that were stored already. Sending the same again changes nothing.
    pub duplicates: u64,
    /// The first 100 lines that are events but could not be taken.
    pub rejected: Vec<Rejected>,
    /// How many lines were rejected.
    pub rejected_total: u64,
    /// Lines of a log that are no events, such as banners.
    pub ignored: u64,
    /// What the sender should know of the whole.
    pub warnings: Vec<String>,
}

/// A line that could not be taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Rejected {
    /// The line, counted from 1.
    pub line: u64,
    /// Why, and what to change.
    pub reason: String,
}

/// Why a request was refused.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// What is wrong.
    pub error: String,
    /// What to change.
    pub what_to_do: String,
    /// What became of its events, where they were looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Taken>,
}

/// A refusal, on its way to the sender.
#[derive(Debug)]
pub(crate) struct Refused(Box<Refusal>);

#[derive(Debug)]
struct Refusal {
    status: StatusCode,
    problem: Problem,
    header: Option<(HeaderName, HeaderValue)>,
}

impl Refused {
    pub(crate) fn new(
        status: StatusCode,
        error: impl Into<String>,
        what_to_do: impl Into<String>,
    ) -> Self {
        Self(Box::new(Refusal {
            status,
            problem: Problem {
                error: error.into(),
                what_to_do: what_to_do.into(),
                result: None,
            },
            header: None,
        }))
    }

    /// With what became of the events.
    pub(crate) fn with_result(mut self, result: Taken) -> Self {
        self.0.problem.result = Some(result);
        self
    }

    fn with_header(mut self, name: HeaderName, value: impl Into<HeaderValue>) -> Self {
        self.0.header = Some((name, value.into()));
        self
    }

    /// One text whether the key is missing, mistyped, unknown or revoked.
    pub(crate) fn no_key() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "the request has no key that is good",
            "send the header `Authorization: Bearer KEY` with a key that `turnaway key add` made \
             and nobody has revoked",
        )
        .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }

    pub(crate) fn wrong_method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "this address takes events",
            "send them with POST",
        )
        .with_header(header::ALLOW, HeaderValue::from_static("POST"))
    }

    pub(crate) fn too_large(bytes_max: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("the body has more than {bytes_max} bytes, unpacked"),
            "send the events in several requests",
        )
    }

    /// Too much is on its way already.
    pub(crate) fn busy() -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "more is arriving than can be stored",
            "send the same again a little later: what was stored already is not stored twice",
        )
        .with_header(header::RETRY_AFTER, QUEUE_RETRY_S)
    }

    fn unwritable(error: &str, what_to_do: &str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, error, what_to_do)
            .with_header(header::RETRY_AFTER, RECORD_RETRY_S)
    }
}

const AGAIN: &str = "send the same again later: what was stored already is not stored twice";

impl From<NotDone> for Refused {
    fn from(not_done: NotDone) -> Self {
        match not_done {
            NotDone::Busy => Self::busy(),
            NotDone::Broken => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "the request could not be read to its end",
                "ask the server's administrator to look at its messages",
            ),
        }
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::from(&error)
    }
}

/// The sender is a stranger to this machine: the error itself, with its path, is for the
/// error stream.
impl From<&StoreError> for Refused {
    fn from(error: &StoreError) -> Self {
        if let StoreError::NotDone(not_done) = error {
            return Self::from(*not_done);
        }
        let _ = writeln!(std::io::stderr(), "turnaway: {error}");
        match error {
            StoreError::Full(_) => Self::unwritable(
                "the server's disk is full",
                "ask the server's administrator to free some space, and send the same again",
            ),
            StoreError::Busy(_) => Self::unwritable("the record is being written to", AGAIN),
            StoreError::ReadOnly(_) | StoreError::Denied(_) => Self::unwritable(
                "the server may not write its record",
                "ask the server's administrator to look at its messages, and send the same again",
            ),
            StoreError::Replaced(_) => Self::unwritable(
                "the server's database was deleted or replaced while it runs",
                "ask the server's administrator to look at its messages, and send the same again",
            ),
            StoreError::NotWritten { .. } => {
                Self::unwritable("the database could not be written", AGAIN)
            }
            _ => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "the record cannot be used",
                "ask the server's administrator to look at its messages",
            ),
        }
    }
}

impl From<CommitError> for Refused {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Store(error) => Self::from(&*error),
            CommitError::Full | CommitError::TooLarge => Self::busy(),
            // A key goes on under a new import, so that this is a file's.
            CommitError::TakenBack => Self::new(
                StatusCode::CONFLICT,
                "the import was taken back while it ran",
                "send the same again",
            ),
            CommitError::Closed => Self::unwritable("the server is stopping", AGAIN),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = (self.0.status, Json(self.0.problem)).into_response();
        response.headers_mut().extend(self.0.header);
        response
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::*;

    /// The status, when to come again, and what is said, of a commit that failed.
    fn told(error: CommitError) -> (u16, String, String) {
        let refused = Refused::from(error);
        let said = format!(
            "{} {}",
            refused.0.problem.error, refused.0.problem.what_to_do
        );
        let response = refused.into_response();
        let retry = response.headers().get(header::RETRY_AFTER);
        let retry = retry.and_then(|retry| retry.to_str().ok()).unwrap_or("");
        (response.status().as_u16(), retry.to_owned(), said)
    }

    #[test]
    fn a_commit_that_fails_says_what_to_do_and_no_path() {
        let path = || PathBuf::from("/secret/turnaway.db");
        let store = |error| CommitError::Store(Arc::new(error));
        for (error, status, retry, words) in [
            (CommitError::Full, 429, "1", "a little later"),
            (CommitError::Closed, 503, "30", "send the same again"),
            (store(StoreError::Full(path())), 503, "30", "disk is full"),
            (
                store(StoreError::Busy(path())),
                503,
                "30",
                "send the same again",
            ),
            (
                store(StoreError::ReadOnly(path())),
                503,
                "30",
                "may not write",
            ),
            (
                store(StoreError::Replaced(path())),
                503,
                "30",
                "deleted or replaced",
            ),
            (store(StoreError::NotADatabase(path())), 500, "", "messages"),
        ] {
            let (told_status, told_retry, said) = told(error);
            assert_eq!((told_status, &*told_retry), (status, retry), "{said}");
            assert!(said.contains(words), "no `{words}` in {said}");
            assert!(!said.contains("secret"), "{said}");
        }
    }
}

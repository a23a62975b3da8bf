//! The responses to pushes.

use std::io::Write as _;

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use store::{CommitError, StoreError, WorkError};
use utoipa::ToSchema;

/// When to retry if the queue is full, in seconds. It empties faster than that.
const QUEUE_RETRY_S: u32 = 1;

/// When to retry if the database could not be written, in seconds.
const DATABASE_RETRY_S: u32 = 30;

/// The result for the events of a request. Accepted events are on disk.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Taken {
    /// Events that were new and are now stored.
    pub accepted: u64,
    /// Events that were already stored. Sending them again changes nothing.
    pub duplicates: u64,
    /// The first 100 lines that were rejected.
    pub rejected: Vec<Rejected>,
    /// The number of rejected lines.
    pub rejected_total: u64,
    /// Lines of a log that are not events, such as banners.
    pub ignored: u64,
    /// Warnings about the request as a whole.
    pub warnings: Vec<String>,
}

/// A rejected line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Rejected {
    /// The line number, starting at 1.
    pub line: u64,
    /// The reason, and what to change.
    pub reason: String,
}

/// Why a request was refused.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// What is wrong.
    pub error: String,
    /// What to change.
    pub what_to_do: String,
    /// The result for its events, if any were read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Taken>,
}

/// A refusal, on its way to the sender.
#[derive(Debug)]
pub(crate) struct IngestError(Box<Refusal>);

#[derive(Debug)]
struct Refusal {
    status: StatusCode,
    problem: Problem,
    header: Option<(HeaderName, HeaderValue)>,
}

impl IngestError {
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

    /// Adds the result for the events.
    pub(crate) fn with_result(mut self, result: Taken) -> Self {
        self.0.problem.result = Some(result);
        self
    }

    fn with_header(mut self, name: HeaderName, value: impl Into<HeaderValue>) -> Self {
        self.0.header = Some((name, value.into()));
        self
    }

    /// The same text whether the key is missing, mistyped, unknown or revoked.
    pub(crate) fn no_key() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "the key is missing or invalid",
            "send the header `Authorization: Bearer KEY` with a key created with `turnaway key add` \
             that has not been revoked",
        )
        .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }

    pub(crate) fn wrong_method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "this endpoint only accepts POST",
            "send the request with POST",
        )
        .with_header(header::ALLOW, HeaderValue::from_static("POST"))
    }

    pub(crate) fn too_large(bytes_max: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("the body has more than {bytes_max} bytes, decompressed"),
            "send the events in several requests",
        )
    }

    /// Too many requests are in progress.
    pub(crate) fn busy() -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too many requests: events are pushed faster than they can be stored",
            "retry the same request a little later; requests are idempotent",
        )
        .with_header(header::RETRY_AFTER, QUEUE_RETRY_S)
    }

    fn unwritable(error: &str, what_to_do: &str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, error, what_to_do)
            .with_header(header::RETRY_AFTER, DATABASE_RETRY_S)
    }
}

const AGAIN: &str = "retry the same request later; requests are idempotent";

impl From<WorkError> for IngestError {
    fn from(not_done: WorkError) -> Self {
        match not_done {
            WorkError::Busy => Self::busy(),
            WorkError::Broken => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "the request could not be processed",
                "ask the server's administrator to check its log",
            ),
        }
    }
}

impl From<StoreError> for IngestError {
    fn from(error: StoreError) -> Self {
        Self::from(&error)
    }
}

/// The sender is remote: the error itself, with its path, goes to stderr.
impl From<&StoreError> for IngestError {
    fn from(error: &StoreError) -> Self {
        if let StoreError::Work(not_done) = error {
            return Self::from(*not_done);
        }
        let _ = writeln!(std::io::stderr(), "turnaway: {error}");
        match error {
            StoreError::Full(_) => Self::unwritable(
                "the server's disk is full",
                "ask the server's administrator to free some space, then retry the same request",
            ),
            StoreError::Busy(_) => Self::unwritable("the database is busy", AGAIN),
            StoreError::ReadOnly(_) | StoreError::Denied(_) => Self::unwritable(
                "the server has no permission to write its database",
                "ask the server's administrator to check its log, then retry the same request",
            ),
            StoreError::Replaced(_) => Self::unwritable(
                "the server's database was deleted or replaced while it was running",
                "ask the server's administrator to check its log, then retry the same request",
            ),
            StoreError::NotWritten { .. } => {
                Self::unwritable("the database could not be written", AGAIN)
            }
            _ => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "the database cannot be used",
                "ask the server's administrator to check its log",
            ),
        }
    }
}

impl From<CommitError> for IngestError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Store(error) => Self::from(&*error),
            CommitError::Full | CommitError::TooLarge => Self::busy(),
            // A key continues under a new import, so this one is a file's.
            CommitError::ImportUndone => Self::new(
                StatusCode::CONFLICT,
                "the import was undone while it was running",
                "retry the same request",
            ),
            CommitError::Closed => Self::unwritable("the server is stopping", AGAIN),
        }
    }
}

impl IntoResponse for IngestError {
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

    /// The status, `Retry-After` and text for a failed commit.
    fn parts_of(error: CommitError) -> (u16, String, String) {
        let refused = IngestError::from(error);
        let problem = &refused.0.problem;
        let text = format!("{} {}", problem.error, problem.what_to_do);
        let response = refused.into_response();
        let retry = response.headers().get(header::RETRY_AFTER);
        let retry = retry.and_then(|retry| retry.to_str().ok()).unwrap_or("");
        (response.status().as_u16(), retry.to_owned(), text)
    }

    #[test]
    fn a_commit_that_fails_says_what_to_do_and_no_path() {
        let path = || PathBuf::from("/secret/turnaway.db");
        let store = |error| CommitError::Store(Arc::new(error));
        for (error, status, retry, words) in [
            (CommitError::Full, 429, "1", "a little later"),
            (CommitError::Closed, 503, "30", "retry the same request"),
            (store(StoreError::Full(path())), 503, "30", "disk is full"),
            (
                store(StoreError::Busy(path())),
                503,
                "30",
                "retry the same request",
            ),
            (
                store(StoreError::ReadOnly(path())),
                503,
                "30",
                "no permission to write",
            ),
            (
                store(StoreError::Replaced(path())),
                503,
                "30",
                "deleted or replaced",
            ),
            (
                store(StoreError::NotADatabase(path())),
                500,
                "",
                "check its log",
            ),
        ] {
            let (sent_status, sent_retry, text) = parts_of(error);
            assert_eq!((sent_status, &*sent_retry), (status, retry), "{text}");
            assert!(text.contains(words), "no `{words}` in {text}");
            assert!(!text.contains("secret"), "{text}");
        }
    }
}

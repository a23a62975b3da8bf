//! The responses of the push endpoints, for their description.

use utoipa::IntoResponses;

use super::response::{Problem, Taken};

/// The responses that every endpoint gives: when, and what to change.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "the handlers answer; this says what they answer")]
pub(crate) enum Answers {
    /// Events were processed. Accepted events are on disk
    #[response(status = 200)]
    Taken(Taken),
    /// The query is invalid, or the body is incomplete or cannot be decompressed. Send the complete body,
    /// compressed as its Content-Encoding says
    #[response(status = 400)]
    Broken(Problem),
    /// The key is missing or invalid. Send `Authorization: Bearer KEY` with a key that has not been revoked
    #[response(
        status = 401,
        headers(("WWW-Authenticate" = String, description = "`Bearer`"))
    )]
    NoKey(Problem),
    /// The body was not received within two minutes. Send fewer events per request
    #[response(status = 408)]
    TooSlow(Problem),
    /// The body is too large. Split the events into several requests
    #[response(status = 413)]
    TooLarge(Problem),
    /// The endpoint does not accept this Content-Type or Content-Encoding. Send one of its content types,
    /// uncompressed or with `Content-Encoding: gzip` or `zstd`
    #[response(status = 415)]
    WrongKind(Problem),
    /// No event was accepted. Fix the lines in `result.rejected` as their reasons say
    #[response(status = 422)]
    NothingTaken(Problem),
    /// Events are pushed faster than they can be stored. Retry the same request after the seconds in Retry-After
    #[response(
        status = 429,
        headers(("Retry-After" = u32, description = "Seconds to wait before retrying"))
    )]
    Full(Problem),
    /// The database cannot be written at the moment. Retry the same request after the seconds in Retry-After
    #[response(
        status = 503,
        headers(("Retry-After" = u32, description = "Seconds to wait before retrying"))
    )]
    NotWritable(Problem),
}

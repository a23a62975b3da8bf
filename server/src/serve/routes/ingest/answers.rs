//! What the addresses that take events answer, for their description.

use utoipa::IntoResponses;

use super::answer::{Problem, Taken};

/// How every address answers: when, and what to change then.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "the handlers answer; this says what they answer")]
pub(crate) enum Answers {
    /// What became of the events. All that is accepted is on the disk
    #[response(status = 200)]
    Taken(Taken),
    /// The query is wrong, or the body breaks off or cannot be unpacked. Send the whole body, packed as its
    /// Content-Encoding says
    #[response(status = 400)]
    Broken(Problem),
    /// No key, or none that is good. Send `Authorization: Bearer KEY` with a key that nobody has revoked
    #[response(
        status = 401,
        headers(("WWW-Authenticate" = String, description = "`Bearer`"))
    )]
    NoKey(Problem),
    /// The body took more than two minutes to arrive. Send fewer events in one request
    #[response(status = 408)]
    TooSlow(Problem),
    /// The body has too many bytes. Send the events in several requests
    #[response(status = 413)]
    TooLarge(Problem),
    /// The body is of a kind that is not taken here, or packed in an unknown way. Send it with a Content-Type that
    /// the address takes, plain or with `Content-Encoding: gzip` or `zstd`
    #[response(status = 415)]
    WrongKind(Problem),
    /// Nothing could be taken. Change what the reasons in `result.rejected` name, line by line
    #[response(status = 422)]
    NothingTaken(Problem),
    /// More is arriving than can be stored. Send the same again after the seconds of Retry-After
    #[response(
        status = 429,
        headers(("Retry-After" = u32, description = "Seconds until another try is worth it"))
    )]
    Full(Problem),
    /// The record cannot be written now. Send the same again after the seconds of Retry-After
    #[response(
        status = 503,
        headers(("Retry-After" = u32, description = "Seconds until another try is worth it"))
    )]
    NotWritable(Problem),
}

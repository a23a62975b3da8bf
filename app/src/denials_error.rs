//! What can go wrong when denials are asked for.

use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::codec::JsonEncoding;
use serde::{Deserialize, Serialize};

/// What can go wrong when denials are asked for. What the reader sees never holds
/// details of the database: the server's log does.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum DenialsError {
    /// The record cannot be read.
    #[error(
        "the record cannot be read just now: try again, and see the server's output if it stays so"
    )]
    Record,
    /// The server could not be asked.
    #[error("the server did not answer: is it running? Then reload the page")]
    Unreachable,
}

impl FromServerFnError for DenialsError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Unreachable
    }
}

#[cfg(feature = "ssr")]
impl From<store::StoreError> for DenialsError {
    #[allow(
        clippy::print_stderr,
        reason = "the one log of a server that is run by hand"
    )]
    fn from(error: store::StoreError) -> Self {
        eprintln!("turnaway: {error}");
        Self::Record
    }
}

//! What can go wrong when denials are asked for.

#[cfg(feature = "ssr")]
use std::io::Write as _;

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
impl DenialsError {
    /// What a reader is told of an error of the record. Its details go to the server's
    /// own output; where that is closed, they are lost.
    pub fn of_record(error: &store::StoreError) -> Self {
        let _ = writeln!(std::io::stderr(), "turnaway: {error}");
        Self::Record
    }
}

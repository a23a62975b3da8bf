//! `turnaway forward`: runs the forwarder crate.

use std::process::ExitCode;

use forwarder::{ForwardOptions, forward};

use crate::failure::Failure;

/// Forwards until it is stopped.
pub(crate) fn run(options: &ForwardOptions) -> Result<ExitCode, Failure> {
    #[expect(clippy::disallowed_methods, reason = "this command does nothing else")]
    let forwarded = tokio::task::block_in_place(|| forward(options))?;
    Ok(ExitCode::from(forwarded.exit_status()))
}

//! The `turnaway-forward` program: what `turnaway forward` does, for a license server's own
//! machine.

use std::io::Write as _;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser};
use forwarder::{ForwardError, ForwardOptions, forward, without_empty_variables};

/// The exit status where nothing could be done; clap's own for a wrong call too.
const NOTHING_DONE: u8 = 2;

/// Forward a license server's log to a Turnaway elsewhere, as it is written.
#[derive(Debug, Parser)]
#[command(name = "turnaway-forward", version, max_term_width = 100)]
struct CommandLine {
    #[command(flatten)]
    options: ForwardOptions,
}

fn main() -> ExitCode {
    let command = without_empty_variables(CommandLine::command());
    let read = CommandLine::from_arg_matches(&command.get_matches());
    let options = read.unwrap_or_else(|error| error.exit()).options;
    match forward(&options) {
        Ok(forwarded) => ExitCode::from(forwarded.exit_status()),
        Err(error) => {
            let of = match error {
                ForwardError::Config(_) => "--config ",
                _ => "",
            };
            // Where the message cannot be written either, the exit status still says it.
            let _ = writeln!(std::io::stderr(), "turnaway: {of}{error}");
            ExitCode::from(NOTHING_DONE)
        }
    }
}

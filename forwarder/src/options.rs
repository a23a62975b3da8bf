//! The options that `turnaway forward` and `turnaway-forward` share.

use std::path::PathBuf;

use clap::builder::{FalseyValueParser, Resettable};
use clap::{Args, Command};

/// What to forward, and how.
#[derive(Args, Debug)]
pub struct ForwardOptions {
    /// The configuration: a TOML file with the server's URL and a key.
    #[arg(long, env = "TURNAWAY_CONFIG", value_name = "FILE")]
    pub config: PathBuf,

    /// Send what is there, and stop.
    #[arg(long, env = "TURNAWAY_ONCE", value_parser = FalseyValueParser::new())]
    pub once: bool,

    /// The most events of one request.
    #[arg(
        long,
        env = "TURNAWAY_BATCH_EVENTS",
        value_name = "N",
        default_value_t = 1000,
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub batch_events: u32,

    /// The log of a license server.
    #[arg(value_name = "LOG")]
    pub log: PathBuf,
}

/// Makes a command and its subcommands ignore empty environment variables: service files set
/// them so.
pub fn without_empty_variables(command: Command) -> Command {
    let command = command.mut_args(|option| {
        let variable = option.get_env().and_then(std::env::var_os);
        if variable.is_some_and(|value| value.is_empty()) {
            option.env(Resettable::Reset)
        } else {
            option
        }
    });
    command.mut_subcommands(without_empty_variables)
}

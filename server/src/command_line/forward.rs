//! The command line of `turnaway forward`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::FalseyValueParser;

/// Options of `turnaway forward`.
#[derive(Args, Debug)]
pub(crate) struct ForwardOptions {
    /// The configuration: a TOML file with the server's address and a key.
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

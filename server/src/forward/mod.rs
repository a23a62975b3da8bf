//! `turnaway forward`: a log on its way to a Turnaway elsewhere, as it is written.
//!
//! The log itself is the spool: nothing is read on while the server is away, and a file that
//! was rotated away is still read, as long as it is the last one. Where the log cannot be
//! followed from memory, it is read from its beginning; events carry ids, so that nothing is
//! stored twice.

mod config;
mod follow;
mod followed;
mod log_file;
mod reading;
mod sender;
mod siblings;
mod state;

use std::process::ExitCode;

use crate::command_line::ForwardOptions;
use crate::failure::Failure;
use config::Config;
pub(crate) use config::ConfigError;
use follow::Forwarder;
pub(crate) use reading::ReadingError;
use sender::say;

/// The exit status where synchronizing is switched off: no failure, but nothing was done.
const SWITCHED_OFF: u8 = 3;

/// Forwards until it is stopped.
pub(crate) fn run(options: &ForwardOptions) -> Result<ExitCode, Failure> {
    let config = Config::read(&options.config)?;
    if !config.is_enabled {
        say("nothing is sent: `usageService.sync.enabled` is false in the configuration");
        return Ok(ExitCode::from(SWITCHED_OFF));
    }
    if !config.tracks_denials {
        say("denials are not sent: `licensing.trackDeniedRequests` is false");
    }
    let forwarder = Forwarder::new(&config, options);
    #[expect(clippy::disallowed_methods, reason = "this command does nothing else")]
    tokio::task::block_in_place(|| forwarder.run())?;
    Ok(ExitCode::SUCCESS)
}

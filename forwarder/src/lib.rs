//! Follows the log of a license server and sends its events to a Turnaway on another machine.
//!
//! The log itself is the queue: reading pauses while the server is unreachable, and a rotated
//! file is read to its end. Where the saved state is missing or does not fit, the log is read
//! from its beginning; sending is idempotent, because each event carries the identity of its
//! line.

mod clock;
mod config;
mod error;
mod follow;
mod followed_file;
mod key;
mod log_file;
mod options;
mod output;
mod reading;
mod rotated_files;
mod sender;
mod state;

pub use config::ConfigError;
pub use error::ForwardError;
pub use options::{ForwardOptions, without_empty_variables};
pub use output::print_line;
pub use reading::ReadingError;

use config::Config;
use follow::Forwarder;
use output::warn;

/// How forwarding ended, where it did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forwarded {
    /// Everything in the log was sent.
    All,
    /// Synchronizing is switched off in the configuration: nothing was done.
    SwitchedOff,
}

/// Forwards until it is stopped or, with [`ForwardOptions::once`], until the whole log is
/// sent. Blocks its thread. Progress goes to standard output, warnings go to standard error.
pub fn forward(options: &ForwardOptions) -> Result<Forwarded, ForwardError> {
    let config = Config::read(&options.config)?;
    if !config.is_enabled {
        warn("nothing is sent: `usageService.sync.enabled` is false in the configuration");
        return Ok(Forwarded::SwitchedOff);
    }
    if !config.tracks_denials {
        warn("denials are not sent: `licensing.trackDeniedRequests` is false");
    }
    Forwarder::new(&config, options).run()?;
    Ok(Forwarded::All)
}

impl Forwarded {
    /// The exit status of a program that forwarded: 3 where nothing was done, which is no
    /// failure.
    pub fn exit_status(self) -> u8 {
        match self {
            Self::All => 0,
            Self::SwitchedOff => 3,
        }
    }
}

//! A license server's log on its way to a Turnaway elsewhere, as it is written.
//!
//! The log itself is the spool: nothing is read on while the server is away, and a file that
//! was rotated away is still read, as long as it is the last one. Where the log cannot be
//! followed from memory, it is read from its beginning; events carry ids, so that nothing is
//! stored twice.

mod clock;
mod config;
mod error;
mod follow;
mod followed;
mod key;
mod log_file;
mod options;
mod output;
mod reading;
mod sender;
mod siblings;
mod state;

pub use config::ConfigError;
pub use error::ForwardError;
pub use options::{ForwardOptions, without_empty_variables};
pub use reading::ReadingError;

use config::Config;
use follow::Forwarder;
use output::say;

/// How forwarding ended without a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forwarded {
    /// Everything that was there is sent.
    All,
    /// Synchronizing is switched off in the configuration: nothing was done.
    SwitchedOff,
}

/// Forwards until it is stopped, or until everything that is there is sent where the options
/// say so. Blocks its thread. What it did goes to standard output, what it noticed to standard
/// error.
pub fn forward(options: &ForwardOptions) -> Result<Forwarded, ForwardError> {
    let config = Config::read(&options.config)?;
    if !config.is_enabled {
        say("nothing is sent: `usageService.sync.enabled` is false in the configuration");
        return Ok(Forwarded::SwitchedOff);
    }
    if !config.tracks_denials {
        say("denials are not sent: `licensing.trackDeniedRequests` is false");
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

//! `turnaway forward`: a log on its way to a Turnaway elsewhere, as it is written.
//!
//! The log itself is the spool: nothing is read on while the server is away, and a file that
//! was rotated away is still read to its end. Where the log cannot be followed from memory,
//! it is read from its beginning; events carry ids, so that nothing is stored twice.

mod config;
mod log_file;
mod reading;
mod sender;
mod state;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use app::clock;

use crate::command_line::ForwardOptions;
use crate::failure::Failure;
use crate::output::print_line;
use config::Config;
pub(crate) use config::ConfigError;
use log_file::{LogFile, put_aside};
use reading::Reading;
pub(crate) use reading::ReadingError;
use sender::{Sender, say};
use state::State;

/// How often a log that does not grow is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

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
    let log = std::path::absolute(&options.log).unwrap_or_else(|_| options.log.clone());
    let state_path = state::path_beside(&options.config);
    let forwarder = Forwarder {
        sender: Sender::new(&config),
        state: State::read(&state_path, &log),
        state_path,
        config: &config,
        options,
        log,
    };
    tokio::task::block_in_place(|| forwarder.run())?;
    Ok(ExitCode::SUCCESS)
}

struct Forwarder<'a> {
    config: &'a Config,
    options: &'a ForwardOptions,
    sender: Sender,
    log: PathBuf,
    state_path: PathBuf,
    state: Option<State>,
}

/// Why a file is not read on.
enum End {
    /// It was read to its end, and nothing is added to it any more.
    Finished,
    /// It was cut off: what was not read of it may stand in a copy.
    CutOff,
    /// Everything that is there was sent, and no more is waited for.
    Enough,
}

impl Forwarder<'_> {
    fn run(mut self) -> Result<(), Failure> {
        loop {
            let acknowledged = self.resume()?;
            match LogFile::open(&self.log) {
                Ok(file) => {
                    if matches!(self.follow(file, acknowledged, true)?, End::Enough) {
                        return Ok(());
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound && !self.options.once => {
                    std::thread::sleep(LOOK_EVERY);
                }
                Err(error) => return Err(self.unreadable(error)),
            }
        }
    }

    /// Sends what was put aside since the state was written, and gives how many events of
    /// the log as it is now are acknowledged.
    fn resume(&mut self) -> Result<u64, Failure> {
        let Some(state) = self.state.clone() else {
            return Ok(0);
        };
        if !state.is_finished && state.file.is_at(&self.log).unwrap_or(false) {
            return Ok(state.acknowledged);
        }
        let aside = put_aside(&state).map_err(|error| self.unreadable(error))?;
        for (path, acknowledged) in aside {
            let file = LogFile::open(&path).map_err(|error| self.unreadable(error))?;
            self.follow(file, acknowledged, false)?;
        }
        Ok(0)
    }

    /// Reads a file, and sends what it holds. A file that is `live` is waited at.
    fn follow(
        &mut self,
        mut file: LogFile,
        acknowledged: u64,
        is_live: bool,
    ) -> Result<End, Failure> {
        let mut reading = Reading::new(self.config, acknowledged, clock::now());
        let mut was_replaced = !is_live;
        let mut is_first = true;
        loop {
            let bytes = file.read().map_err(|error| self.unreadable(error))?;
            let Some(bytes) = bytes else {
                self.send(&file, &mut reading, 1)?;
                return Ok(End::CutOff);
            };
            if !bytes.is_empty() {
                reading.feed(&bytes)?;
                if std::mem::take(&mut is_first) {
                    // A file that is rotated away before anything of it was sent is known.
                    self.remember(&file, &reading, false)?;
                }
                self.send(&file, &mut reading, self.options.batch_events as usize)?;
                continue;
            }
            self.send(&file, &mut reading, 1)?;
            if was_replaced {
                if let Err(error) = reading.finish() {
                    // The next file may be better.
                    say(&format!("the end of a log is left out: {error}"));
                }
                self.send(&file, &mut reading, 1)?;
                self.remember(&file, &reading, true)?;
                return Ok(End::Finished);
            }
            // Once it was replaced it is read to its end again: its writer may have written
            // to it until then.
            let replaced = file.was_replaced(&self.log);
            was_replaced = replaced.map_err(|error| self.unreadable(error))?;
            if !was_replaced && self.options.once {
                return Ok(End::Enough);
            }
            if !was_replaced {
                std::thread::sleep(LOOK_EVERY);
            }
        }
    }

    /// Sends what waits, as long as it is so many events.
    fn send(
        &mut self,
        file: &LogFile,
        reading: &mut Reading<'_>,
        at_least: usize,
    ) -> Result<(), Failure> {
        let rejected = reading.take_rejected();
        if rejected > 0 {
            say(&format!("{rejected} lines of the log could not be read"));
        }
        while reading.waiting() >= at_least.max(1) {
            let sent = self
                .sender
                .send(&reading.batch(self.options.batch_events as usize));
            reading.acknowledge(sent);
            self.remember(file, reading, false)?;
            print_line(&format!("{sent} events acknowledged"))?;
        }
        Ok(())
    }

    fn remember(
        &mut self,
        file: &LogFile,
        reading: &Reading<'_>,
        is_finished: bool,
    ) -> Result<(), Failure> {
        let state = State {
            log: self.log.clone(),
            file: file.identity().map_err(|error| self.unreadable(error))?,
            acknowledged: reading.acknowledged(),
            is_finished,
            modified_ms: file.modified_ms(),
        };
        let written = state.write(&self.state_path);
        written.map_err(|source| Failure::State {
            path: self.state_path.clone(),
            source,
        })?;
        self.state = Some(state);
        Ok(())
    }

    fn unreadable(&self, source: io::Error) -> Failure {
        Failure::Log {
            path: Path::to_owned(&self.log),
            source,
        }
    }
}

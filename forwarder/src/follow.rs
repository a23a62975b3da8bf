//! Follows a log through rotation.

use std::collections::HashSet;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use domain::display::printable;

use crate::config::Config;
use crate::error::ForwardError;
use crate::followed_file::{FollowedFile, Next};
use crate::log_file::LogFile;
use crate::options::ForwardOptions;
use crate::output::{print_line, warn};
use crate::rotated_files::{self, LogFiles};
use crate::sender::Sender;
use crate::state::{self, State};

/// How often a log is checked for more.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// How many checks in a row must find nothing new in a rotated file before its last line counts
/// as complete without a line feed: ten seconds.
const QUIET_CHECKS: u32 = 20;

/// The longest warning that is printed, in characters.
const WARNING_CHARS_MAX: usize = 400;

/// Follows one log.
pub(super) struct Forwarder<'a> {
    config: &'a Config,
    options: &'a ForwardOptions,
    sender: Sender,
    log: PathBuf,
    state_path: PathBuf,
    state: State,
    next_serial: u64,
    /// The file that had the log's name before. The license server may still write to it.
    previous: Option<FollowedFile<'a>>,
    /// Skipped files that were warned of.
    warned: HashSet<PathBuf>,
}

/// Why reading of a file ended.
enum End {
    /// Another file has the log's name.
    Replaced,
    /// It was truncated: a copy may have what was not read of it.
    Truncated,
    /// The whole log was sent, and it is not followed any further.
    Done,
}

impl<'a> Forwarder<'a> {
    /// Goes on where the saved state ends.
    pub(super) fn new(config: &'a Config, options: &'a ForwardOptions) -> Self {
        let log = std::path::absolute(&options.log).unwrap_or_else(|_| options.log.clone());
        let state_path = state::path_beside(&options.config);
        let state = State::read(&state_path, &log);
        Self {
            sender: Sender::new(config),
            next_serial: state.next_serial(),
            state,
            state_path,
            config,
            options,
            log,
            previous: None,
            warned: HashSet::new(),
        }
    }

    /// Forwards until it is stopped or, with `once`, until the whole log is sent.
    pub(super) fn run(mut self) -> Result<(), ForwardError> {
        let mut truncated = None;
        loop {
            let file = match LogFile::open(&self.log) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound && !self.options.once => {
                    std::thread::sleep(POLL_INTERVAL);
                    continue;
                }
                Err(error) => return Err(self.unreadable(error)),
            };
            // After the log is open: a file that was rotated before is found in the folder, and
            // one that is rotated later is read by this handle.
            let found = rotated_files::find(&self.state, &file, self.config.format);
            let found = found.map_err(|error| self.unreadable(error))?;
            let known = found.log.clone();
            if let Some(file) = truncated.take() {
                self.finish_truncated(file, &found)?;
            }
            self.read_rotated(found)?;
            let mut log = FollowedFile::log(self.config, file, known, self.next());
            match self.follow(&mut log)? {
                End::Done => {
                    self.finish_previous()?;
                    print_log_end(log);
                    return Ok(());
                }
                End::Truncated => truncated = Some(log),
                End::Replaced => self.set_previous(log)?,
            }
        }
    }

    /// The number and the first line of a new file.
    fn next(&mut self) -> Next {
        let serial = self.next_serial;
        self.next_serial += 1;
        Next {
            serial,
            begin: self.state.next(),
        }
    }

    /// Reads the files that were rotated since the state was saved, and those that have grown.
    fn read_rotated(&mut self, found: LogFiles) -> Result<(), ForwardError> {
        for (path, why) in found.skipped {
            if self.warned.insert(path.clone()) {
                warn(&format!("{} is skipped: {why}", path.display()));
            }
        }
        for rotated in found.rotated {
            let previous = self.previous.as_ref().map(FollowedFile::serial);
            if previous.is_some() && previous == rotated.known.as_ref().map(|known| known.serial) {
                // It is open already.
                continue;
            }
            let next = self.next();
            let mut file = FollowedFile::rotated(self.config, rotated, next);
            if self.read_more(&mut file)? {
                self.set_previous(file)?;
            }
        }
        Ok(())
    }

    /// Follows the file that has the log's name.
    fn follow(&mut self, log: &mut FollowedFile<'a>) -> Result<End, ForwardError> {
        let mut is_first = true;
        loop {
            let bytes = log.file.read().map_err(|error| self.unreadable(error))?;
            let Some(bytes) = bytes else {
                self.send(log, 1)?;
                return Ok(End::Truncated);
            };
            if !bytes.is_empty() {
                log.reading.feed(&bytes)?;
                if std::mem::take(&mut is_first) {
                    // So that it is recognized where it is rotated before anything of it was sent.
                    self.save_state(log)?;
                }
                self.send(log, self.options.batch_events as usize)?;
                continue;
            }
            self.send(log, 1)?;
            self.check_previous(log.file.is_begun())?;
            let was_replaced = log.file.was_replaced(&self.log);
            if was_replaced.map_err(|error| self.unreadable(error))? {
                return Ok(End::Replaced);
            }
            if self.options.once {
                return Ok(End::Done);
            }
            std::thread::sleep(POLL_INTERVAL);
        }
    }

    /// Reads and sends what was added to a rotated file; `false` where it is another file now.
    fn read_more(&mut self, file: &mut FollowedFile<'a>) -> Result<bool, ForwardError> {
        if file.is_finished() {
            if !file
                .file
                .has_grown()
                .map_err(|error| self.unreadable(error))?
            {
                return Ok(true);
            }
            file.begin_again();
        }
        loop {
            let bytes = file.file.read().map_err(|error| self.unreadable(error))?;
            let Some(bytes) = bytes else {
                self.send(file, 1)?;
                return Ok(false);
            };
            if bytes.is_empty() {
                self.send(file, 1)?;
                return Ok(true);
            }
            file.quiet_checks = 0;
            if let Err(error) = file.reading.feed(&bytes) {
                // Later files may be readable.
                warn(&format!("the rest of a rotated log is skipped: {error}"));
                self.send(file, 1)?;
                file.set_finished(file.reading.parsed());
                self.save_state(file)?;
                return Ok(true);
            }
            self.send(file, self.options.batch_events as usize)?;
        }
    }

    /// Reads what was added to the previous file. Once it has not grown for long and the license
    /// server writes to the new one, its last line is sent.
    fn check_previous(&mut self, new_has_grown: bool) -> Result<(), ForwardError> {
        let Some(mut previous) = self.previous.take() else {
            return Ok(());
        };
        if !self.read_more(&mut previous)? {
            return Ok(());
        }
        previous.quiet_checks += 1;
        if new_has_grown && previous.quiet_checks >= QUIET_CHECKS {
            self.finish(&mut previous)?;
        }
        self.previous = Some(previous);
        Ok(())
    }

    /// Makes a file the previous one.
    fn set_previous(&mut self, mut file: FollowedFile<'a>) -> Result<(), ForwardError> {
        self.finish_previous()?;
        // Also where it had no event: the first line of the next file needs its context.
        self.save_state(&file)?;
        file.set_rotated();
        self.previous = Some(file);
        Ok(())
    }

    /// Reads the previous file to its end.
    fn finish_previous(&mut self) -> Result<(), ForwardError> {
        let Some(mut previous) = self.previous.take() else {
            return Ok(());
        };
        if self.read_more(&mut previous)? {
            self.finish(&mut previous)?;
        }
        Ok(())
    }

    /// Sends the events of a truncated file that waited for a later line, unless a copy of it
    /// has that line.
    fn finish_truncated(
        &mut self,
        mut file: FollowedFile<'a>,
        found: &LogFiles,
    ) -> Result<(), ForwardError> {
        let copies = found.rotated.iter().filter_map(|file| file.known.as_ref());
        if copies
            .map(|known| known.serial)
            .any(|serial| serial == file.serial())
        {
            return Ok(());
        }
        if let Err(error) = file.reading.finish_lines() {
            warn(&format!("the end of a log is skipped: {error}"));
        }
        print_warnings(&file.reading.take_warnings());
        self.send(&mut file, 1)
    }

    /// Sends the last line of a file.
    fn finish(&mut self, file: &mut FollowedFile<'a>) -> Result<(), ForwardError> {
        if file.is_finished() {
            return Ok(());
        }
        let events = file.reading.parsed();
        if let Err(error) = file.reading.finish() {
            warn(&format!("the end of a log is skipped: {error}"));
        }
        print_warnings(&file.reading.take_warnings());
        self.send(file, 1)?;
        file.set_finished(events);
        self.save_state(file)
    }

    /// Sends queued events while there are at least `at_least`.
    fn send(&mut self, file: &mut FollowedFile<'a>, at_least: usize) -> Result<(), ForwardError> {
        let rejected = file.reading.take_rejected();
        if rejected > 0 {
            warn(&format!("{rejected} lines of the log could not be read"));
        }
        let events_max = self.options.batch_events as usize;
        while file.reading.waiting() >= at_least.max(1) {
            let sent = self.sender.send(&file.reading.batch(events_max));
            file.reading.acknowledge(sent);
            self.save_state(file)?;
            print_line(&format!("{sent} events acknowledged")).map_err(ForwardError::Output)?;
        }
        Ok(())
    }

    fn save_state(&mut self, file: &FollowedFile<'_>) -> Result<(), ForwardError> {
        let saved = file.save_in(&mut self.state);
        if !saved.map_err(|error| self.unreadable(error))? {
            return Ok(());
        }
        let written = self.state.write(&self.state_path);
        written.map_err(|source| ForwardError::State {
            path: self.state_path.clone(),
            source,
        })
    }

    fn unreadable(&self, source: io::Error) -> ForwardError {
        ForwardError::Log {
            path: self.log.clone(),
            source,
        }
    }
}

/// Prints the warnings of a log.
fn print_warnings(warnings: &[String]) {
    for warning in warnings {
        warn(&printable(warning, WARNING_CHARS_MAX));
    }
}

/// Prints what could not be sent yet at the end of a log.
fn print_log_end(log: FollowedFile<'_>) {
    let (open, warnings) = log.into_log_end();
    print_warnings(&warnings);
    if let Some(refusal) = open.refusal {
        warn(&format!(
            "the events of the log are not sent yet: {refusal}"
        ));
        return;
    }
    match open.events {
        0 => {}
        1 => warn("the last event of the log waits for the line after it, and is not sent yet"),
        events => warn(&format!(
            "the last {events} events of the log wait for a line after them, and are not sent yet"
        )),
    }
    if open.half_line {
        warn(
            "the last line of the log has no line feed: it may be half a line, and is not read yet",
        );
    }
}

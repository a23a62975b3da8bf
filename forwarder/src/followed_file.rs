//! A file that is read and sent, and how far it was read.

use std::io;

use domain::parse::PARSER_VERSION;

use crate::clock::now;
use crate::config::Config;
use crate::log_file::{FileFingerprint, LogFile};
use crate::reading::{LogEnd, Reading};
use crate::rotated_files::RotatedFile;
use crate::state::{FileState, FirstLine, State};

/// A file and what was read of it.
pub(crate) struct FollowedFile<'c> {
    config: &'c Config,
    pub file: LogFile,
    pub reading: Reading<'c>,
    /// Its number among the files of the log.
    serial: u64,
    /// Whether files that are rotated from now on are at least as new as what was read of this
    /// file: true of the log itself and of files that are read for the first time.
    is_newest: bool,
    /// How many of its events were acknowledged when it was read to its end.
    finished_at: Option<u64>,
    /// How many checks in a row found nothing new.
    pub quiet_checks: u32,
}

impl<'c> FollowedFile<'c> {
    /// The file that has the log's name.
    pub(crate) fn log(
        config: &'c Config,
        file: LogFile,
        known: Option<FileState>,
        next: Next,
    ) -> Self {
        let expected = known.as_ref().map(|known| known.file.clone());
        let mut followed = Self::new(config, file.expected(expected), known, next);
        followed.is_newest = true;
        // It may have been read to its end under another name.
        followed.finished_at = None;
        followed
    }

    /// A rotated file.
    pub(crate) fn rotated(config: &'c Config, rotated: RotatedFile, next: Next) -> Self {
        Self::new(config, rotated.file, rotated.known, next)
    }

    fn new(config: &'c Config, file: LogFile, known: Option<FileState>, next: Next) -> Self {
        let is_newest = known.is_none();
        let (serial, begin, acknowledged, is_finished) = match known {
            Some(known) => (
                known.serial,
                known.begin,
                known.acknowledged,
                known.is_finished,
            ),
            None => (next.serial, next.begin, 0, false),
        };
        Self {
            config,
            file,
            reading: Reading::new(config, begin, acknowledged, now()),
            serial,
            is_newest,
            finished_at: is_finished.then_some(acknowledged),
            quiet_checks: 0,
        }
    }

    /// The number of the file among the files of the log.
    pub(crate) fn serial(&self) -> u64 {
        self.serial
    }

    /// What cannot be sent yet, where reading ends here.
    pub(crate) fn into_log_end(self) -> (LogEnd, Vec<String>) {
        self.reading.into_log_end()
    }

    /// Another file has the log's name now.
    pub(crate) fn set_rotated(&mut self) {
        self.is_newest = false;
        self.quiet_checks = 0;
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.finished_at.is_some()
    }

    /// Marks the file as acknowledged to its end, with `events` on complete lines. An event of an
    /// incomplete last line is sent but not counted: the line is read again once it is
    /// complete.
    pub(crate) fn set_finished(&mut self, events: u64) {
        self.finished_at = Some(events);
    }

    /// Reads a finished file again, since it has grown.
    pub(crate) fn begin_again(&mut self) {
        if let Some(acknowledged) = self.finished_at.take() {
            let begin = self.reading.begin().clone();
            self.file.restart();
            self.reading = Reading::new(self.config, begin, acknowledged, now());
        }
    }

    /// What is saved of the file; `None` until enough of it was read.
    fn known(&self) -> io::Result<Option<FileState>> {
        let file: Option<FileFingerprint> = self.file.identity()?;
        Ok(file.map(|file| FileState {
            serial: self.serial,
            file,
            read_as: PARSER_VERSION,
            acknowledged: self.finished_at.unwrap_or(self.reading.acknowledged()),
            is_finished: self.is_finished(),
            begin: self.reading.begin().clone(),
            next: self.reading.next(),
        }))
    }

    /// Saves how far the file was read; `false` where there is nothing to save yet.
    pub(crate) fn save_in(&self, state: &mut State) -> io::Result<bool> {
        let Some(known) = self.known()? else {
            return Ok(false);
        };
        if self.is_newest {
            state.since_ns = state.since_ns.max(self.file.modified_ns());
        }
        state.put(known);
        Ok(true)
    }
}

/// The number of a file after all known ones, and how its first line is read.
pub(crate) struct Next {
    pub serial: u64,
    pub begin: FirstLine,
}

//! A file on its way, and how far it has come.

use std::io;

use domain::parse::PARSER_VERSION;

use crate::clock::now;
use crate::config::Config;
use crate::log_file::{Identity, LogFile};
use crate::reading::{Open, Reading};
use crate::siblings::Aside;
use crate::state::{Begin, Known, State};

/// A file with what was read of it.
pub(crate) struct Followed<'c> {
    config: &'c Config,
    pub file: LogFile,
    pub reading: Reading<'c>,
    /// Its place among the log's files.
    serial: u64,
    /// Whether what rotation puts aside from now on is no older than what was read of this
    /// file: of the log itself, and of what was found for the first time.
    is_newest: bool,
    /// How many of its events were acknowledged when its end was taken for its end.
    finished_at: Option<u64>,
    /// How often it was looked at in vain since it has last grown.
    pub quiet_looks: u32,
}

impl<'c> Followed<'c> {
    /// The file that has the log's name.
    pub(crate) fn log(config: &'c Config, file: LogFile, known: Option<Known>, next: Next) -> Self {
        let expected = known.as_ref().map(|known| known.file.clone());
        let mut followed = Self::new(config, file.expected(expected), known, next);
        followed.is_newest = true;
        // It may have been finished under another name.
        followed.finished_at = None;
        followed
    }

    /// A file that was put aside.
    pub(crate) fn aside(config: &'c Config, aside: Aside, next: Next) -> Self {
        Self::new(config, aside.file, aside.known, next)
    }

    fn new(config: &'c Config, file: LogFile, known: Option<Known>, next: Next) -> Self {
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
            quiet_looks: 0,
        }
    }

    /// The place of the file among the log's files.
    pub(crate) fn serial(&self) -> u64 {
        self.serial
    }

    /// What its end leaves open, where it is read no further.
    pub(crate) fn into_open(self) -> (Open, Vec<String>) {
        self.reading.into_open()
    }

    /// Another file has the log's name now.
    pub(crate) fn put_aside(&mut self) {
        self.is_newest = false;
        self.quiet_looks = 0;
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.finished_at.is_some()
    }

    /// Everything that it holds is acknowledged, of which so many events stand on whole
    /// lines. What half a line gave is sent, but no event of the file: once the line is whole
    /// it is read anew.
    pub(crate) fn set_finished(&mut self, events: u64) {
        self.finished_at = Some(events);
    }

    /// Reads a file anew that has grown after its end.
    pub(crate) fn begin_again(&mut self) {
        if let Some(acknowledged) = self.finished_at.take() {
            let begin = self.reading.begin().clone();
            self.file.restart();
            self.reading = Reading::new(self.config, begin, acknowledged, now());
        }
    }

    /// What is remembered of the file; `None` while nothing of it can be.
    fn known(&self) -> io::Result<Option<Known>> {
        let file: Option<Identity> = self.file.identity()?;
        Ok(file.map(|file| Known {
            serial: self.serial,
            file,
            read_as: PARSER_VERSION,
            acknowledged: self.finished_at.unwrap_or(self.reading.acknowledged()),
            is_finished: self.is_finished(),
            begin: self.reading.begin().clone(),
            next: self.reading.next(),
        }))
    }

    /// Writes down how far the file has come; whether there was anything to write.
    pub(crate) fn remember_in(&self, state: &mut State) -> io::Result<bool> {
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

/// The place of a file that comes after all that are known, and how it begins.
pub(crate) struct Next {
    pub serial: u64,
    pub begin: Begin,
}

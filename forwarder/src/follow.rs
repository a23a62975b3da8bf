//! Follows a log, whatever rotation does to it.

use std::collections::HashSet;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use domain::display::printable;

use crate::config::Config;
use crate::error::ForwardError;
use crate::followed::{Followed, Next};
use crate::log_file::LogFile;
use crate::options::ForwardOptions;
use crate::output::{print_line, say};
use crate::sender::Sender;
use crate::siblings::{self, Found};
use crate::state::{self, State};

/// How often a log that does not grow is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// How many looks in a row must find nothing in a file that was put aside, before its last
/// line is taken for whole although no line feed ends it: ten seconds.
const QUIET_LOOKS: u32 = 20;

/// The longest warning that is told, in characters.
const WARNING_CHARS_MAX: usize = 400;

/// What a log is followed with.
pub(super) struct Forwarder<'a> {
    config: &'a Config,
    options: &'a ForwardOptions,
    sender: Sender,
    log: PathBuf,
    state_path: PathBuf,
    state: State,
    next_serial: u64,
    /// The file that had the log's name last. Its writer may not know yet that it has
    /// another one.
    late: Option<Followed<'a>>,
    /// Files beside the log that were told to be none of its own.
    told: HashSet<PathBuf>,
}

/// Why a file is not read on.
enum End {
    /// Another file has the log's name.
    Replaced,
    /// It was cut off: what was not read of it may stand in a copy.
    CutOff,
    /// Everything that is there was sent, and no more is waited for.
    Enough,
}

impl<'a> Forwarder<'a> {
    /// Goes on where the state beside the configuration ends.
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
            late: None,
            told: HashSet::new(),
        }
    }

    /// Forwards until it is stopped; with `--once`, until everything that is there is sent.
    pub(super) fn run(mut self) -> Result<(), ForwardError> {
        let mut cut_off = None;
        loop {
            let file = match LogFile::open(&self.log) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound && !self.options.once => {
                    std::thread::sleep(LOOK_EVERY);
                    continue;
                }
                Err(error) => return Err(self.unreadable(error)),
            };
            // After the opening: what has lost the log's name until now is found beside it,
            // and what loses it later is read by this handle.
            let found = siblings::find(&self.state, &file, self.config.format);
            let found = found.map_err(|error| self.unreadable(error))?;
            let known = found.log.clone();
            if let Some(file) = cut_off.take() {
                self.end_cut_off(file, &found)?;
            }
            self.read_aside(found)?;
            let mut log = Followed::log(self.config, file, known, self.next());
            match self.follow(&mut log)? {
                End::Enough => {
                    self.end_late()?;
                    tell_open(log);
                    return Ok(());
                }
                End::CutOff => cut_off = Some(log),
                End::Replaced => self.set_late(log)?,
            }
        }
    }

    /// How a file begins that is met for the first time.
    fn next(&mut self) -> Next {
        let serial = self.next_serial;
        self.next_serial += 1;
        Next {
            serial,
            begin: self.state.next(),
        }
    }

    /// Reads what was put aside since the state was written, and what has grown there.
    fn read_aside(&mut self, found: Found) -> Result<(), ForwardError> {
        for (path, why) in found.skipped {
            if self.told.insert(path.clone()) {
                say(&format!("{} is left out: {why}", path.display()));
            }
        }
        for aside in found.aside {
            let late = self.late.as_ref().map(Followed::serial);
            if late.is_some() && late == aside.known.as_ref().map(|known| known.serial) {
                // It is read by its handle.
                continue;
            }
            let next = self.next();
            let mut file = Followed::aside(self.config, aside, next);
            if self.read_more(&mut file)? {
                self.set_late(file)?;
            }
        }
        Ok(())
    }

    /// Follows the file that has the log's name.
    fn follow(&mut self, log: &mut Followed<'a>) -> Result<End, ForwardError> {
        let mut is_first = true;
        loop {
            let bytes = log.file.read().map_err(|error| self.unreadable(error))?;
            let Some(bytes) = bytes else {
                self.send(log, 1)?;
                return Ok(End::CutOff);
            };
            if !bytes.is_empty() {
                log.reading.feed(&bytes)?;
                if std::mem::take(&mut is_first) {
                    // A file that is rotated away before anything of it was sent is known.
                    self.remember(log)?;
                }
                self.send(log, self.options.batch_events as usize)?;
                continue;
            }
            self.send(log, 1)?;
            self.look_at_late(log.file.is_begun())?;
            let was_replaced = log.file.was_replaced(&self.log);
            if was_replaced.map_err(|error| self.unreadable(error))? {
                return Ok(End::Replaced);
            }
            if self.options.once {
                return Ok(End::Enough);
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }

    /// Reads what a file that was put aside has gained, and sends it; whether it is still
    /// the file that it was.
    fn read_more(&mut self, file: &mut Followed<'a>) -> Result<bool, ForwardError> {
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
            file.quiet_looks = 0;
            if let Err(error) = file.reading.feed(&bytes) {
                // The files after it may be better.
                say(&format!("the rest of a rotated log is left out: {error}"));
                self.send(file, 1)?;
                file.set_finished(file.reading.parsed());
                self.remember(file)?;
                return Ok(true);
            }
            self.send(file, self.options.batch_events as usize)?;
        }
    }

    /// Looks whether the file that had the log's name last has grown. Once it has been quiet
    /// for long and its writer has found the new one, what its last line holds is sent.
    fn look_at_late(&mut self, new_has_grown: bool) -> Result<(), ForwardError> {
        let Some(mut late) = self.late.take() else {
            return Ok(());
        };
        if !self.read_more(&mut late)? {
            return Ok(());
        }
        late.quiet_looks += 1;
        if new_has_grown && late.quiet_looks >= QUIET_LOOKS {
            self.finish(&mut late)?;
        }
        self.late = Some(late);
        Ok(())
    }

    /// Another file is now the one that had the log's name last.
    fn set_late(&mut self, mut file: Followed<'a>) -> Result<(), ForwardError> {
        self.end_late()?;
        // Also where it held no event: it has told how the next file begins.
        self.remember(&file)?;
        file.put_aside();
        self.late = Some(file);
        Ok(())
    }

    /// Reads the file to its end that had the log's name last.
    fn end_late(&mut self) -> Result<(), ForwardError> {
        let Some(mut late) = self.late.take() else {
            return Ok(());
        };
        if self.read_more(&mut late)? {
            self.finish(&mut late)?;
        }
        Ok(())
    }

    /// Sends what waited for a later line in a file that was cut off. Where a copy was made of
    /// it, that has the line.
    fn end_cut_off(&mut self, mut file: Followed<'a>, found: &Found) -> Result<(), ForwardError> {
        let copies = found.aside.iter().filter_map(|aside| aside.known.as_ref());
        if copies
            .map(|known| known.serial)
            .any(|serial| serial == file.serial())
        {
            return Ok(());
        }
        if let Err(error) = file.reading.finish_lines() {
            say(&format!("the end of a log is left out: {error}"));
        }
        tell(&file.reading.take_warnings());
        self.send(&mut file, 1)
    }

    /// Sends what the last line of a file holds.
    fn finish(&mut self, file: &mut Followed<'a>) -> Result<(), ForwardError> {
        if file.is_finished() {
            return Ok(());
        }
        let events = file.reading.parsed();
        if let Err(error) = file.reading.finish() {
            say(&format!("the end of a log is left out: {error}"));
        }
        tell(&file.reading.take_warnings());
        self.send(file, 1)?;
        file.set_finished(events);
        self.remember(file)
    }

    /// Sends what waits, as long as it is so many events.
    fn send(&mut self, file: &mut Followed<'a>, at_least: usize) -> Result<(), ForwardError> {
        let rejected = file.reading.take_rejected();
        if rejected > 0 {
            say(&format!("{rejected} lines of the log could not be read"));
        }
        let events_max = self.options.batch_events as usize;
        while file.reading.waiting() >= at_least.max(1) {
            let sent = self.sender.send(&file.reading.batch(events_max));
            file.reading.acknowledge(sent);
            self.remember(file)?;
            print_line(&format!("{sent} events acknowledged")).map_err(ForwardError::Output)?;
        }
        Ok(())
    }

    fn remember(&mut self, file: &Followed<'_>) -> Result<(), ForwardError> {
        let remembered = file.remember_in(&mut self.state);
        if !remembered.map_err(|error| self.unreadable(error))? {
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

/// Says what was warned of in a log.
fn tell(warnings: &[String]) {
    for warning in warnings {
        say(&printable(warning, WARNING_CHARS_MAX));
    }
}

/// Says what of a log that was sent as far as it goes could not be sent yet.
fn tell_open(log: Followed<'_>) {
    let (open, warnings) = log.into_open();
    tell(&warnings);
    if let Some(refusal) = open.refusal {
        say(&format!(
            "the events of the log are not sent yet: {refusal}"
        ));
        return;
    }
    match open.events {
        0 => {}
        1 => say("the last event of the log waits for the line after it, and is not sent yet"),
        events => say(&format!(
            "the last {events} events of the log wait for a line after them, and are not sent yet"
        )),
    }
    if open.half_line {
        say(
            "the last line of the log has no line feed: it may be half a line, and is not read yet",
        );
    }
}

//! Parses the bytes of a log into events to send.

use std::collections::VecDeque;

use domain::event::LineIdentity;
use domain::event::{Event, Outcome, Second, Source};
use domain::identity::{Ordinals, forwarded_id};
use domain::log_format::LogFormat;
use domain::parse::{EventSink, LogParser, ParseContext, Refusal, detect, line_identity_json};
use domain::time_zone::Zone;
use serde_json::{Map, Value};

use crate::config::Config;
use crate::state::{Civil, FirstLine};

/// The most warnings of a log that are printed.
const WARNINGS_MAX: usize = 20;

/// The most bytes from which a format is detected.
pub(crate) const DETECT_BYTES_MAX: usize = 1 << 20;

/// Why a log cannot be read. Its message says what to change.
#[derive(Debug, thiserror::Error)]
pub enum ReadingError {
    /// The beginning of the log has no known format.
    #[error("the format of the log is not recognized: name it with `format` in the configuration")]
    UnknownFormat,
    /// The parser cannot go on.
    #[error(transparent)]
    Refusal(#[from] Refusal),
}

/// What was read of one file.
pub(crate) struct Reading<'c> {
    config: &'c Config,
    now: Second,
    begin: FirstLine,
    /// `None` until the format is known, like the parser.
    format: Option<LogFormat>,
    parser: Option<LogParser<'c>>,
    /// Bytes of an incomplete line, or of a format that is not known yet.
    open: Vec<u8>,
    outgoing: EventQueue,
}

/// An event to send, and how many events of its file there are up to it.
struct QueuedEvent {
    json: String,
    until: u64,
}

/// Events to send.
struct EventQueue {
    tracks_denials: bool,
    /// How many events are acknowledged already.
    acknowledged: u64,
    parsed: u64,
    waiting: VecDeque<QueuedEvent>,
    /// The last line with an event, and how many it had.
    line: (u64, u64),
    ordinals: Ordinals,
    rejected: u64,
    /// Warnings of the parser about the whole log.
    warnings: Vec<String>,
}

/// What cannot be sent yet at the end of a log that may grow.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct LogEnd {
    /// Events that depend on the next line.
    pub events: u64,
    /// Whether the last line has no line feed yet.
    pub half_line: bool,
    /// Why nothing of it can be read yet.
    pub refusal: Option<String>,
}

impl<'c> Reading<'c> {
    /// Begins a file of which `acknowledged` events are acknowledged already; `begin` is the
    /// context of its first line, and `now` when reading begins.
    pub(crate) fn new(
        config: &'c Config,
        begin: FirstLine,
        acknowledged: u64,
        now: Second,
    ) -> Self {
        let mut reading = Self {
            config,
            now,
            begin,
            format: None,
            parser: None,
            open: Vec::new(),
            outgoing: EventQueue {
                tracks_denials: config.tracks_denials,
                acknowledged,
                parsed: 0,
                waiting: VecDeque::new(),
                line: (0, 0),
                ordinals: Ordinals::default(),
                rejected: 0,
                warnings: Vec::new(),
            },
        };
        if let Some(format) = config.format {
            reading.set_format(format);
        }
        reading
    }

    fn set_format(&mut self, format: LogFormat) {
        self.format = Some(format);
        self.parser = Some(self.parser_of(format));
    }

    fn parser_of(&self, format: LogFormat) -> LogParser<'c> {
        let zone: &'c Zone = &self.config.zone;
        let context = ParseContext {
            zone,
            first_date: self.config.date.filter(|_| !self.begin.is_later),
            time: None,
            latest: zone.civil(self.now),
        };
        let mut parser = LogParser::new(format, context);
        if let Some(Civil(at)) = self.begin.after {
            parser.continue_after(at);
        }
        parser
    }

    /// The context of the next file's first line, if this file ends here.
    pub(crate) fn next(&self) -> FirstLine {
        let reached = self.parser.as_ref().and_then(LogParser::reached);
        let format = self.format.map(|format| format.word().to_owned());
        FirstLine {
            is_later: true,
            after: reached.map(Civil).or(self.begin.after),
            format: format.or_else(|| self.begin.format.clone()),
        }
    }

    /// Parses the next bytes. What follows the last line feed is kept: it may be incomplete.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<(), ReadingError> {
        self.open.extend_from_slice(bytes);
        let Some(end) = self.open.iter().rposition(|byte| *byte == b'\n') else {
            return Ok(());
        };
        // In UTF-16 a line feed may have a second byte.
        let end = end + usize::from(self.open.get(end + 1) == Some(&0));
        if self.parser.is_none() {
            // The rest of a file may be too short to be recognized by itself.
            let format = detect(&self.open).or_else(|| self.begin.format());
            if let Some(format) = format {
                self.set_format(format);
            }
        }
        let Some(parser) = &mut self.parser else {
            return if self.open.len() > DETECT_BYTES_MAX {
                Err(ReadingError::UnknownFormat)
            } else {
                Ok(())
            };
        };
        let lines = self.open.get(..=end).unwrap_or_default();
        parser.feed(lines, &mut self.outgoing)?;
        self.open.drain(..=end);
        Ok(())
    }

    /// Parses the end of a file that no longer grows.
    pub(crate) fn finish(&mut self) -> Result<(), ReadingError> {
        if let Some(parser) = &mut self.parser {
            parser.feed(&self.open, &mut self.outgoing)?;
        }
        self.finish_lines()
    }

    /// The same for a file whose rest is lost: an incomplete line is dropped.
    pub(crate) fn finish_lines(&mut self) -> Result<(), ReadingError> {
        self.open.clear();
        // Earlier ones are about lines that are read again after a restart.
        self.outgoing.warnings.clear();
        if let Some(parser) = &mut self.parser {
            parser.finish(&mut self.outgoing)?;
        }
        Ok(())
    }

    /// What cannot be sent yet, where reading ends here: it is sent when the log is read again.
    pub(crate) fn into_log_end(mut self) -> (LogEnd, Vec<String>) {
        if self.parser.is_none() {
            let refusal = (!self.open.is_empty()).then(|| ReadingError::UnknownFormat.to_string());
            let open = LogEnd {
                refusal,
                ..LogEnd::default()
            };
            return (open, Vec::new());
        }
        let half_line = !self.open.is_empty();
        let seen = |outgoing: &EventQueue| outgoing.parsed + outgoing.rejected;
        let before = seen(&self.outgoing);
        let finished = self.finish_lines();
        let open = LogEnd {
            events: seen(&self.outgoing) - before,
            half_line,
            refusal: finished.err().map(|error| error.to_string()),
        };
        (open, self.take_warnings())
    }

    /// Warnings of the parser about the whole log.
    pub(crate) fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.outgoing.warnings)
    }

    /// How many events were parsed.
    pub(crate) fn parsed(&self) -> u64 {
        self.outgoing.parsed
    }

    /// The context of its first line.
    pub(crate) fn begin(&self) -> &FirstLine {
        &self.begin
    }

    /// How many events are queued.
    pub(crate) fn waiting(&self) -> usize {
        self.outgoing.waiting.len()
    }

    /// The next events to send, at most `events`, as lines of JSON.
    pub(crate) fn batch(&self, events: usize) -> Vec<&str> {
        let waiting = self.outgoing.waiting.iter().take(events);
        waiting.map(|event| &*event.json).collect()
    }

    /// Removes events from the queue that were acknowledged.
    pub(crate) fn acknowledge(&mut self, events: usize) {
        let outgoing = &mut self.outgoing;
        let mut done = outgoing.waiting.drain(..events.min(outgoing.waiting.len()));
        if let Some(last) = done.next_back() {
            outgoing.acknowledged = last.until;
        }
        drop(done);
        if outgoing.waiting.is_empty() {
            outgoing.acknowledged = outgoing.acknowledged.max(outgoing.parsed);
        }
    }

    /// How many of the file's events are acknowledged.
    pub(crate) fn acknowledged(&self) -> u64 {
        self.outgoing.acknowledged
    }

    /// Lines that are events but could not be read, since the last call.
    pub(crate) fn take_rejected(&mut self) -> u64 {
        std::mem::take(&mut self.outgoing.rejected)
    }
}

impl EventSink for EventQueue {
    fn event(&mut self, line: u64, event: &Event<'_>) {
        self.line = match self.line {
            (last, count) if last == line => (line, count + 1),
            _ => (line, 0),
        };
        self.parsed += 1;
        // Events that are not sent count too.
        let identity = match (event.line, event.id) {
            (None, None) => Some(self.ordinals.identify(0, event)),
            (line, _) => line,
        };
        let is_tracked = self.tracks_denials || event.outcome != Outcome::Denied;
        if self.parsed <= self.acknowledged || !is_tracked {
            return;
        }
        match jiff::Timestamp::from_second(event.at.0) {
            Ok(time) => self.waiting.push_back(QueuedEvent {
                json: json(self.line, time, event, identity.as_ref()),
                until: self.parsed,
            }),
            Err(_) => self.rejected += 1,
        }
    }

    fn rejected(&mut self, _line: u64, _reason: String) {
        self.rejected += 1;
    }

    fn warning(&mut self, text: String) {
        if self.warnings.len() < WARNINGS_MAX {
            self.warnings.push(text);
        }
    }

    fn restart_ordinals(&mut self) {
        self.ordinals.start_again();
    }
}

/// An event as a line of our own format, with the identity of its line in the log: the same
/// however often the file is read and whatever it is called, and the same as where the log is
/// imported. The id is the one that earlier versions gave the event.
fn json(
    (line, index): (u64, u64),
    time: jiff::Timestamp,
    event: &Event<'_>,
    identity: Option<&LineIdentity>,
) -> String {
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| {
        let is_empty = value.as_str().is_some_and(str::is_empty);
        if !is_empty {
            object.insert(name.to_owned(), value);
        }
    };
    put("time", time.to_string().into());
    put("outcome", event.outcome.word().into());
    put("account", event.account.0.into());
    put("server", event.server.0.into());
    put("source", event.source.map_or("", Source::word).into());
    put("user", event.user.0.into());
    put("device", event.device.0.into());
    put("product", event.product.0.into());
    put("feature", event.feature.0.into());
    put("version", event.version.0.into());
    put("license_model", event.model.0.into());
    put("count", event.count.into());
    if let Some(status) = event.status {
        put("code_space", status.space.into());
        put("code", status.code.into());
        put("description", status.description.into());
    }
    put("final", event.is_final.into());
    let of_place = || forwarded_id(event, line, index);
    put("id", event.id.map_or_else(of_place, str::to_owned).into());
    if let Some((key, value)) = identity.map(line_identity_json) {
        put(key, value);
    }
    format!("{}\n", Value::Object(object))
}

//! Common code for the tests of the two RLM parsers.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails; not every test uses every helper"
)]

use domain::event::Event;
use domain::identity::event_hash;
use domain::log_format::LogFormat;
use domain::parse::{EventSink, LogParser, ParseContext, Refusal};
use domain::zone::ZoneLookup;
use jiff::civil::{Date, DateTime, date};

use crate::log_support::{Found, Read};

use crate::utc::Utc;

/// All output of a parser for a log, with each event's final flag and hash.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Log {
    pub(crate) read: Read,
    pub(crate) finals: Vec<bool>,
    pub(crate) hashes: Vec<u64>,
}

impl EventSink for Log {
    fn event(&mut self, line: u64, event: &Event<'_>) {
        self.read.event(line, event);
        self.finals.push(event.is_final);
        self.hashes.push(event_hash(event));
    }

    fn rejected(&mut self, line: u64, reason: String) {
        self.read.rejected(line, reason);
    }

    fn warning(&mut self, text: String) {
        self.read.warning(text);
    }
}

impl Log {
    /// The events' times, of a log without a rejected line.
    pub(crate) fn times(&self) -> Vec<String> {
        assert_eq!(self.read.rejected, []);
        self.read.times()
    }

    pub(crate) fn only(&self) -> &Found {
        self.read.only()
    }
}

/// How a log is read.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'z> {
    pub(crate) format: LogFormat,
    pub(crate) zone: &'z dyn ZoneLookup,
    pub(crate) first_date: Option<Date>,
    pub(crate) latest: DateTime,
}

impl Reader<'_> {
    /// In UTC, with a file of June 2024.
    pub(crate) fn of(format: LogFormat) -> Self {
        Self {
            format,
            zone: &Utc,
            first_date: None,
            latest: date(2024, 6, 30).at(12, 0, 0, 0),
        }
    }

    pub(crate) fn pieces<'b>(
        &self,
        pieces: impl IntoIterator<Item = &'b [u8]>,
    ) -> Result<Log, Refusal> {
        let context = ParseContext {
            zone: self.zone,
            first_date: self.first_date,
            time: None,
            latest: self.latest,
        };
        let mut log = Log::default();
        let mut parser = LogParser::new(self.format, context);
        for piece in pieces {
            parser.feed(piece, &mut log)?;
        }
        log.read.lines = parser.finish(&mut log)?;
        Ok(log)
    }

    pub(crate) fn read(&self, bytes: impl AsRef<[u8]>) -> Log {
        self.pieces([bytes.as_ref()]).unwrap()
    }
}

/// A report log of these lines: `mm/dd hh:mm` is a denial, `hh:mm` a small-style
/// checkout, `mm/dd hh:mm:ss` a checkout; other lines are kept.
pub(crate) fn report(lines: &[&str]) -> String {
    let line = |line: &&str| match (
        line.len(),
        line.starts_with(|first: char| first.is_ascii_digit()),
    ) {
        (5, true) => format!("OUT f 1 u h \"\" 1 4b 0 {line}\n"),
        (11, true) => format!("DENY f 1 u h \"\" 1 -22 1 {line}\n"),
        (14, true) => format!("OUT f 1 1 u h \"\" 1 1 0 4b 0 1a \"\" \"f\" \"1\" {line}\n"),
        _ => format!("{line}\n"),
    };
    lines.iter().map(line).collect()
}

pub(crate) fn read_report(lines: &[&str]) -> Log {
    Reader::of(LogFormat::RlmReport).read(report(lines))
}

/// The times of a log in which every date agrees with the others.
pub(crate) fn times(lines: &[&str]) -> Vec<String> {
    let log = read_report(lines);
    assert_eq!(log.read.warnings, Vec::<String>::new());
    log.times()
}

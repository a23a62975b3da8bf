//! What the parsers of all formats have in common: their context, their output, and why they
//! refuse a file.

use jiff::civil::{Date, DateTime};

use crate::event::{Event, Second};
use crate::zone::ZoneLookup;

/// The longest line, in bytes; longer ones are rejected.
pub const LINE_BYTES_MAX: usize = 1 << 20;

/// The most columns of an events file, since the time for a row is proportional to them.
pub const COLUMNS_MAX: usize = 1000;

/// Receives what a parser finds, in the order of the log's lines.
pub trait EventSink {
    /// An event; `line` counts from 1.
    fn event(&mut self, line: u64, event: &Event<'_>);
    /// A line (or row, or item) that is an event but cannot be read, with the reason.
    fn rejected(&mut self, line: u64, reason: String);
    /// A warning about the whole file.
    fn warning(&mut self, text: String);
    /// The log has gone back to an earlier time: two logs were joined, and what follows may
    /// repeat what came before. Equal events of one second are numbered from 0 again.
    fn restart_ordinals(&mut self) {}
}

/// What a log does not say and a parser needs.
#[derive(Clone, Copy)]
pub struct ParseContext<'z> {
    /// The time zone of the log's clock.
    pub zone: &'z dyn ZoneLookup,
    /// The date of the first line, for logs without dates.
    pub first_date: Option<Date>,
    /// The time of access responses without an envelope.
    pub time: Option<Second>,
    /// The latest possible civil time of the last event, for logs without years: the file's
    /// modification time.
    pub latest: DateTime,
}

/// Why a whole file is refused. The message says what to change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No line of the file has a date.
    #[error("no line has a date: give the date of the first line")]
    NoDate,
    /// More events come before the first date of the file than can wait for it.
    #[error(
        "too many events come before the first line with a whole date: set the day of the first \
         line"
    )]
    LateDate,
    /// The header row lacks a required column.
    #[error("the header row has no column `{0}`: time, outcome and feature are required")]
    MissingColumn(&'static str),
    /// The header row has too many columns.
    #[error("the header row has more than {COLUMNS_MAX} columns: is this a file of events?")]
    TooManyColumns,
    /// The file has no header row.
    #[error("the file is empty: a CSV file of events starts with a header row")]
    NoHeader,
}

/// How a parser has read a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// An event, passed on now or later, or a line that belongs to one: its reason, or a
    /// further explanation.
    Event,
    /// It starts like an event and cannot be read; the sink has the reason.
    Rejected,
    /// A part of an event, such as the reason of a denial, but no event takes it.
    UnreadLines,
    /// Not part of any event.
    Ignored,
}

/// A parser for a format with one event per line.
pub(super) trait LineParser {
    /// Reads one line, without its line feed; `number` counts from 1.
    fn line(&mut self, number: u64, line: &str, sink: &mut dyn EventSink) -> Result<Read, Refusal>;
    /// Reads the end of the log.
    fn finish(&mut self, sink: &mut dyn EventSink) -> Result<(), Refusal>;
    /// Continues where another log ended. Does nothing if every event has its full time.
    fn continue_after(&mut self, _at: DateTime) {}
    /// The civil time of the last line, if later lines need it.
    fn reached(&self) -> Option<DateTime> {
        None
    }
}

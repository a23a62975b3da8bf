//! What the parsers of all formats have in common: what they are told, what they find, and why
//! they refuse a file.

use jiff::civil::{Date, DateTime};

use crate::event::{Event, Second};
use crate::zone::ZoneLookup;

/// The longest line that is read, in bytes; a longer one is rejected.
pub const LINE_BYTES_MAX: usize = 1 << 20;

/// The most columns of an events file: each row is read against every one.
pub const COLUMNS_MAX: usize = 1000;

/// Takes what a parser finds, in the order of the log's lines.
pub trait EventSink {
    /// An event; `line` counts from 1.
    fn event(&mut self, line: u64, event: &Event<'_>);
    /// A line (or row, or item) that is an event but cannot be read, and why.
    fn rejected(&mut self, line: u64, reason: String);
    /// Something about the whole file that its reader should know.
    fn warning(&mut self, text: String);
    /// The log has gone back to an earlier time: two logs were joined, and what follows may
    /// repeat what came before. Equal events of one second are counted from here again.
    fn starts_again(&mut self) {}
}

/// What a parser must be told, since a log does not say it.
#[derive(Clone, Copy)]
pub struct ParseContext<'z> {
    /// The zone in which the log's clocks ran.
    pub zone: &'z dyn ZoneLookup,
    /// The date of the first line, for logs that carry no date.
    pub first_date: Option<Date>,
    /// The time of an access response that stands without an envelope.
    pub time: Option<Second>,
    /// The civil time that the last event of a log without a year is not later
    /// than: the file's modification time.
    pub latest: DateTime,
}

/// Why a whole file is refused. Its message says what to change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No line of the file carries a date.
    #[error("no line carries a date: say which day the first line is from with --date YYYY-MM-DD")]
    NoDate,
    /// The header row lacks a required column.
    #[error("the header row has no column `{0}`: time, outcome and feature are required")]
    MissingColumn(&'static str),
    /// The header row has more columns than any events file.
    #[error("the header row has more than {COLUMNS_MAX} columns: is this a file of events?")]
    TooManyColumns,
    /// The file holds nothing that could be a header.
    #[error("the file is empty: a CSV file of events starts with a header row")]
    NoHeader,
}

/// What a parser made of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// An event, yielded now or kept for later, or a line that belongs to one: its reason,
    /// or a further explanation.
    Event,
    /// It starts like an event and cannot be read; the sink knows why.
    Rejected,
    /// No part of any event.
    Ignored,
}

/// A parser for a format whose events stand on lines.
pub(super) trait LineParser {
    /// Reads one line, without its line feed, and says what it was; `number` counts from 1.
    fn line(&mut self, number: u64, line: &str, sink: &mut dyn EventSink) -> Result<Read, Refusal>;
    /// Reads the end of the log.
    fn finish(&mut self, sink: &mut dyn EventSink) -> Result<(), Refusal>;
    /// Goes on where another log ended. Where every event says its whole time, there is
    /// nothing to go on with.
    fn continue_after(&mut self, _at: DateTime) {}
    /// The civil time of the last line, where later lines need it.
    fn reached(&self) -> Option<DateTime> {
        None
    }
}

//! Common code for the tests of log parsers: a sink that keeps what it is given, and a
//! zone with real changes of the clocks.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails; not every test uses every helper"
)]

use domain::event::{Event, FormerReading, Outcome, Second, StatusLines};
use domain::identity::event_hash;
use domain::log_format::LogFormat;
use domain::parse::{EventSink, LogParser, ParseContext, Refusal};
use domain::status::LoggedStatus;
use domain::zone::ZoneLookup;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::utc::Utc;

/// An event that a parser found, with owned names.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    pub(crate) line: u64,
    pub(crate) at: Second,
    pub(crate) outcome: Outcome,
    pub(crate) product: String,
    pub(crate) feature: String,
    pub(crate) user: String,
    pub(crate) device: String,
    pub(crate) version: String,
    pub(crate) count: f64,
    /// Space, code and description.
    pub(crate) status: Option<(String, String, String)>,
    pub(crate) rest: String,
    /// The event's identity, without its second.
    pub(crate) hash: u64,
    /// How an earlier version read the line.
    pub(crate) former: Option<Former>,
    /// How the line is read if the log ends before the lines that complete it.
    pub(crate) unfinished: Option<Former>,
    pub(crate) status_lines: StatusLines,
}

/// A former reading, with owned texts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Former {
    pub(crate) at: Second,
    /// Space, code and description.
    pub(crate) status: Option<(String, String, String)>,
    pub(crate) rest: String,
    pub(crate) feature: String,
}

impl Former {
    fn of(reading: FormerReading<'_>) -> Self {
        Self {
            at: reading.at,
            status: reading.status.map(texts),
            rest: reading.rest.to_owned(),
            feature: reading.feature.0.to_owned(),
        }
    }

    /// The moment in UTC.
    pub(crate) fn utc(&self) -> String {
        utc(self.at)
    }
}

fn utc(at: Second) -> String {
    let moment = jiff::Timestamp::from_second(at.0).unwrap();
    TimeZone::UTC.to_datetime(moment).to_string()
}

fn texts(status: LoggedStatus<'_>) -> (String, String, String) {
    let texts = [status.space, status.code, status.description];
    let [space, code, description] = texts.map(str::to_owned);
    (space, code, description)
}

impl Found {
    /// The moment in UTC, such as `2022-06-09T10:25:31`.
    pub(crate) fn utc(&self) -> String {
        utc(self.at)
    }

    /// Code and description of a denial.
    pub(crate) fn reason(&self) -> (&str, &str) {
        let (_, code, description) = self.status.as_ref().expect("a denial has a status");
        (code, description)
    }

    /// Feature, user and device.
    pub(crate) fn who(&self) -> (&str, &str, &str) {
        (&self.feature, &self.user, &self.device)
    }
}

/// All output of a parser for a log.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Read {
    pub(crate) events: Vec<Found>,
    pub(crate) rejected: Vec<(u64, String)>,
    pub(crate) warnings: Vec<String>,
    pub(crate) lines: u64,
    /// The number of events before each point at which the log starts again.
    pub(crate) starts: Vec<usize>,
}

impl Read {
    pub(crate) fn count(&self, outcome: Outcome) -> usize {
        self.events
            .iter()
            .filter(|event| event.outcome == outcome)
            .count()
    }

    pub(crate) fn times(&self) -> Vec<String> {
        self.events.iter().map(Found::utc).collect()
    }

    /// The only event of a log without rejected lines.
    pub(crate) fn only(&self) -> &Found {
        assert_eq!(self.rejected, []);
        assert_eq!(self.events.len(), 1, "{:?}", self.events);
        &self.events[0]
    }
}

impl EventSink for Read {
    fn event(&mut self, line: u64, event: &Event<'_>) {
        self.events.push(Found {
            line,
            at: event.at,
            outcome: event.outcome,
            product: event.product.0.to_owned(),
            feature: event.feature.0.to_owned(),
            user: event.user.0.to_owned(),
            device: event.device.0.to_owned(),
            version: event.version.0.to_owned(),
            count: event.count,
            status: event.status.map(texts),
            rest: event.rest.to_owned(),
            hash: event_hash(event),
            former: event.former.map(Former::of),
            unfinished: event.unfinished.map(Former::of),
            status_lines: event.status_lines,
        });
    }

    fn rejected(&mut self, line: u64, reason: String) {
        self.rejected.push((line, reason));
    }

    fn warning(&mut self, text: String) {
        self.warnings.push(text);
    }

    fn restart_ordinals(&mut self) {
        self.starts.push(self.events.len());
    }
}

/// Reads a log in these pieces.
pub(crate) fn read_pieces<'b>(
    format: LogFormat,
    zone: &dyn ZoneLookup,
    first_date: Option<Date>,
    pieces: impl IntoIterator<Item = &'b [u8]>,
) -> Result<Read, Refusal> {
    let context = ParseContext {
        zone,
        first_date,
        time: None,
        latest: DateTime::MAX,
    };
    let mut read = Read::default();
    let mut parser = LogParser::new(format, context);
    for piece in pieces {
        parser.feed(piece, &mut read)?;
    }
    read.lines = parser.finish(&mut read)?;
    Ok(read)
}

/// Reads a log whose clock is in UTC.
pub(crate) fn read(format: LogFormat, bytes: impl AsRef<[u8]>) -> Result<Read, Refusal> {
    read_pieces(format, &Utc, None, [bytes.as_ref()])
}

/// A zone of the time-zone database.
pub(crate) struct Zone(TimeZone);

impl Zone {
    pub(crate) fn named(name: &str) -> Self {
        Self(TimeZone::get(name).expect("the bundled database knows the zone"))
    }

    fn fold(&self, civil: DateTime) -> bool {
        let offset = self.0.to_ambiguous_timestamp(civil).offset();
        matches!(offset, AmbiguousOffset::Fold { .. })
    }
}

impl ZoneLookup for Zone {
    fn second(&self, civil: DateTime, stepped_back_from: Option<DateTime>) -> Second {
        let moment = self.0.to_ambiguous_timestamp(civil);
        let offset = match moment.offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            AmbiguousOffset::Gap { before, .. } => before,
            AmbiguousOffset::Fold { before, after } => {
                let again = stepped_back_from.is_some_and(|from| {
                    let ahead = from.duration_since(civil).as_secs();
                    (self.fold(from) && ahead.abs() < 3600 * 3) || (0..3600 * 12).contains(&ahead)
                });
                if again { after } else { before }
            }
        };
        Second(offset.to_timestamp(civil).unwrap().as_second())
    }
}

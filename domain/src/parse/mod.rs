//! Parsers: bytes of a log in, events and rejected lines out.
//!
//! A parser never stops at a bad line and never panics, whatever the bytes. It
//! streams: memory does not grow with the log, except for the handles of checked-out licenses in
//! an RLM report log. Whatever waits for a later line is bounded by bytes, including events
//! before the log's first date (or year).

mod ansys_licensing;
pub(crate) mod csv_header;
pub(crate) mod csv_rows;
mod dated_clock;
mod detect;
mod documents;
mod dsls;
mod elastic_access;
mod encoding;
mod events_csv;
mod events_json;
mod events_ndjson;
mod flexnet_debug;
mod line_identity;
mod line_parser;
mod lines;
mod log_clock;
mod own_event;
mod owned_event;
mod reread_budget;
mod rlm_debug;
mod rlm_report;
mod sentinel_rms;
mod time_range;
mod unread_lines;
mod waiting_events;
mod yearless_date;

use jiff::civil::DateTime;

pub use detect::detect;
pub use line_identity::json as line_identity_json;
use line_parser::LineParser;
pub use line_parser::{COLUMNS_MAX, EventSink, LINE_BYTES_MAX, ParseContext, Refusal};
use time_range::TimeRangeFilter;

use crate::log_format::LogFormat;

/// The version of the parsers: it increases whenever they may find other events in a log than
/// before. Positions that were saved as a number of events are then invalid.
pub const PARSER_VERSION: u32 = 2;

/// A parser for one format.
pub struct LogParser<'z> {
    decoder: encoding::Decoder,
    kind: Kind<'z>,
    has_found: bool,
}

enum Kind<'z> {
    Lines(Box<lines::Lines>, Box<dyn LineParser + 'z>),
    Dsls(Box<dsls::DslsLog<'z>>),
    Csv(Box<events_csv::EventsCsv>),
    Json(Box<elastic_access::ElasticAccess>),
    EventsJson(Box<events_json::EventsJson>),
}

impl<'z> LogParser<'z> {
    /// A parser that has read nothing yet.
    pub fn new(format: LogFormat, context: ParseContext<'z>) -> Self {
        let lines = |parser: Box<dyn LineParser + 'z>| Kind::Lines(Box::default(), parser);
        Self::of(match format {
            LogFormat::FlexnetDebug => lines(Box::new(flexnet_debug::FlexnetDebug::new(context))),
            LogFormat::RlmReport => lines(Box::new(rlm_report::RlmReport::new(context))),
            LogFormat::RlmDebug => lines(Box::new(rlm_debug::RlmDebug::new(context))),
            LogFormat::Dsls => Kind::Dsls(Box::new(dsls::DslsLog::new(context))),
            LogFormat::AnsysLicensing => {
                lines(Box::new(ansys_licensing::AnsysLicensing::new(context)))
            }
            LogFormat::SentinelRms => lines(Box::<sentinel_rms::SentinelRms>::default()),
            LogFormat::EventsNdjson => lines(Box::new(events_ndjson::EventsNdjson::new())),
            LogFormat::EventsCsv => Kind::Csv(Box::new(events_csv::EventsCsv::new())),
            LogFormat::ElasticAccess => {
                Kind::Json(Box::new(elastic_access::ElasticAccess::new(context.time)))
            }
        })
    }

    /// A parser for Turnaway's own events as one JSON document, an object or an array of them.
    /// This is not a file format, since NDJSON does the same and can be split at any line.
    pub fn of_events_json() -> Self {
        Self::of(Kind::EventsJson(Box::default()))
    }

    fn of(kind: Kind<'z>) -> Self {
        Self {
            decoder: encoding::Decoder::default(),
            kind,
            has_found: false,
        }
    }

    /// Continues where the parser of the previous log file ended, because the first lines of
    /// this one may have no date. `at` is the other parser's [`Self::reached`]. Call it before
    /// the first [`feed`](Self::feed).
    pub fn continue_after(&mut self, at: DateTime) {
        if let Kind::Lines(_, parser) = &mut self.kind {
            parser.continue_after(at);
        }
    }

    /// The civil time of the last line that was read; `None` if it is not known yet, or if
    /// every event of the format has its own full time.
    pub fn reached(&self) -> Option<DateTime> {
        match &self.kind {
            Kind::Lines(_, parser) => parser.reached(),
            Kind::Dsls(_) | Kind::Csv(_) | Kind::Json(_) | Kind::EventsJson(_) => None,
        }
    }

    /// Reads the next bytes of the log; a line may continue in later calls.
    pub fn feed(&mut self, bytes: &[u8], sink: &mut dyn EventSink) -> Result<(), Refusal> {
        let bytes = self.decoder.decode(bytes);
        let mut sink = TimeRangeFilter::new(sink, &mut self.has_found);
        self.kind.feed(&bytes, &mut sink)
    }

    /// Ends the log and returns the number of its lines.
    pub fn finish(&mut self, sink: &mut dyn EventSink) -> Result<u64, Refusal> {
        let rest = self.decoder.finish();
        let mut in_record = TimeRangeFilter::new(&mut *sink, &mut self.has_found);
        if !rest.is_empty() {
            self.kind.feed(rest, &mut in_record)?;
        }
        let lines = self.kind.finish(&mut in_record)?;
        if !self.has_found && matches!(self.kind, Kind::Csv(_) | Kind::Json(_)) {
            sink.warning(unread_lines::NO_EVENTS.to_owned());
        }
        Ok(lines)
    }
}

impl Kind<'_> {
    fn feed(&mut self, bytes: &[u8], sink: &mut dyn EventSink) -> Result<(), Refusal> {
        match self {
            Self::Lines(lines, parser) => lines.feed(bytes, parser.as_mut(), sink),
            Self::Dsls(log) => log.feed(bytes, sink),
            Self::Csv(csv) => csv.feed(bytes, sink),
            Self::Json(json) => {
                json.feed(bytes, sink);
                Ok(())
            }
            Self::EventsJson(json) => {
                json.feed(bytes, sink);
                Ok(())
            }
        }
    }

    fn finish(&mut self, sink: &mut dyn EventSink) -> Result<u64, Refusal> {
        match self {
            Self::Lines(lines, parser) => lines.finish(parser.as_mut(), sink),
            Self::Dsls(log) => log.finish(sink),
            Self::Csv(csv) => csv.finish(sink),
            Self::Json(json) => Ok(json.finish(sink)),
            Self::EventsJson(json) => Ok(json.finish(sink)),
        }
    }
}

//! Parsers: bytes of a log in, events and rejected lines out.
//!
//! A parser never stops at a bad line and never panics, whatever the bytes. It
//! streams: memory does not grow with the log, but for events that stand before a
//! log's first date (or year), which wait until they can be dated, and for the handles
//! of an RLM report log's licenses that are out. What waits for a later line is bounded,
//! by lines or by bytes.

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
mod in_record;
mod line_identity;
mod line_parser;
mod lines;
mod log_clock;
mod own_event;
mod reread;
mod rlm_debug;
mod rlm_report;
mod sentinel_rms;
mod unread;
mod waiting;
mod yearless_date;

use jiff::civil::DateTime;

pub use detect::detect;
use in_record::InRecord;
pub use line_identity::json as line_identity_json;
use line_parser::LineParser;
pub use line_parser::{COLUMNS_MAX, EventSink, LINE_BYTES_MAX, ParseContext, Refusal};

use crate::log_format::LogFormat;

/// Grows with every version that may find other events in a log than the one before it. Who
/// remembers a place in a log by the number of its events begins again then.
pub const READING: u32 = 2;

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

    /// A parser for our own events as one JSON document, an object or an array of them.
    /// It is no format of files, since NDJSON says the same and can be cut at any line.
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

    /// Lets a log that has not been read yet go on where another one ended: it was cut off
    /// there, and its first lines may carry no date. `at` is what [`Self::reached`] gave of
    /// the other.
    pub fn continue_after(&mut self, at: DateTime) {
        if let Kind::Lines(_, parser) = &mut self.kind {
            parser.continue_after(at);
        }
    }

    /// The civil time of the last line that was read; `None` where it is not known yet, and
    /// in formats whose events all say their own.
    pub fn reached(&self) -> Option<DateTime> {
        match &self.kind {
            Kind::Lines(_, parser) => parser.reached(),
            Kind::Dsls(_) | Kind::Csv(_) | Kind::Json(_) | Kind::EventsJson(_) => None,
        }
    }

    /// Reads the next bytes of the log; a line may end in any later call.
    pub fn feed(&mut self, bytes: &[u8], sink: &mut dyn EventSink) -> Result<(), Refusal> {
        let bytes = self.decoder.decode(bytes);
        let mut sink = InRecord::new(sink, &mut self.has_found);
        self.kind.feed(&bytes, &mut sink)
    }

    /// Reads the end of the log and gives the number of its lines.
    pub fn finish(&mut self, sink: &mut dyn EventSink) -> Result<u64, Refusal> {
        let rest = self.decoder.finish();
        let mut in_record = InRecord::new(&mut *sink, &mut self.has_found);
        if !rest.is_empty() {
            self.kind.feed(rest, &mut in_record)?;
        }
        let lines = self.kind.finish(&mut in_record)?;
        if !self.has_found && matches!(self.kind, Kind::Csv(_) | Kind::Json(_)) {
            sink.warning(unread::NO_EVENTS.to_owned());
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

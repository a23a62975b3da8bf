//! Processes the events of one request, from its bytes to the response.

use axum::http::StatusCode;
use domain::event::Second;
use domain::log_format::LogFormat;
use domain::parse::{LogParser, ParseContext, Refusal, detect};
use domain::time_zone::Zone;
use jiff::civil::Date;
use store::{Batch, GroupCommit, ImportId, IngestKey, Pushed};
use tokio::runtime::Handle;

use super::body::{Compression, decompress};
use super::intake::PushIntake;
use super::response::{IngestError, Taken};
use crate::serve::state::ingest::Ingest;
use crate::serve::state::memory_budget::Reservation;

/// Bytes parsed at a time.
const CHUNK_BYTES: usize = 256 * 1024;

/// The format of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Our events as one JSON document.
    EventsJson,
    /// A known format.
    Known(LogFormat),
    /// A log whose format is detected from its beginning.
    Log,
}

/// What a request says about its body.
pub(crate) struct LogSettings {
    pub content: Content,
    pub zone: Zone,
    pub date: Option<Date>,
    pub time: Option<Second>,
}

/// A request with its complete body.
pub(crate) struct Push {
    pub ingest: Ingest,
    pub key: IngestKey,
    pub import: ImportId,
    pub commit: GroupCommit,
    pub log_settings: LogSettings,
    pub packing: Compression,
    pub bytes: Vec<u8>,
    pub held: Reservation,
    pub now: Second,
}

impl Push {
    /// Parses and stores it. Call on a thread that may block.
    pub(crate) fn run(mut self, runtime: &Handle) -> Result<Taken, IngestError> {
        let packed = std::mem::take(&mut self.bytes);
        let bytes_max = self.ingest.0.bytes_max;
        let bytes = decompress(self.packing, packed, bytes_max, &mut self.held)?;
        let format = match self.log_settings.content {
            Content::Log => Content::Known(detect(&bytes).ok_or_else(unknown_format)?),
            known => known,
        };
        let context = ParseContext {
            zone: &self.log_settings.zone,
            first_date: self.log_settings.date,
            time: self.log_settings.time,
            latest: self.log_settings.zone.civil(self.now),
        };
        let mut parser = match format {
            Content::Known(format) => LogParser::new(format, context),
            Content::EventsJson | Content::Log => LogParser::of_events_json(),
        };
        let mut intake = PushIntake::new(&self.key, &self.ingest.0.catalogue);
        let mut stored = BatchWriter {
            push: &self,
            runtime,
            began: false,
        };
        for chunk in bytes.chunks(CHUNK_BYTES) {
            parser.feed(chunk, &mut intake).map_err(refusal)?;
            stored.full(&mut intake)?;
        }
        let lines = parser.finish(&mut intake).map_err(refusal)?;
        stored.full(&mut intake)?;
        stored.rest(&mut intake, lines)?;
        let look = &self.ingest.0.look;
        // First, because a response lists only a limited number.
        let warning = runtime.block_on(look.warning(&intake.changed));
        intake.taken.warnings.splice(..0, warning);
        if is_server_log(format) {
            let events = intake.events + intake.taken.rejected_total;
            intake.taken.ignored = lines.saturating_sub(events);
        }
        if intake.events == 0 && intake.taken.rejected_total > 0 {
            return Err(nothing_read().with_result(intake.taken));
        }
        Ok(intake.taken)
    }
}

/// Whether lines of the content may be something other than events.
fn is_server_log(content: Content) -> bool {
    matches!(content, Content::Known(format) if format.is_server_log())
}

/// Stores batches one after another.
struct BatchWriter<'a> {
    push: &'a Push,
    runtime: &'a Handle,
    /// Whether part of the request is stored: then it waits for the queue instead of being
    /// refused.
    began: bool,
}

impl BatchWriter<'_> {
    fn full(&mut self, intake: &mut PushIntake<'_>) -> Result<(), IngestError> {
        for batch in intake.take_full() {
            self.store(batch, intake, 0, 0)?;
        }
        Ok(())
    }

    fn rest(&mut self, intake: &mut PushIntake<'_>, lines: u64) -> Result<(), IngestError> {
        let rejected = intake.taken.rejected_total;
        let batch = intake.take_rest();
        self.store(batch, intake, lines, rejected)
    }

    fn store(
        &mut self,
        batch: Batch,
        intake: &mut PushIntake<'_>,
        lines: u64,
        rejected: u64,
    ) -> Result<(), IngestError> {
        let pushed = Pushed {
            import: self.push.import,
            lines,
            rejected,
            at: self.push.now.0,
        };
        let commit = &self.push.commit;
        let appended = if self.began {
            self.runtime.block_on(commit.append(batch, pushed))?
        } else {
            self.runtime.block_on(commit.try_append(batch, pushed))?
        };
        self.began = true;
        intake.taken.accepted += appended.stored;
        intake.taken.duplicates += appended.duplicates;
        intake.changed.extend(appended.changed);
        Ok(())
    }
}

fn unknown_format() -> IngestError {
    let known = LogFormat::ALL.map(LogFormat::word).join(", ");
    IngestError::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "the format of the log could not be detected",
        format!("set it with `?format=`; supported are {known}"),
    )
}

fn nothing_read() -> IngestError {
    IngestError::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "no event of the body was accepted",
        "fix the lines in `result.rejected` as their reasons say",
    )
}

/// A body that its parser rejects as a whole.
fn refusal(refusal: Refusal) -> IngestError {
    let what_to_do = match refusal {
        Refusal::NoDate | Refusal::LateDate => {
            "set the day of the first line with `?date=YYYY-MM-DD`"
        }
        _ => "send the columns of docs/formats.md, with a header row",
    };
    let error = match refusal {
        Refusal::NoDate => "no line has a date".to_owned(),
        Refusal::LateDate => {
            "too many events stand before the first line with a whole date".to_owned()
        }
        refusal => refusal.to_string(),
    };
    IngestError::new(StatusCode::UNPROCESSABLE_ENTITY, error, what_to_do)
}

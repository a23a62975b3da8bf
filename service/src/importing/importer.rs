//! Imports one file: from its bytes to the database.

use domain::catalogue::Catalogue;
use domain::event::{Second, Source};
use domain::log_format::LogFormat;
use domain::parse::{LogParser, ParseContext, detect};
use domain::time_zone::Zone;
use jiff::civil::Date;

use store::{Actor, Batch, ImportId, ImportSummary, Origin};

use crate::clock;

use super::chunks::Chunks;
use super::destination::Destination;
use super::file_summary::FileSummary;
use super::import_error::{FileError, ImportError};
use super::input::Input;
use super::intake::ImportIntake;

/// Events per transaction. Larger transactions are hardly faster; smaller ones wait for the
/// disk more often.
const BATCH_EVENTS: usize = 10_000;

/// What the files don't say about themselves.
#[derive(Debug)]
pub struct Settings {
    /// The account, for rows that name none; empty if unknown.
    pub account: String,
    /// The license server, for rows that name none.
    pub server: String,
    /// The kind of server; `None` for the format's default.
    pub source: Option<Source>,
    /// The format; `None` to detect it.
    pub format: Option<LogFormat>,
    /// The time zone of a log's timestamps.
    pub zone: Zone,
    /// The day of the first line, for logs without dates.
    pub date: Option<Date>,
    /// The time of access responses without an envelope.
    pub time: Option<Second>,
}

fn counts(summary: &FileSummary) -> ImportSummary {
    ImportSummary {
        lines: summary.lines,
        stored: summary.stored,
        duplicates: summary.duplicates,
        rejected: summary.rejected_total,
    }
}

/// Imports files, one after another.
pub struct Importer<'a> {
    /// Where the events are stored.
    pub destination: Destination,
    /// Cleared for each file, since each writer has its own dictionaries.
    pub batch: Batch,
    /// What the files don't say about themselves.
    pub settings: &'a Settings,
    /// The catalogue of status codes.
    pub catalogue: &'a Catalogue,
    /// Who imports. The time is set for each file.
    pub who: Actor<'a>,
}

impl Importer<'_> {
    /// Imports a file. Reports its bytes read so far through `at`.
    pub async fn file(
        &mut self,
        input: Input,
        at: impl Fn(u64),
        summary: &mut FileSummary,
    ) -> Result<(), ImportError> {
        let modified = input.modified();
        let chunks = Chunks::new(input);
        if chunks.head().is_empty() && self.settings.format.is_none() {
            if let Some(error) = chunks.into_broken_off() {
                return Err(FileError::CannotBeRead(error).into());
            }
            // An empty log was probably just rotated.
            summary.warnings.push("the file is empty".to_owned());
            return Ok(());
        }
        let format = match self.format(chunks.head()) {
            Ok(format) => format,
            // If the file breaks off before its format is detected, report that instead.
            Err(failure) => {
                return Err(broken_off_or(chunks.into_broken_off(), failure));
            }
        };
        summary.format = Some(format);
        let origin = self.origin(format)?;
        let by = Actor {
            at: clock::now().0,
            ..self.who
        };
        let import = self
            .destination
            .begin(&summary.path, format.word(), &by)
            .await?;
        self.batch.begin_file();
        let read = self.read(
            chunks,
            format,
            &origin,
            (import, &by, modified),
            (&at, summary),
        );
        let read = read.await;
        if let Err(ImportError::File(_)) = &read {
            // The import is finished with the events stored so far.
            let counts = counts(summary);
            let finished = self.destination.finish(import, counts, clock::now().0);
            finished.await?;
        }
        read
    }

    /// Reads the events of a file into its import.
    async fn read(
        &mut self,
        mut chunks: Chunks,
        format: LogFormat,
        origin: &Origin,
        (import, by, modified): (ImportId, &Actor<'_>, Option<Second>),
        (at, summary): (&impl Fn(u64), &mut FileSummary),
    ) -> Result<(), ImportError> {
        let destination = &mut self.destination;
        let settings = self.settings;
        let context = ParseContext {
            zone: &settings.zone,
            first_date: settings.date,
            time: settings.time,
            latest: settings.zone.civil(modified.unwrap_or(Second(by.at))),
        };
        let mut parser = LogParser::new(format, context);
        let mut intake = ImportIntake::new(
            &mut self.batch,
            destination.batch_max(),
            origin,
            self.catalogue,
            summary,
        );
        while let Some(chunk) = chunks.next() {
            let fed = parser.feed(chunk, &mut intake);
            fed.map_err(FileError::Refused)?;
            intake
                .append_when_full(destination, import, BATCH_EVENTS)
                .await?;
            at(chunks.bytes_read());
        }
        let broken_off = chunks.into_broken_off();
        let lines = match parser.finish(&mut intake) {
            Ok(lines) => lines,
            Err(refusal) => {
                return Err(broken_off_or(broken_off, FileError::Refused(refusal)));
            }
        };
        intake.append_when_full(destination, import, 1).await?;
        let changed = intake.into_changed();
        summary
            .warnings
            .extend(destination.warning_of(import, &changed).await);
        summary.lines = lines;
        let finished = destination.finish(import, counts(summary), clock::now().0);
        finished.await?;
        match broken_off {
            None => Ok(()),
            Some(error) if lines == 0 => Err(FileError::CannotBeRead(error).into()),
            Some(source) => Err(FileError::BrokenOff { lines, source }.into()),
        }
    }

    fn format(&self, head: &[u8]) -> Result<LogFormat, FileError> {
        let known = self.settings.format.or_else(|| detect(head));
        known.ok_or(FileError::UnknownFormat)
    }

    fn origin(&self, format: LogFormat) -> Result<Origin, FileError> {
        let settings = self.settings;
        let account = Some(settings.account.clone()).filter(|account| !account.is_empty());
        if account.is_none() && !format.names_accounts() {
            return Err(FileError::NoAccount);
        }
        Ok(Origin {
            account,
            server: settings.server.clone(),
            source: settings.source.unwrap_or_else(|| format.usual_source()),
        })
    }
}

/// Why a file was not read: if it broke off early, that explains the other error.
fn broken_off_or(broken_off: Option<std::io::Error>, error: FileError) -> ImportError {
    broken_off.map_or(error, FileError::CannotBeRead).into()
}

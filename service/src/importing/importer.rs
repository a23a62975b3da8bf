//! One file's events, from its bytes into the record.

use domain::catalogue::Catalogue;
use domain::event::{Second, Source};
use domain::log_format::LogFormat;
use domain::parse::{LogParser, ParseContext, detect};
use domain::time_zone::Zone;
use jiff::civil::Date;

use store::{Batch, By, ImportId, ImportSummary, Origin};

use crate::clock;

use super::chunks::Chunks;
use super::destination::Destination;
use super::file_summary::FileSummary;
use super::import_error::{FileError, ImportError};
use super::input::Input;
use super::intake::Intake;

/// Events of one transaction. Larger ones are hardly faster, smaller ones wait for the
/// disk more often.
const BATCH_EVENTS: usize = 10_000;

/// What files do not say of themselves.
#[derive(Debug)]
pub struct Settings {
    /// The customer, where rows name none; empty where that is not known.
    pub account: String,
    /// The license server, where rows name none.
    pub server: String,
    /// The kind of server; `None`: what is usual for the format.
    pub source: Option<Source>,
    /// The format; `None`: tell it from the file.
    pub format: Option<LogFormat>,
    /// The zone of a log's clock.
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

/// Takes files in, one after another.
pub struct Importer<'a> {
    /// Where the events go.
    pub destination: Destination,
    /// Refilled for each file, since a writer remembers its names.
    pub batch: Batch,
    /// What files do not say of themselves.
    pub settings: &'a Settings,
    /// What status codes mean.
    pub catalogue: &'a Catalogue,
    /// Who imports. The time is taken anew for each file.
    pub who: By<'a>,
}

impl Importer<'_> {
    /// Takes a file in. `at` is told how many of its bytes were read.
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
            // A log that was just rotated: nothing is wrong with it.
            summary.warnings.push("the file is empty".to_owned());
            return Ok(());
        }
        let format = match self.format(chunks.head()) {
            Ok(format) => format,
            // Where the file breaks off before its format can be told, that is why.
            Err(failure) => {
                return Err(broken_off_or(chunks.into_broken_off(), failure));
            }
        };
        summary.format = Some(format);
        let origin = self.origin(format)?;
        let by = By {
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
            // It has ended, with what it brought until then.
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
        (import, by, modified): (ImportId, &By<'_>, Option<Second>),
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
        let mut intake = Intake::new(
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
            .extend(destination.warning_of(&changed).await);
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

/// Why a file is not read: where it breaks off early, that is the reason for the rest.
fn broken_off_or(broken_off: Option<std::io::Error>, error: FileError) -> ImportError {
    broken_off.map_or(error, FileError::CannotBeRead).into()
}

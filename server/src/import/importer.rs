//! Imports one file: from its bytes to the database.

use app::clock;
use domain::catalogue::Catalogue;
use domain::event::{Second, Source};
use domain::log_format::LogFormat;
use domain::parse::{LogParser, ParseContext, Refusal, detect};
use domain::time_zone::Zone;
use jiff::civil::Date;
use store::{Batch, By, ImportId, ImportSummary, Origin};

use super::chunks::Chunks;
use super::destination::Destination;
use super::file_failure::{FileFailure, cannot_be_read};
use super::input::Input;
use super::intake::Intake;
use super::summary::FileSummary;
use crate::command_line::FormatOption;

/// Events per transaction. Larger transactions are hardly faster; smaller ones wait for the
/// disk more often.
const BATCH_EVENTS: usize = 10_000;

/// What the files don't say about themselves.
pub(crate) struct Settings {
    /// The account, for rows that name none; empty if unknown.
    pub account: String,
    /// The license server, for rows that name none.
    pub server: String,
    /// The kind of server; `None` for the format's default.
    pub source: Option<Source>,
    pub format: FormatOption,
    pub zone: Zone,
    /// The day of the first line, for logs without dates.
    pub date: Option<Date>,
    /// The time of access responses without an envelope.
    pub time: Option<Second>,
    pub names: SettingNames,
}

/// What the user interface calls the settings: options or form fields.
pub(crate) struct SettingNames {
    account: &'static str,
    format: &'static str,
    date: &'static str,
}

impl SettingNames {
    pub(crate) const COMMAND_LINE: Self = Self {
        account: "--account NAME",
        format: "--format",
        date: "--date YYYY-MM-DD",
    };
    pub(crate) const FORM: Self = Self {
        account: "the field Account",
        format: "the field Format",
        date: "the field Day of the first line",
    };
}

fn counts(summary: &FileSummary) -> ImportSummary {
    ImportSummary {
        lines: summary.lines,
        stored: summary.stored,
        duplicates: summary.duplicates,
        rejected: summary.rejected_total,
    }
}

fn breaks_off(lines: u64, error: std::io::Error) -> FileFailure {
    if lines == 0 {
        return cannot_be_read(error);
    }
    FileFailure::Unreadable(format!(
        "breaks off after line {lines} ({error}): the lines before it are stored; get the complete \
         file and import it again"
    ))
}

/// Imports files, one after another.
pub(crate) struct Importer<'a> {
    pub destination: Destination,
    /// Cleared for each file, since each writer has its own dictionaries.
    pub batch: Batch,
    pub settings: &'a Settings,
    pub catalogue: &'a Catalogue,
    /// Who imports. The time is set for each file.
    pub who: By<'a>,
}

impl Importer<'_> {
    /// Imports a file. Reports its bytes read so far through `at`.
    pub(crate) async fn file(
        &mut self,
        input: Input,
        at: impl Fn(u64),
        summary: &mut FileSummary,
    ) -> Result<(), FileFailure> {
        let modified = input.modified();
        let chunks = Chunks::new(input);
        if chunks.head().is_empty() && self.settings.format == FormatOption::Auto {
            if let Some(error) = chunks.into_broken_off() {
                return Err(cannot_be_read(error));
            }
            // An empty log was probably just rotated.
            summary.warnings.push("the file is empty".to_owned());
            return Ok(());
        }
        let format = match self.format(chunks.head()) {
            Ok(format) => format,
            // If the file breaks off before its format is detected, report that instead.
            Err(failure) => {
                return Err(chunks.into_broken_off().map_or(failure, cannot_be_read));
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
        if let Err(FileFailure::Unreadable(_)) = &read {
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
        (import, by, modified): (ImportId, &By<'_>, Option<Second>),
        (at, summary): (&impl Fn(u64), &mut FileSummary),
    ) -> Result<(), FileFailure> {
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
            fed.map_err(|refusal| self.settings.refused(&refusal))?;
            intake
                .append_when_full(destination, import, BATCH_EVENTS)
                .await?;
            at(chunks.bytes_read());
        }
        let broken_off = chunks.into_broken_off();
        let lines = match parser.finish(&mut intake) {
            Ok(lines) => lines,
            Err(refusal) => {
                let refused = self.settings.refused(&refusal);
                return Err(broken_off.map_or(refused, cannot_be_read));
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
            Some(error) => Err(breaks_off(lines, error)),
        }
    }

    fn format(&self, head: &[u8]) -> Result<LogFormat, FileFailure> {
        match self.settings.format {
            FormatOption::Known(format) => Ok(format),
            FormatOption::Auto => detect(head).ok_or_else(|| {
                let known = LogFormat::ALL.map(LogFormat::word).join(", ");
                FileFailure::Unreadable(format!(
                    "unknown format: set it with {}; supported formats are {known}. Events \
                     of any other server can be converted to events-csv",
                    self.settings.names.format
                ))
            }),
        }
    }

    fn origin(&self, format: LogFormat) -> Result<Origin, FileFailure> {
        let settings = self.settings;
        let account = Some(settings.account.clone()).filter(|account| !account.is_empty());
        if account.is_none() && !format.names_accounts() {
            return Err(FileFailure::Unreadable(format!(
                "a log of this format names no account: set it with {}",
                settings.names.account
            )));
        }
        Ok(Origin {
            account,
            server: settings.server.clone(),
            source: settings.source.unwrap_or_else(|| format.usual_source()),
        })
    }
}

impl Settings {
    fn refused(&self, refusal: &Refusal) -> FileFailure {
        FileFailure::Unreadable(match refusal {
            Refusal::NoDate => format!(
                "no line has a date: set the day of the first line with {}",
                self.names.date
            ),
            refusal => refusal.to_string(),
        })
    }
}

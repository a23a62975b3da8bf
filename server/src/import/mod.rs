//! `turnaway import`: logs into the record.

mod chunks;
mod input;
mod intake;
mod progress;
mod summary;

use app::clock;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use app::zones::Zone;
use domain::catalogue::Catalogue;
use domain::event::Source;
use domain::log_format::LogFormat;
use domain::parse::{LogParser, ParseContext, Refusal, detect};
use store::{Batch, ImportSummary, Mode, Origin, Store, StoreError, Writer};

use crate::catalogue_option;
use crate::command_line::{FormatOption, ImportOptions};
use crate::failure::{Failure, NOTHING_DONE};
use crate::output::{print_line, printable};
use chunks::Chunks;
use input::Input;
use intake::Intake;
use progress::Progress;
use summary::FileSummary;

/// The longest message of a file that cannot be read.
const MESSAGE_CHARS_MAX: usize = 2000;

/// Events of one transaction. Larger ones are hardly faster, smaller ones wait for the
/// disk more often.
const BATCH_EVENTS: usize = 10_000;

/// Imports the files, prints what became of them, and gives the exit status: 0 all
/// read, 1 some lines rejected or some files unreadable, 2 nothing could be done.
pub(crate) async fn run(options: &ImportOptions) -> Result<ExitCode, Failure> {
    let zone = Zone::named(&options.time_zone)?;
    let catalogue = catalogue_option::catalogue(&options.record)?;
    let store = Store::open(&options.record.file.database, Mode::Create).await?;
    let mut importer = Importer {
        writer: store.writer().await?,
        batch: Batch::default(),
        options,
        zone,
        catalogue,
        progress: Progress::new(),
    };
    let mut summaries = Vec::new();
    for path in &options.files {
        let mut summary = FileSummary::new(path);
        let read = importer.file(path, &mut summary).await;
        importer.progress.clear();
        match read {
            Ok(()) => {}
            Err(FileFailure::Unreadable(reason)) => summary.unreadable = Some(reason),
            Err(FileFailure::Command(failure)) => {
                // The files before this one are stored: their summary is still worth it.
                print(options, &summaries)?;
                return Err(failure);
            }
        }
        summaries.push(summary);
    }
    importer.writer.close().await?;
    print(options, &summaries)?;
    Ok(status(&summaries))
}

fn print(options: &ImportOptions, summaries: &[FileSummary]) -> Result<(), Failure> {
    for summary in summaries {
        if let Some(reason) = &summary.unreadable {
            let text = format!("{}: {reason}", summary.path);
            let _ = writeln!(
                std::io::stderr(),
                "turnaway: {}",
                printable(&text, MESSAGE_CHARS_MAX)
            );
        }
    }
    let text = if options.json {
        summary::json(summaries)
    } else {
        summary::text(summaries)
    };
    print_line(&text)
}

fn status(summaries: &[FileSummary]) -> ExitCode {
    let unreadable = summaries.iter().filter(|file| file.unreadable.is_some());
    let (unreadable, files) = (unreadable.count(), summaries.len());
    let stored_some = summaries
        .iter()
        .any(|file| file.stored + file.duplicates > 0);
    let rejected_some = summaries.iter().any(|file| file.rejected_total > 0);
    match unreadable {
        0 if !rejected_some => ExitCode::SUCCESS,
        _ if unreadable == files && !stored_some => ExitCode::from(NOTHING_DONE),
        _ => ExitCode::from(1),
    }
}

/// Why a file was not read to its end.
enum FileFailure {
    /// The file: the next one may be better. Says why, and what to change.
    Unreadable(String),
    /// The record: no later file can be stored either.
    Command(Failure),
}

impl From<StoreError> for FileFailure {
    fn from(error: StoreError) -> Self {
        Self::Command(error.into())
    }
}

impl From<Refusal> for FileFailure {
    fn from(refusal: Refusal) -> Self {
        Self::Unreadable(refusal.to_string())
    }
}

fn cannot_be_read(error: std::io::Error) -> FileFailure {
    FileFailure::Unreadable(format!("cannot be read ({error}): name a file that can"))
}

struct Importer<'a> {
    writer: Writer,
    batch: Batch,
    options: &'a ImportOptions,
    zone: Zone,
    catalogue: Catalogue,
    progress: Progress,
}

impl Importer<'_> {
    async fn file(&mut self, path: &Path, summary: &mut FileSummary) -> Result<(), FileFailure> {
        let input = Input::open(path).map_err(cannot_be_read)?;
        self.progress.begin(path, input.bytes_total());
        let modified = input.modified();
        let mut chunks = Chunks::new(input);
        if chunks.head().is_empty() && self.options.format == FormatOption::Auto {
            if let Some(error) = chunks.into_broken_off() {
                return Err(cannot_be_read(error));
            }
            // A log that was just rotated: nothing is wrong with it.
            summary.warnings.push("the file is empty".to_owned());
            return Ok(());
        }
        let format = match self.format(chunks.head()) {
            Ok(format) => format,
            // Where the file breaks off before its format can be told, that is why.
            Err(failure) => {
                return Err(chunks.into_broken_off().map_or(failure, cannot_be_read));
            }
        };
        summary.format = Some(format);
        let origin = self.origin(format)?;
        let started_at = clock::now();
        let import = self
            .writer
            .begin_import(&summary.path, format.word(), started_at.0)
            .await?;
        self.batch.begin_file();
        let context = ParseContext {
            zone: &self.zone,
            first_date: self.options.date,
            time: self.options.time,
            latest: self.zone.civil(modified.unwrap_or(started_at)),
        };
        let mut parser = LogParser::new(format, context);
        let mut intake = Intake::new(&mut self.batch, &origin, &self.catalogue, summary);
        while let Some(chunk) = chunks.next() {
            parser.feed(chunk, &mut intake)?;
            intake
                .append_when_full(&mut self.writer, import, BATCH_EVENTS)
                .await?;
            self.progress.at(chunks.bytes_read());
        }
        let broken_off = chunks.into_broken_off();
        let lines = match parser.finish(&mut intake) {
            Ok(lines) => lines,
            Err(refusal) => {
                return Err(broken_off.map_or(refusal.into(), cannot_be_read));
            }
        };
        intake.append_when_full(&mut self.writer, import, 1).await?;
        summary.lines = lines;
        let stored = ImportSummary {
            lines,
            stored: summary.stored,
            duplicates: summary.duplicates,
            rejected: summary.rejected_total,
        };
        let finished_at = clock::now().0;
        self.writer
            .finish_import(import, stored, finished_at)
            .await?;
        match broken_off {
            None => Ok(()),
            Some(error) if lines == 0 => Err(cannot_be_read(error)),
            Some(error) => Err(FileFailure::Unreadable(format!(
                "breaks off after line {lines} ({error}): what came before is stored; get the \
                 whole file and import it again"
            ))),
        }
    }

    fn format(&self, head: &[u8]) -> Result<LogFormat, FileFailure> {
        match self.options.format {
            FormatOption::Known(format) => Ok(format),
            FormatOption::Auto => detect(head).ok_or_else(|| {
                let known = LogFormat::ALL.map(LogFormat::word).join(", ");
                FileFailure::Unreadable(format!(
                    "its format cannot be told: name it with --format; known are {known}. Events \
                     of any other server can be written as events-csv"
                ))
            }),
        }
    }

    fn origin(&self, format: LogFormat) -> Result<Origin, FileFailure> {
        let account = self
            .options
            .account
            .clone()
            .filter(|account| !account.is_empty());
        let rows_name_accounts = matches!(
            format,
            LogFormat::EventsCsv | LogFormat::EventsNdjson | LogFormat::ElasticAccess
        );
        if account.is_none() && !rows_name_accounts {
            return Err(FileFailure::Unreadable(
                "a log of this format names no account: say whose it is with --account NAME"
                    .to_owned(),
            ));
        }
        Ok(Origin {
            account,
            server: self.options.server.clone(),
            source: self.options.source.unwrap_or(match format {
                LogFormat::ElasticAccess => Source::DynamicMonetization,
                _ => Source::Local,
            }),
        })
    }
}

/// The path that names standard input.
fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

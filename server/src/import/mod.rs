//! `turnaway import`: imports logs into the database.

pub(crate) mod changed;
mod chunks;
mod destination;
mod file_failure;
mod importer;
mod input;
mod intake;
mod progress;
mod summary;

use std::io::Write as _;
use std::process::ExitCode;

use app::clock;
use domain::time_zone::Zone;
use store::{Batch, By, Mode, Store};

use crate::catalogue_option;
use crate::command_line::ImportOptions;
use crate::failure::{Failure, NOTHING_DONE};
use crate::output::print_line;
pub(crate) use destination::Destination;
use domain::display::printable;
pub(crate) use file_failure::{FileFailure, cannot_be_read};
pub(crate) use importer::{Importer, SettingNames, Settings};
pub(crate) use input::Input;
use progress::Progress;
pub(crate) use summary::FileSummary;

/// The longest message about an unreadable file.
const MESSAGE_CHARS_MAX: usize = 2000;

/// Imports the files, prints the results and returns the exit status: 0 everything was read, 1
/// some lines were rejected or some files unreadable, 2 nothing was imported.
pub(crate) async fn run(options: &ImportOptions) -> Result<ExitCode, Failure> {
    let zone = Zone::named(&options.time_zone)?;
    let catalogue = catalogue_option::catalogue(&options.record)?;
    let store = Store::open(&options.record.file.database, Mode::Create).await?;
    let settings = Settings {
        account: options.account.clone().unwrap_or_default(),
        server: options.server.clone(),
        source: options.source,
        format: options.format,
        zone,
        date: options.date,
        time: options.time,
        names: SettingNames::COMMAND_LINE,
    };
    let mut importer = Importer {
        destination: Destination::Writer(Box::new(store.writer().await?)),
        batch: Batch::default(),
        settings: &settings,
        catalogue: &catalogue,
        who: By::command_line(clock::now()),
    };
    let mut progress = Progress::new();
    let mut summaries = Vec::new();
    for path in &options.files {
        let mut summary = FileSummary::new(&path.to_string_lossy());
        let read = match Input::open(path) {
            Ok(input) => {
                progress.begin(path, input.bytes_total());
                let at = |bytes| progress.at(bytes);
                importer.file(input, at, &mut summary).await
            }
            Err(error) => Err(cannot_be_read(error)),
        };
        progress.clear();
        match read {
            Ok(()) => {}
            Err(FileFailure::Unreadable(reason)) => summary.unreadable = Some(reason),
            Err(FileFailure::Command(failure)) => {
                // The earlier files are stored: print their summary.
                print(options, &summaries)?;
                return Err(failure);
            }
        }
        summaries.push(summary);
    }
    importer.destination.close().await?;
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

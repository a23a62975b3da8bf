//! `turnaway import`: imports logs into the database.

mod progress;
pub(crate) mod setting_names;
mod summary;

use std::io::Write as _;
use std::process::ExitCode;

use domain::display::printable;
use domain::time_zone::Zone;
use service::clock;
use service::importing::{
    Destination, FileError, FileSummary, ImportError, Importer, Input, Settings,
};
use store::{Actor, Batch, Mode, Store};

use crate::catalogue_option;
use crate::command_line::ImportOptions;
use crate::failure::{EXIT_FAILED, Failure};
use crate::output::print_line;
use progress::Progress;
use setting_names::SettingNames;

/// The longest message about an unreadable file.
const MESSAGE_CHARS_MAX: usize = 2000;

/// Imports the files, prints the results and returns the exit status: 0 everything was read, 1
/// some lines were rejected or some files unreadable, 2 nothing was imported.
pub(crate) async fn run(options: &ImportOptions) -> Result<ExitCode, Failure> {
    let zone = Zone::named(&options.time_zone)?;
    let catalogue = catalogue_option::catalogue(&options.database)?;
    let store = Store::open(&options.database.file.database, Mode::Create).await?;
    let settings = Settings {
        account: options.account.clone().unwrap_or_default(),
        server: options.server.clone(),
        source: options.source,
        format: options.format.0,
        zone,
        date: options.date,
        time: options.time,
    };
    let mut importer = Importer {
        destination: Destination::Writer(Box::new(store.writer().await?)),
        batch: Batch::default(),
        settings: &settings,
        catalogue: &catalogue,
        who: Actor::command_line(clock::now()),
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
            Err(error) => Err(FileError::CannotBeRead(error).into()),
        };
        progress.clear();
        match read {
            Ok(()) => {}
            Err(ImportError::File(error)) => {
                summary.unreadable = Some(SettingNames::COMMAND_LINE.message(&error));
            }
            Err(error) => {
                // The earlier files are stored: print their summary.
                print(options, &summaries)?;
                return Err(error.into());
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
        _ if unreadable == files && !stored_some => ExitCode::from(EXIT_FAILED),
        _ => ExitCode::from(1),
    }
}

//! `turnaway demo`: realistic data for an empty database.

use service::clock;
use std::process::ExitCode;

use domain::demo::generate;
use domain::display::number;
use domain::event::{Event, Outcome, Source};
use domain::zone::{DAY_S, date_of_day};
use store::{Actor, Batch, ImportId, ImportSummary, Mode, Origin, Store, StoreError, Writer};
use tokio::runtime::Handle;

use crate::catalogue_option;
use crate::command_line::DemoOptions;
use crate::failure::Failure;
use crate::output::print_line;

/// Events per transaction.
const BATCH_EVENTS: usize = 10_000;

/// Fills the database.
pub(crate) async fn run(options: &DemoOptions) -> Result<ExitCode, Failure> {
    let catalogue = catalogue_option::catalogue(&options.database)?;
    let store = Store::open(&options.database.file.database, Mode::Create).await?;
    if store.version().await? > 0 {
        return Err(Failure::HoldsData(options.database.file.database.clone()));
    }
    let started_at = clock::now();
    // Not today: its later hours are still in the future.
    let yesterday = date_of_day(started_at.0.div_euclid(DAY_S) as i32 - 1);
    let data = domain::demo::DemoOptions {
        attempts: options.events,
        seed: options.seed,
        until: options.until.unwrap_or(yesterday),
    };
    let mut writer = store.writer().await?;
    let import = writer
        .begin_import("demo", "demo", &Actor::command_line(started_at))
        .await?;
    let mut filler = Filler {
        writer,
        import,
        batch: Batch::default(),
        summary: ImportSummary::default(),
        attempts: 0,
        failed: None,
        runtime: Handle::current(),
    };
    // Every event names its account, server and source.
    let origin = Origin {
        account: None,
        server: "default".to_owned(),
        source: Source::Local,
    };
    #[expect(clippy::disallowed_methods, reason = "this command does nothing else")]
    let filler = tokio::task::block_in_place(move || {
        let mut before = None;
        generate(&data, &mut |event: &Event<'_>| {
            if before.replace(event.at) != Some(event.at) {
                filler.batch.begin_second();
            }
            let pushed = filler.batch.push(event, &origin, &catalogue);
            filler.attempts += u64::from(pushed.is_ok() && event.outcome == Outcome::Denied);
            filler.append_when_full(BATCH_EVENTS);
        });
        filler.append_when_full(1);
        filler
    });
    filler.finish().await
}

struct Filler {
    writer: Writer,
    import: ImportId,
    batch: Batch,
    summary: ImportSummary,
    attempts: u64,
    /// Set by the first append that failed; the remaining data is then dropped.
    failed: Option<StoreError>,
    runtime: Handle,
}

impl Filler {
    fn append_when_full(&mut self, events: usize) {
        if self.batch.len() < events {
            return;
        }
        if self.failed.is_some() {
            self.batch = Batch::default();
            return;
        }
        let append = self.writer.append(&mut self.batch, self.import);
        match self.runtime.block_on(append) {
            Ok(appended) => self.summary.stored += appended.stored,
            Err(error) => self.failed = Some(error),
        }
    }

    async fn finish(mut self) -> Result<ExitCode, Failure> {
        if let Some(error) = self.failed {
            return Err(error.into());
        }
        let finished_at = clock::now().0;
        self.writer
            .finish_import(self.import, self.summary, finished_at)
            .await?;
        self.writer.close().await?;
        print_line(&format!(
            "{} denied requests and {} grants and returns",
            number(self.attempts),
            number(self.summary.stored.saturating_sub(self.attempts)),
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}

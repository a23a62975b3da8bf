//! Collects what a parser finds into a batch, and counts it.

use domain::catalogue::Catalogue;
use domain::event::{Event, Outcome};
use domain::parse::EventSink;
use store::{Appended, Batch, Changed, ImportId, Origin};

use super::destination::Destination;
use super::file_summary::FileSummary;
use super::import_error::ImportError;

/// Rejected lines that a summary lists; the others are counted.
const REJECTED_MAX: usize = 1000;

/// Warnings that a summary lists.
const WARNINGS_MAX: usize = 100;

pub(crate) struct ImportIntake<'a> {
    batch: &'a mut Batch,
    /// At most `batch_max` events each.
    full: Vec<Batch>,
    batch_max: usize,
    origin: &'a Origin,
    catalogue: &'a Catalogue,
    summary: &'a mut FileSummary,
    /// Events that are stored with another time, status or feature.
    changed: Changed,
}

impl<'a> ImportIntake<'a> {
    /// An intake whose destination takes at most `batch_max` events at once: a log whose date
    /// appears late yields all of its events together.
    pub(crate) fn new(
        batch: &'a mut Batch,
        batch_max: usize,
        origin: &'a Origin,
        catalogue: &'a Catalogue,
        summary: &'a mut FileSummary,
    ) -> Self {
        Self {
            batch,
            full: Vec::new(),
            batch_max,
            origin,
            catalogue,
            summary,
            changed: Changed::default(),
        }
    }

    /// Events that are stored with another time, status or feature, of all appended.
    pub(crate) fn into_changed(self) -> Changed {
        self.changed
    }

    /// Appends the batch once it holds `events`.
    pub(crate) async fn append_when_full(
        &mut self,
        destination: &mut Destination,
        import: ImportId,
        events: usize,
    ) -> Result<(), ImportError> {
        for mut full in std::mem::take(&mut self.full) {
            let appended = destination.append(&mut full, import).await?;
            self.count(appended);
        }
        if self.batch.len() >= events {
            let appended = destination.append(self.batch, import).await?;
            self.count(appended);
        }
        Ok(())
    }
}

impl ImportIntake<'_> {
    fn count(&mut self, appended: Appended) {
        self.summary.stored += appended.stored;
        self.summary.duplicates += appended.duplicates;
        self.changed.extend(appended.changed);
    }
}

impl EventSink for ImportIntake<'_> {
    fn event(&mut self, line: u64, event: &Event<'_>) {
        if self.batch.len() >= self.batch_max {
            self.full.push(self.batch.take());
        }
        match self.batch.push(event, self.origin, self.catalogue) {
            Ok(()) => match event.outcome {
                Outcome::Denied => self.summary.denied += 1,
                Outcome::Granted => self.summary.granted += 1,
                Outcome::Returned => self.summary.returned += 1,
            },
            Err(refusal) => self.rejected(line, refusal.to_string()),
        }
    }

    fn rejected(&mut self, line: u64, reason: String) {
        self.summary.rejected_total += 1;
        if self.summary.rejected.len() < REJECTED_MAX {
            self.summary.rejected.push((line, reason));
        }
    }

    fn restart_ordinals(&mut self) {
        self.batch.start_again();
    }

    fn warning(&mut self, text: String) {
        if self.summary.warnings.len() < WARNINGS_MAX {
            self.summary.warnings.push(text);
        }
    }
}

#[cfg(test)]
#[path = "intake_tests.rs"]
mod tests;

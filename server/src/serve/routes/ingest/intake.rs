//! Collects what a parser finds into batches, for the key of the request.

use domain::catalogue::Catalogue;
use domain::event::{Event, Source};
use domain::parse::EventSink;
use store::{Batch, Changed, IngestKey, Origin};

use super::response::{Rejected, Taken};

/// Events per transaction.
const BATCH_EVENTS: usize = 10_000;

/// Rejected lines that a response lists; the others are counted.
const REJECTED_MAX: usize = 100;

/// Warnings that a response lists.
const WARNINGS_MAX: usize = 20;

/// The longest name that a reason shows, in characters.
const NAME_CHARS_MAX: usize = 60;

/// The events of a push that are not stored yet, and what its response says.
pub(crate) struct PushIntake<'a> {
    key: &'a IngestKey,
    origin: Origin,
    catalogue: &'a Catalogue,
    batch: Batch,
    full: Vec<Batch>,
    pub(crate) taken: Taken,
    /// Events that are stored with another time, status or feature.
    pub(crate) changed: Changed,
    /// Valid events.
    pub(crate) events: u64,
}

impl<'a> PushIntake<'a> {
    pub(crate) fn new(key: &'a IngestKey, catalogue: &'a Catalogue) -> Self {
        Self {
            key,
            origin: Origin {
                account: Some(key.account.clone()),
                server: key.server.clone(),
                source: key.source,
            },
            catalogue,
            batch: Batch::default(),
            full: Vec::new(),
            taken: Taken::default(),
            changed: Changed::default(),
            events: 0,
        }
    }

    /// Returns the full batches.
    pub(crate) fn take_full(&mut self) -> Vec<Batch> {
        std::mem::take(&mut self.full)
    }

    /// Returns the last batch.
    pub(crate) fn take_rest(&mut self) -> Batch {
        self.batch.take()
    }

    /// Why an event belongs to another key, if it does.
    fn foreign(&self, event: &Event<'_>) -> Option<String> {
        let differs = |named: &str, meant: &str| !named.is_empty() && named != meant;
        let named_source = event.source.map_or("", Source::word);
        let claims = [
            ("account", event.account.0, &*self.key.account),
            ("server", event.server.0, &*self.key.server),
            ("source", named_source, self.key.source.word()),
        ];
        let mut claims = claims.into_iter();
        let (what, named, meant) = claims.find(|(_, named, meant)| differs(named, meant))?;
        Some(format!(
            "names the {what} `{}`, but this key is for `{}`: omit it, or use a key for that {what}",
            shown(named),
            shown(meant),
        ))
    }
}

impl EventSink for PushIntake<'_> {
    fn event(&mut self, line: u64, event: &Event<'_>) {
        if let Some(reason) = self.foreign(event) {
            return self.rejected(line, reason);
        }
        match self.batch.push(event, &self.origin, self.catalogue) {
            Ok(()) => self.events += 1,
            Err(refusal) => return self.rejected(line, refusal.to_string()),
        }
        if self.batch.len() >= BATCH_EVENTS {
            self.full.push(self.batch.take());
        }
    }

    fn rejected(&mut self, line: u64, reason: String) {
        self.taken.rejected_total += 1;
        if self.taken.rejected.len() < REJECTED_MAX {
            self.taken.rejected.push(Rejected { line, reason });
        }
    }

    fn restart_ordinals(&mut self) {
        self.batch.start_again();
    }

    fn warning(&mut self, text: String) {
        if self.taken.warnings.len() < WARNINGS_MAX {
            self.taken.warnings.push(text);
        }
    }
}

fn shown(name: &str) -> String {
    domain::display::printable(name, NAME_CHARS_MAX)
}

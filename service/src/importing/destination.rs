//! Where an import stores its events.

use store::{
    Actor, Appended, Batch, Changed, GroupCommit, ImportId, ImportSummary, Pushed, StoreError,
    Writer, requester_id,
};

use super::changed;
use super::import_error::ImportError;

/// Events per batch for the shared writer, well below its limit.
const SHARED_EVENTS_MAX: usize = 20_000;

/// Where an import stores its events.
pub enum Destination {
    /// A writer of its own.
    Writer(Box<Writer>),
    /// The server's writer, shared with other imports and pushes.
    Shared(Box<GroupCommit>),
}

impl Destination {
    pub(super) async fn begin(
        &mut self,
        path: &str,
        format: &str,
        by: &Actor<'_>,
    ) -> Result<ImportId, StoreError> {
        match self {
            Self::Writer(writer) => writer.begin_import(path, format, by).await,
            Self::Shared(commit) => commit.store().begin_import(path, format, by).await,
        }
    }

    /// The largest batch it takes. An import's own writer keeps the dictionary entries of one
    /// batch, so that batch must not be split.
    pub(super) fn batch_max(&self) -> usize {
        match self {
            Self::Writer(_) => usize::MAX,
            Self::Shared(..) => SHARED_EVENTS_MAX,
        }
    }

    /// Stores the new events of a batch and empties it.
    pub(super) async fn append(
        &mut self,
        batch: &mut Batch,
        import: ImportId,
    ) -> Result<Appended, ImportError> {
        match self {
            Self::Writer(writer) => Ok(writer.append(batch, import).await?),
            Self::Shared(commit) => {
                // Lines are counted when the import finishes.
                let pushed = Pushed {
                    import,
                    lines: 0,
                    rejected: 0,
                    at: 0,
                };
                Ok(commit.append(batch.take(), pushed).await?)
            }
        }
    }

    /// The warning about events that are stored with another time, status or feature.
    pub(super) async fn warning_of(&self, import: ImportId, changed: &Changed) -> Option<String> {
        let store = match self {
            Self::Writer(writer) => writer.store(),
            Self::Shared(commit) => commit.store(),
        };
        changed::warning(store, requester_id(&("import", import)), changed).await
    }

    pub(super) async fn finish(
        &mut self,
        import: ImportId,
        summary: ImportSummary,
        at: i64,
    ) -> Result<(), StoreError> {
        match self {
            Self::Writer(writer) => writer.finish_import(import, summary, at).await,
            Self::Shared(commit) => commit.store().finish_import(import, summary, at).await,
        }
    }

    /// Ends writing.
    pub async fn close(self) -> Result<(), StoreError> {
        match self {
            Self::Writer(writer) => writer.close().await,
            Self::Shared(..) => Ok(()),
        }
    }
}

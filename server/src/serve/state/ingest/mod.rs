//! The state of the ingest API.

mod changed_lookup;
mod shared_writer;

use std::sync::Arc;

use domain::catalogue::Catalogue;
use store::{GroupCommit, Store, StoreError, WorkPool};

use crate::serve::state::memory_budget::MemoryBudget;
use changed_lookup::ChangedLookup;
use shared_writer::SharedWriter;

/// Memory for request bodies, as a multiple of the largest one.
pub(crate) const BODIES: usize = 4;

/// Those of one key: a packed body and what it holds, so that others always have room.
const BODIES_OF_ONE: usize = 2;

/// Pushes stored at the same time: each mostly waits for a commit, which they share.
const PUSHES_AT_ONCE: usize = 64;

/// Pushes that may wait, and those of one key that may run or wait.
const PUSHES_WAITING: usize = 1000;
/// See [`PUSHES_WAITING`].
const PUSHES_OF_A_KEY: usize = 500;

/// The state of the ingest API.
#[derive(Clone)]
pub struct Ingest(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) catalogue: Catalogue,
    pub(crate) shared_writer: SharedWriter,
    pub(crate) look: ChangedLookup,
    /// The largest body in bytes, compressed or decompressed.
    pub(crate) bytes_max: usize,
    pub(crate) room: MemoryBudget,
    /// The threads that process bodies and store their events.
    pub(crate) pushes: WorkPool,
}

impl Ingest {
    /// Accepts bodies of at most `bytes_max` bytes.
    pub fn new(store: Store, catalogue: Catalogue, bytes_max: usize) -> Self {
        Self(Arc::new(Inner {
            shared_writer: SharedWriter::new(store.clone()),
            look: ChangedLookup::new(store.clone()),
            store,
            catalogue,
            bytes_max,
            room: MemoryBudget::shared(
                bytes_max.saturating_mul(BODIES),
                bytes_max.saturating_mul(BODIES_OF_ONE),
            ),
            pushes: WorkPool::shared(PUSHES_AT_ONCE, PUSHES_WAITING, PUSHES_OF_A_KEY),
        }))
    }

    /// Starts the writer if there are keys, so that the first request does not wait until the
    /// identities of all stored events are loaded.
    pub(crate) async fn warm_up(&self) -> Result<(), StoreError> {
        let keys = self.0.store.keys().await?;
        if keys.iter().any(|key| key.revoked_at.is_none()) {
            self.0.shared_writer.commit().await?;
        }
        Ok(())
    }

    /// The server's shared writer, for imports by page.
    pub(crate) async fn commit(&self) -> Result<GroupCommit, StoreError> {
        self.0.shared_writer.commit().await
    }

    /// The catalogue of status codes.
    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.0.catalogue
    }

    /// Waits until everything accepted is stored and the file is closed.
    pub(crate) async fn end(&self) {
        self.0.shared_writer.end().await;
    }
}

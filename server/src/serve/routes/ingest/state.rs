//! What takes events in.

use std::sync::Arc;

use domain::catalogue::Catalogue;
use store::{GroupCommit, Store, StoreError, WorkPool};

use super::crowd::Crowd;
use super::look::Look;
use crate::serve::middleware::room::Room;

/// Bodies in memory at a time, as a multiple of the largest one.
pub(super) const BODIES: usize = 4;

/// Those of one key: a packed body and what it holds, so that others always have room.
pub(super) const BODIES_OF_ONE: usize = 2;

/// Pushes that are stored at once: each mostly waits for a commit, which they share.
const PUSHES_AT_ONCE: usize = 64;

/// Pushes that wait for their turn at most, and those of one key that run or wait.
const PUSHES_WAITING: usize = 1000;
/// See [`PUSHES_WAITING`].
const PUSHES_OF_A_KEY: usize = 500;

/// What takes events in.
#[derive(Clone)]
pub struct Ingest(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) store: Store,
    pub(super) catalogue: Catalogue,
    pub(super) crowd: Crowd,
    pub(super) look: Look,
    /// The most bytes of a body, packed and unpacked.
    pub(super) bytes_max: usize,
    pub(super) room: Room,
    /// Where bodies are read and their events stored.
    pub(super) pushes: WorkPool,
}

impl Ingest {
    /// Takes events of at most `bytes_max` bytes a request.
    pub fn new(store: Store, catalogue: Catalogue, bytes_max: usize) -> Self {
        Self(Arc::new(Inner {
            crowd: Crowd::new(store.clone()),
            look: Look::new(store.clone()),
            store,
            catalogue,
            bytes_max,
            room: Room::shared(
                bytes_max.saturating_mul(BODIES),
                bytes_max.saturating_mul(BODIES_OF_ONE),
            ),
            pushes: WorkPool::shared(PUSHES_AT_ONCE, PUSHES_WAITING, PUSHES_OF_A_KEY),
        }))
    }

    /// Makes ready where there are keys, so that the first request need not wait until the
    /// identities of all stored events are loaded.
    pub(crate) async fn warm_up(&self) -> Result<(), StoreError> {
        let keys = self.0.store.keys().await?;
        if keys.iter().any(|key| key.revoked_at.is_none()) {
            self.0.crowd.commit().await?;
        }
        Ok(())
    }

    /// The one writer of this server, for an import by a page.
    pub(crate) async fn commit(&self) -> Result<GroupCommit, StoreError> {
        self.0.crowd.commit().await
    }

    /// What describes statuses.
    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.0.catalogue
    }

    /// Waits until everything that was taken is stored and the file is closed.
    pub(crate) async fn end(&self) {
        self.0.crowd.end().await;
    }
}

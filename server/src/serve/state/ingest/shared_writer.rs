//! The shared writer, one task that stores all pushes, and the import of each key.

use std::collections::HashMap;
use std::sync::Arc;

use store::{CommitTask, GroupCommit, ImportId, IngestKey, KeyId, Store, StoreError, WorkError};
use tokio::sync::Mutex;

/// The channel to the writer task, once it runs.
type Started = Option<(GroupCommit, CommitTask)>;

pub(crate) struct SharedWriter {
    store: Store,
    /// Started with the first request: the identities of all stored events take memory that a
    /// server without keys does not need.
    commit: Arc<Mutex<Started>>,
    imports: Mutex<HashMap<KeyId, ImportId>>,
}

impl SharedWriter {
    pub(crate) fn new(store: Store) -> Self {
        Self {
            store,
            commit: Arc::default(),
            imports: Mutex::default(),
        }
    }

    /// The shared writer.
    pub(crate) async fn commit(&self) -> Result<GroupCommit, StoreError> {
        let mut started = Arc::clone(&self.commit).lock_owned().await;
        if let Some((commit, _)) = &*started {
            return Ok(commit.clone());
        }
        let store = self.store.clone();
        // The first client may leave before the writer has started. If each request started it
        // again, many would load the identities at once.
        let starting = tokio::spawn(async move {
            let (commit, committing) = store.group_commit().await?;
            *started = Some((commit.clone(), committing));
            Ok(commit)
        });
        starting.await.map_err(|_| WorkError::Broken)?
    }

    /// The import for what a key pushes while this server runs.
    pub(crate) async fn import(&self, key: &IngestKey, at: i64) -> Result<ImportId, StoreError> {
        let mut imports = self.imports.lock().await;
        if let Some(import) = imports.get(&key.id) {
            return Ok(*import);
        }
        let import = self.store.begin_import_of_key(key, at).await?;
        imports.insert(key.id, import);
        Ok(import)
    }

    /// Waits until everything is stored and the file is closed.
    pub(crate) async fn end(&self) {
        if let Some((commit, committing)) = self.commit.lock().await.take() {
            drop(commit);
            // Each response has said whether its events are stored.
            let _ = committing.end().await;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use futures_util::FutureExt as _;
    use store::Mode;

    use super::*;

    /// On one thread, so that the started task does not proceed before the test wants it to.
    #[tokio::test(flavor = "current_thread")]
    async fn the_writer_is_started_once_although_the_first_client_left() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("turnaway.db");
        let store = Store::open(&path, Mode::Create).await.unwrap();
        let shared_writer = SharedWriter::new(store);
        for _ in 0..3 {
            let mut first = Box::pin(shared_writer.commit());
            assert!(first.as_mut().now_or_never().is_none());
            drop(first);
        }
        assert!(
            shared_writer.commit.try_lock().is_err(),
            "it is being started"
        );
        while shared_writer.commit.try_lock().is_err() {
            tokio::task::yield_now().await;
        }
        assert!(shared_writer.commit.try_lock().unwrap().is_some());
        shared_writer.end().await;
    }
}

//! The one task that writes what is pushed, and the import of each key.

use std::collections::HashMap;
use std::sync::Arc;

use store::{Committing, GroupCommit, ImportId, Key, KeyId, NotDone, Store, StoreError};
use tokio::sync::Mutex;

/// The way to the task that writes, once it runs.
type Started = Option<(GroupCommit, Committing)>;

pub(crate) struct Crowd {
    store: Store,
    /// Started by whoever comes first: the identities of everything stored take memory
    /// that a server without keys does not need.
    commit: Arc<Mutex<Started>>,
    imports: Mutex<HashMap<KeyId, ImportId>>,
}

impl Crowd {
    pub(crate) fn new(store: Store) -> Self {
        Self {
            store,
            commit: Arc::default(),
            imports: Mutex::default(),
        }
    }

    /// Where events are brought to.
    pub(crate) async fn commit(&self) -> Result<GroupCommit, StoreError> {
        let mut started = Arc::clone(&self.commit).lock_owned().await;
        if let Some((commit, _)) = &*started {
            return Ok(commit.clone());
        }
        let store = self.store.clone();
        // Whoever comes first may leave before it has started. Began again with each request,
        // it would be read by many at once.
        let starting = tokio::spawn(async move {
            let (commit, committing) = store.group_commit().await?;
            *started = Some((commit.clone(), committing));
            Ok(commit)
        });
        starting.await.map_err(|_| NotDone::Broken)?
    }

    /// The import of what a key brings while this server runs.
    pub(crate) async fn import(&self, key: &Key, at: i64) -> Result<ImportId, StoreError> {
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
            // Who brought something was told whether it is stored.
            let _ = committing.end().await;
        }
    }
}

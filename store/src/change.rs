//! Changes of anything but events: one short transaction each.

use sqlx::Connection as _;
use sqlx::sqlite::SqliteConnection;

use crate::error::StoreError;
use crate::open::Store;
use crate::work::WorkError;
use crate::write_queue::WritePermit;

/// A transaction that writes. Where it is dropped before [`commit`](Self::commit), nothing
/// of it has happened.
pub(crate) struct Change<'a> {
    store: &'a Store,
    connection: SqliteConnection,
    _permit: WritePermit,
}

impl Store {
    /// Begins a transaction for a requester; no one else in this process writes until it ends.
    pub(crate) async fn change(&self, requester: u64) -> Result<Change<'_>, StoreError> {
        let permit = self.write_queue().acquire(requester).await?;
        let store = self.clone();
        // Another process may hold the lock for long. A request that is cancelled meanwhile
        // leaves a waiting thread behind, which keeps the permit: there is never a second one.
        let begun = tokio::spawn(async move {
            let mut connection = store.connect_writer().await?;
            let begun = sqlx::query("begin immediate").execute(&mut connection);
            begun.await.map_err(|error| store.error(error))?;
            Ok::<_, StoreError>((connection, permit))
        });
        let (connection, permit) = begun.await.map_err(|_| WorkError::Broken)??;
        Ok(Change {
            store: self,
            connection,
            _permit: permit,
        })
    }
}

impl Change<'_> {
    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    /// Ends it. It is on the disk when this returns.
    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
        let committed = sqlx::query("commit").execute(&mut self.connection).await;
        self.store.written(committed)?;
        let closed = self.connection.close().await;
        closed.map_err(|error| self.store.error(error))
    }
}

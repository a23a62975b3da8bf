//! A change of what is no event: one short transaction.

use sqlx::Connection as _;
use sqlx::sqlite::SqliteConnection;

use crate::error::StoreError;
use crate::open::Store;
use crate::turns::Turn;
use crate::work::NotDone;

/// A transaction that writes. Where it is dropped before [`commit`](Self::commit), nothing
/// of it has happened.
pub(crate) struct Change<'a> {
    store: &'a Store,
    connection: SqliteConnection,
    _turn: Turn,
}

impl Store {
    /// Begins to write for an asker; nobody else does until it ends.
    pub(crate) async fn change(&self, asker: u64) -> Result<Change<'_>, StoreError> {
        let turn = self.changes().turn(asker).await?;
        let store = self.clone();
        // Another process may hold the lock for long. A request that is given up meanwhile
        // leaves a thread that waits for it, which keeps the turn: there is never a second.
        let begun = tokio::spawn(async move {
            let mut connection = store.connect_writer().await?;
            let begun = sqlx::query("begin immediate").execute(&mut connection);
            begun.await.map_err(|error| store.error(error))?;
            Ok::<_, StoreError>((connection, turn))
        });
        let (connection, turn) = begun.await.map_err(|_| NotDone::Broken)??;
        Ok(Change {
            store: self,
            connection,
            _turn: turn,
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

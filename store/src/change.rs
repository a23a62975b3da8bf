//! A change of what is no event: one short transaction.

use sqlx::sqlite::SqliteConnection;

use sqlx::Connection as _;

use crate::error::StoreError;
use crate::open::Store;

/// A transaction that writes. Where it is dropped before [`commit`](Self::commit), nothing
/// of it has happened.
pub(crate) struct Change<'a> {
    store: &'a Store,
    connection: SqliteConnection,
}

impl Store {
    /// Begins to write; nobody else does until it ends.
    pub(crate) async fn change(&self) -> Result<Change<'_>, StoreError> {
        let mut connection = self.connect_writer().await?;
        sqlx::query("begin immediate")
            .execute(&mut connection)
            .await
            .map_err(|error| self.error(error))?;
        Ok(Change {
            store: self,
            connection,
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

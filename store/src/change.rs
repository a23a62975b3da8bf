//! A change of what is no event: one short transaction.

use std::sync::Arc;

use sqlx::Connection as _;
use sqlx::sqlite::SqliteConnection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::error::StoreError;
use crate::open::{BUSY_TIMEOUT, Store};
use crate::work::{NotDone, Place, Queue};

/// Changes of one process that wait for each other at most.
const WAITING_MAX: usize = 100;

/// Changes of one asker that run or wait.
const OF_ONE_MAX: usize = 10;

/// One change of this process at a time: each is a connection with a thread of its own, and
/// SQLite lets one write anyway.
#[derive(Clone, Debug)]
pub(crate) struct Changes {
    queue: Queue,
    turns: Arc<Semaphore>,
}

impl Default for Changes {
    fn default() -> Self {
        Self {
            queue: Queue::new(1 + WAITING_MAX, OF_ONE_MAX),
            turns: Arc::new(Semaphore::new(1)),
        }
    }
}

/// The turn of a change, and its place.
type Turn = (OwnedSemaphorePermit, Place);

impl Changes {
    /// Waits for a turn, as long as for another process's write.
    async fn turn(&self, asker: u64) -> Result<Turn, NotDone> {
        let place = self.queue.enter(asker)?;
        let turn = timeout(BUSY_TIMEOUT, Arc::clone(&self.turns).acquire_owned()).await;
        let turn = turn.map_err(|_| NotDone::Busy)?;
        Ok((turn.map_err(|_| NotDone::Broken)?, place))
    }
}

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

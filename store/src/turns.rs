//! The turns of what one process does one at a time: changes, and reading that looks at every
//! event.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::work::{NotDone, Place, Queue, WorkPool};

/// How long a writer waits for another process's write to end.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// Changes of one process that wait for each other at most.
const CHANGES_WAITING_MAX: usize = 100;

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
            queue: Queue::new(1 + CHANGES_WAITING_MAX, OF_ONE_MAX),
            turns: Arc::new(Semaphore::new(1)),
        }
    }
}

/// The turn of a change, and its place.
pub(crate) type Turn = (OwnedSemaphorePermit, Place);

impl Changes {
    /// Waits for a turn, as long as for another process's write.
    pub(crate) async fn turn(&self, asker: u64) -> Result<Turn, NotDone> {
        let place = self.queue.enter(asker)?;
        let turn = timeout(BUSY_TIMEOUT, Arc::clone(&self.turns).acquire_owned()).await;
        let turn = turn.map_err(|_| NotDone::Busy)?;
        Ok((turn.map_err(|_| NotDone::Broken)?, place))
    }
}

/// Scans that wait for the one that runs.
pub(crate) const SCANS_WAITING_MAX: usize = 20;

/// Scans of one asker: one that runs, and another that waits.
pub(crate) const SCANS_OF_ONE_MAX: usize = 2;

/// The turns of scans.
pub(crate) fn scans() -> WorkPool {
    WorkPool::shared(1, SCANS_WAITING_MAX, SCANS_OF_ONE_MAX)
}

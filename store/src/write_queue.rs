//! What one process does one at a time: writing, and scans that read every event.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::work::{Queue, QueueSlot, WorkError, WorkPool};

/// How long a writer waits for another process's write to end.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// The most changes that wait in one process.
const CHANGES_WAITING_MAX: usize = 100;

/// The most changes of one requester that run or wait.
const OF_ONE_MAX: usize = 10;

/// One change of this process at a time: each needs a connection with its own thread, and
/// SQLite lets only one write anyway.
#[derive(Clone, Debug)]
pub(crate) struct WriteQueue {
    queue: Queue,
    permits: Arc<Semaphore>,
}

impl Default for WriteQueue {
    fn default() -> Self {
        Self {
            queue: Queue::new(1 + CHANGES_WAITING_MAX, OF_ONE_MAX),
            permits: Arc::new(Semaphore::new(1)),
        }
    }
}

/// The permit to write, and its slot in the queue.
pub(crate) type WritePermit = (OwnedSemaphorePermit, QueueSlot);

impl WriteQueue {
    /// Waits for the permit to write, as long as for another process's write.
    pub(crate) async fn acquire(&self, requester: u64) -> Result<WritePermit, WorkError> {
        let slot = self.queue.enter(requester)?;
        let permit = timeout(BUSY_TIMEOUT, Arc::clone(&self.permits).acquire_owned()).await;
        let permit = permit.map_err(|_| WorkError::Busy)?;
        Ok((permit.map_err(|_| WorkError::Broken)?, slot))
    }
}

/// Scans that wait for the one that runs.
pub(crate) const SCANS_WAITING_MAX: usize = 20;

/// Scans of one requester: one that runs, and another that waits.
pub(crate) const SCANS_OF_ONE_MAX: usize = 2;

/// The pool of scans.
pub(crate) fn scans() -> WorkPool {
    WorkPool::shared(1, SCANS_WAITING_MAX, SCANS_OF_ONE_MAX)
}

//! Import locks: one import at a time per user, and a few in total.

use std::sync::Arc;

use store::{PoolSlot, Queue, QueueSlot, UserId, WorkError, WorkPool, requester_id};

/// Files that are read at the same time, and those that wait.
const AT_ONCE: usize = 4;
/// See [`AT_ONCE`].
const WAITING: usize = 12;

/// The running imports.
#[derive(Clone, Debug)]
pub(crate) struct ImportLocks {
    /// One per user.
    of_users: Queue,
    /// The threads that read files.
    files: WorkPool,
}

/// A user's import lock. It is released when the last clone is dropped: the thread that reads a
/// file has one, since it may outlive an aborted request.
#[derive(Clone, Debug)]
pub(crate) struct ImportLock(Arc<(QueueSlot, PoolSlot)>);

impl Default for ImportLocks {
    fn default() -> Self {
        Self {
            of_users: Queue::new(usize::MAX, 1),
            files: WorkPool::new(AT_ONCE, WAITING),
        }
    }
}

/// Why no import may start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ImportLocked {
    /// The user has a running import.
    OneRuns,
    /// Too many imports of others are running and waiting.
    Busy,
}

impl ImportLocks {
    /// Takes the lock for a user.
    pub(crate) fn take(&self, user: UserId) -> Result<ImportLock, ImportLocked> {
        let own = self.of_users.enter(requester_id(&user));
        let own = own.map_err(|_| ImportLocked::OneRuns)?;
        let files = self.files.enter(0).map_err(|_| ImportLocked::Busy)?;
        Ok(ImportLock(Arc::new((own, files))))
    }
}

impl ImportLock {
    /// Reads a file on a thread that may block.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, WorkError> {
        let lock = self.clone();
        let read = move || {
            let _lock = lock;
            read()
        };
        self.0.1.run(read).await
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use std::sync::mpsc;

    use futures_util::FutureExt as _;

    use super::*;

    #[test]
    fn a_user_has_one_import_at_a_time() {
        let locks = ImportLocks::default();
        let (ada, bo) = (UserId::from_number(1), UserId::from_number(2));
        let first = locks.take(ada).unwrap();
        assert_eq!(locks.take(ada).unwrap_err(), ImportLocked::OneRuns);
        assert!(locks.take(bo).is_ok(), "another user's");
        drop(first);
        assert!(locks.take(ada).is_ok(), "it has ended");
    }

    #[tokio::test]
    async fn a_file_that_is_still_read_keeps_its_users_lock() {
        let locks = ImportLocks::default();
        let ada = UserId::from_number(1);
        let lock = locks.take(ada).unwrap();
        let (begins, begun) = mpsc::channel();
        let (end, may_end) = mpsc::channel::<()>();
        let mut reading = Box::pin(lock.read(move || {
            begins.send(()).unwrap();
            may_end.recv()
        }));
        assert!(reading.as_mut().now_or_never().is_none());
        begun.recv().unwrap();
        drop(reading);
        drop(lock);
        assert_eq!(
            locks.take(ada).unwrap_err(),
            ImportLocked::OneRuns,
            "the request is gone"
        );
        end.send(()).unwrap();
        while locks.take(ada).is_err() {
            tokio::task::yield_now().await;
        }
    }

    #[test]
    fn beyond_the_limit_users_have_to_try_again() {
        let locks = ImportLocks::default();
        let user = |number| UserId::from_number(number);
        let held: Vec<_> = (0..16).map(|number| locks.take(user(number))).collect();
        assert!(held.iter().all(Result::is_ok));
        assert_eq!(locks.take(user(16)).unwrap_err(), ImportLocked::Busy);
        drop(held);
        assert!(locks.take(user(16)).is_ok());
    }
}

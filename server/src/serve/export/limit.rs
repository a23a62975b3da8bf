//! How many files are made at once, in all and for one reader. A permit belongs to the work
//! and not to the request: it is given back when the file is made or given up.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::serve::access::reader::Who;

/// Files that are made at once.
pub(crate) const FILES_MAX: usize = 8;

/// Files that are made at once for one user, or for all who opened one link.
pub(crate) const OF_READER_MAX: usize = 2;

/// Further files that one reader may wait for.
pub(crate) const WAITING_MAX: usize = 4;

/// How long a file waits for its permit.
const WAIT_MAX: Duration = Duration::from_secs(30);

/// Whom a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum FileReader {
    User(i64),
    Link(i64),
}

impl FileReader {
    pub(crate) fn of(who: &Who) -> Self {
        match who {
            Who::User(user) => Self::User(user.id.number()),
            Who::Link(reader) => Self::Link(reader.link.id.number()),
        }
    }
}

/// Too many files are being made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many files are being made: wait for those that you asked for, and ask again then")]
pub(crate) struct TooManyExports;

/// The files that are being made.
pub(crate) struct ExportLimit {
    all: Arc<Semaphore>,
    of_readers: Mutex<HashMap<FileReader, OfReader>>,
}

struct OfReader {
    running: Arc<Semaphore>,
    /// How many run or wait.
    asked: usize,
}

/// The permit to make a file.
pub(crate) struct ExportPermit {
    _of_all: OwnedSemaphorePermit,
    _of_reader: OwnedSemaphorePermit,
    _asked: Asked,
}

/// One of those that a reader asked for; it leaves when it is dropped.
struct Asked {
    limit: Arc<ExportLimit>,
    reader: FileReader,
}

impl ExportLimit {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            all: Arc::new(Semaphore::new(FILES_MAX)),
            of_readers: Mutex::default(),
        })
    }

    /// Waits for a permit.
    pub(crate) async fn permit(
        self: &Arc<Self>,
        reader: FileReader,
    ) -> Result<ExportPermit, TooManyExports> {
        let (asked, running) = self.ask(reader)?;
        let permits = async {
            // First the reader's own: one reader's files do not wait in the way of others'.
            let of_reader = running.acquire_owned().await.map_err(|_| TooManyExports)?;
            let all = Arc::clone(&self.all);
            Ok((
                of_reader,
                all.acquire_owned().await.map_err(|_| TooManyExports)?,
            ))
        };
        let (of_reader, of_all) = timeout(WAIT_MAX, permits)
            .await
            .map_err(|_| TooManyExports)??;
        Ok(ExportPermit {
            _of_all: of_all,
            _of_reader: of_reader,
            _asked: asked,
        })
    }

    fn ask(
        self: &Arc<Self>,
        reader: FileReader,
    ) -> Result<(Asked, Arc<Semaphore>), TooManyExports> {
        let mut readers = self.lock();
        let of_reader = readers.entry(reader).or_insert_with(|| OfReader {
            running: Arc::new(Semaphore::new(OF_READER_MAX)),
            asked: 0,
        });
        if of_reader.asked >= OF_READER_MAX + WAITING_MAX {
            return Err(TooManyExports);
        }
        of_reader.asked += 1;
        let running = Arc::clone(&of_reader.running);
        let limit = Arc::clone(self);
        Ok((Asked { limit, reader }, running))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<FileReader, OfReader>> {
        self.of_readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        let mut readers = self.limit.lock();
        if let Some(of_reader) = readers.get_mut(&self.reader) {
            of_reader.asked = of_reader.asked.saturating_sub(1);
            if of_reader.asked == 0 {
                readers.remove(&self.reader);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use std::pin::pin;

    use futures_util::FutureExt as _;

    use super::*;

    /// The permit that is there at once.
    fn now(
        limit: &Arc<ExportLimit>,
        reader: FileReader,
    ) -> Option<Result<ExportPermit, TooManyExports>> {
        limit.permit(reader).now_or_never()
    }

    #[tokio::test]
    async fn a_reader_has_two_files_at_once_and_the_next_waits_for_one_to_end() {
        let limit = ExportLimit::new();
        let reader = FileReader::Link(1);
        let first = now(&limit, reader).unwrap().unwrap();
        let _second = now(&limit, reader).unwrap().unwrap();
        let mut third = pin!(limit.permit(reader));
        assert!(third.as_mut().now_or_never().is_none(), "it waits");
        let another = now(&limit, FileReader::User(1));
        assert!(another.is_some(), "another reader does not");
        drop(first);
        assert!(third.await.is_ok());
    }

    #[tokio::test]
    async fn of_those_that_wait_there_are_few() {
        let limit = ExportLimit::new();
        let reader = FileReader::User(7);
        let _running = [now(&limit, reader), now(&limit, reader)];
        let mut waiting = Vec::new();
        for _ in 0..WAITING_MAX {
            let mut permit = Box::pin(limit.permit(reader));
            assert!(permit.as_mut().now_or_never().is_none());
            waiting.push(permit);
        }
        assert!(matches!(now(&limit, reader), Some(Err(TooManyExports))));
        // Who leaves makes room.
        waiting.pop();
        assert!(now(&limit, reader).is_none(), "it waits again");
    }

    #[tokio::test]
    async fn all_readers_together_have_eight_files_at_once() {
        let limit = ExportLimit::new();
        let mut held = Vec::new();
        for link in 0..4 {
            for _ in 0..OF_READER_MAX {
                held.push(now(&limit, FileReader::Link(link)).unwrap().unwrap());
            }
        }
        assert_eq!(held.len(), FILES_MAX);
        let mut ninth = pin!(limit.permit(FileReader::Link(9)));
        assert!(ninth.as_mut().now_or_never().is_none());
        held.pop();
        assert!(ninth.await.is_ok());
    }

    #[tokio::test]
    async fn what_ended_leaves_nothing_behind() {
        let limit = ExportLimit::new();
        drop(now(&limit, FileReader::Link(1)));
        assert!(limit.lock().is_empty());
        assert_eq!(limit.all.available_permits(), FILES_MAX);
    }
}

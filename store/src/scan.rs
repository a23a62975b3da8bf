//! Scans that read every event: one at a time, so that the other connections stay free for the
//! look-ups of each request.

use tokio::time::timeout;

use crate::error::StoreError;
use crate::open::Store;
use crate::work::WorkError;
use crate::write_queue::BUSY_TIMEOUT;

impl Store {
    /// Runs a scan after those before it. SQLite reads on when its request is cancelled, so that
    /// the permit belongs to the scan and not to the request.
    /// What a requester started counts as theirs until it has ended, whether or not they wait.
    pub(crate) async fn scan<T, F>(
        &self,
        requester: u64,
        read: impl FnOnce(Self) -> F,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, sqlx::Error>> + Send + 'static,
    {
        let slot = self.scans().enter(requester)?;
        let permit = timeout(BUSY_TIMEOUT, slot.permit()).await;
        let permit = permit.map_err(|_| WorkError::Busy)??;
        let read = read(self.clone());
        let read = tokio::spawn(async move {
            let _permit = permit;
            read.await
        });
        let read = read.await.map_err(|_| WorkError::Broken)?;
        read.map_err(|error| self.error(error))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use futures_util::FutureExt as _;
    use tempfile::TempDir;
    use tokio::sync::oneshot;

    use super::*;
    use crate::open::Mode;
    use crate::write_queue::SCANS_WAITING_MAX;

    const ADA: u64 = 1_001;
    const BO: u64 = 1_002;

    async fn store(folder: &TempDir) -> Store {
        let path = folder.path().join("scan.db");
        Store::open(&path, Mode::Create).await.unwrap()
    }

    fn is_busy<T>(scanned: &Result<T, StoreError>) -> bool {
        matches!(scanned, Err(StoreError::Work(WorkError::Busy)))
    }

    #[tokio::test]
    async fn one_scan_runs_to_its_end_and_a_bounded_number_waits() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder).await;
        let (end, ended) = oneshot::channel::<()>();
        let mut first = Box::pin(store.scan(ADA, |_| async {
            let _ = ended.await;
            Ok(1)
        }));
        assert!(first.as_mut().now_or_never().is_none());
        // Its client leaves, and it goes on.
        drop(first);
        let next = |requester| Box::pin(store.scan(requester, |_| async { Ok(2) }));
        let mut waiting: Vec<_> = (0..SCANS_WAITING_MAX as u64).map(next).collect();
        for scan in &mut waiting {
            assert!(scan.as_mut().now_or_never().is_none());
        }
        assert!(is_busy(&next(BO).await), "as many wait as may");
        assert!(store.users().await.is_ok(), "others read meanwhile");
        end.send(()).unwrap();
        for scan in waiting {
            assert_eq!(scan.await.unwrap(), 2);
        }
    }

    #[tokio::test]
    async fn one_requester_has_two_scans_and_one_that_nobody_waits_for_counts() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder).await;
        let (end, ended) = oneshot::channel::<()>();
        let mut left = Box::pin(store.scan(ADA, |_| async {
            let _ = ended.await;
            Ok(1)
        }));
        assert!(left.as_mut().now_or_never().is_none());
        drop(left);
        let next = |requester| Box::pin(store.scan(requester, |_| async { Ok(2) }));
        let mut second = next(ADA);
        assert!(second.as_mut().now_or_never().is_none(), "it waits");
        for _ in 0..3 {
            assert!(is_busy(&next(ADA).await), "the third is refused at once");
        }
        // What only waits is given up with its request, and another may wait instead.
        drop(second);
        let mut second = next(ADA);
        assert!(second.as_mut().now_or_never().is_none());
        let mut of_another = next(BO);
        assert!(of_another.as_mut().now_or_never().is_none(), "it waits too");
        end.send(()).unwrap();
        assert_eq!(second.await.unwrap(), 2);
        assert_eq!(of_another.await.unwrap(), 2);
        assert_eq!(next(ADA).await.unwrap(), 2);
    }
}

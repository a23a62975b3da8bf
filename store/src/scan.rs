//! Reading that looks at every event: one at a time, so that the other connections are there for
//! what each request looks up.

use tokio::time::timeout;

use crate::error::StoreError;
use crate::open::Store;
use crate::turns::BUSY_TIMEOUT;
use crate::work::NotDone;

impl Store {
    /// Reads in turn. SQLite looks on when nobody waits for it any more, so that the turn
    /// belongs to the reading and not to the request.
    pub(crate) async fn scan<T, F>(&self, read: impl FnOnce(Self) -> F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, sqlx::Error>> + Send + 'static,
    {
        let waiting = self.scans().enter(0)?;
        let turn = timeout(BUSY_TIMEOUT, waiting.permit()).await;
        let turn = turn.map_err(|_| NotDone::Busy)??;
        let read = read(self.clone());
        let read = tokio::spawn(async move {
            let _turn = turn;
            read.await
        });
        let read = read.await.map_err(|_| NotDone::Broken)?;
        read.map_err(|error| self.error(error))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use futures_util::FutureExt as _;
    use tokio::sync::oneshot;

    use super::*;
    use crate::open::Mode;
    use crate::turns::SCANS_WAITING_MAX;

    #[tokio::test]
    async fn one_scan_runs_to_its_end_and_a_bounded_number_waits() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("scan.db");
        let store = Store::open(&path, Mode::Create).await.unwrap();
        let (end, ended) = oneshot::channel::<()>();
        let mut first = Box::pin(store.scan(|_| async {
            let _ = ended.await;
            Ok(1)
        }));
        assert!(first.as_mut().now_or_never().is_none());
        // Its client leaves, and it goes on.
        drop(first);
        let next = || Box::pin(store.scan(|_| async { Ok(2) }));
        let mut waiting: Vec<_> = (0..SCANS_WAITING_MAX).map(|_| next()).collect();
        for scan in &mut waiting {
            assert!(scan.as_mut().now_or_never().is_none());
        }
        let refused = next().await;
        assert!(
            matches!(refused, Err(StoreError::NotDone(NotDone::Busy))),
            "{refused:?}"
        );
        assert!(store.users().await.is_ok(), "others read meanwhile");
        end.send(()).unwrap();
        for scan in waiting {
            assert_eq!(scan.await.unwrap(), 2);
        }
    }
}

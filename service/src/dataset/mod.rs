//! The dataset: the frame of all that is stored, kept current, and the answers from it.

mod answers;
mod page_weight;
mod recent_frames;
mod scoped_dataset;
mod scoped_frames;
mod sent_slices;
#[cfg(test)]
mod test_frame;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

use domain::catalogue::Catalogue;
use domain::frame::Frame;
use store::{ColumnsToSave, FrameLoader, Store, StoreError, WorkError, WorkPool};
use tokio::sync::{Mutex, OwnedMutexGuard, RwLock};

pub use answers::Question;
pub use page_weight::written_bytes;
use recent_frames::RecentFrames;
pub use scoped_dataset::ScopedDataset;
use scoped_frames::ScopedFrames;
use sent_slices::SentSlices;
pub use sent_slices::TooMany;

/// The maximum number of waiting answers. Each keeps its request and its connection.
const WAITING_MAX: usize = 400;

/// The maximum number of answers that run or wait for readers of one scope: those of one link
/// must leave room for everyone else.
const OF_A_SCOPE_MAX: usize = 200;

/// The dataset, with the frame of all of it. Readers are answered from their
/// [`ScopedDataset`].
pub struct Dataset {
    store: Store,
    loader: Arc<Mutex<FrameLoader>>,
    frame: RwLock<Arc<Frame>>,
    /// The workers that compute answers.
    answers: WorkPool,
    /// The worker that adds new rows to the frame; it runs while the loader lock is held, so
    /// nothing waits.
    joining: WorkPool,
    /// The worker that saves columns.
    saving: WorkPool,
    recent_frames: RecentFrames,
    scoped_frames: ScopedFrames,
    sent_slices: SentSlices,
}

impl Dataset {
    /// A dataset whose frame is not loaded yet. A browser gets at most `slice_attempts_max`
    /// attempts to answer from by itself; a larger view is answered by the server.
    pub fn new(store: Store, catalogue: Catalogue, slice_attempts_max: usize) -> Self {
        Self {
            store,
            loader: Arc::new(Mutex::new(FrameLoader::new(catalogue.clone()))),
            frame: RwLock::default(),
            answers: WorkPool::shared(answers_at_once(), WAITING_MAX, OF_A_SCOPE_MAX),
            joining: WorkPool::new(1, 1),
            // Columns that come while others are being saved are skipped: the next ones will
            // be saved.
            saving: WorkPool::new(1, 0),
            recent_frames: RecentFrames::default(),
            scoped_frames: ScopedFrames::new(catalogue),
            sent_slices: SentSlices::new(slice_attempts_max),
        }
    }

    /// The most attempts that a slice may have.
    pub fn slice_attempts_max(&self) -> usize {
        self.sent_slices.attempts_max()
    }

    /// The path of the database.
    pub fn path(&self) -> &Path {
        self.store.path()
    }

    /// The frame of everything stored so far. The first request that notices new events loads
    /// them and waits; others get the previous frame meanwhile, so a long import makes no one
    /// else wait.
    pub async fn frame(self: &Arc<Self>) -> Result<Arc<Frame>, StoreError> {
        let version = self.store.version().await?;
        {
            let frame = self.frame.read().await;
            if frame.version >= version {
                return Ok(Arc::clone(&frame));
            }
        }
        let loader = match Arc::clone(&self.loader).try_lock_owned() {
            Ok(loader) => loader,
            Err(_) => {
                let frame = Arc::clone(&*self.frame.read().await);
                if frame.version > 0 {
                    return Ok(frame);
                }
                // There is nothing to answer from yet.
                Arc::clone(&self.loader).lock_owned().await
            }
        };
        // While this request waited for the lock, another may have loaded them.
        if self.frame.read().await.version < version {
            // The loading belongs to the dataset, not to the request, which may be cancelled:
            // the next request would start again while this loading still runs.
            let reading = tokio::spawn(Arc::clone(self).read(loader));
            reading.await.map_err(|_| WorkError::Broken)??;
        }
        Ok(Arc::clone(&*self.frame.read().await))
    }

    /// Loads what is new.
    async fn read(
        self: Arc<Self>,
        mut loader: OwnedMutexGuard<FrameLoader>,
    ) -> Result<(), StoreError> {
        loader.read(&self.store).await?;
        let store = self.store.clone();
        let joined = self.joining.run(move || {
            let frame = loader.frame();
            let columns = loader.columns_to_save(&store);
            (frame, columns, loader)
        });
        let (frame, columns, loader) = joined.await?;
        let earlier = std::mem::replace(&mut *self.frame.write().await, frame);
        self.recent_frames.keep(earlier, loader.undone());
        self.scoped_frames.remove_undone(loader.undone());
        if let Some(columns) = columns {
            self.save(columns);
        }
        Ok(())
    }

    /// Saves columns; nothing waits for that. If they cannot be saved, the next start reads
    /// the rows instead.
    fn save(&self, columns: ColumnsToSave) {
        let saving = self.saving.clone();
        tokio::spawn(async move { saving.run(move || columns.save()).await });
    }
}

/// How many answers are computed at once: each uses every core while it counts.
fn answers_at_once() -> usize {
    let cores = std::thread::available_parallelism();
    cores.map_or(2, usize::from).max(2)
}

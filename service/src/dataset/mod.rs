//! The dataset: the frame of all that is stored, kept current, and the answers from it.

mod answers;
mod earlier_frames;
mod page_weight;
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
use store::{ColumnsToSave, FrameLoader, NotDone, Store, StoreError, WorkPool};
use tokio::sync::{Mutex, OwnedMutexGuard, RwLock};

pub use answers::Question;
use earlier_frames::EarlierFrames;
pub use page_weight::written_bytes;
pub use scoped_dataset::ScopedDataset;
use scoped_frames::ScopedFrames;
use sent_slices::SentSlices;
pub use sent_slices::TooMany;

/// Answers that wait for their turn at most. Each holds its request and its connection.
const WAITING_MAX: usize = 400;

/// Answers to readers of one scope that run or wait at most: those of one link must leave room
/// for everyone else.
const OF_A_SCOPE_MAX: usize = 200;

/// The record and the frame of all of it. What a reader is shown comes from the
/// [`ScopedDataset`] of the reader.
pub struct Dataset {
    store: Store,
    loader: Arc<Mutex<FrameLoader>>,
    frame: RwLock<Arc<Frame>>,
    /// Where answers are computed.
    answers: WorkPool,
    /// Where new rows are joined to the frame; who joins has the loader, so that none waits.
    joining: WorkPool,
    /// Where columns are saved.
    saving: WorkPool,
    earlier_frames: EarlierFrames,
    scoped_frames: ScopedFrames,
    sent_slices: SentSlices,
}

impl Dataset {
    /// A record whose frame is not loaded yet. A browser is sent at most
    /// `slice_attempts_max` attempts to answer from by itself; a view of more is
    /// answered by the server.
    pub fn new(store: Store, catalogue: Catalogue, slice_attempts_max: usize) -> Self {
        Self {
            store,
            loader: Arc::new(Mutex::new(FrameLoader::new(catalogue.clone()))),
            frame: RwLock::default(),
            answers: WorkPool::shared(answers_at_once(), WAITING_MAX, OF_A_SCOPE_MAX),
            joining: WorkPool::new(1, 1),
            // Columns that come while others are saved are not: the next ones will be.
            saving: WorkPool::new(1, 0),
            earlier_frames: EarlierFrames::default(),
            scoped_frames: ScopedFrames::new(catalogue),
            sent_slices: SentSlices::new(slice_attempts_max),
        }
    }

    /// The most attempts that a slice may hold.
    pub fn slice_attempts_max(&self) -> usize {
        self.sent_slices.attempts_max()
    }

    /// The file of the record.
    pub fn path(&self) -> &Path {
        self.store.path()
    }

    /// The frame of everything that is stored by now. Whoever notices first that there is
    /// more has it read and waits for it; who asks meanwhile gets the previous frame, so
    /// that a long import makes no one else wait.
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
        // Who waited for the lock finds that another has read it.
        if self.frame.read().await.version < version {
            // It belongs to the record and not to the request, which may be given up: the
            // next one would begin again, and what this one has started would go on beside it.
            let reading = tokio::spawn(Arc::clone(self).read(loader));
            reading.await.map_err(|_| NotDone::Broken)??;
        }
        Ok(Arc::clone(&*self.frame.read().await))
    }

    /// Reads what is new.
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
        self.earlier_frames.keep(earlier, loader.undone());
        self.scoped_frames.forget_before(loader.undone());
        if let Some(columns) = columns {
            self.save(columns);
        }
        Ok(())
    }

    /// Saves columns, which no one waits for. Where they cannot be saved, the next start reads
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

//! The record on the server: its frame, kept up to date, and the answers from it.

mod answers;
mod earlier_frames;
mod long_table;
mod page_weight;
mod scoped_frames;
mod seen;
mod sent_slices;
mod table;
#[cfg(test)]
mod test_frame;

use std::path::Path;
use std::sync::Arc;

use domain::catalogue::Catalogue;
use domain::frame::Frame;
use store::{FrameLoader, Store, StoreError};
use tokio::sync::{Mutex, RwLock};

pub use answers::Question;
use earlier_frames::EarlierFrames;
pub use long_table::LongTable;
use scoped_frames::ScopedFrames;
pub use seen::SeenRecord;
use sent_slices::SentSlices;
pub use sent_slices::TooMany;

/// The record and the frame of all of it. What a reader is shown comes from the
/// [`SeenRecord`] of the reader.
pub struct Record {
    store: Store,
    loader: Mutex<FrameLoader>,
    frame: RwLock<Arc<Frame>>,
    earlier_frames: EarlierFrames,
    scoped_frames: ScopedFrames,
    sent_slices: SentSlices,
}

impl Record {
    /// A record whose frame is not loaded yet. A browser is sent at most
    /// `slice_attempts_max` attempts to answer from by itself; a view of more is
    /// answered by the server.
    pub fn new(store: Store, catalogue: Catalogue, slice_attempts_max: usize) -> Self {
        Self {
            store,
            loader: Mutex::new(FrameLoader::new(catalogue.clone())),
            frame: RwLock::default(),
            earlier_frames: EarlierFrames::default(),
            scoped_frames: ScopedFrames::new(catalogue),
            sent_slices: SentSlices::new(slice_attempts_max),
        }
    }

    /// The file of the record.
    pub fn path(&self) -> &Path {
        self.store.path()
    }

    /// The frame of everything that is stored by now. Whoever notices first that there is
    /// more reads it and waits for it; who asks meanwhile gets the frame of before, so
    /// that a long import makes nobody else wait.
    pub async fn frame(&self) -> Result<Arc<Frame>, StoreError> {
        let version = self.store.version().await?;
        {
            let frame = self.frame.read().await;
            if frame.version >= version {
                return Ok(Arc::clone(&frame));
            }
        }
        let mut loader = match self.loader.try_lock() {
            Ok(loader) => loader,
            Err(_) => {
                let frame = Arc::clone(&*self.frame.read().await);
                if frame.version > 0 {
                    return Ok(frame);
                }
                // There is nothing to answer from yet.
                self.loader.lock().await
            }
        };
        // Who waited for the lock finds that another has read it.
        if self.frame.read().await.version < version {
            loader.read(&self.store).await?;
            let frame = tokio::task::block_in_place(|| loader.frame());
            let earlier = std::mem::replace(&mut *self.frame.write().await, frame);
            self.earlier_frames.keep(earlier, loader.undone());
            self.scoped_frames.forget_before(loader.undone());
            if let Some(columns) = loader.columns_to_save(&self.store) {
                // Where they cannot be saved, the next start reads the rows instead.
                tokio::task::spawn_blocking(move || columns.save());
            }
        }
        Ok(Arc::clone(&*self.frame.read().await))
    }
}

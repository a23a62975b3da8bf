//! The record on the server: its frame, kept up to date, and the answers from it.

mod answers;
mod page_weight;
mod sent_slices;
mod table;

use std::path::Path;
use std::sync::Arc;

use domain::catalogue::Catalogue;
use domain::event::Second;
use domain::frame::Frame;
use domain::slice::Slice;
use store::{FrameLoader, Store, StoreError};
use tokio::sync::{Mutex, RwLock};

pub use answers::Question;
use sent_slices::SentSlices;
pub use sent_slices::TooMany;

/// The record and the frame of all of it.
pub struct Record {
    store: Store,
    loader: Mutex<FrameLoader>,
    frame: RwLock<Arc<Frame>>,
    sent_slices: SentSlices,
}

impl Record {
    /// A record whose frame is not loaded yet. A browser is sent at most
    /// `slice_attempts_max` attempts to answer from by itself; a view of more is
    /// answered by the server.
    pub fn new(store: Store, catalogue: Catalogue, slice_attempts_max: usize) -> Self {
        Self {
            store,
            loader: Mutex::new(FrameLoader::new(catalogue)),
            frame: RwLock::default(),
            sent_slices: SentSlices::new(slice_attempts_max),
        }
    }

    /// The most attempts that a slice may hold.
    pub fn slice_attempts_max(&self) -> usize {
        self.sent_slices.attempts_max()
    }

    /// The slice of a frame of this record between two seconds, both inclusive.
    pub fn slice(&self, frame: &Frame, from: Second, to: Second) -> Result<Slice, TooMany> {
        self.sent_slices.slice(frame, from, to)
    }

    /// The slice of a mark, if it was sent lately.
    pub fn sent_slice(&self, mark: u64) -> Option<Slice> {
        self.sent_slices.of_mark(mark)
    }

    /// The file of the record.
    pub fn path(&self) -> &Path {
        self.store.path()
    }

    /// The data version of everything that is stored by now.
    pub async fn version(&self) -> Result<u64, StoreError> {
        self.store.version().await
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
            *self.frame.write().await = frame;
            if let Some(columns) = loader.columns_to_save(&self.store) {
                // Where they cannot be saved, the next start reads the rows instead.
                tokio::task::spawn_blocking(move || columns.save());
            }
        }
        Ok(Arc::clone(&*self.frame.read().await))
    }
}

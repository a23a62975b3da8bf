//! The dataset as one reader sees it.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use domain::event::Second;
use domain::frame::Frame;
use domain::scope::Scope;
use domain::slice::Slice;
use store::{StoreError, WorkError, requester_id};

use super::{Dataset, TooMany};
use crate::audience::Audience;
use crate::base_path::BasePath;

/// The dataset as one reader sees it: every answer to a reader comes from here, so that none
/// can be computed from a wider frame than the reader's own.
#[derive(Clone)]
pub struct ScopedDataset {
    pub(super) dataset: Arc<Dataset>,
    pub(super) scope: Arc<Scope>,
    pub(super) audience: Audience,
    pub(super) base: BasePath,
}

impl Dataset {
    /// The dataset as a reader of this scope sees it.
    pub fn seen_by(self: &Arc<Self>, scope: Arc<Scope>, audience: Audience) -> ScopedDataset {
        ScopedDataset {
            dataset: Arc::clone(self),
            scope,
            audience,
            base: BasePath::default(),
        }
    }
}

impl ScopedDataset {
    /// The same, for pages whose URLs begin with `base`.
    #[must_use]
    pub fn under(self, base: BasePath) -> Self {
        Self { base, ..self }
    }

    /// The frame of everything stored so far that the reader may see.
    pub async fn frame(&self) -> Result<Arc<Frame>, StoreError> {
        let frame = self.dataset.frame().await?;
        if self.scope.is_all() {
            return Ok(frame);
        }
        if let Some(kept) = self.dataset.scoped_frames.kept(frame.version, &self.scope) {
            return Ok(kept);
        }
        let (dataset, scope) = (Arc::clone(&self.dataset), Arc::clone(&self.scope));
        let cut = self.work(move || dataset.scoped_frames.cut(&frame, &scope));
        Ok(cut.await?)
    }

    /// Computes something for this reader in the worker pool, within the limits for readers of
    /// one scope.
    pub async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, WorkError> {
        let slot = self.dataset.answers.enter(requester_id(&*self.scope))?;
        slot.run(work).await
    }

    /// The frame of a data version that a page was rendered from a moment ago, if it is still
    /// kept; else the current frame.
    pub async fn frame_of(&self, version: u64) -> Result<Arc<Frame>, StoreError> {
        let earlier = if self.scope.is_all() {
            self.dataset.recent_frames.of_version(version)
        } else {
            let scoped = &self.dataset.scoped_frames;
            scoped.of_version(&self.scope, version)
        };
        match earlier {
            Some(frame) => Ok(frame),
            None => self.frame().await,
        }
    }

    /// The current data version of what the reader may see: it changes with that data, and a
    /// later request is answered from that data or newer. For a reader who sees everything it
    /// is the version of the dataset; for others it depends on their own data alone, since the
    /// growth of the whole is not theirs to know.
    pub async fn version(&self) -> Result<u64, StoreError> {
        Ok(self.frame().await?.version)
    }

    /// A mark of what the reader may see. A page keeps the mark of its first answer: a
    /// different one later means that the reader is someone else, or may see something else.
    pub fn mark(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&*self.scope, self.audience).hash(&mut hasher);
        hasher.finish()
    }

    /// Whether the reader sees everything that is stored.
    pub fn sees_everything(&self) -> bool {
        self.scope.is_all()
    }

    /// The most attempts that a slice may have.
    pub fn slice_attempts_max(&self) -> usize {
        self.dataset.sent_slices.attempts_max()
    }

    /// The slice of a frame of this reader between two seconds, both inclusive.
    pub fn slice(&self, frame: &Frame, from: Second, to: Second) -> Result<Slice, TooMany> {
        let sent = &self.dataset.sent_slices;
        sent.slice(&self.scope, frame, from, to)
    }

    /// The slice of a mark, if it was recently sent to a reader of the same scope.
    pub fn sent_slice(&self, mark: u64) -> Option<Slice> {
        self.dataset.sent_slices.of_mark(&self.scope, mark)
    }
}

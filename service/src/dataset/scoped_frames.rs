//! The frames of readers who may see a part of the dataset, cut once and kept.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::catalogue::Catalogue;
use domain::frame::Frame;
use domain::scope::Scope;

/// How much memory the kept frames take at most, in bytes, unless the most recently used one
/// is larger by itself: it would be cut again for each request. The license counts that usage
/// derives are not included.
const BYTES_MAX: u64 = 256_000_000;

/// How many frames are kept at most: an empty one takes memory too, and is searched.
const FRAMES_MAX: usize = 1_000;

/// How many frames of one scope are kept at most.
const OF_A_SCOPE_MAX: usize = 4;

/// The frames of scopes, the most recently used last.
pub(super) struct ScopedFrames {
    catalogue: Catalogue,
    bytes_max: u64,
    frames: Mutex<VecDeque<Scoped>>,
}

struct Scoped {
    scope: Arc<Scope>,
    /// The data version of the frame that it was cut from.
    of_version: u64,
    frame: Arc<Frame>,
}

impl ScopedFrames {
    pub(super) fn new(catalogue: Catalogue) -> Self {
        Self {
            catalogue,
            bytes_max: BYTES_MAX,
            frames: Mutex::default(),
        }
    }

    /// The whole dataset's frame, cut to a scope. Two concurrent readers may both cut it; a
    /// reader who waits for a worker finds the frame that they cut.
    pub(super) fn cut(&self, whole: &Frame, scope: &Arc<Scope>) -> Arc<Frame> {
        if let Some(frame) = self.kept(whole.version, scope) {
            return frame;
        }
        let mut frame = whole.cut(scope);
        self.hide_foreign_descriptions(&mut frame);
        frame.version = frame.fingerprint();
        let frame = Arc::new(frame);
        self.keep(Scoped {
            scope: Arc::clone(scope),
            of_version: whole.version,
            frame: Arc::clone(&frame),
        });
        frame
    }

    /// What the catalogue does not know is described by the first logged text, which may be
    /// from another account's server. Here its code is used instead.
    fn hide_foreign_descriptions(&self, frame: &mut Frame) {
        for status in &mut frame.dictionaries.statuses {
            let (description, _) = self.catalogue.describe(&status.space, &status.code, "");
            status.description = description.into();
        }
    }

    /// The frame of a scope that was cut before, if it is still kept.
    pub(super) fn kept(&self, of_version: u64, scope: &Scope) -> Option<Arc<Frame>> {
        let mut frames = self.lock();
        let is_it = |kept: &Scoped| kept.of_version == of_version && *kept.scope == *scope;
        let place = frames.iter().position(is_it)?;
        let kept = frames.remove(place)?;
        let frame = Arc::clone(&kept.frame);
        frames.push_back(kept);
        Some(frame)
    }

    /// The frame of a scope that has a data version, if it is still kept: a page fetches its
    /// slice a moment after it was rendered.
    pub(super) fn of_version(&self, scope: &Scope, version: u64) -> Option<Arc<Frame>> {
        let frames = self.lock();
        let is_it = |kept: &&Scoped| kept.frame.version == version && *kept.scope == *scope;
        frames
            .iter()
            .find(is_it)
            .map(|kept| Arc::clone(&kept.frame))
    }

    /// Removes the frames that have events undone by the data version `undone`.
    pub(super) fn remove_undone(&self, undone: u64) {
        self.lock().retain(|kept| kept.of_version >= undone);
    }

    fn keep(&self, scoped: Scoped) {
        let mut frames = self.lock();
        frames.push_back(scoped);
        // Older frames are of use to pages that fetch their slices now.
        let of_scope = |kept: &Scoped, scope: &Scope| *kept.scope == *scope;
        if let Some(scope) = frames.back().map(|kept| Arc::clone(&kept.scope)) {
            let mut too_many = frames.iter().filter(|kept| of_scope(kept, &scope)).count();
            too_many = too_many.saturating_sub(OF_A_SCOPE_MAX);
            frames.retain(|kept| {
                let is_dropped = too_many > 0 && of_scope(kept, &scope);
                too_many -= usize::from(is_dropped);
                !is_dropped
            });
        }
        let bytes = |frames: &VecDeque<Scoped>| -> u64 {
            let bytes = frames.iter().map(|kept| kept.frame.held_bytes());
            bytes.sum()
        };
        while frames.len() > FRAMES_MAX || frames.len() > 1 && bytes(&frames) > self.bytes_max {
            frames.pop_front();
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Scoped>> {
        self.frames.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[path = "scoped_frames_tests.rs"]
mod tests;

//! Recent frames: a page fetches its slice a moment after it was rendered, and by then the
//! dataset may have changed.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use domain::frame::Frame;

/// How many are kept at most.
const FRAMES_MAX: usize = 8;

/// How much memory they take at most, in bytes. None of a larger dataset is kept: its pages
/// are answered by the server anyway.
const BYTES_MAX: u64 = 128_000_000;

/// The recent frames, the latest last.
pub(super) struct RecentFrames {
    bytes_max: u64,
    frames: Mutex<VecDeque<Arc<Frame>>>,
}

impl Default for EarlierFrames {
    fn default() -> Self {
        Self {
            bytes_max: BYTES_MAX,
            frames: Mutex::default(),
        }
    }
}

impl RecentFrames {
    /// Keeps a frame that is being replaced, but none that has events undone by the data
    /// version `undone`.
    pub(super) fn keep(&self, frame: Arc<Frame>, undone: u64) {
        let mut frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        frames.push_back(frame);
        frames.retain(|frame| frame.version >= undone);
        let bytes = |frames: &VecDeque<Arc<Frame>>| -> u64 {
            frames.iter().map(|frame| frame.held_bytes()).sum()
        };
        while frames.len() > FRAMES_MAX || bytes(&frames) > self.bytes_max {
            frames.pop_front();
        }
    }

    /// The frame of a data version, if it is still kept.
    pub(super) fn of_version(&self, version: u64) -> Option<Arc<Frame>> {
        let frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        frames
            .iter()
            .find(|frame| frame.version == version)
            .map(Arc::clone)
    }
}

#[cfg(test)]
#[path = "earlier_frames_tests.rs"]
mod tests;

//! The frames of just before: a page fetches its slice a moment after it was rendered, and
//! while events arrive the record is another one by then.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use domain::frame::Frame;

/// How many are kept at most.
const FRAMES_MAX: usize = 8;

/// How much memory they take at most, in bytes. Of a larger record none is kept:
/// its pages are answered by the server anyway.
const BYTES_MAX: u64 = 128_000_000;

/// The frames of just before, the latest at the end.
#[derive(Default)]
pub(super) struct EarlierFrames(Mutex<VecDeque<Arc<Frame>>>);

impl EarlierFrames {
    /// Keeps a frame that another takes the place of, but none that holds what was taken
    /// back with the data version `undone`.
    pub(super) fn keep(&self, frame: Arc<Frame>, undone: u64) {
        let mut frames = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        frames.push_back(frame);
        frames.retain(|frame| frame.version >= undone);
        let bytes = |frames: &VecDeque<Arc<Frame>>| -> u64 {
            frames.iter().map(|frame| frame.held_bytes()).sum()
        };
        while frames.len() > FRAMES_MAX || bytes(&frames) > BYTES_MAX {
            frames.pop_front();
        }
    }

    /// The frame of a data version, if it is still here.
    pub(super) fn of_version(&self, version: u64) -> Option<Arc<Frame>> {
        let frames = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        frames
            .iter()
            .find(|frame| frame.version == version)
            .map(Arc::clone)
    }
}

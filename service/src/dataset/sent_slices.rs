//! The slices recently sent to browsers, so that a later one can be sent as a delta.

use std::collections::VecDeque;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::event::Second;
use domain::frame::Frame;
use domain::scope::Scope;
use domain::slice::{NOTHING, Slice};

/// How many slices are kept at most. Together they have at most twice as many attempts as one
/// may have, about 50 bytes each.
const SLICES_MAX: usize = 16;

/// How much memory they take at most, in bytes, unless the last is larger by itself.
const BYTES_MAX: u64 = 256_000_000;

/// The most bytes of names in a slice.
pub(super) const SLICE_NAMES_BYTES_MAX: usize = 64_000_000;

/// The range has more than a browser may get.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooMany {
    /// More attempts.
    #[error("more than {0} attempts: request fewer days, or let the server answer")]
    Attempts(usize),
    /// More bytes of names.
    #[error("names of more than {0} bytes: request fewer days, or let the server answer")]
    NameBytes(usize),
}

/// The slices recently sent to browsers.
pub(super) struct SentSlices {
    attempts_max: usize,
    bytes_max: u64,
    /// Makes marks unique to this process, so that a browser's slice of another database or
    /// from before a restart is never mistaken for ours.
    marks: RandomState,
    /// The most recently used one is last.
    sent: Mutex<VecDeque<Sent>>,
}

/// A slice, with the reader whose frame it was cut from.
struct Sent {
    scope: Arc<Scope>,
    slice: Slice,
}

impl SentSlices {
    /// A slice has at most this many attempts.
    pub(super) fn new(attempts_max: usize) -> Self {
        Self {
            attempts_max,
            bytes_max: BYTES_MAX,
            marks: RandomState::new(),
            sent: Mutex::default(),
        }
    }

    /// The most attempts that a slice may have.
    pub(super) fn attempts_max(&self) -> usize {
        self.attempts_max
    }

    /// The slice of a reader's frame between two seconds, both inclusive. All frames belong to
    /// one dataset: those of one scope and version are the same.
    pub(super) fn slice(
        &self,
        reader: &Arc<Scope>,
        frame: &Frame,
        from: Second,
        to: Second,
    ) -> Result<Slice, TooMany> {
        // Counted before anything is copied.
        if frame.attempts_between(from, to) > self.attempts_max {
            return Err(TooMany::Attempts(self.attempts_max));
        }
        let mark = self.marks.hash_one((&**reader, frame.version, from, to));
        let mark = mark.max(NOTHING + 1);
        if let Some(slice) = self.of_mark(reader, mark) {
            return Ok(slice);
        }
        let scope = Scope {
            earliest: Some(from),
            latest: Some(to),
            ..Scope::all()
        };
        let cut = frame.cut(&scope).without_grants();
        if cut.dictionaries.bytes() > SLICE_NAMES_BYTES_MAX {
            return Err(TooMany::NameBytes(SLICE_NAMES_BYTES_MAX));
        }
        let slice = Slice {
            mark,
            frame: Arc::new(cut),
        };
        self.keep(Sent {
            scope: Arc::clone(reader),
            slice: slice.clone(),
        });
        Ok(slice)
    }

    /// The slice of a mark, if it is still kept and was sent to readers of this scope.
    pub(super) fn of_mark(&self, reader: &Scope, mark: u64) -> Option<Slice> {
        let mut sent = self.lock();
        let is_it = |sent: &Sent| sent.slice.mark == mark && *sent.scope == *reader;
        let place = sent.iter().position(is_it)?;
        let found = sent.remove(place)?;
        let slice = found.slice.clone();
        sent.push_back(found);
        Some(slice)
    }

    fn keep(&self, new: Sent) {
        let mut sent = self.lock();
        // Another request may have made the same meanwhile.
        sent.retain(|other| other.slice.mark != new.slice.mark);
        sent.push_back(new);
        let room = self.attempts_max.saturating_mul(2);
        let attempts = |sent: &VecDeque<Sent>| -> usize {
            let attempts = sent.iter().map(|sent| sent.slice.frame.len());
            attempts.sum()
        };
        let bytes = |sent: &VecDeque<Sent>| -> u64 {
            sent.iter().map(|sent| sent.slice.frame.held_bytes()).sum()
        };
        let is_too_large = |sent: &VecDeque<Sent>| sent.len() > 1 && bytes(sent) > self.bytes_max;
        while sent.len() > SLICES_MAX || attempts(&sent) > room || is_too_large(&sent) {
            sent.pop_front();
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Sent>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[path = "sent_slices_tests.rs"]
mod tests;

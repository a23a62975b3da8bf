//! Bounds how often bytes are read again, so that parsing takes linear time.

/// How many bytes may be read again for each byte that was read.
const REREADS_MAX: u64 = 4;

/// The position of a reader, and how much it has read again.
///
/// A quote or bracket that never closes swallows the lines after it. Those lines
/// are read again, but a file made of such lines would be read again from every
/// one of them: the allowance bounds the total work.
#[derive(Default)]
pub(super) struct Reread {
    position: u64,
    furthest: u64,
    spent: u64,
}

impl Reread {
    /// The number of bytes before the next one.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Counts `bytes` that have been read, for the first time or again.
    pub(super) fn advance(&mut self, bytes: usize) {
        self.position += bytes as u64;
        self.furthest = self.furthest.max(self.position);
    }

    /// Steps back to read the last `bytes` again. Returns false, without a step, if there is
    /// nothing to read again or the allowance is used up.
    pub(super) fn step_back(&mut self, bytes: usize) -> bool {
        let bytes = bytes as u64;
        let allowed = bytes > 0
            && bytes <= self.position
            && self.spent + bytes <= self.furthest.saturating_mul(REREADS_MAX);
        if allowed {
            self.spent += bytes;
            self.position -= bytes;
        }
        allowed
    }
}

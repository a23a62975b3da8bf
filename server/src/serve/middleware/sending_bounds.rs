//! The bounds of answers that are made and sent.

use std::thread::available_parallelism;
use std::time::Duration;

use store::WorkPool;

use crate::serve::access::reader::Who;
use crate::serve::middleware::room::Room;

/// How long a reader may take for one answer. A connection that hardly moves must not keep what
/// it was to be sent, or what that is made of, for ever.
pub(crate) const SENDING_MAX: Duration = Duration::from_mins(10);

/// Bytes of answers on their way to users, and as many to those who opened a link.
const ON_THE_WAY_BYTES: usize = 256 << 20;

/// So many answers of the largest size have room in any case; one user or link has room for
/// one.
const LARGEST_MIN: usize = 2;

/// Bytes of an attempt in a slice, at the most.
const ATTEMPT_BYTES_MAX: usize = 128;

/// Bytes of names in a slice, at the most.
const SLICE_NAMES_BYTES_MAX: usize = 64 << 20;

/// Answers that are made at once, for each core: while some are counted, others are written.
const MADE_PER_CORE: usize = 4;

/// Answers that wait to be made, and those of one user or link.
const WAITING_MAX: usize = 400;
const OF_ONE_MAX: usize = 200;

/// The bounds of answers that are made and sent.
#[derive(Clone)]
pub(crate) struct Sending {
    pub making: WorkPool,
    to_users: Room,
    to_links: Room,
}

impl Sending {
    /// Bounds where a slice has at most so many attempts.
    pub(crate) fn new(slice_attempts_max: usize) -> Self {
        let slice = slice_attempts_max
            .saturating_mul(ATTEMPT_BYTES_MAX)
            .saturating_add(SLICE_NAMES_BYTES_MAX);
        let all = slice.saturating_mul(LARGEST_MIN).max(ON_THE_WAY_BYTES);
        let room = || Room::shared(all, all / LARGEST_MIN);
        let cores = available_parallelism().map_or(1, usize::from).max(2);
        let at_once = cores * MADE_PER_CORE;
        let making = WorkPool::shared(at_once, WAITING_MAX, OF_ONE_MAX);
        Self {
            making: making.with_running_of_one(at_once / 2),
            to_users: room(),
            to_links: room(),
        }
    }

    /// The room of those like a reader.
    pub(crate) fn room_of(&self, who: &Who) -> &Room {
        match who {
            Who::User(_) => &self.to_users,
            Who::Link(_) => &self.to_links,
        }
    }
}

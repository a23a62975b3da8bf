//! The limits for making and sending responses.

use std::thread::available_parallelism;
use std::time::Duration;

use store::WorkPool;

use crate::serve::access::reader::Who;
use crate::serve::state::memory_budget::MemoryBudget;

/// How long a reader may take for one response. A stalled connection must not keep the
/// response, or its data, forever.
pub(crate) const SENDING_MAX: Duration = Duration::from_mins(10);

/// Bytes of responses being sent to users, and as many for links.
const ON_THE_WAY_BYTES: usize = 256 << 20;

/// There is always room for this many responses of the largest size; one user or link has room
/// for one.
const LARGEST_MIN: usize = 2;

/// The most bytes of one attempt in a slice.
const ATTEMPT_BYTES_MAX: usize = 128;

/// The most bytes of names in a slice.
const SLICE_NAMES_BYTES_MAX: usize = 64 << 20;

/// Responses made at the same time, per core: while some are computed, others are written.
const MADE_PER_CORE: usize = 4;

/// Responses that wait to be made, and those of one user or link.
const WAITING_MAX: usize = 400;
const OF_ONE_MAX: usize = 200;

/// The limits for making and sending responses.
#[derive(Clone)]
pub(crate) struct ResponseLimits {
    pub making: WorkPool,
    to_users: MemoryBudget,
    to_links: MemoryBudget,
}

impl ResponseLimits {
    /// Limits for slices of at most this many attempts.
    pub(crate) fn new(slice_attempts_max: usize) -> Self {
        let slice = slice_attempts_max
            .saturating_mul(ATTEMPT_BYTES_MAX)
            .saturating_add(SLICE_NAMES_BYTES_MAX);
        let all = slice.saturating_mul(LARGEST_MIN).max(ON_THE_WAY_BYTES);
        let room = || MemoryBudget::shared(all, all / LARGEST_MIN);
        let cores = available_parallelism().map_or(1, usize::from).max(2);
        let at_once = cores * MADE_PER_CORE;
        let making = WorkPool::shared(at_once, WAITING_MAX, OF_ONE_MAX);
        Self {
            making: making.with_running_of_one(at_once / 2),
            to_users: room(),
            to_links: room(),
        }
    }

    /// The budget for a kind of reader.
    pub(crate) fn room_of(&self, who: &Who) -> &MemoryBudget {
        match who {
            Who::User(_) => &self.to_users,
            Who::Link(_) => &self.to_links,
        }
    }
}

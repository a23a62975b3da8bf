//! Memory budgets: for request bodies, and for responses being sent.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The granularity in bytes: smaller amounts count as this much.
const GRAIN_BYTES: usize = 16 * 1024;

/// A memory budget, with a limit for each client.
#[derive(Clone)]
pub(crate) struct MemoryBudget {
    bytes: usize,
    bytes_of_one: usize,
    taken: Arc<Mutex<Reserved>>,
}

#[derive(Default)]
struct Reserved {
    all: usize,
    /// Bytes by client, for clients that hold any.
    of: HashMap<u64, usize>,
}

/// A reserved part of the budget, released when dropped.
pub(crate) struct Reservation {
    room: MemoryBudget,
    requester: u64,
    bytes: usize,
}

/// The budget is exhausted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BudgetExhausted;

impl MemoryBudget {
    /// A budget of which one client gets at most `bytes_of_one`.
    pub(crate) fn shared(bytes: usize, bytes_of_one: usize) -> Self {
        Self {
            bytes: bytes.div_ceil(GRAIN_BYTES).saturating_mul(GRAIN_BYTES),
            bytes_of_one: bytes_of_one
                .div_ceil(GRAIN_BYTES)
                .saturating_mul(GRAIN_BYTES),
            taken: Arc::default(),
        }
    }

    /// A reservation of zero bytes for a client.
    pub(crate) fn hold_for(&self, requester: u64) -> Reservation {
        Reservation {
            room: self.clone(),
            requester,
            bytes: 0,
        }
    }

    fn taken(&self) -> MutexGuard<'_, Reserved> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reservation {
    /// Grows the reservation to this number of bytes, if available.
    pub(crate) fn cover(&mut self, bytes: usize) -> Result<(), BudgetExhausted> {
        let bytes = bytes
            .checked_next_multiple_of(GRAIN_BYTES)
            .ok_or(BudgetExhausted)?;
        let Some(more) = bytes.checked_sub(self.bytes).filter(|more| *more > 0) else {
            return Ok(());
        };
        let mut taken = self.room.taken();
        let of_one = taken.of.get(&self.requester).copied().unwrap_or(0);
        let all = taken.all.checked_add(more).ok_or(BudgetExhausted)?;
        let of_one = of_one.checked_add(more).ok_or(BudgetExhausted)?;
        if all > self.room.bytes || of_one > self.room.bytes_of_one {
            return Err(BudgetExhausted);
        }
        taken.all = all;
        taken.of.insert(self.requester, of_one);
        drop(taken);
        self.bytes = bytes;
        Ok(())
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if self.bytes == 0 {
            return;
        }
        let mut taken = self.room.taken();
        taken.all = taken.all.saturating_sub(self.bytes);
        let left = taken.of.get(&self.requester).copied().unwrap_or(0);
        let left = left.saturating_sub(self.bytes);
        if left == 0 {
            taken.of.remove(&self.requester);
        } else {
            taken.of.insert(self.requester, left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_client_gets_a_share_and_returns_it() {
        let room = MemoryBudget::shared(10 * GRAIN_BYTES, 6 * GRAIN_BYTES);
        let (mut one, mut same, mut other) = (room.hold_for(1), room.hold_for(1), room.hold_for(2));
        assert!(one.cover(5 * GRAIN_BYTES).is_ok());
        assert!(same.cover(GRAIN_BYTES + 1).is_err(), "its share is taken");
        assert!(other.cover(5 * GRAIN_BYTES + 1).is_err(), "all is taken");
        assert!(other.cover(5 * GRAIN_BYTES).is_ok());
        drop(one);
        assert!(same.cover(5 * GRAIN_BYTES).is_ok());
        assert!(same.cover(usize::MAX).is_err());
        drop((same, other));
        assert!(room.taken().of.is_empty());
        assert_eq!(room.taken().all, 0);
    }
}

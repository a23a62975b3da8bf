//! Long work on blocking threads: a bounded number runs, a bounded number waits, and the rest is
//! refused.
//!
//! A permit belongs to the work, not to the request. A request is dropped when its client
//! leaves, but work that has started runs to its end, with its memory and its core. Work that
//! still waits is cancelled with its request.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher, Hash};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;

/// Seconds after which a refused request may be sent again.
const RETRY_AFTER_S: u32 = 5;

/// Why work was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorkError {
    /// The queue is full.
    #[error("the server is busy: try again in a few seconds")]
    Busy,
    /// It panicked or was cancelled.
    #[error("the server could not finish this: its messages say why")]
    Broken,
}

impl WorkError {
    /// When to try again, in seconds.
    pub fn retry_after_s(self) -> u32 {
        RETRY_AFTER_S
    }
}

/// A bounded number of slots, with a smaller bound for each requester.
#[derive(Clone, Debug)]
pub struct Queue {
    max: usize,
    max_of_one: usize,
    /// How many slots of one requester may run work at once.
    running_of_one: usize,
    slots: Arc<Mutex<Slots>>,
}

#[derive(Debug, Default)]
struct Slots {
    all: usize,
    /// By requester; one without a slot is not listed.
    by_requester: HashMap<u64, OfRequester>,
}

#[derive(Debug)]
struct OfRequester {
    taken: usize,
    running: Arc<Semaphore>,
}

/// A slot in a queue. It is free again when the last clone is dropped.
#[derive(Clone, Debug)]
pub struct QueueSlot(Arc<Slot>);

#[derive(Debug)]
struct Slot {
    queue: Queue,
    requester: u64,
    /// This requester's permits to run.
    running: Arc<Semaphore>,
}

impl Queue {
    /// A queue with `max` slots, of which one requester gets at most `max_of_one`.
    pub fn new(max: usize, max_of_one: usize) -> Self {
        Self {
            max,
            max_of_one,
            running_of_one: Semaphore::MAX_PERMITS,
            slots: Arc::default(),
        }
    }

    /// Takes a slot for a requester; an error where none is free.
    pub fn enter(&self, requester: u64) -> Result<QueueSlot, WorkError> {
        let mut slots = self.slots();
        let of_requester = slots
            .by_requester
            .get(&requester)
            .map_or(0, |of_requester| of_requester.taken);
        if slots.all >= self.max || of_requester >= self.max_of_one {
            return Err(WorkError::Busy);
        }
        slots.all += 1;
        let of_requester = slots
            .by_requester
            .entry(requester)
            .or_insert_with(|| OfRequester {
                taken: 0,
                running: Arc::new(Semaphore::new(self.running_of_one)),
            });
        of_requester.taken += 1;
        let running = Arc::clone(&of_requester.running);
        drop(slots);
        Ok(QueueSlot(Arc::new(Slot {
            queue: self.clone(),
            requester,
            running,
        })))
    }

    /// How many slots are taken.
    #[cfg(test)]
    fn len(&self) -> usize {
        self.slots().all
    }

    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut slots = self.queue.slots();
        slots.all = slots.all.saturating_sub(1);
        if let Entry::Occupied(mut of_requester) = slots.by_requester.entry(self.requester) {
            match of_requester.get().taken.checked_sub(1) {
                None | Some(0) => drop(of_requester.remove()),
                Some(left) => of_requester.get_mut().taken = left,
            }
        }
    }
}

/// The number where no one in particular asks.
pub const NO_REQUESTER: u64 = 0;

/// The id of a requester: a hash of what identifies it.
pub fn requester_id(who: &impl Hash) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(who)
}

/// The network of a client IP, by which clients are counted: who has one IPv6 address has the
/// other 2⁶⁴ of its network too.
pub fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
    }
}

/// A pool of threads for work of one kind. Clones share it.
#[derive(Clone, Debug)]
pub struct WorkPool {
    /// Slots of what runs and what waits.
    queue: Queue,
    running: Arc<Semaphore>,
}

/// A requester's slot in a pool, for one piece of work after another.
#[derive(Debug)]
pub struct PoolSlot {
    slot: QueueSlot,
    running: Arc<Semaphore>,
}

/// The permit to do one piece of work in a pool.
#[derive(Debug)]
pub struct Permit {
    _of_pool: OwnedSemaphorePermit,
    _of_requester: OwnedSemaphorePermit,
    _slot: QueueSlot,
}

impl WorkPool {
    /// A pool in which `at_once` pieces of work run and `waiting` more may wait.
    pub fn new(at_once: usize, waiting: usize) -> Self {
        Self::shared(at_once, waiting, usize::MAX)
    }

    /// The same, where one requester has at most `max_of_one` pieces that run or wait, so that
    /// none can keep all others out.
    pub fn shared(at_once: usize, waiting: usize, max_of_one: usize) -> Self {
        Self {
            queue: Queue::new(at_once.saturating_add(waiting), max_of_one),
            running: Arc::new(Semaphore::new(at_once)),
        }
    }

    /// The same, where at most `running_of_one` pieces of one requester run at once.
    #[must_use]
    pub fn with_running_of_one(mut self, running_of_one: usize) -> Self {
        self.queue.running_of_one = running_of_one;
        self
    }

    /// Takes a slot for a requester; an error where none is free.
    pub fn enter(&self, requester: u64) -> Result<PoolSlot, WorkError> {
        Ok(PoolSlot {
            slot: self.queue.enter(requester)?,
            running: Arc::clone(&self.running),
        })
    }

    /// Does one piece of work that belongs to no requester.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, WorkError> {
        self.enter(NO_REQUESTER)?.run(work).await
    }

    /// How much runs and waits.
    #[cfg(test)]
    fn len(&self) -> usize {
        self.queue.len()
    }
}

impl PoolSlot {
    /// Waits for a permit and does a piece of work. Where this is dropped before the work has
    /// begun, it is never done; where it has begun, it keeps its slot until it has ended.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, WorkError> {
        let done = self.permit().await?.start(work).await;
        done.map_err(|_| WorkError::Broken)
    }

    /// Waits for the permit to do a piece of work.
    pub async fn permit(&self) -> Result<Permit, WorkError> {
        // The requester's own first: what waits for it must not hold a permit of the pool.
        let of_requester = Arc::clone(&self.slot.0.running).acquire_owned().await;
        let of_pool = Arc::clone(&self.running).acquire_owned();
        // They are never closed.
        Ok(Permit {
            _of_requester: of_requester.map_err(|_| WorkError::Broken)?,
            _of_pool: of_pool.await.map_err(|_| WorkError::Broken)?,
            _slot: self.slot.clone(),
        })
    }
}

impl Permit {
    /// Begins a piece of work, which keeps the permit until it has ended.
    pub fn start<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> JoinHandle<T> {
        let work = move || {
            let _held = self;
            work()
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "this is where its bounds are kept"
        )]
        tokio::task::spawn_blocking(work)
    }
}

#[cfg(test)]
#[path = "work_tests.rs"]
mod tests;

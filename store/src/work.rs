//! Work that takes long, on threads that may take their time: a bounded number at once, a
//! bounded number waiting, and a refusal for the rest.
//!
//! A permit belongs to the work. A request that asked for something may be dropped at any
//! moment, since its client may leave, but what was started runs on to its end and holds
//! memory and a core until then. So it is the running work that holds the permit, and not
//! the request. What still waits is given up together with its request.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher, Hash};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;

/// Seconds after which something that was refused may be asked again.
const RETRY_AFTER_S: u32 = 5;

/// Why work was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDone {
    /// As much waits as may wait.
    #[error("the server is busy: try again in a few seconds")]
    Busy,
    /// It broke off.
    #[error("the server could not finish this: its messages say why")]
    Broken,
}

impl NotDone {
    /// When to ask again, in seconds.
    pub fn retry_after_s(self) -> u32 {
        RETRY_AFTER_S
    }
}

/// Places for a bounded number, of which one asker gets a bounded number.
#[derive(Clone, Debug)]
pub struct Queue {
    max: usize,
    max_of_one: usize,
    /// How much of one asker runs at once, of what has a place.
    running_of_one: usize,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    /// By asker; who has none is not listed.
    of: HashMap<u64, OfAsker>,
}

#[derive(Debug)]
struct OfAsker {
    taken: usize,
    running: Arc<Semaphore>,
}

/// A place in a queue. It is free again when the last clone is dropped.
#[derive(Clone, Debug)]
pub struct Place(Arc<Held>);

#[derive(Debug)]
struct Held {
    queue: Queue,
    asker: u64,
    /// Permits to run, of this asker.
    running: Arc<Semaphore>,
}

impl Queue {
    /// A queue with `max` places, of which one asker gets at most `max_of_one`.
    pub fn new(max: usize, max_of_one: usize) -> Self {
        Self {
            max,
            max_of_one,
            running_of_one: Semaphore::MAX_PERMITS,
            taken: Arc::default(),
        }
    }

    /// A place for an asker, at once or not at all.
    pub fn enter(&self, asker: u64) -> Result<Place, NotDone> {
        let mut taken = self.taken();
        let of_asker = taken.of.get(&asker).map_or(0, |of_asker| of_asker.taken);
        if taken.all >= self.max || of_asker >= self.max_of_one {
            return Err(NotDone::Busy);
        }
        taken.all += 1;
        let of_asker = taken.of.entry(asker).or_insert_with(|| OfAsker {
            taken: 0,
            running: Arc::new(Semaphore::new(self.running_of_one)),
        });
        of_asker.taken += 1;
        let running = Arc::clone(&of_asker.running);
        drop(taken);
        Ok(Place(Arc::new(Held {
            queue: self.clone(),
            asker,
            running,
        })))
    }

    /// How many places are taken.
    pub fn len(&self) -> usize {
        self.taken().all
    }

    /// Whether no place is taken.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut taken = self.queue.taken();
        taken.all = taken.all.saturating_sub(1);
        if let Entry::Occupied(mut of_asker) = taken.of.entry(self.asker) {
            match of_asker.get().taken.checked_sub(1) {
                None | Some(0) => drop(of_asker.remove()),
                Some(left) => of_asker.get_mut().taken = left,
            }
        }
    }
}

/// The number where no one in particular asks.
pub const NO_ASKER: u64 = 0;

/// The number of an asker: those who are equal have the same.
pub fn asker(who: &impl Hash) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(who)
}

/// Whom a client's address stands for. Whoever has one address of IPv6 has the 2⁶⁴ beside it
/// too.
pub fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
    }
}

/// A pool of threads for work of one kind. Clones share it.
#[derive(Clone, Debug)]
pub struct WorkPool {
    /// Places of what runs and of what waits.
    queue: Queue,
    running: Arc<Semaphore>,
}

/// An asker who has a place in a pool, for one piece of work after another.
#[derive(Debug)]
pub struct Asker {
    place: Place,
    running: Arc<Semaphore>,
}

/// The permit to do one piece of work in a pool.
#[derive(Debug)]
pub struct Permit {
    _of_pool: OwnedSemaphorePermit,
    _of_asker: OwnedSemaphorePermit,
    _place: Place,
}

impl WorkPool {
    /// A pool in which `at_once` pieces of work run and `waiting` more may wait.
    pub fn new(at_once: usize, waiting: usize) -> Self {
        Self::shared(at_once, waiting, usize::MAX)
    }

    /// The same, where one asker has at most `max_of_one` pieces that run or wait, so that
    /// no single one can keep all others out.
    pub fn shared(at_once: usize, waiting: usize, max_of_one: usize) -> Self {
        Self {
            queue: Queue::new(at_once.saturating_add(waiting), max_of_one),
            running: Arc::new(Semaphore::new(at_once)),
        }
    }

    /// The same, where one asker has at most `running_of_one` pieces that run at once.
    #[must_use]
    pub fn with_running_of_one(mut self, running_of_one: usize) -> Self {
        self.queue.running_of_one = running_of_one;
        self
    }

    /// A place for an asker, at once or not at all.
    pub fn enter(&self, asker: u64) -> Result<Asker, NotDone> {
        Ok(Asker {
            place: self.queue.enter(asker)?,
            running: Arc::clone(&self.running),
        })
    }

    /// Does one piece of work for no asker in particular.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NotDone> {
        self.enter(NO_ASKER)?.run(work).await
    }

    /// How much runs and waits.
    pub fn len(&self) -> usize {
        self.queue.len()
    }

    /// Whether nothing runs or waits.
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }
}

impl Asker {
    /// Waits for a permit and does a piece of work. Where this is dropped before the work has
    /// begun, it is never done; where it has begun, it keeps its place until it has ended.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NotDone> {
        let done = self.permit().await?.start(work).await;
        done.map_err(|_| NotDone::Broken)
    }

    /// Waits for the permit to do a piece of work.
    pub async fn permit(&self) -> Result<Permit, NotDone> {
        // First the asker's own: what waits for it must not wait in the way of others.
        let of_asker = Arc::clone(&self.place.0.running).acquire_owned().await;
        let of_pool = Arc::clone(&self.running).acquire_owned();
        // They are never closed.
        Ok(Permit {
            _of_asker: of_asker.map_err(|_| NotDone::Broken)?,
            _of_pool: of_pool.await.map_err(|_| NotDone::Broken)?,
            _place: self.place.clone(),
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

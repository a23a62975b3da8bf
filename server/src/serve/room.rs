//! Room for bytes in memory: bodies that arrive, and answers that are on their way.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes of one permit.
const PERMIT_BYTES: usize = 16 * 1024;

/// The memory for all of one kind.
#[derive(Clone)]
pub(crate) struct Room(Arc<Semaphore>);

/// A part of the room, given back when it is dropped.
pub(crate) struct Held {
    room: Room,
    permit: Option<OwnedSemaphorePermit>,
    /// Bytes that the permit covers.
    bytes: usize,
}

/// There is none left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoRoom;

impl Room {
    pub(crate) fn new(bytes: usize) -> Self {
        let permits = bytes.div_ceil(PERMIT_BYTES).min(Semaphore::MAX_PERMITS);
        Self(Arc::new(Semaphore::new(permits)))
    }

    /// A part that covers nothing yet.
    pub(crate) fn hold(&self) -> Held {
        Held {
            room: self.clone(),
            permit: None,
            bytes: 0,
        }
    }
}

impl Held {
    /// Takes room for this number of bytes in all, unless there is none.
    pub(crate) fn cover(&mut self, bytes: usize) -> Result<(), NoRoom> {
        if bytes <= self.bytes {
            return Ok(());
        }
        let permits = (bytes - self.bytes).div_ceil(PERMIT_BYTES);
        let more = u32::try_from(permits).map_err(|_| NoRoom)?;
        let more = Arc::clone(&self.room.0).try_acquire_many_owned(more);
        let more = more.map_err(|_| NoRoom)?;
        match &mut self.permit {
            Some(permit) => permit.merge(more),
            permit @ None => *permit = Some(more),
        }
        self.bytes += permits * PERMIT_BYTES;
        Ok(())
    }
}

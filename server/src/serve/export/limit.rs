//! How many files are made at once, in all and for one reader.

use std::time::Duration;

use store::{WorkPool, asker};

use crate::serve::access::reader::Who;

/// Files that are made at once.
pub(crate) const FILES_MAX: usize = 8;

/// Files that wait until others are made.
const FILES_WAITING_MAX: usize = 100;

/// Files that are made at once for one user, or for all who opened one link.
pub(crate) const OF_READER_MAX: usize = 2;

/// Further files that one reader may wait for.
pub(crate) const WAITING_MAX: usize = 4;

/// How long a file waits for its permit. A file takes as long as its reader does.
pub(crate) const WAIT_MAX: Duration = Duration::from_secs(30);

/// The threads that make files.
pub(crate) fn export_pool() -> WorkPool {
    WorkPool::shared(FILES_MAX, FILES_WAITING_MAX, OF_READER_MAX + WAITING_MAX)
        .with_running_of_one(OF_READER_MAX)
}

/// The number of the reader of a file: all who opened one link have the same.
pub(crate) fn reader_number(who: &Who) -> u64 {
    match who {
        Who::User(user) => asker(&("user", user.id.number())),
        Who::Link(reader) => asker(&("link", reader.link.id.number())),
    }
}

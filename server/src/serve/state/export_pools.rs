//! Limits on the files that are written at the same time, in total and per reader.

use std::time::Duration;

use store::{Permit, WorkError, WorkPool};
use tokio::time::timeout;

use crate::serve::access::reader::Who;

/// Files written at the same time.
pub const FILES_MAX: usize = 8;

/// Of these, files for links: the rest is reserved for users.
pub const OF_LINKS_MAX: usize = 6;

/// Files that wait for others.
const FILES_WAITING_MAX: usize = 100;

/// Files written at the same time for one user, or for all visitors of one link.
pub const OF_READER_MAX: usize = 2;

/// Further files that one reader may wait for.
pub const WAITING_MAX: usize = 4;

/// How long a file waits for its permit. Each file takes as long as its reader does.
const WAIT_MAX: Duration = Duration::from_secs(30);

/// The threads that write files.
#[derive(Clone)]
pub(crate) struct ExportPools {
    all: WorkPool,
    /// The share of them that links may use.
    links: WorkPool,
}

impl Default for ExportPools {
    fn default() -> Self {
        let pool = |at_once| {
            WorkPool::shared(at_once, FILES_WAITING_MAX, OF_READER_MAX + WAITING_MAX)
                .with_running_of_one(OF_READER_MAX)
        };
        Self {
            all: pool(FILES_MAX),
            links: pool(OF_LINKS_MAX),
        }
    }
}

impl ExportPools {
    /// Waits for the permit to write a file for a reader.
    pub(crate) async fn permit(&self, who: &Who) -> Result<ExportPermit, WorkError> {
        let requester = who.requester();
        let waited = async {
            let of_links = match who {
                Who::Link(_) => Some(self.links.enter(requester)?.permit().await?),
                Who::User(_) => None,
            };
            let of_all = self.all.enter(requester)?.permit().await?;
            Ok(ExportPermit { of_all, of_links })
        };
        timeout(WAIT_MAX, waited)
            .await
            .map_err(|_| WorkError::Busy)?
    }
}

/// The permit to write one file.
pub(crate) struct ExportPermit {
    of_all: Permit,
    of_links: Option<Permit>,
}

impl ExportPermit {
    /// Starts writing the file. The response begins immediately and does not wait for the end.
    pub(crate) fn start(self, make: impl FnOnce() + Send + 'static) {
        let Self { of_all, of_links } = self;
        drop(of_all.start(move || {
            let _of_links = of_links;
            make();
        }));
    }
}

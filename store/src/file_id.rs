//! Which file on the disk a path names.

use std::fs::Metadata;
use std::path::Path;

/// A file, whatever it is called. Where the system numbers no files, every file is this one:
/// there a file that is open can be neither deleted nor replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileId {
    disk: u64,
    number: u64,
}

impl FileId {
    /// The file that a path names now; `None` where there is none.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        std::fs::metadata(path).ok().map(|found| Self::new(&found))
    }

    #[cfg(unix)]
    fn new(found: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self {
            disk: found.dev(),
            number: found.ino(),
        }
    }

    #[cfg(not(unix))]
    fn new(_: &Metadata) -> Self {
        Self { disk: 0, number: 0 }
    }
}

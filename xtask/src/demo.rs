//! The database of invented data that `cargo xtask serve --demo` shows.

use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::files::{remove_file, write};
use crate::step::{say, step};

/// Has the database filled with demo data by `make`, unless that was done before.
///
/// A file beside the database marks one whose filling was interrupted.
pub(crate) fn fill(
    database: &Path,
    make: impl FnOnce() -> Result<(), Failure>,
) -> Result<(), Failure> {
    let unfinished = beside(database, ".unfinished");
    if unfinished.exists() {
        // Only a database that an earlier call did not finish is deleted.
        for suffix in ["", "-wal", "-shm"] {
            remove_file(&beside(database, suffix))?;
        }
    } else if database.exists() {
        say(&format!(
            "the demo data of {} is used; delete that file for fresh data",
            database.display()
        ));
        return Ok(());
    }
    write(&unfinished, b"")?;
    step("filling a database with demo data", make)?;
    remove_file(&unfinished)
}

/// The path with `suffix` at its end.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::files::read;

    #[test]
    fn data_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("demo.db");
        fill(&database, || write(&database, b"first")).unwrap();
        fill(&database, || write(&database, b"second")).unwrap();
        assert_eq!(read(&database).unwrap(), b"first");
    }

    #[test]
    fn half_a_database_is_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("demo.db");
        let log = folder.path().join("demo.db-wal");
        fill(&database, || {
            write(&database, b"half")?;
            write(&log, b"log")?;
            Err(Failure::NoServer)
        })
        .unwrap_err();
        fill(&database, || {
            assert!(!database.exists() && !log.exists(), "halves would mix");
            write(&database, b"whole")
        })
        .unwrap();
        assert_eq!(read(&database).unwrap(), b"whole");
    }

    #[test]
    fn a_database_that_was_not_made_here_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("demo.db");
        write(&database, b"mine").unwrap();
        fill(&database, || write(&database, b"theirs")).unwrap();
        assert_eq!(read(&database).unwrap(), b"mine");
    }
}

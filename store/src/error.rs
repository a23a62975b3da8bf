//! Errors of the database, and what to do about them.

use std::path::{Path, PathBuf};

use sqlx::migrate::MigrateError;

use crate::work::WorkError;

/// The first SQLite that is safe: before 3.51.3 a reset of the write-ahead log can
/// corrupt the file.
pub(crate) const SQLITE_MIN: (u32, u32, u32) = (3, 51, 3);

/// What can go wrong with the database. None of these loses what was committed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file, and it was not to be created.
    #[error("there is no database at {0}")]
    NotFound(PathBuf),
    /// The folder of the file does not exist.
    #[error("the folder of {0} does not exist")]
    MissingFolder(PathBuf),
    /// The file is something else.
    #[error("{0} is no SQLite database")]
    NotADatabase(PathBuf),
    /// The file is a database of another program.
    #[error("{0} is a database, but not one of Turnaway")]
    OtherDatabase(PathBuf),
    /// The file was written by a later Turnaway.
    #[error("{0} was written by a newer Turnaway")]
    Newer(PathBuf),
    /// The file or its folder cannot be written.
    #[error("{0} cannot be written: give this user the right to write the file and its folder")]
    ReadOnly(PathBuf),
    /// The file cannot be opened.
    #[error("{0} cannot be opened: give this user the right to read the file and its folder")]
    Denied(PathBuf),
    /// The disk is full.
    #[error(
        "the disk of {0} is full: what was stored before is kept; free some space and import again"
    )]
    Full(PathBuf),
    /// The path names another file than the one that is open, or none.
    #[error(
        "{0} is not the file that was opened: it was deleted, moved or replaced meanwhile, and what \
         is written now would be lost with it. Nothing more is stored: put the file back, or start \
         Turnaway again with the one that is to be used"
    )]
    Replaced(PathBuf),
    /// The disk failed while something was written.
    #[error("{path} could not be written, and nothing was changed: {source}")]
    NotWritten {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: sqlx::Error,
    },
    /// Another process holds the write lock.
    #[error("another process is writing to {0}: wait until it is done and try again")]
    Busy(PathBuf),
    /// The file holds what no Turnaway writes.
    #[error("{path} is damaged ({what}): restore it from a backup")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// The SQLite that this program was built with is too old.
    #[error("SQLite {0} can corrupt a database: build Turnaway with SQLite 3.51.3 or newer")]
    SqliteTooOld(String),
    /// The import was undone while it ran.
    #[error("the import was undone while it ran: nothing of it is kept; import the file again")]
    ImportUndone,
    /// The operating system gave no random bits.
    #[error("the operating system gives no random numbers: {0}")]
    Randomness(String),
    /// A password's hash could not be computed.
    #[error("a password could not be hashed: is there memory left?")]
    Hashing,
    /// The work was refused or could not be finished.
    #[error(transparent)]
    Work(#[from] WorkError),
    /// Anything else that SQLite says.
    #[error("{path}: {source}")]
    Other {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: sqlx::Error,
    },
}

/// SQLite's extended result codes of failed writes: `SQLITE_IOERR_WRITE`, `_FSYNC`,
/// `_DIR_FSYNC`, `_TRUNCATE` and `_DELETE`.
const FAILED_WRITES: [u32; 5] = [778, 1034, 1290, 1546, 2570];

impl StoreError {
    /// Whether something could not be written, so that nothing was changed.
    pub fn is_of_write(&self) -> bool {
        matches!(
            self,
            Self::ReadOnly(_)
                | Self::Full(_)
                | Self::Busy(_)
                | Self::Replaced(_)
                | Self::NotWritten { .. }
        )
    }

    /// What a sqlx error on a file means. The codes are SQLite's primary result codes.
    pub(crate) fn of(path: &Path, error: sqlx::Error) -> Self {
        let extended = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .and_then(|code| code.parse::<u32>().ok());
        if extended.is_some_and(|code| FAILED_WRITES.contains(&code)) {
            return Self::NotWritten {
                path: path.to_owned(),
                source: error,
            };
        }
        let code = extended.map(|extended| extended & 0xff);
        let path = path.to_owned();
        if matches!(
            error,
            sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. }
        ) {
            return Self::Damaged {
                what: error.to_string(),
                path,
            };
        }
        match code {
            Some(5 | 6) => Self::Busy(path),
            Some(8) => Self::ReadOnly(path),
            Some(11) => Self::Damaged {
                what: error.to_string(),
                path,
            },
            Some(13) => Self::Full(path),
            Some(14) if !path.parent().is_none_or(folder_exists) => Self::MissingFolder(path),
            Some(14) if path.is_dir() => Self::NotADatabase(path),
            Some(14) if !path.exists() => Self::ReadOnly(path),
            Some(3 | 14 | 23) => Self::Denied(path),
            Some(26) => Self::NotADatabase(path),
            _ => Self::Other {
                path,
                source: error,
            },
        }
    }

    pub(crate) fn of_randomness(error: getrandom::Error) -> Self {
        Self::Randomness(error.to_string())
    }

    pub(crate) fn of_migration(path: &Path, error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(_) | MigrateError::VersionMismatch(_) => {
                Self::Newer(path.to_owned())
            }
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
                Self::of(path, error)
            }
            error => Self::Other {
                path: path.to_owned(),
                source: sqlx::Error::Migrate(Box::new(error)),
            },
        }
    }
}

/// Whether a file's folder exists; an empty path is the current one.
fn folder_exists(folder: &Path) -> bool {
    folder.as_os_str().is_empty() || folder.is_dir()
}

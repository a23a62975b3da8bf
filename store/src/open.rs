//! Opens the database.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Connection as _};

use crate::error::{SQLITE_MIN, StoreError};
use crate::file_id::FileId;
use crate::private_file::{make_private, rights_of_others};
use crate::work::WorkPool;
use crate::write_queue::{BUSY_TIMEOUT, WriteQueue, scans};

/// Marks a file as ours: `TRNW` as SQLite's `application_id`.
const APPLICATION_ID: i64 = 0x5452_4E57;

/// How often, and after what pause, the change to WAL mode is tried.
const MODE_TRIES: u32 = 100;
const MODE_PAUSE: Duration = Duration::from_millis(20);

/// Connections that read at a time.
const READERS_MAX: u32 = 4;

/// Rows that a reading connection buffers. Reading many rows is bound by the hand-over between
/// sqlx's threads; the default of 50 hands over often.
const ROWS_AHEAD: usize = 4096;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// What a file is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Writing; the file is created where it does not exist.
    Create,
    /// Reading an existing file. It is migrated where it can be written.
    Existing,
}

/// The database: one SQLite file.
#[derive(Clone, Debug)]
pub struct Store {
    path: PathBuf,
    file: FileId,
    readers: SqlitePool,
    changes: WriteQueue,
    scans: WorkPool,
}

impl Store {
    /// Opens a database.
    pub async fn open(path: &Path, mode: Mode) -> Result<Self, StoreError> {
        if mode == Mode::Existing && !path.exists() {
            return Err(StoreError::NotFound(path.to_owned()));
        }
        let readers = match prepare(path).await {
            Ok(()) => read_only(path),
            // Reading needs no right to write, as long as nothing is to be changed.
            Err(StoreError::ReadOnly(_)) if mode == Mode::Existing => {
                check_read_only(path).await?;
                unwritable(path)
            }
            Err(error) => return Err(error),
        };
        let file = FileId::of(path).ok_or_else(|| StoreError::Replaced(path.to_owned()))?;
        // Connections are kept: one that is opened again would read a file that has replaced
        // this one meanwhile.
        let pool = SqlitePoolOptions::new()
            .max_connections(READERS_MAX)
            .idle_timeout(None)
            .max_lifetime(None);
        Ok(Self {
            path: path.to_owned(),
            file,
            readers: pool.connect_lazy_with(readers),
            changes: WriteQueue::default(),
            scans: scans(),
        })
    }

    /// Whether the path still names the file that was opened. Where it does not, nothing that
    /// is written can be found by the next start.
    pub fn check_file(&self) -> Result<(), StoreError> {
        if FileId::of(&self.path) == Some(self.file) {
            return Ok(());
        }
        Err(StoreError::Replaced(self.path.clone()))
    }

    /// Whether events and users can be stored. Another process that writes meanwhile and a
    /// disk that is full are no obstacle: both pass.
    pub async fn check_writable(&self) -> Result<(), StoreError> {
        let tried = async {
            let mut connection = self.connect_writer().await?;
            let write = async {
                // SQLite begins to write to a file that it can only read, and fails at the first
                // change.
                let mut transaction = connection.begin_with("begin immediate").await?;
                sqlx::query("update undone set version = version")
                    .execute(&mut *transaction)
                    .await?;
                transaction.rollback().await
            };
            write.await.map_err(|error| self.error(error))
        };
        match tried.await {
            Err(StoreError::Busy(_) | StoreError::Full(_)) => Ok(()),
            // It could be opened for reading.
            Err(StoreError::Denied(path)) => Err(StoreError::ReadOnly(path)),
            tried => tried,
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn write_queue(&self) -> &WriteQueue {
        &self.changes
    }

    pub(crate) fn scans(&self) -> &WorkPool {
        &self.scans
    }

    pub(crate) fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    pub(crate) fn error(&self, error: sqlx::Error) -> StoreError {
        // Whatever SQLite reports, that is the cause.
        let replaced = self.check_file().err();
        replaced.unwrap_or_else(|| StoreError::of(&self.path, error))
    }

    /// The result of a write. It is an error where the file is gone, since the write is lost.
    pub(crate) fn written<T>(&self, written: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        let written = written.map_err(|error| self.error(error))?;
        self.check_file()?;
        Ok(written)
    }

    /// A connection that writes.
    pub(crate) async fn connect_writer(&self) -> Result<SqliteConnection, StoreError> {
        // The file exists; a new one in its place would be empty.
        let options = writable(&self.path).create_if_missing(false);
        let connection = options.connect().await;
        self.written(connection)
    }

    /// The data version: it grows with every event that is stored and every import that is
    /// undone, and is 0 before the first event.
    pub async fn version(&self) -> Result<u64, StoreError> {
        let version: i64 = sqlx::query_scalar(
            "select max(version, ifnull((select max(id) from events), 0)) from undone",
        )
        .fetch_one(&self.readers)
        .await
        .map_err(|error| self.error(error))?;
        Ok(version.unsigned_abs())
    }

    /// The rights of the file, where others than its owner have any: an older version created
    /// it, or they were given.
    pub fn rights_of_others(&self) -> Option<u32> {
        rights_of_others(&self.path)
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.readers.close().await;
    }
}

/// The path as SQLite takes it: absolute, since it reads `:memory:` and `file:…` as names
/// of its own.
fn file(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn writable(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file(path))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        .row_buffer_size(ROWS_AHEAD)
        // Every reference is an id that this program has just looked up or added; checking it
        // again would cost a dozen look-ups for each event.
        .foreign_keys(false)
}

fn read_only(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file(path))
        .read_only(true)
        .busy_timeout(BUSY_TIMEOUT)
        .row_buffer_size(ROWS_AHEAD)
}

/// A file that this process cannot write. Where it has no write-ahead log, no one else is
/// writing either, and SQLite needs no shared memory for it.
fn unwritable(path: &Path) -> SqliteConnectOptions {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    read_only(path).immutable(!Path::new(&log).exists())
}

/// Makes the file ready: marked as ours and migrated.
async fn prepare(path: &Path) -> Result<(), StoreError> {
    let fail = |error| StoreError::of(path, error);
    // SQLite would make it readable for all. Its log and its shared memory get the rights of
    // the file. Where it cannot be created, SQLite says why.
    let _ = make_private(path);
    // The journal mode is set only after the file is known to be ours.
    let mut connection = SqliteConnectOptions::new()
        .filename(file(path))
        .create_if_missing(true)
        .busy_timeout(BUSY_TIMEOUT)
        .connect()
        .await
        .map_err(fail)?;
    let is_ready = is_ready(&mut connection, path).await;
    // In any case, so that no log is left next to another program's file.
    let closed = connection.close().await;
    if is_ready? {
        return Ok(());
    }
    closed.map_err(fail)?;

    let mut connection = connect_first(path).await?;
    // Another process may do the same: the second one waits here, and then finds the work
    // done.
    let begin = connection.begin_with("begin immediate").await;
    let mut transaction = begin.map_err(fail)?;
    sqlx::query("pragma application_id = 1414680151")
        .execute(&mut *transaction)
        .await
        .map_err(fail)?;
    let migrated = MIGRATIONS.run(&mut *transaction).await;
    migrated.map_err(|error| StoreError::of_migration(path, error))?;
    transaction.commit().await.map_err(fail)?;
    connection.close().await.map_err(fail)
}

/// A connection that writes to a file which may not be in WAL mode yet. Where two
/// processes change the mode at once SQLite refuses one of them without waiting.
async fn connect_first(path: &Path) -> Result<SqliteConnection, StoreError> {
    let mut tries = 1;
    loop {
        let connected = writable(path).connect().await;
        match connected.map_err(|error| StoreError::of(path, error)) {
            Err(StoreError::Busy(_)) if tries < MODE_TRIES => tries += 1,
            connected => return connected,
        }
        tokio::time::sleep(MODE_PAUSE).await;
    }
}

/// A file that cannot be written must be ours and up to date already.
async fn check_read_only(path: &Path) -> Result<(), StoreError> {
    let fail = |error| StoreError::of(path, error);
    let mut connection = unwritable(path).connect().await.map_err(fail)?;
    let is_ready = is_ready(&mut connection, path).await;
    connection.close().await.map_err(fail)?;
    if is_ready? {
        Ok(())
    } else {
        Err(StoreError::ReadOnly(path.to_owned()))
    }
}

/// Whether the file is ours and up to date; an error when it is not ours, or newer
/// than this program.
async fn is_ready(connection: &mut SqliteConnection, path: &Path) -> Result<bool, StoreError> {
    check_sqlite(connection, path).await?;
    if check_owner(connection, path).await? {
        return Ok(false);
    }
    let (last, applied): (Option<i64>, i64) =
        sqlx::query_as("select max(version), count(*) from _sqlx_migrations")
            .fetch_one(connection)
            .await
            .map_err(|error| StoreError::of(path, error))?;
    if last > MIGRATIONS.iter().map(|migration| migration.version).max() {
        return Err(StoreError::Newer(path.to_owned()));
    }
    // One in between may be missing, where two were made at the same time.
    Ok(applied.unsigned_abs() as usize == MIGRATIONS.iter().count())
}

async fn check_sqlite(connection: &mut SqliteConnection, path: &Path) -> Result<(), StoreError> {
    let version: String = sqlx::query_scalar("select sqlite_version()")
        .fetch_one(connection)
        .await
        .map_err(|error| StoreError::of(path, error))?;
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    if (next(), next(), next()) < SQLITE_MIN {
        return Err(StoreError::SqliteTooOld(version));
    }
    Ok(())
}

/// Whether the file is new; an error when it is another program's.
async fn check_owner(connection: &mut SqliteConnection, path: &Path) -> Result<bool, StoreError> {
    // One statement, since another process may make the file ready in between of two.
    let (id, things): (i64, i64) = sqlx::query_as(
        "select application_id, (select count(*) from sqlite_schema) from pragma_application_id",
    )
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::of(path, error))?;
    match (id, things) {
        (APPLICATION_ID, _) => Ok(false),
        (0, 0) => Ok(true),
        _ => Err(StoreError::OtherDatabase(path.to_owned())),
    }
}

//! Imports: which file brought which events.

use sqlx::Connection as _;
use sqlx::sqlite::SqliteConnection;

/// The id of an import; every event carries its own's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ImportId(pub(crate) i64);

/// What became of an imported file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportSummary {
    /// Lines of the file.
    pub lines: u64,
    /// Events that are new.
    pub stored: u64,
    /// Events that were stored already.
    pub duplicates: u64,
    /// Lines that are events but could not be read.
    pub rejected: u64,
}

/// What a push adds to its import, beside its events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// The import that the push belongs to.
    pub import: ImportId,
    /// Its lines.
    pub lines: u64,
    /// Its lines that are events but could not be taken.
    pub rejected: u64,
    /// When it came, in seconds since 1970-01-01T00:00:00Z.
    pub at: i64,
}

pub(crate) async fn begin(
    connection: &mut SqliteConnection,
    path: &str,
    format: &str,
    started_at: i64,
) -> Result<ImportId, sqlx::Error> {
    let mut transaction = connection.begin_with("begin immediate").await?;
    let id = sqlx::query_scalar(
        "insert into imports (path, format, started_at) values (?, ?, ?) returning id",
    )
    .bind(path)
    .bind(format)
    .bind(started_at)
    .fetch_one(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(ImportId(id))
}

pub(crate) async fn finish(
    connection: &mut SqliteConnection,
    id: ImportId,
    summary: ImportSummary,
    finished_at: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update imports set finished_at = ?, lines = ?, stored = ?, duplicates = ?, rejected = ? \
         where id = ?",
    )
    .bind(finished_at)
    .bind(summary.lines.cast_signed())
    .bind(summary.stored.cast_signed())
    .bind(summary.duplicates.cast_signed())
    .bind(summary.rejected.cast_signed())
    .bind(id.0)
    .execute(connection)
    .await?;
    Ok(())
}

/// Begins the import of what a key brings.
pub(crate) async fn begin_of_key(
    connection: &mut SqliteConnection,
    key: i64,
    path: &str,
    started_at: i64,
) -> Result<ImportId, sqlx::Error> {
    let mut transaction = connection.begin_with("begin immediate").await?;
    let id = sqlx::query_scalar(
        "insert into imports (path, format, started_at, key_id) values (?, 'pushed', ?, ?) \
         returning id",
    )
    .bind(path)
    .bind(started_at)
    .bind(key)
    .fetch_one(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(ImportId(id))
}

/// Adds to an import that goes on. It is finished as far as it has come.
pub(crate) async fn add(
    connection: &mut SqliteConnection,
    id: ImportId,
    more: ImportSummary,
    at: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update imports set finished_at = max(ifnull(finished_at, 0), ?), lines = lines + ?, \
         stored = stored + ?, duplicates = duplicates + ?, rejected = rejected + ? where id = ?",
    )
    .bind(at)
    .bind(more.lines.cast_signed())
    .bind(more.stored.cast_signed())
    .bind(more.duplicates.cast_signed())
    .bind(more.rejected.cast_signed())
    .bind(id.0)
    .execute(connection)
    .await?;
    Ok(())
}

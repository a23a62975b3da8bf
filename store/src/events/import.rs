//! Rows of imports, within a transaction.

use sqlx::Connection as _;
use sqlx::sqlite::SqliteConnection;

use crate::audit::{Actor, note};

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

/// What a push adds to its import besides events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// The import that the push belongs to.
    pub import: ImportId,
    /// Its lines.
    pub lines: u64,
    /// Its lines that are events but could not be taken.
    pub rejected: u64,
    /// When it was received, in seconds since 1970-01-01T00:00:00Z.
    pub at: i64,
}

/// Begins an import, with its line in the audit log.
pub(crate) async fn begin(
    connection: &mut SqliteConnection,
    path: &str,
    format: &str,
    by: &Actor<'_>,
) -> Result<ImportId, sqlx::Error> {
    let mut transaction = connection.begin_with("begin immediate").await?;
    let id = insert(&mut transaction, path, format, by).await?;
    transaction.commit().await?;
    Ok(id)
}

/// The same within a transaction.
pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    path: &str,
    format: &str,
    by: &Actor<'_>,
) -> Result<ImportId, sqlx::Error> {
    let id: i64 = sqlx::query_scalar(
        "insert into imports (path, format, started_at, who) values (?, ?, ?, ?) returning id",
    )
    .bind(path)
    .bind(format)
    .bind(by.at)
    .bind(by.who)
    .fetch_one(&mut *connection)
    .await?;
    note(connection, by, "import", &format!("{id}: {path}")).await?;
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

/// Begins the import of what is sent with a key. The audit log has no line of it, since it has
/// one of the key.
pub(crate) async fn insert_of_key(
    connection: &mut SqliteConnection,
    key: i64,
    path: &str,
    started_at: i64,
) -> Result<ImportId, sqlx::Error> {
    let id = sqlx::query_scalar(
        "insert into imports (path, format, started_at, key_id) values (?, 'pushed', ?, ?) \
         returning id",
    )
    .bind(path)
    .bind(started_at)
    .bind(key)
    .fetch_one(connection)
    .await?;
    Ok(ImportId(id))
}

/// The import that follows one that was undone: of what its key sends now. `None` where it has
/// no key, since the import of a file does not go on.
pub(crate) async fn successor(
    connection: &mut SqliteConnection,
    undone: ImportId,
    at: i64,
) -> Result<Option<ImportId>, sqlx::Error> {
    let (key, path): (Option<i64>, String) =
        sqlx::query_as("select key_id, path from imports where id = ?")
            .bind(undone.0)
            .fetch_one(&mut *connection)
            .await?;
    let Some(key) = key else { return Ok(None) };
    let begun: Option<i64> = sqlx::query_scalar(
        "select max(id) from imports where key_id = ? and id > ? and undone_at is null",
    )
    .bind(key)
    .bind(undone.0)
    .fetch_one(&mut *connection)
    .await?;
    match begun {
        Some(id) => Ok(Some(ImportId(id))),
        None => insert_of_key(connection, key, &path, at).await.map(Some),
    }
}

/// Adds to an import that goes on. The import of a key counts as finished after each push, that
/// of a file at its end.
pub(crate) async fn add(
    connection: &mut SqliteConnection,
    id: ImportId,
    more: ImportSummary,
    at: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update imports set lines = lines + ?, \
         finished_at = iif(key_id is null, finished_at, max(ifnull(finished_at, 0), ?)), \
         stored = stored + ?, duplicates = duplicates + ?, rejected = rejected + ? where id = ?",
    )
    .bind(more.lines.cast_signed())
    .bind(at)
    .bind(more.stored.cast_signed())
    .bind(more.duplicates.cast_signed())
    .bind(more.rejected.cast_signed())
    .bind(id.0)
    .execute(connection)
    .await?;
    Ok(())
}

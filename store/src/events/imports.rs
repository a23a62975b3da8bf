//! Imports: their list, and undoing one.

use hashbrown::HashMap;
use sqlx::sqlite::SqliteConnection;

use crate::audit::{Actor, note};
use crate::error::StoreError;
use crate::events::import::{self, ImportId, ImportSummary};
use crate::open::Store;
use crate::work::requester_id;

impl ImportId {
    /// The import of a number, which may be none.
    pub fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// The number that the list shows.
    pub fn number(self) -> i64 {
        self.0
    }
}

/// An import as the list has it. Times are in seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Its number; later imports have greater ones.
    pub id: ImportId,
    /// The file, or `key NAME`.
    pub path: String,
    /// The format, or `pushed` for what was sent with a key.
    pub format: String,
    /// When it began.
    pub started_at: i64,
    /// When it ended, or when its key was last used. `None` while it runs, and for good where
    /// it was interrupted.
    pub finished_at: Option<i64>,
    /// What became of its lines at the time. Where it was interrupted, nothing is known.
    pub summary: ImportSummary,
    /// Who imported it.
    pub imported_by: ImportedBy,
    /// What the database holds of it now.
    pub contents: ImportContents,
    /// When it was undone, and by whom.
    pub undone: Option<Undone>,
}

/// Who imported something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportedBy {
    /// A user by this name, or the command line.
    Person(String),
    /// The key of this name.
    Key(String),
}

/// What the database holds of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportContents {
    /// Events.
    pub events: u64,
    /// The accounts that they belong to, by name.
    pub accounts: Vec<String>,
    /// The first and the last second of them, since 1970-01-01T00:00:00Z.
    pub span: Option<(i64, i64)>,
}

/// When an import was undone, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// A user's name, or `command line`.
    pub by: String,
}

/// Why an import was not undone.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is none of this number.
    #[error("there is no import {0}")]
    Unknown(i64),
    /// It was undone before.
    #[error("import {0} was undone already: nothing was changed")]
    AlreadyUndone(i64),
}

const SELECT: &str = "select imports.id, imports.path, imports.format, imports.started_at, \
     imports.finished_at, imports.lines, imports.stored, imports.duplicates, imports.rejected, \
     imports.who, keys.name as key_name, imports.undone_at, imports.undone_by \
     from imports left join keys on keys.id = imports.key_id";

impl Store {
    /// Begins the import of a file, with a line in the audit log; its events are stored by a
    /// [`GroupCommit`](crate::GroupCommit).
    pub async fn begin_import(
        &self,
        path: &str,
        format: &str,
        by: &Actor<'_>,
    ) -> Result<ImportId, StoreError> {
        let mut change = self.change(by.requester_id()).await?;
        let begun = import::insert(change.connection(), path, format, by).await;
        let id = self.written(begun)?;
        change.commit().await?;
        Ok(id)
    }

    /// Ends the import of a file.
    pub async fn finish_import(
        &self,
        id: ImportId,
        summary: ImportSummary,
        finished_at: i64,
    ) -> Result<(), StoreError> {
        let mut change = self.change(requester_id(&("import", id))).await?;
        let finished = import::finish(change.connection(), id, summary, finished_at).await;
        self.written(finished)?;
        change.commit().await
    }

    /// At most `rows` imports, the latest first; with `before`, only those before that one.
    /// Scans all their events to count what is left of each: of one requester at
    /// most two such looks run or wait, and another is refused.
    pub async fn imports(
        &self,
        requester: u64,
        before: Option<ImportId>,
        rows: u32,
    ) -> Result<Vec<Import>, StoreError> {
        let before = before.map_or(i64::MAX, |before| before.0);
        let select = format!("{SELECT} where imports.id < ? order by imports.id desc limit ?");
        self.scan(requester, |store| async move {
            let mut transaction = store.readers().begin().await?;
            let rows = sqlx::query_as(sqlx::AssertSqlSafe(select))
                .bind(before)
                .bind(rows)
                .fetch_all(&mut *transaction)
                .await?;
            with_contents(&mut transaction, rows).await
        })
        .await
    }

    /// One import; `None` where there is none of this id. It is a look at every event, too.
    pub async fn import(&self, requester: u64, id: ImportId) -> Result<Option<Import>, StoreError> {
        let select = format!("{SELECT} where imports.id = ?");
        let imports = self.scan(requester, |store| async move {
            let mut transaction = store.readers().begin().await?;
            let rows = sqlx::query_as(sqlx::AssertSqlSafe(select))
                .bind(id.0)
                .fetch_all(&mut *transaction)
                .await?;
            with_contents(&mut transaction, rows).await
        });
        Ok(imports.await?.into_iter().next())
    }

    /// Undoes an import: its events are deleted, and may be imported again. An event that two
    /// imports had belongs to the earlier one and is deleted with it. The import stays listed,
    /// and the audit log has a line. All of it is one transaction; returns the number of
    /// events.
    ///
    /// The file reuses the room; names stay in its dictionaries.
    pub async fn undo_import(&self, id: ImportId, by: &Actor<'_>) -> Result<u64, UndoError> {
        let mut change = self.change(by.requester_id()).await?;
        let taken = undo_import(change.connection(), id, by).await;
        match taken.map_err(|error| self.error(error))? {
            Undo::Events(events) => {
                change.commit().await?;
                Ok(events)
            }
            Undo::Unknown => Err(UndoError::Unknown(id.0)),
            Undo::AlreadyUndone => Err(UndoError::AlreadyUndone(id.0)),
        }
    }
}

enum Undo {
    Events(u64),
    Unknown,
    AlreadyUndone,
}

async fn undo_import(
    connection: &mut SqliteConnection,
    id: ImportId,
    by: &Actor<'_>,
) -> Result<Undo, sqlx::Error> {
    let found: Option<(String, Option<i64>)> =
        sqlx::query_as("select path, undone_at from imports where id = ?")
            .bind(id.0)
            .fetch_optional(&mut *connection)
            .await?;
    let path = match found {
        None => return Ok(Undo::Unknown),
        Some((_, Some(_))) => return Ok(Undo::AlreadyUndone),
        Some((path, None)) => path,
    };
    // Before the last rows go: no version is ever given twice.
    sqlx::query(
        "update undone set version = 1 + max(version, ifnull((select max(id) from events), 0))",
    )
    .execute(&mut *connection)
    .await?;
    let events = sqlx::query("delete from events where import_id = ?")
        .bind(id.0)
        .execute(&mut *connection)
        .await?
        .rows_affected();
    sqlx::query("update imports set undone_at = ?, undone_by = ? where id = ?")
        .bind(by.at)
        .bind(by.who)
        .bind(id.0)
        .execute(&mut *connection)
        .await?;
    let detail = format!("{}: {events} events of {path}", id.0);
    note(connection, by, "import-taken-back", &detail).await?;
    Ok(Undo::Events(events))
}

/// What the database holds of an import for one account.
#[derive(sqlx::FromRow)]
struct AccountContents {
    import_id: i64,
    account: String,
    events: i64,
    first_at: i64,
    last_at: i64,
}

/// Reads what is left of some imports.
async fn with_contents(
    connection: &mut SqliteConnection,
    rows: Vec<ImportRow>,
) -> Result<Vec<Import>, sqlx::Error> {
    let imports: Vec<Import> = rows.into_iter().map(Import::from).collect();
    let ids = || imports.iter().map(|import| import.id.0);
    let (Some(first), Some(last)) = (ids().min(), ids().max()) else {
        return Ok(imports);
    };
    let found: Vec<AccountContents> = sqlx::query_as(
        "select import_id, accounts.name as account, sum(events) as events, \
         min(first_at) as first_at, max(last_at) as last_at from \
         (select import_id, server_id, count(*) as events, min(at) as first_at, \
         max(at) as last_at from events where import_id between ? and ? \
         group by import_id, server_id) \
         join servers on servers.id = server_id join accounts on accounts.id = account_id \
         group by import_id, accounts.name order by accounts.name",
    )
    .bind(first)
    .bind(last)
    .fetch_all(connection)
    .await?;
    let mut contents: HashMap<i64, ImportContents> = HashMap::new();
    for of_account in found {
        let of_import = contents.entry(of_account.import_id).or_default();
        of_import.events += of_account.events.unsigned_abs();
        of_import.accounts.push(of_account.account);
        let (first, last) = (of_account.first_at, of_account.last_at);
        let (from, to) = of_import.span.unwrap_or((first, last));
        of_import.span = Some((from.min(first), to.max(last)));
    }
    let with = |import: Import| Import {
        contents: contents.remove(&import.id.0).unwrap_or_default(),
        ..import
    };
    Ok(imports.into_iter().map(with).collect())
}

/// A row of [`SELECT`].
#[derive(sqlx::FromRow)]
struct ImportRow {
    id: i64,
    path: String,
    format: String,
    started_at: i64,
    finished_at: Option<i64>,
    lines: i64,
    stored: i64,
    duplicates: i64,
    rejected: i64,
    who: Option<String>,
    key_name: Option<String>,
    undone_at: Option<i64>,
    undone_by: Option<String>,
}

impl From<ImportRow> for Import {
    fn from(row: ImportRow) -> Self {
        Self {
            id: ImportId(row.id),
            path: row.path,
            format: row.format,
            started_at: row.started_at,
            finished_at: row.finished_at,
            summary: ImportSummary {
                lines: row.lines.unsigned_abs(),
                stored: row.stored.unsigned_abs(),
                duplicates: row.duplicates.unsigned_abs(),
                rejected: row.rejected.unsigned_abs(),
            },
            imported_by: match row.key_name {
                Some(key) => ImportedBy::Key(key),
                None => ImportedBy::Person(row.who.unwrap_or_default()),
            },
            contents: ImportContents::default(),
            undone: row.undone_at.map(|at| Undone {
                at,
                by: row.undone_by.unwrap_or_default(),
            }),
        }
    }
}

//! Imports: the list of them, and taking one back whole.

use hashbrown::HashMap;
use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::audit::{By, note};
use crate::error::StoreError;
use crate::events::import::{self, ImportId, ImportSummary};
use crate::open::Store;
use crate::work::asker;

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
    /// The format, or `pushed` for what a key brought.
    pub format: String,
    /// When it began.
    pub started_at: i64,
    /// When it ended, or when its key last brought something. `None` while it runs, and
    /// for ever where it was interrupted.
    pub finished_at: Option<i64>,
    /// What became of its lines at the time. Where it was interrupted, nothing is known.
    pub summary: ImportSummary,
    /// Who brought it.
    pub brought_by: BroughtBy,
    /// What the record holds of it now.
    pub contents: ImportContents,
    /// When it was taken back, and by whom.
    pub taken_back: Option<TakenBack>,
}

/// Who brought an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BroughtBy {
    /// A user by this name, or the command line.
    Who(String),
    /// The key of this name.
    Key(String),
}

/// What the record holds of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportContents {
    /// Events.
    pub events: u64,
    /// The accounts that they belong to, by name.
    pub accounts: Vec<String>,
    /// The first and the last second of them, since 1970-01-01T00:00:00Z.
    pub span: Option<(i64, i64)>,
}

/// When an import was taken back, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenBack {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// A user's name, or `command line`.
    pub by: String,
}

/// Why an import was not taken back.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// The record.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is none of this number.
    #[error("there is no import {0}: `turnaway imports` lists them all")]
    Unknown(i64),
    /// Somebody was here before.
    #[error("import {0} was taken back already: nothing was changed")]
    TakenBack(i64),
}

const SELECT: &str = "select imports.id, imports.path, imports.format, imports.started_at, \
     imports.finished_at, imports.lines, imports.stored, imports.duplicates, imports.rejected, \
     imports.who, keys.name, imports.taken_back_at, imports.taken_back_by \
     from imports left join keys on keys.id = imports.key_id";

impl Store {
    /// Begins the import of a file, which has a line in the audit log; its events come by a
    /// [`GroupCommit`](crate::GroupCommit).
    pub async fn begin_import(
        &self,
        path: &str,
        format: &str,
        by: &By<'_>,
    ) -> Result<ImportId, StoreError> {
        let mut change = self.change(by.asker()).await?;
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
        let mut change = self.change(asker(&("import", id))).await?;
        let finished = import::finish(change.connection(), id, summary, finished_at).await;
        self.written(finished)?;
        change.commit().await
    }

    /// At most so many imports, the latest first; with `before`, those that began before
    /// that one. Every event is looked at once to tell what is left of each: of one asker at
    /// most two such looks run or wait, and another is refused.
    pub async fn imports(
        &self,
        asker: u64,
        before: Option<ImportId>,
        rows: u32,
    ) -> Result<Vec<Import>, StoreError> {
        let before = before.map_or(i64::MAX, |before| before.0);
        let select = format!("{SELECT} where imports.id < ? order by imports.id desc limit ?");
        self.scan(asker, |store| async move {
            let mut transaction = store.readers().begin().await?;
            let rows = sqlx::query(sqlx::AssertSqlSafe(select))
                .bind(before)
                .bind(rows)
                .fetch_all(&mut *transaction)
                .await?;
            with_contents(&mut transaction, &rows).await
        })
        .await
    }

    /// One import; `None` where there is none of this id. It is a look at every event, too.
    pub async fn import(&self, asker: u64, id: ImportId) -> Result<Option<Import>, StoreError> {
        let select = format!("{SELECT} where imports.id = ?");
        let imports = self.scan(asker, |store| async move {
            let mut transaction = store.readers().begin().await?;
            let rows = sqlx::query(sqlx::AssertSqlSafe(select))
                .bind(id.0)
                .fetch_all(&mut *transaction)
                .await?;
            with_contents(&mut transaction, &rows).await
        });
        Ok(imports.await?.into_iter().next())
    }

    /// Takes an import back whole: its events are gone from the record, and may be imported
    /// anew. What another import brought stays, but an event that both brought belongs to
    /// the one that came first, and is gone with it. The import stays listed, and the audit
    /// log has a line. All of it is one transaction; gives the number of events.
    ///
    /// The room in the file is used again by what comes next; names stay in its
    /// dictionaries.
    pub async fn take_back(&self, id: ImportId, by: &By<'_>) -> Result<u64, UndoError> {
        let mut change = self.change(by.asker()).await?;
        let taken = take_back(change.connection(), id, by).await;
        match taken.map_err(|error| self.error(error))? {
            Taken::Events(events) => {
                change.commit().await?;
                Ok(events)
            }
            Taken::Unknown => Err(UndoError::Unknown(id.0)),
            Taken::Before => Err(UndoError::TakenBack(id.0)),
        }
    }
}

enum Taken {
    Events(u64),
    Unknown,
    Before,
}

async fn take_back(
    connection: &mut SqliteConnection,
    id: ImportId,
    by: &By<'_>,
) -> Result<Taken, sqlx::Error> {
    let found: Option<(String, Option<i64>)> =
        sqlx::query_as("select path, taken_back_at from imports where id = ?")
            .bind(id.0)
            .fetch_optional(&mut *connection)
            .await?;
    let path = match found {
        None => return Ok(Taken::Unknown),
        Some((_, Some(_))) => return Ok(Taken::Before),
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
    sqlx::query("update imports set taken_back_at = ?, taken_back_by = ? where id = ?")
        .bind(by.at)
        .bind(by.who)
        .bind(id.0)
        .execute(&mut *connection)
        .await?;
    let detail = format!("{}: {events} events of {path}", id.0);
    note(connection, by, "import-taken-back", &detail).await?;
    Ok(Taken::Events(events))
}

/// Reads what is left of some imports.
async fn with_contents(
    connection: &mut SqliteConnection,
    rows: &[SqliteRow],
) -> Result<Vec<Import>, sqlx::Error> {
    let imports = rows.iter().map(of_row).collect::<Result<Vec<_>, _>>()?;
    let ids = || imports.iter().map(|import| import.id.0);
    let (Some(first), Some(last)) = (ids().min(), ids().max()) else {
        return Ok(imports);
    };
    let found: Vec<(i64, String, i64, i64, i64)> = sqlx::query_as(
        "select import_id, accounts.name, sum(events), min(first_at), max(last_at) from \
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
    for (id, account, events, first_at, last_at) in found {
        let of_import = contents.entry(id).or_default();
        of_import.events += events.unsigned_abs();
        of_import.accounts.push(account);
        let (from, to) = of_import.span.unwrap_or((first_at, last_at));
        of_import.span = Some((from.min(first_at), to.max(last_at)));
    }
    let with = |import: Import| Import {
        contents: contents.remove(&import.id.0).unwrap_or_default(),
        ..import
    };
    Ok(imports.into_iter().map(with).collect())
}

fn of_row(row: &SqliteRow) -> Result<Import, sqlx::Error> {
    let count = |column| row.try_get::<i64, usize>(column).map(i64::unsigned_abs);
    let key: Option<String> = row.try_get(10)?;
    let who: Option<String> = row.try_get(9)?;
    let taken_back_at: Option<i64> = row.try_get(11)?;
    let taken_back_by: Option<String> = row.try_get(12)?;
    Ok(Import {
        id: ImportId(row.try_get(0)?),
        path: row.try_get(1)?,
        format: row.try_get(2)?,
        started_at: row.try_get(3)?,
        finished_at: row.try_get(4)?,
        summary: ImportSummary {
            lines: count(5)?,
            stored: count(6)?,
            duplicates: count(7)?,
            rejected: count(8)?,
        },
        brought_by: match key {
            Some(key) => BroughtBy::Key(key),
            None => BroughtBy::Who(who.unwrap_or_default()),
        },
        contents: ImportContents::default(),
        taken_back: taken_back_at.map(|at| TakenBack {
            at,
            by: taken_back_by.unwrap_or_default(),
        }),
    })
}

//! The audit log: who did what, when, and from where.

use domain::event::Second;
use sqlx::sqlite::SqliteConnection;

use crate::error::StoreError;
use crate::open::Store;
use crate::work::{asker, network_of};

/// Characters of a detail; the rest is cut.
const DETAIL_CHARS_MAX: usize = 500;

/// Who does something, when, and from where. What changes something takes it, so that a
/// change and its note are one transaction.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// The name of a user, or what stands for one, such as `command line`.
    pub who: &'a str,
    /// The address of the peer, or `console`.
    pub from: &'a str,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub at: i64,
}

impl By<'_> {
    /// The number of the asker: somebody, from somewhere.
    pub(crate) fn asker(&self) -> u64 {
        let network = self.from.parse().map(network_of);
        asker(&(self.who, network.map_err(|_| self.from)))
    }
}

impl By<'static> {
    /// Whoever runs the program's commands.
    pub fn command_line(now: Second) -> Self {
        Self {
            who: "command line",
            from: "console",
            at: now.0,
        }
    }
}

/// A line of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// Its number; later lines have greater ones.
    pub id: i64,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// Who did it.
    pub who: String,
    /// What was done: a fixed word, such as `signed-in`.
    pub what: String,
    /// More about it, without secrets.
    pub detail: String,
    /// From where.
    pub from: String,
}

/// Writes a line, in the transaction of what it tells of. `detail` holds no secrets; where
/// it is long it is cut.
pub(crate) async fn note(
    connection: &mut SqliteConnection,
    by: &By<'_>,
    what: &str,
    detail: &str,
) -> Result<(), sqlx::Error> {
    let detail: String = detail.chars().take(DETAIL_CHARS_MAX).collect();
    sqlx::query("insert into audit (at, who, what, detail, origin) values (?, ?, ?, ?, ?)")
        .bind(by.at)
        .bind(by.who)
        .bind(what)
        .bind(detail)
        .bind(by.from)
        .execute(connection)
        .await?;
    Ok(())
}

impl Store {
    /// Writes a line about what changes nothing in the store.
    pub async fn note(&self, by: &By<'_>, what: &str, detail: &str) -> Result<(), StoreError> {
        let mut change = self.change(by.asker()).await?;
        let noted = note(change.connection(), by, what, detail).await;
        noted.map_err(|error| self.error(error))?;
        change.commit().await
    }

    /// The last line's id, 0 without one. Whatever ends a session or changes what somebody
    /// may see has its line, so that where this is what it was nothing of the kind was done,
    /// by no process; only time may have ended something.
    pub async fn last_noted(&self) -> Result<i64, StoreError> {
        let last: Option<i64> = sqlx::query_scalar("select max(id) from audit")
            .fetch_one(self.readers())
            .await
            .map_err(|error| self.error(error))?;
        Ok(last.unwrap_or(0))
    }

    /// At most so many lines, the latest first; with `before`, those that are earlier than
    /// that line.
    pub async fn audit(&self, before: Option<i64>, rows: u32) -> Result<Vec<Noted>, StoreError> {
        let rows: Vec<(i64, i64, String, String, String, String)> = sqlx::query_as(
            "select id, at, who, what, detail, origin from audit where id < ? \
             order by id desc limit ?",
        )
        .bind(before.unwrap_or(i64::MAX))
        .bind(rows)
        .fetch_all(self.readers())
        .await
        .map_err(|error| self.error(error))?;
        let lines = rows.into_iter();
        Ok(lines
            .map(|(id, at, who, what, detail, from)| Noted {
                id,
                at,
                who,
                what,
                detail,
                from,
            })
            .collect())
    }
}
